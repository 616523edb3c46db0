//! What a plant at a place would do.

use std::cmp::Reverse;

use maillon_model::{Distance, FlowIx, SiteIx};

/// A flow that a plant would serve.
#[derive(Debug, Clone, Copy)]
pub(super) struct Party {
    pub(super) flow: FlowIx,
    pub(super) site: SiteIx,
    /// In units of what the rule counts as given; `None` where nobody knows.
    pub(super) units: Option<f64>,
    pub(super) reach: Distance,
}

/// What a place may come to, and the place: what is greatest goes first, then the shortest way, then the first place.
pub(super) type Promise = (u64, u32, Reverse<u64>, Reverse<usize>);

/// What a plant at a place would do.
#[derive(Debug, Default)]
pub(super) struct Service {
    pub(super) moved: Vec<(usize, usize, f64)>,
    pub(super) work: f64,
    pub(super) supplies: Vec<usize>,
    pub(super) demands: Vec<usize>,
}

impl Service {
    pub(super) fn amount(&self) -> f64 {
        // Not a sum: that of nothing is -0, whose bits are greater than any amount's.
        self.moved.iter().fold(0.0, |sum, (.., units)| sum + units)
    }

    /// Supplies of which it is not known how much would be taken, for want of their own amount or of all takers'.
    pub(super) fn unknown(&self) -> u32 {
        (self.supplies.len() - self.moved.chunk_by(|a, b| a.0 == b.0).count()) as u32
    }

    pub(super) fn promise(&self, place: usize) -> Promise {
        (self.amount().to_bits(), self.unknown(), Reverse(self.work.to_bits()), Reverse(place))
    }
}

/// What one side has within reach of a place.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) parties: u32,
    /// Of these, how many of unknown amount.
    pub(super) unknown: u32,
    pub(super) units: f64,
    pub(super) work: f64,
}

impl Sums {
    pub(super) fn add(&mut self, units: Option<f64>, distance: Distance) {
        self.parties += 1;
        match units {
            Some(units) => {
                self.units += units;
                self.work += units * distance.as_metres();
            }
            None => self.unknown += 1,
        }
    }
}
