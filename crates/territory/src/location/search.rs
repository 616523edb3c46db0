//! Branch and bound.

use std::collections::{BTreeMap, BTreeSet};

use super::assign::Served;
use super::lagrange::{Bound, Pace, raise};
use super::{Location, LocationError, Node, Placement, State};

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Steps of the subgradient for the whole problem, and for each part of it.
    pub steps: [usize; 2],
    /// Times that the best placement is shaken and mended, where each customer has one place.
    pub shakes: usize,
    /// Parts looked into before the best found so far is taken.
    pub parts: usize,
}

impl Default for Effort {
    /// No source: measured on public instances.
    fn default() -> Self {
        Self { steps: [1200, 100], shakes: 300, parts: 12_000 }
    }
}

/// Costs that differ by less than this share are one.
const SAME: f64 = 1e-9;

/// Whole costs are told apart down to this much. No source.
const ROUND: f64 = 1e-6;

pub(crate) struct Search<'p> {
    pub(crate) problem: &'p Location,
    /// Whether every placement costs a whole number.
    whole: bool,
    /// Sets of open places whose cost was worked out.
    pub(crate) known: BTreeSet<Vec<u32>>,
    pub(crate) best: Option<Best>,
}

#[derive(Debug, Clone)]
pub(crate) struct Best {
    pub(crate) open: Vec<u32>,
    pub(crate) served: Served,
    pub(crate) cost: f64,
}

/// The best placement found, and a bound that says how good it is.
///
/// # Errors
/// See [`LocationError`].
pub fn locate(problem: &Location) -> Result<Placement, LocationError> {
    locate_with(problem, Effort::default())
}

/// The same, looking only so hard.
///
/// # Errors
/// See [`LocationError`].
pub fn locate_with(problem: &Location, effort: Effort) -> Result<Placement, LocationError> {
    problem.check()?;
    let fewest = problem.fewest().ok_or(LocationError::TooSmall)?;
    let places = problem.capacity.len();
    let largest = problem.capacity.iter().max().copied().unwrap_or(0);
    let lone = !problem.split && problem.demand.iter().any(|d| *d > largest);
    if lone || problem.places.is_some_and(|p| p < fewest || p > places) || !problem.demand.is_empty() && places == 0 {
        return Err(LocationError::TooSmall);
    }
    let costs = || problem.fixed.iter().chain(problem.cost.iter().flatten());
    let whole = !problem.split && costs().all(|cost| cost.fract() == 0.0);
    let mut search = Search { problem, whole, known: BTreeSet::new(), best: None };
    let bound = search.run(effort);
    let Best { open, served, cost } = search.best.ok_or(LocationError::NotFound)?;
    Ok(Placement { open, served, cost, bound: bound.min(cost) })
}

impl Search<'_> {
    /// The part with the least bound first. The least bound of what was not looked into, or of what a heuristic had to answer.
    fn run(&mut self, effort: Effort) -> f64 {
        let problem = self.problem;
        let mut waiting = BTreeMap::from([((0, 0), Node::all(problem))]);
        let mut left_over = f64::INFINITY;
        for (part, serial) in (0..).zip((1..).step_by(2)) {
            let Some((_, node)) = waiting.pop_first() else { break };
            if reached(node.bound, self.cost()) || part == effort.parts {
                // Whatever still waits has no lower bound.
                left_over = left_over.min(node.bound);
                break;
            }
            let (node, bound) = self.look_into(node, effort, part == 0);
            if reached(node.bound, self.cost()) || !node.possible(problem) {
                continue;
            }
            if let Some(at) = node.decided(problem) {
                self.offer(&at);
                continue;
            }
            let Some(halves) = node.halves(problem, &bound) else {
                let open: Vec<u32> = node.places(State::Open).map(|place| place as u32).collect();
                self.consider(&open);
                // A transportation problem settles the set; local search does not.
                left_over = if problem.split { left_over } else { left_over.min(node.bound) };
                continue;
            };
            for (half, serial) in halves.into_iter().zip(serial..).filter(|(half, _)| half.possible(problem)) {
                waiting.insert((order(half.bound), serial), half);
            }
        }
        left_over.min(self.cost())
    }

    /// Bounds a part, looks for placements on the way, and settles what its bound settles.
    fn look_into(&mut self, mut node: Node, effort: Effort, first: bool) -> (Node, Bound) {
        let problem = self.problem;
        let pace = match first {
            true => Pace { steps: effort.steps[0], length: 2.0, patience: 30 },
            false => Pace { steps: effort.steps[1], length: 1.0, patience: 12 },
        };
        let whole = self.whole;
        let enough = |bound: f64, target: f64| reached(lift(bound, whole), target);
        let see = |open: &[u32]| if problem.split || first { self.consider(open) } else { self.cost() };
        let bound = raise(problem, &node, pace, see, enough);
        if first {
            self.local_search(&bound);
            self.shake(effort.shakes);
        }
        self.round(&node, &bound);
        node.bound = node.bound.max(lift(bound.value, whole));
        let better = if whole { self.cost() - 1.0 + ROUND } else { self.cost() * (1.0 - SAME) };
        node.settle(problem, &bound, better - bound.value);
        node.prices.clone_from(&bound.prices);
        (node, bound)
    }

    pub(crate) fn cost(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |best| best.cost)
    }

    /// Keeps a placement that is better than the best so far; `served_for` is what it costs without its places.
    pub(crate) fn keep(&mut self, open: &[u32], served: Served, served_for: f64) {
        let cost = self.problem.opening(open) + served_for;
        if cost < self.cost() {
            self.best = Some(Best { open: open.to_vec(), served, cost });
        }
    }
}

/// Whether nothing better than the target can lie above the bound.
fn reached(bound: f64, target: f64) -> bool {
    bound >= target * (1.0 - SAME)
}

/// No cost lies between two whole numbers where all are whole.
fn lift(bound: f64, whole: bool) -> f64 {
    if whole { (bound - ROUND).ceil() } else { bound }
}

/// Numbers that lie in the order of the bounds.
fn order(bound: f64) -> i64 {
    let bits = bound.to_bits().cast_signed();
    if bits < 0 { bits ^ i64::MAX } else { bits }
}
