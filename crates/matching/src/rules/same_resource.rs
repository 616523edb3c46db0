use maillon_model::{Direction, ResourceIx, Score};

use crate::meaning::Meanings;
use crate::rule::{Lead, Rule};

pub(crate) struct SameResource;

impl Rule for SameResource {
    fn name(&self) -> &'static str {
        "same_resource"
    }

    fn about(&self) -> &'static str {
        "A resource serves whoever needs that very resource."
    }

    fn about_fr(&self) -> &'static str {
        "Une ressource sert à qui a besoin de cette même ressource."
    }

    fn leads<'a>(&self, meanings: &Meanings<'a>, supply: ResourceIx) -> Vec<Lead<'a>> {
        let itself = meanings.best(supply, Direction::Supply);
        let very = Lead {
            demand: supply,
            supplied: itself,
            demanded: itself,
            substitution: None,
            takers_only: false,
            confidence: Score::ONE,
        };
        // What a bakery gives is not what a bakery takes.
        let mut leads = if meanings.is_activity(supply) { Vec::new() } else { vec![very] };
        for given in meanings.of(supply, Direction::Supply) {
            for &(demand, surely) in meanings.wanting(&given.entry.code) {
                let confidence = Score::saturating(given.confidence.value() * surely.value());
                leads.push(Lead {
                    demand,
                    supplied: Some(given.entry),
                    demanded: Some(given.entry),
                    confidence,
                    ..very
                });
            }
        }
        leads
    }
}
