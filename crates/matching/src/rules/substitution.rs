use maillon_knowledge as knowledge;
use maillon_knowledge::{Entry, Taxonomy, TaxonomyCode};
use maillon_model::{Direction, ResourceIx, Score};

use crate::meaning::Meanings;
use crate::rule::{Lead, Rule};

/// The literature gives the rule's supply that code, but the code holds other things too. No source.
const BY_CODE: f64 = 0.7;
/// The side is known by its activity alone: what such a site typically gives or takes. No source.
const BY_ACTIVITY: f64 = 0.5;

pub(crate) struct Substitution;

impl Rule for Substitution {
    fn name(&self) -> &'static str {
        "substitution"
    }

    fn about(&self) -> &'static str {
        "A substitution of the catalogue lets one resource replace another; synergies carry that substitution's own id."
    }

    fn about_fr(&self) -> &'static str {
        "Une substitution du catalogue permet à une ressource d'en remplacer une autre ; la synergie porte son nom."
    }

    fn leads<'a>(&self, meanings: &Meanings<'a>, supply: ResourceIx) -> Vec<Lead<'a>> {
        let mut leads = Vec::new();
        for rule in meanings.catalogue.rules() {
            for (given, surely) in givens(rule, meanings, supply) {
                for demand in meanings.resources().filter(|demand| meanings.is_demanded(*demand)) {
                    let Some(fit) = takes(rule, given, meanings, demand) else { continue };
                    leads.push(Lead {
                        demand,
                        supplied: Some(given),
                        demanded: fit.demanded,
                        substitution: Some(rule),
                        takers_only: fit.takers_only,
                        confidence: Score::saturating(rule.confidence.value() * surely * fit.surely),
                    });
                }
            }
        }
        leads
    }
}

/// What the supply may be taken for under the rule, and how surely it is that.
fn givens<'a>(rule: &'a knowledge::Rule, meanings: &Meanings<'a>, supply: ResourceIx) -> Vec<(&'a Entry, f64)> {
    // Of the rule's branch, or above it: whether it fits depends on the demand too.
    let related = |entry: &Entry| rule.from.iter().any(|from| entry.is_a(from) || holds(&entry.code, from));
    let mut givens: Vec<(&Entry, f64)> = meanings
        .of(supply, Direction::Supply)
        .iter()
        .filter(|meaning| related(meaning.entry))
        .map(|meaning| (meaning.entry, meaning.confidence.value()))
        .collect();
    let by_code = |code: &TaxonomyCode| match code.taxonomy() {
        Taxonomy::Nace => seen(&rule.givers, code).then_some(BY_ACTIVITY),
        _ => rule.codes.contains(code).then_some(BY_CODE),
    };
    let surely = meanings.codes(supply).iter().filter_map(by_code).max_by(f64::total_cmp);
    if surely.is_some() {
        // Its amounts convert as those of the resource that the rule speaks of.
        let spoken_of = rule.from.first().and_then(|code| meanings.catalogue.entry(code));
        givens.extend(spoken_of.zip(surely));
    }
    givens
}

struct Fit<'a> {
    demanded: Option<&'a Entry>,
    surely: f64,
    takers_only: bool,
}

/// What the demand is taken for, and how surely the rule serves it with what is given.
fn takes<'a>(rule: &'a knowledge::Rule, given: &Entry, meanings: &Meanings<'a>, demand: ResourceIx) -> Option<Fit<'a>> {
    if meanings.is_activity(demand) {
        let wanted = rule.to.first()?;
        let takes = meanings.codes(demand).iter().any(|code| seen(&rule.takers, code));
        let fit = rule.fit(&given.code, wanted).filter(|_| takes)?;
        let demanded = meanings.catalogue.entry(wanted);
        return Some(Fit { demanded, surely: BY_ACTIVITY * fit.value(), takers_only: false });
    }
    let fits = meanings.of(demand, Direction::Demand).iter().filter_map(|meaning| {
        let fit = rule.fit(&given.code, &meaning.entry.code)?;
        // A demand named more broadly than the rule asks is one for its takers alone.
        let broad = !rule.to.iter().any(|to| meaning.entry.is_a(to));
        if broad && rule.takers.is_empty() {
            return None;
        }
        let surely = meaning.confidence.value() * fit.value();
        Some(Fit { demanded: Some(meaning.entry), surely, takers_only: broad })
    });
    fits.max_by(|a, b| a.surely.total_cmp(&b.surely))
}

/// Whether the branch holds that code below it.
fn holds(branch: &str, code: &str) -> bool {
    code.strip_prefix(branch).is_some_and(|rest| rest.starts_with('.'))
}

/// Whether one of the activities covers the code.
fn seen(activities: &[TaxonomyCode], code: &TaxonomyCode) -> bool {
    activities.iter().any(|activity| activity.covers(code))
}
