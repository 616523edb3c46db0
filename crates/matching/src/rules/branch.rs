use maillon_knowledge::{Entry, Mode};
use maillon_model::{Direction, ResourceIx, Score};

use crate::balance::is_waste;
use crate::meaning::Meanings;
use crate::rule::{Lead, Rule};
use crate::rules::GRADED;

/// Of a supply that is less specific than the demand: what share of such supplies turns out to fit. No source.
const BROADER: f64 = 0.5;
/// Of a demand for a whole family ("minerals"): what share of its kinds would do. No source.
const WHOLE_FAMILY: f64 = 0.6;

pub(crate) struct Branch;

impl Rule for Branch {
    fn name(&self) -> &'static str {
        "branch"
    }

    fn about(&self) -> &'static str {
        "A resource serves whoever needs any of its branch; one of the whole branch may serve a need for one of its kinds."
    }

    fn about_fr(&self) -> &'static str {
        "Une ressource sert à qui demande n'importe laquelle de sa branche ; une ressource générale peut servir un besoin précis."
    }

    fn leads<'a>(&self, meanings: &Meanings<'a>, supply: ResourceIx) -> Vec<Lead<'a>> {
        let mut leads = Vec::new();
        for given in meanings.of(supply, Direction::Supply) {
            if GRADED.contains(&given.entry.family()) || given.entry.mode == Mode::None {
                continue;
            }
            let mut add = |demand, demanded, surely: Score, share: f64| {
                leads.push(Lead {
                    demand,
                    supplied: Some(given.entry),
                    demanded: Some(demanded),
                    substitution: None,
                    takers_only: false,
                    confidence: Score::saturating(given.confidence.value() * surely.value() * share),
                });
            };
            let mut above = given.entry.parent().and_then(|code| meanings.catalogue.entry(code));
            while let Some(entry) = above {
                // Where a substitution says how such a kind serves, it serves in no other way.
                let mut rules = meanings.catalogue.rules_between(&given.entry.code, &entry.code);
                let by_rule = rules.any(|(_, fit)| fit == Score::ONE);
                let share = if entry.parent().is_none() { WHOLE_FAMILY } else { 1.0 };
                for (demand, surely) in meanings.wanting(&entry.code).iter().filter(|_| !by_rule) {
                    add(*demand, entry, *surely, share);
                }
                above = entry.parent().and_then(|code| meanings.catalogue.entry(code));
            }
            // Waste of the branch is none of its products: those need a substitution.
            let may_be = |entry: &Entry| is_waste(entry) || !is_waste(given.entry);
            for (entry, demand, surely) in meanings.wanting_below(&given.entry.code).filter(|(entry, ..)| may_be(entry))
            {
                add(demand, entry, surely, BROADER);
            }
        }
        leads
    }
}
