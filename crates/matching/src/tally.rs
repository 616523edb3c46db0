//! How many pairs each flow was in.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use maillon_model::{FlowIx, Reason, Refusals};

use crate::gates::GATES;

/// How many of a flow's pairs each gate refused.
type Refused = [AtomicU32; GATES.len()];

/// Flows whose refusals are counted side by side, from the first that has one: most flows of a large study have none.
const PAGE: usize = 256;

/// The counts of every flow, kept by all threads at once; sums do not depend on their order.
#[derive(Debug)]
pub(crate) struct Tally {
    accepted: Vec<AtomicU32>,
    refused: Vec<OnceLock<Vec<Refused>>>,
}

impl Tally {
    pub(crate) fn new(flows: usize) -> Self {
        let accepted = std::iter::repeat_with(AtomicU32::default).take(flows).collect();
        Self { accepted, refused: std::iter::repeat_with(OnceLock::new).take(flows.div_ceil(PAGE)).collect() }
    }

    /// Counts pairs of a flow that passed.
    pub(crate) fn pass(&self, flow: FlowIx, pairs: u32) {
        self.accepted[flow.0 as usize].fetch_add(pairs, Relaxed);
    }

    /// Counts a pair that the gate at that place refuses, for both its flows.
    pub(crate) fn refuse(&self, supply: FlowIx, demand: FlowIx, gate: usize) {
        for flow in [supply, demand].map(|flow| flow.0 as usize) {
            let page = || std::iter::repeat_with(Refused::default).take(PAGE).collect();
            self.refused[flow / PAGE].get_or_init(page)[flow % PAGE][gate].fetch_add(1, Relaxed);
        }
    }

    fn refused(&self, flow: FlowIx, gate: usize) -> u32 {
        let flow = flow.0 as usize;
        self.refused[flow / PAGE].get().map_or(0, |page| page[flow % PAGE][gate].load(Relaxed))
    }

    fn accepted(&self, flow: FlowIx) -> u32 {
        self.accepted[flow.0 as usize].load(Relaxed)
    }

    /// Why a flow with pairs, but without a synergy, has none; `None` for a flow without pairs.
    pub(crate) fn reason(&self, flow: FlowIx) -> Option<Reason> {
        let partners = self.accepted(flow);
        if partners > 0 {
            return Some(Reason::Outranked { partners });
        }
        let refused = (0..GATES.len()).map(|gate| self.refused(flow, gate));
        let (count, gate) = refused.zip(GATES).rev().max_by_key(|(count, _)| *count)?; // of equals, the earlier gate
        (count > 0).then(|| Reason::Refused { gate: gate.name(), count })
    }

    /// Pairs that passed, and pairs refused by each gate: summed over the supplies, so that each counts once.
    pub(crate) fn totals(&self, supplies: &[FlowIx]) -> (u64, Refusals) {
        let sum = |count: &dyn Fn(FlowIx) -> u32| -> u64 { supplies.iter().map(|flow| u64::from(count(*flow))).sum() };
        let refusals = GATES.iter().enumerate().map(|(i, gate)| (gate.name(), sum(&|flow| self.refused(flow, i))));
        (sum(&|flow| self.accepted(flow)), refusals.collect())
    }
}
