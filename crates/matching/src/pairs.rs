//! Every pair that passes, found anew each time somebody reads them: there may be too many to keep.

use maillon_knowledge::Catalogue;
use maillon_model::{Direction, FlowIx, Study, Synergies};
use rayon::prelude::*;

use crate::candidate::Candidate;
use crate::find::{Block, search, synergies};
use crate::ground::Ground;
use crate::options::Options;
use crate::side::Side;
use crate::tally::Tally;

/// Pairs that a block is to hold, about: enough for the threads to share, few beside the study. No source; what is told
/// does not depend on it.
const BLOCK: usize = 1 << 16;

/// All pairs of a study that a rule links, that are within reach and that no gate refuses, whether [`find`](crate::find())
/// keeps them or not.
#[derive(Debug)]
pub struct Pairs<'a> {
    ground: Ground<'a>,
    supplies: Side,
    demands: Side,
    /// What is refused on the way; nobody asks.
    tally: Tally,
    /// The study's own supplies, and their places in their resource's index.
    order: Vec<(FlowIx, u32)>,
}

impl<'a> Pairs<'a> {
    /// Prepares the search; of the options, `top` and `keep_dominated` do not count. Takes O(n log n) time, and memory for
    /// the flows.
    pub fn new(study: &'a Study, catalogue: &'a Catalogue, options: &'a Options) -> Self {
        let ground = Ground::new(study, catalogue, options);
        let [supplies, demands] = [Direction::Supply, Direction::Demand].map(|side| Side::new(&ground, side));
        let places = |resource| {
            let flows = supplies.index(&ground, resource).payloads().to_vec();
            flows.into_iter().map(FlowIx).zip(0..).filter(|(flow, _)| study.owns_flow(*flow))
        };
        let mut order: Vec<(FlowIx, u32)> = supplies.resources().flat_map_iter(places).collect();
        order.par_sort_unstable();
        Self { ground, supplies, demands, tally: Tally::new(study.flows.len()), order }
    }

    /// The pairs of some supplies, block by block: by supply, then from best to least. Their ranks for the demand are 0, as
    /// nobody counts them. Runs on the threads of the current rayon pool; the pairs are the same whatever their number.
    pub fn blocks(&self) -> impl Iterator<Item = Synergies> {
        let mut rest = self.order.as_slice();
        let mut supplies = 1;
        let next = move || {
            let (now, later) = rest.split_at_checked(supplies).unwrap_or((rest, &[]));
            if now.is_empty() {
                return None;
            }
            rest = later;
            let found: Vec<Vec<Candidate>> = now.par_iter().map(|supply| self.of(*supply)).collect();
            let candidates = found.concat();
            // Never many more than the last time: a town may follow the open country.
            let fitting = supplies.saturating_mul(BLOCK) / candidates.len().max(1);
            supplies = fitting.clamp(1, 2 * supplies);
            Some(synergies(&self.ground, [candidates], &[]))
        };
        std::iter::from_fn(next).filter(|block| !block.list().is_empty())
    }

    /// All candidates of a supply, from best to least.
    fn of(&self, (supply, place): (FlowIx, u32)) -> Vec<Candidate> {
        let resource = self.ground.study.flow(supply).resource;
        let index = self.supplies.index(&self.ground, resource);
        let block = Block { resource, index, places: place..place + 1 };
        let mut candidates = search(&self.ground, &self.demands, &self.tally, &block, 0);
        candidates.sort_unstable();
        candidates
    }
}

impl maillon_model::Pairs for Pairs<'_> {
    fn blocks(&self) -> Box<dyn Iterator<Item = Synergies> + '_> {
        Box::new(self.blocks())
    }
}
