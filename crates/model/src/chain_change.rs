//! What becomes of the chains through processors when something changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::chain::{Chain, Chains};
use crate::change::{Turn, same_flows};
use crate::planned::Planned;
use crate::quantity::Quantity;

/// A chain that gets another amount of its processor's capacity than before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChainDifference {
    /// Its place among the chains before and now; `None` where it is not among them.
    pub places: [Option<usize>; 2],
    /// What became of it.
    pub turn: Turn,
    /// What it got and what it gets, as its supply counts; `None` where nobody knows.
    pub amounts: [Option<Quantity>; 2],
}

/// The chains that differ, by supply, processor and demand. Each side has its plan and its chains, with the processors of its
/// own study: those of closed sites are not in the study after. Its flows are all of those before, and maybe more.
pub fn chain_differences(before: (&Planned, &Chains), after: (&Planned, &Chains)) -> Vec<ChainDifference> {
    let flows = same_flows(before.0.study, after.0.study);
    let known: BTreeSet<_> = flows.iter().flatten().copied().collect();
    let row = |planned: &Planned, chain: &Chain| planned.study.processor(chain.processor).origin;
    let rows = |planned: &Planned| planned.study.processors.iter().map(|p| p.origin).collect::<BTreeSet<_>>();
    let plants = [rows(before.0), rows(after.0)];
    let mut places: BTreeMap<_, [Option<usize>; 2]> = BTreeMap::new();
    for (i, chain) in before.1.list.iter().enumerate() {
        if let [Some(supply), Some(demand)] = [chain.supply, chain.demand].map(|ix| flows[ix.0 as usize]) {
            places.entry((supply, row(before.0, chain), demand)).or_default()[0] = Some(i);
        }
    }
    for (i, chain) in after.1.list.iter().enumerate() {
        places.entry((chain.supply, row(after.0, chain), chain.demand)).or_default()[1] = Some(i);
    }
    let differs = |((supply, plant, demand), places): (_, [Option<usize>; 2])| {
        let sides = [before, after];
        let amounts = [0, 1].map(|i| {
            let (planned, chains) = sides[i];
            let assigned = places[i].map(|place| planned.assigned(chains, place).map(|[all, ..]| all));
            // A chain that is not there gets nothing.
            assigned.unwrap_or_else(|| Some(Quantity::none(after.0.dimension(supply))))
        });
        let closed = after.0.is_closed(supply, demand) || !plants[1].contains(&plant);
        let new = !known.contains(&supply) || !known.contains(&demand) || !plants[0].contains(&plant);
        let [was, is] = amounts.map(|amount| amount.map(Quantity::annual));
        Some(ChainDifference { places, turn: Turn::between(was, is, closed, new)?, amounts })
    };
    places.into_iter().filter_map(differs).collect()
}
