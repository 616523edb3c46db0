//! Where to put what several share: capacitated facility location and capacitated p-median.
//!
//! Places may be opened, each at a fixed cost and with a capacity; each customer's demand costs so much to serve from each. A
//! Lagrangian bound (the demand constraints priced, a knapsack for each place), a heuristic at every price, and branch and
//! bound on the places: J. E. Beasley, "An algorithm for solving large capacitated warehouse location problems", European
//! Journal of Operational Research 33, 1988. Where demands may be split, the cost of a set of open places is that of a
//! transportation problem, solved exactly, and so is the whole. Where each customer is one place's own, what serves a set of open places
//! best is found by local search, and the bound says how far it may be off. No clock: the same problem has the same answer.

mod assign;
mod heuristics;
mod knapsack;
mod lagrange;
mod node;
mod search;
mod single;

use node::{Node, State};
pub use search::{Effort, locate, locate_with};

/// A problem of places and customers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Location {
    /// By place: what it can serve, in units.
    pub capacity: Vec<i64>,
    /// By place: what opening it costs.
    pub fixed: Vec<f64>,
    /// By customer: what it needs, in units.
    pub demand: Vec<i64>,
    /// By place, by customer: what serving all of the customer's demand from there costs.
    pub cost: Vec<Vec<f64>>,
    /// Exactly so many places are opened; any number where it is `None`.
    pub places: Option<usize>,
    /// Whether a customer may be served from several places.
    pub split: bool,
}

/// Why there is no placement.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum LocationError {
    /// A cost or fixed cost that is NaN, infinite or negative, or a capacity or demand below zero.
    #[error("{0} is no cost, capacity or demand: give finite numbers of at least 0")]
    Number(f64),
    /// Lists that do not go together.
    #[error("every place needs a capacity, a fixed cost and a cost for every customer")]
    Lengths,
    /// The places together are too small, or none that may be opened serves the largest need.
    #[error(
        "the capacities of the places that may be opened do not hold the demand: more capacity or more places are needed"
    )]
    TooSmall,
    /// Nothing was found that serves everybody, though it may exist.
    #[error("no way was found to serve every customer from a single place within the capacities")]
    NotFound,
}

/// What to open, and who is served from where.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// The places opened, in order.
    pub open: Vec<u32>,
    /// Place, customer, units; by customer, then place.
    pub served: Vec<(u32, u32, i64)>,
    /// What it costs.
    pub cost: f64,
    /// What nothing can cost less than.
    pub bound: f64,
}

impl Placement {
    /// How far it may be from the best, as a share of its cost; 0 is the best.
    pub fn gap(&self) -> f64 {
        if self.cost > 0.0 { ((self.cost - self.bound) / self.cost).max(0.0) } else { 0.0 }
    }
}

impl Location {
    /// # Errors
    /// See [`LocationError`].
    fn check(&self) -> Result<(), LocationError> {
        let (places, customers) = (self.capacity.len(), self.demand.len());
        let lengths = self.fixed.len() == places && self.cost.len() == places;
        if !lengths || self.cost.iter().any(|row| row.len() != customers) {
            return Err(LocationError::Lengths);
        }
        let costs = self.fixed.iter().chain(self.cost.iter().flatten()).copied();
        let units = self.capacity.iter().chain(&self.demand).map(|units| *units as f64);
        match costs.chain(units).find(|number| !number.is_finite() || *number < 0.0) {
            Some(bad) => Err(LocationError::Number(bad)),
            None => Ok(()),
        }
    }

    /// What opening these places costs.
    fn opening(&self, open: &[u32]) -> f64 {
        open.iter().map(|place| self.fixed[*place as usize]).sum()
    }

    /// The fewest places, the largest first, whose capacity holds all demand; `None` where all together do not.
    fn fewest(&self) -> Option<usize> {
        let total: i128 = self.demand.iter().map(|d| i128::from(*d)).sum();
        let mut sizes = self.capacity.clone();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let mut held = 0;
        if total == 0 {
            return Some(0);
        }
        sizes
            .iter()
            .position(|size| {
                held += i128::from(*size);
                held >= total
            })
            .map(|place| place + 1)
    }
}
