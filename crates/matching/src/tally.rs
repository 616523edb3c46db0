//! How many pairs each flow was in.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use maillon_model::{FlowIx, Reason, Refusals};

use crate::gates::GATES;

/// How many of a flow's pairs passed, and how many each gate refused.
#[derive(Debug, Default)]
struct Counts {
    accepted: AtomicU32,
    refused: [AtomicU32; GATES.len()],
}

/// The counts of every flow, kept by all threads at once; sums do not depend on their order.
#[derive(Debug)]
pub(crate) struct Tally(Vec<Counts>);

impl Tally {
    pub(crate) fn new(flows: usize) -> Self {
        Self(std::iter::repeat_with(Counts::default).take(flows).collect())
    }

    /// Counts a pair, for both its flows.
    pub(crate) fn count(&self, supply: FlowIx, demand: FlowIx, refused_by: Option<usize>) {
        for flow in [supply, demand] {
            let counts = &self.0[flow.0 as usize];
            refused_by.map_or(&counts.accepted, |gate| &counts.refused[gate]).fetch_add(1, Relaxed);
        }
    }

    /// Why a flow with pairs, but without a synergy, has none; `None` for a flow without pairs.
    pub(crate) fn reason(&self, flow: FlowIx) -> Option<Reason> {
        let counts = &self.0[flow.0 as usize];
        let partners = counts.accepted.load(Relaxed);
        if partners > 0 {
            return Some(Reason::Outranked { partners });
        }
        let refused = counts.refused.iter().map(|count| count.load(Relaxed));
        let (count, gate) = refused.zip(GATES).rev().max_by_key(|(count, _)| *count)?; // of equals, the earlier gate
        (count > 0).then(|| Reason::Refused { gate: gate.name(), count })
    }

    /// Pairs that passed, and pairs refused by each gate: summed over the supplies, so that each counts once.
    pub(crate) fn totals(&self, supplies: &[FlowIx]) -> (u64, Refusals) {
        let sum = |count: &dyn Fn(&Counts) -> &AtomicU32| -> u64 {
            supplies.iter().map(|flow| u64::from(count(&self.0[flow.0 as usize]).load(Relaxed))).sum()
        };
        let refusals = GATES.iter().enumerate().map(|(i, gate)| (gate.name(), sum(&|counts| &counts.refused[i])));
        (sum(&|counts| &counts.accepted), refusals.collect())
    }
}
