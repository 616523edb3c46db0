//! Pairs that passed, from best to least.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use maillon_model::{Distance, FlowIx, Score};

/// A pair that passed every gate: as little as ranking needs, since there may be millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) supply: FlowIx,
    pub(crate) demand: FlowIx,
    pub(crate) score: Score,
    pub(crate) distance: Distance,
}

impl Candidate {
    /// Best first: the higher score, then the shorter way.
    fn merit(&self, other: &Self) -> Ordering {
        other.score.cmp(&self.score).then(self.distance.cmp(&other.distance))
    }

    /// By demand, then best first.
    pub(crate) fn cmp_by_demand(&self, other: &Self) -> Ordering {
        self.demand.cmp(&other.demand).then(self.merit(other)).then(self.supply.cmp(&other.supply))
    }
}

impl Ord for Candidate {
    /// By supply, then best first.
    fn cmp(&self, other: &Self) -> Ordering {
        self.supply.cmp(&other.supply).then(self.merit(other)).then(self.demand.cmp(&other.demand))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The best candidates of one supply, in bounded memory.
#[derive(Debug)]
pub(crate) struct Best {
    top: usize,
    /// The least of them on top.
    heap: BinaryHeap<Candidate>,
}

impl Best {
    /// Keeps `top`, or all for 0.
    pub(crate) fn new(top: usize) -> Self {
        Self { top, heap: BinaryHeap::new() }
    }

    pub(crate) fn offer(&mut self, candidate: Candidate) {
        if self.top == 0 || self.heap.len() < self.top {
            self.heap.push(candidate);
        } else if let Some(mut least) = self.heap.peek_mut()
            && candidate < *least
        {
            *least = candidate;
        }
    }

    /// What it keeps, in no order.
    pub(crate) fn into_candidates(self) -> impl Iterator<Item = Candidate> {
        self.heap.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_those_that_sorting_puts_first() {
        let candidate = |i: u32| Candidate {
            supply: FlowIx(0),
            demand: FlowIx(i),
            score: Score::saturating(f64::from(i * 7919 % 5) / 5.0),
            distance: Distance::metres(f64::from(i * 104_729 % 3)).unwrap(),
        };
        let mut sorted: Vec<Candidate> = (0..50).map(candidate).collect();
        sorted.sort();
        for top in [1, 7, 50, 60, 0] {
            let mut best = Best::new(top);
            (0..50).for_each(|i| best.offer(candidate(i)));
            let mut kept: Vec<Candidate> = best.into_candidates().collect();
            kept.sort();
            let expected = if top == 0 { 50 } else { top.min(50) };
            assert_eq!(kept, sorted[..expected]);
        }
    }
}
