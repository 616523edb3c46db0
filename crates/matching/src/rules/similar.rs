use maillon_knowledge::{Mode, Taxonomy, TaxonomyCode};
use maillon_model::{Direction, ResourceIx, Score};

use crate::meaning::Meanings;
use crate::rule::{Lead, Rule};
use crate::rules::GRADED;

/// Codes of our tree less alike than this are strangers. At 0.6, siblings from the third level on are alike
/// (2 × 2 / (3 + 3) = 0.67), those of the second are not (2 × 1 / (2 + 2) = 0.5). No source.
const ALIKE: f64 = 0.6;
/// How sure a pair is that nothing but likeness speaks for, at a likeness of 1. No source.
const BY_LIKENESS: f64 = 0.5;
/// How alike codes of another taxonomy are that share four digits, and those of which one is the other's two-digit
/// chapter; the first is EAST-CITIES' 5 of 10 (its 1 of 10 for any two of a chapter finds too much to be read).
const SHARED_FOUR: f64 = 0.5;
const CHAPTER: f64 = 0.2;

/// Families where likeness misleads: heat runs downhill, and currents and gases have rules of their own.
const BY_RULE_ONLY: &[&str] = &["heat", "electricity", "gas", "co2", "hydrogen"];

pub(crate) struct Similar;

impl Rule for Similar {
    fn name(&self) -> &'static str {
        "similar"
    }

    fn about(&self) -> &'static str {
        "Resources whose codes are close in their tree may serve for one another: a hint, of low confidence."
    }

    fn about_fr(&self) -> &'static str {
        "Des ressources aux codes voisins peuvent se remplacer : un indice, de faible confiance."
    }

    fn leads<'a>(&self, meanings: &Meanings<'a>, supply: ResourceIx) -> Vec<Lead<'a>> {
        let mut leads = Vec::new();
        let lead = |demand, supplied, demanded, confidence: f64| Lead {
            demand,
            supplied,
            demanded,
            substitution: None,
            takers_only: false,
            confidence: Score::saturating(confidence),
        };
        for given in meanings.of(supply, Direction::Supply) {
            let family = given.entry.family();
            if GRADED.contains(&family) || BY_RULE_ONLY.contains(&family) || given.entry.mode == Mode::None {
                continue;
            }
            for (entry, demand, surely) in meanings.wanting_below(family) {
                let alike = wu_palmer(&given.entry.code, &entry.code);
                if alike >= ALIKE && !entry.is_a(&given.entry.code) && !given.entry.is_a(&entry.code) {
                    let confidence = BY_LIKENESS * alike * given.confidence.value() * surely.value();
                    leads.push(lead(demand, Some(given.entry), Some(entry), confidence));
                }
            }
        }
        if let Some(code) = unread(meanings, supply) {
            for demand in meanings.resources().filter(|demand| *demand != supply) {
                let alike = unread(meanings, demand).map_or(0.0, |other| shared(code, other));
                if alike > 0.0 {
                    let best = |ix, direction| meanings.best(ix, direction);
                    leads.push(lead(demand, best(supply, Direction::Supply), best(demand, Direction::Demand), alike));
                }
            }
        }
        leads
    }
}

/// Likeness of two codes of our tree (Wu and Palmer, 1994): twice the depth of what they share over both depths.
fn wu_palmer(a: &str, b: &str) -> f64 {
    let depth = |code: &str| code.split('.').count();
    let shared = a.split('.').zip(b.split('.')).take_while(|(a, b)| a == b).count();
    2.0 * shared as f64 / (depth(a) + depth(b)) as f64
}

/// The code of a resource that another taxonomy names, and that no resource of ours surely is.
fn unread<'m>(meanings: &'m Meanings<'_>, resource: ResourceIx) -> Option<&'m TaxonomyCode> {
    let sure = meanings.of(resource, Direction::Supply).first().is_some_and(|m| m.confidence == Score::ONE);
    meanings.codes(resource).iter().find(|code| code.taxonomy() != Taxonomy::Nace && !sure)
}

fn shared(a: &TaxonomyCode, b: &TaxonomyCode) -> f64 {
    let digits = a.digits().bytes().zip(b.digits().bytes()).take_while(|(a, b)| a == b).count();
    if a.taxonomy() != b.taxonomy() || digits < 2 {
        0.0
    } else if digits >= 4 {
        SHARED_FOUR
    } else if a.covers(b) || b.covers(a) {
        CHAPTER
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siblings_are_alike_from_the_third_level_on() {
        assert!(wu_palmer("mineral.slag.steel", "mineral.slag.ground") >= ALIKE); // 4 / 6
        assert!(wu_palmer("a.b.c.d", "a.b.c.e") >= ALIKE); // 6 / 8
        assert!(wu_palmer("plastic.pet", "plastic.pp") < ALIKE); // 2 / 4
        assert!(wu_palmer("a.b.c.d", "a.b.e") < ALIKE); // 4 / 7
        assert_eq!(wu_palmer("ash", "ash"), 1.0);
        assert_eq!(wu_palmer("ash", "food"), 0.0);
    }

    #[test]
    fn codes_of_one_group_are_alike() {
        let code = |text| TaxonomyCode::new(Taxonomy::Ewc, text).unwrap();
        assert_eq!(shared(&code("10 01 99"), &code("10 01 26")), SHARED_FOUR);
        assert_eq!(shared(&code("10 01 99"), &code("10 02 99")), 0.0);
        assert_eq!(shared(&code("10"), &code("10 02 99")), CHAPTER);
        assert_eq!(shared(&code("10 01 99"), &TaxonomyCode::new(Taxonomy::Hs, "1001 99").unwrap()), 0.0);
    }
}
