//! Branch and bound on which places are open.

use std::collections::BTreeMap;

use super::assign::{Assigned, assign};
use super::lagrange::{Bound, State, raise};
use super::{Location, LocationError, Placement};

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Steps of the subgradient at the root, and below it.
    pub steps: [usize; 2],
    /// Branches looked at before the best found so far is taken.
    pub branches: usize,
}

impl Default for Effort {
    /// No source: measured on public instances.
    fn default() -> Self {
        Self { steps: [1200, 80], branches: 3_000 }
    }
}

/// Closed places that the local search tries in the stead of each open one, the most promising first. No source.
const TRIES: usize = 8;

/// Costs that differ by less than this share are one.
const SAME: f64 = 1e-9;

struct Search<'p> {
    problem: &'p Location,
    effort: Effort,
    /// What each set of open places costs, once worked out; `None` where it serves not everybody.
    known: BTreeMap<Vec<u32>, Option<f64>>,
    best: Option<(Vec<u32>, Assigned, f64)>,
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
    let mut search = Search { problem, effort, known: BTreeMap::new(), best: None };
    let bound = search.run();
    let (open, (served, _), cost) = search.best.ok_or(LocationError::NotFound)?;
    Ok(Placement { open, served, cost, bound: bound.min(cost) })
}

impl Search<'_> {
    /// The least bound of what was not looked into, or of what a heuristic had to answer.
    fn run(&mut self) -> f64 {
        let problem = self.problem;
        let start = (0..problem.demand.len())
            .map(|c| {
                let unit = |p: usize| problem.fixed[p] * problem.demand[c] as f64 / problem.capacity[p].max(1) as f64;
                let costs = (0..problem.capacity.len()).map(|p| problem.cost[p][c] + unit(p));
                costs.fold(f64::INFINITY, f64::min)
            })
            .collect();
        let mut stack = vec![(vec![State::Free; problem.capacity.len()], start, f64::NEG_INFINITY)];
        let (mut open_bound, mut branches) = (f64::INFINITY, 0);
        while let Some((mut states, prices, inherited)) = stack.pop() {
            if branches >= self.effort.branches || self.reached(inherited) {
                if !self.reached(inherited) {
                    open_bound = open_bound.min(inherited);
                }
                continue;
            }
            let steps = self.effort.steps[usize::from(branches > 0)];
            branches += 1;
            let target = self.cost();
            let bound = raise(problem, &states, prices, steps, target, |open| self.consider(open));
            if branches == 1 {
                self.local_search(&bound);
            }
            let value = bound.value.max(inherited);
            if self.reached(value) {
                continue;
            }
            self.settle(&bound, &mut states);
            let free: Vec<usize> = (0..states.len()).filter(|p| states[*p] == State::Free).collect();
            let open = states.iter().filter(|s| **s == State::Open).count();
            let full = problem.places.is_some_and(|p| open >= p);
            // The place that the prices are least sure of.
            let next = free.into_iter().min_by(|a, b| bound.reduced[*a].abs().total_cmp(&bound.reduced[*b].abs()));
            let Some(next) = next.filter(|_| !full) else {
                let set: Vec<u32> = (0..states.len() as u32).filter(|p| states[*p as usize] == State::Open).collect();
                self.consider(&set);
                // A transportation problem settles the set; local search does not.
                if !problem.split && !self.reached(value) {
                    open_bound = open_bound.min(value);
                }
                continue;
            };
            // The likelier side last, so that it is looked into first.
            let likely = bound.reduced[next] < 0.0;
            for state in if likely { [State::Closed, State::Open] } else { [State::Open, State::Closed] } {
                let mut side = states.clone();
                side[next] = state;
                if self.possible(&side) {
                    stack.push((side, bound.prices.clone(), value));
                }
            }
        }
        open_bound.min(self.cost())
    }

    fn cost(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |best| best.2)
    }

    fn reached(&self, bound: f64) -> bool {
        bound >= self.cost() * (1.0 - SAME)
    }

    /// Whether the places left could hold the demand, and are enough.
    fn possible(&self, states: &[State]) -> bool {
        let problem = self.problem;
        let not_closed = || (0..states.len()).filter(|p| states[*p] != State::Closed);
        let demand: i128 = problem.demand.iter().map(|d| i128::from(*d)).sum();
        let room: i128 = not_closed().map(|p| i128::from(problem.capacity[p])).sum();
        room >= demand && problem.places.is_none_or(|places| not_closed().count() >= places)
    }

    /// Closes and opens for good what no better placement has otherwise: where a place is forced in, the dearest of those
    /// chosen may go for it; where one is forced out, the cheapest of the others may come.
    fn settle(&self, bound: &Bound, states: &mut [State]) {
        let slack = self.cost() * (1.0 - SAME) - bound.value;
        let given = self.problem.places.is_some();
        let chosen = |p: usize| bound.open.binary_search(&(p as u32)).is_ok();
        let free: Vec<usize> = (0..states.len()).filter(|p| states[*p] == State::Free).collect();
        let reduced = |p: &usize| bound.reduced[*p];
        let least = if given { f64::NEG_INFINITY } else { 0.0 };
        let dearest = free.iter().filter(|p| chosen(**p)).map(reduced).fold(least, f64::max);
        let cheapest = free.iter().filter(|p| !chosen(**p)).map(reduced).fold(f64::INFINITY, f64::min);
        for p in free {
            let reduced = bound.reduced[p];
            if chosen(p) {
                let without = if given { cheapest } else { cheapest.min(0.0) } - reduced;
                states[p] = if without > slack { State::Open } else { State::Free };
            } else if reduced - dearest > slack {
                states[p] = State::Closed;
            }
        }
    }

    /// Works out what a set of places costs, mended where it is too small, and keeps the best.
    fn consider(&mut self, open: &[u32]) -> f64 {
        if !self.known.contains_key(open) {
            let fixed: f64 = open.iter().map(|p| self.problem.fixed[*p as usize]).sum();
            let right = self.problem.places.is_none_or(|p| p == open.len());
            let found = if right { assign(self.problem, open) } else { None };
            let cost = found.as_ref().map(|(_, cost)| fixed + cost);
            self.known.insert(open.to_vec(), cost);
            if let (Some(found), Some(cost)) = (found, cost)
                && cost < self.cost()
            {
                self.best = Some((open.to_vec(), found, cost));
            }
        }
        self.cost()
    }

    /// Drops, adds and swaps of the best set, while they pay.
    fn local_search(&mut self, bound: &Bound) {
        let mut order: Vec<u32> = (0..self.problem.capacity.len() as u32).collect();
        order.sort_by(|a, b| bound.reduced[*a as usize].total_cmp(&bound.reduced[*b as usize]).then(a.cmp(b)));
        if self.best.is_none() {
            // As many of the most promising as it takes.
            for count in 1..=order.len() {
                let mut set = order[..self.problem.places.unwrap_or(count)].to_vec();
                set.sort_unstable();
                self.consider(&set);
                if self.best.is_some() {
                    break;
                }
            }
        }
        let mut before = f64::INFINITY;
        while self.cost() < before {
            before = self.cost();
            let Some((open, (served, _), _)) = self.best.clone() else { return };
            // For each open place, the one that would serve its customers best: together, and one by one.
            let better: Vec<u32> = open.iter().map(|place| self.centre(*place, &served)).collect();
            let mut all = better.clone();
            all.sort_unstable();
            all.dedup();
            self.consider(&all);
            for (i, place) in better.iter().enumerate().filter(|(_, place)| !open.contains(place)) {
                let mut set = open.clone();
                set[i] = *place;
                set.sort_unstable();
                self.consider(&set);
            }
            let others: Vec<u32> = order.iter().copied().filter(|p| !open.contains(p)).take(TRIES).collect();
            for drop in open.iter().map(|p| Some(*p)).chain([None]) {
                for add in others.iter().map(|p| Some(*p)).chain([None]) {
                    let kept = open.iter().copied().filter(|p| Some(*p) != drop);
                    let mut set: Vec<u32> = kept.chain(add).collect();
                    set.sort_unstable();
                    self.consider(&set);
                }
            }
        }
    }

    /// The place with room enough that would serve what a place serves at the least cost.
    fn centre(&self, place: u32, served: &[(u32, u32, i64)]) -> u32 {
        let problem = self.problem;
        let own = || served.iter().filter(|(at, ..)| *at == place);
        let load: i64 = own().map(|(_, _, units)| units).sum();
        let cost = |at: usize| {
            let part = |c: usize, units: i64| units as f64 / problem.demand[c].max(1) as f64;
            own().map(|(_, c, units)| problem.cost[at][*c as usize] * part(*c as usize, *units)).sum::<f64>()
                + problem.fixed[at]
        };
        let roomy = (0..problem.capacity.len()).filter(|at| problem.capacity[*at] >= load);
        roomy.min_by(|a, b| cost(*a).total_cmp(&cost(*b))).map_or(place, |at| at as u32)
    }
}
