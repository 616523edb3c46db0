//! Which synergies, flows and sites a page shows: all of them, up to what a browser opens at once.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use maillon_layers::Run;
use maillon_model::{FlowIx, SiteIx};

/// Most synergies on a page.
pub(crate) const SYNERGIES: usize = 10_000;

/// Most sites on a page beside those of its synergies.
const SITES: usize = 5_000;

/// What a page shows, by place in the study and its matches.
#[derive(Debug)]
pub(crate) struct Shown {
    /// The best first.
    pub(crate) synergies: Vec<usize>,
    /// Those of the synergies, by place.
    pub(crate) flows: Vec<FlowIx>,
    /// Those of the synergies, and others, by place.
    pub(crate) sites: Vec<SiteIx>,
}

impl Shown {
    pub(crate) fn of(run: &Run) -> Self {
        let list = run.matches.synergies.list();
        // Both are in the order of synergies.
        let mut moved =
            run.plan.iter().flat_map(|p| &p.planned.plan.allocations).map(|a| a.synergy as usize).peekable();
        let mut best = BinaryHeap::with_capacity(SYNERGIES);
        for place in 0..list.len() {
            let moves = moved.next_if_eq(&place).is_some();
            let rank = (Reverse(moves), Reverse(list.score_at(place)), list.distance_at(place), place);
            if best.len() < SYNERGIES {
                best.push(rank);
            } else if let Some(mut last) = best.peek_mut().filter(|last| rank < **last) {
                *last = rank;
            }
        }
        let mut synergies: Vec<usize> = best.into_iter().map(|(.., place)| place).collect();
        synergies.sort_unstable_by_key(|i| (Reverse(list.score_at(*i)), list.distance_at(*i), *i));
        let mut flows: Vec<FlowIx> = synergies.iter().flat_map(|i| list.ends_at(*i)).collect();
        flows.sort_unstable();
        flows.dedup();
        let mut sites: Vec<SiteIx> = flows.iter().map(|ix| run.study.flow(*ix).site).collect();
        sites.sort_unstable();
        sites.dedup();
        let all = (0..run.study.sites.len() as u32).map(SiteIx);
        let others: Vec<SiteIx> = all.filter(|ix| sites.binary_search(ix).is_err()).take(SITES).collect();
        sites.extend(others);
        sites.sort_unstable();
        Self { synergies, flows, sites }
    }

    /// The place of a flow on the page.
    pub(crate) fn flow(&self, ix: FlowIx) -> Option<usize> {
        self.flows.binary_search(&ix).ok()
    }

    /// The place of a site on the page.
    pub(crate) fn site(&self, ix: SiteIx) -> Option<usize> {
        self.sites.binary_search(&ix).ok()
    }
}

/// Whether the plan moves anything on a synergy.
pub(crate) fn moves(run: &Run, synergy: usize) -> bool {
    let key = synergy as u32;
    run.plan.as_ref().is_some_and(|p| p.planned.plan.allocations.binary_search_by_key(&key, |a| a.synergy).is_ok())
}
