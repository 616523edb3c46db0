//! How much a score rests on.

use maillon_model::{Flow, GateSet, Knowledge, Score};

use crate::pair::Pair;

/// How far an amount can be trusted, by how it is known (the pedigree of life-cycle data; the numbers have no source).
const MEASURED: f64 = 1.0;
const DECLARED: f64 = 0.9;
const MODELLED: f64 = 0.7;
const UNSTATED: f64 = 0.8;
/// What a gate that the data leaves open takes from the confidence. No source.
pub(crate) const OPEN_GATE: f64 = 0.95;

/// The share of the weights whose criterion is known, times how sure the rule is, times the pedigree of the worse known
/// side, times 0.95 for each gate that the data leaves open.
pub(crate) fn confidence(pair: &Pair<'_>, known: Score, open: GateSet) -> Score {
    let pedigree = pedigree(pair.supply).min(pedigree(pair.demand));
    let gates = OPEN_GATE.powi(open.len() as i32);
    Score::saturating(known.value() * pair.link.confidence().value() * pedigree * gates)
}

/// What the confidence would be multiplied by if both amounts were measured.
pub(crate) fn as_if_measured(pair: &Pair<'_>) -> f64 {
    MEASURED / pedigree(pair.supply).min(pedigree(pair.demand))
}

fn pedigree(flow: &Flow) -> f64 {
    match flow.details.as_ref().and_then(|details| details.known) {
        Some(Knowledge::Measured) => MEASURED,
        Some(Knowledge::Declared) => DECLARED,
        Some(Knowledge::Modelled) => MODELLED,
        None => UNSTATED,
    }
}
