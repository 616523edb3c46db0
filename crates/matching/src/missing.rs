//! Processors that nobody has: what plant, of what size, at which place, would serve those who have none in reach.
//!
//! For each rule that asks for a plant's treatment, the place that would serve most is looked for among the sites that
//! would give or take and the zones that could hold a plant; what it serves is taken away, and the next place looked for.
//! That is the greedy way to cover, which comes to 1 - 1/e of the best at least (Nemhauser, Wolsey and Fisher 1978) where
//! places serve each by itself. What one place serves is handed out nearest first: no less than half of the most that could be, and all of it
//! where everybody fits everybody.

mod group;
mod service;

use std::collections::BTreeSet;

use maillon_knowledge::Catalogue;
use maillon_model::{Chains, FlowIx, MissingProcessor, Position, Quantity, ZoneIx};
use rayon::prelude::*;

use crate::chains::named;
use crate::ground::Ground;
use crate::link::Link;
use crate::side::Side;
use group::Group;

/// Adds to the chains what processors are missing. `served` holds the supplies that have a processor in reach, by rule.
pub(crate) fn add(
    chains: &mut Chains,
    ground: &Ground<'_>,
    catalogue: &Catalogue,
    demands: &Side,
    served: &BTreeSet<(&str, FlowIx)>,
    zones: &[(ZoneIx, Position)],
) {
    let found: Vec<Vec<(MissingProcessor, &Link<'_>)>> = catalogue
        .rules()
        .par_iter()
        .with_max_len(1)
        .filter(|rule| rule.treatment.as_ref().is_some_and(|treatment| treatment.by.is_some()))
        .map(|rule| Group::of(ground, rule, demands, served, zones).map_or_else(Vec::new, |group| group.plants()))
        .collect();
    for (mut missing, link) in found.into_iter().flatten() {
        let by = link.substitution().and_then(|rule| rule.treatment.as_ref()?.by.as_deref()).unwrap_or_default();
        missing.rule = chains.rule_ix(link.words());
        missing.treatment = named(chains, catalogue, ground.study.language, by);
        chains.missing.push(missing);
    }
    // In a stable order: rules go by id.
    let amount = |m: &MissingProcessor| m.size.map_or(0.0, Quantity::annual);
    let unit = |m: &MissingProcessor| m.dimension().map_or(u8::MAX, |dimension| dimension as u8);
    chains.missing.sort_by(|a, b| {
        unit(a)
            .cmp(&unit(b))
            .then_with(|| amount(b).total_cmp(&amount(a)))
            .then_with(|| b.supplies[0].cmp(&a.supplies[0]))
    });
    for group in chains.missing.chunk_by_mut(|a, b| unit(a) == unit(b)) {
        for (rank, missing) in (1..).zip(group) {
            missing.rank = rank;
        }
    }
}
