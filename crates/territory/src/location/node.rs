//! A part of the search: what is still to be decided in it.

use super::Location;
use super::knapsack::Knapsack;
use super::lagrange::Bound;

/// What may still be decided of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Free,
    Open,
    Closed,
}

/// A place that is opened less often than this, or all but as seldom left out, divides nothing. No source.
const SURE: f64 = 0.05;

#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// By place.
    pub(crate) states: Vec<State>,
    /// By customer: prices to begin from.
    pub(crate) prices: Vec<f64>,
    /// What nothing in it can cost less than.
    pub(crate) bound: f64,
    /// A bit for each place and customer: the place may not serve it. Empty where demands may be split.
    barred: Vec<u64>,
}

impl Node {
    /// Everything.
    pub(crate) fn all(problem: &Location) -> Self {
        let (places, customers) = (problem.capacity.len(), problem.demand.len());
        let price = |c: usize| {
            let unit = |p: usize| problem.fixed[p] * problem.demand[c] as f64 / problem.capacity[p].max(1) as f64;
            (0..places).map(|p| problem.cost[p][c] + unit(p)).fold(f64::INFINITY, f64::min)
        };
        Self {
            states: vec![State::Free; places],
            prices: (0..customers).map(price).collect(),
            bound: f64::NEG_INFINITY,
            barred: if problem.split { Vec::new() } else { vec![0; (places * customers).div_ceil(64)] },
        }
    }

    pub(crate) fn may(&self, place: usize, customer: usize) -> bool {
        let bit = place * self.prices.len() + customer;
        self.barred.get(bit / 64).is_none_or(|bits| bits >> (bit % 64) & 1 == 0)
    }

    fn bar(&mut self, place: usize, customer: usize) {
        let bit = place * self.prices.len() + customer;
        self.barred[bit / 64] |= 1 << (bit % 64);
    }

    pub(crate) fn places(&self, state: State) -> impl Iterator<Item = usize> {
        (0..self.states.len()).filter(move |p| self.states[*p] == state)
    }

    /// Places that may still serve a customer.
    fn left(&self, problem: &Location, customer: usize) -> Vec<usize> {
        let room = |p: &usize| problem.split || problem.capacity[*p] >= problem.demand[customer];
        let may = |p: &usize| self.states[*p] != State::Closed && self.may(*p, customer) && room(p);
        (0..self.states.len()).filter(may).collect()
    }

    /// Closes, opens and bars for good what no placement has that costs less than `slack` above the bound: where a place is forced
    /// in, the dearest of those chosen may go for it; where one is forced out, the cheapest of the others may come.
    pub(crate) fn settle(&mut self, problem: &Location, bound: &Bound, slack: f64) {
        let given = problem.places.is_some();
        let chosen = |p: usize| bound.open.binary_search(&(p as u32)).is_ok();
        let free: Vec<usize> = self.places(State::Free).collect();
        let reduced = |p: &usize| bound.reduced[*p];
        let least = if given { f64::NEG_INFINITY } else { 0.0 };
        let dearest = free.iter().filter(|p| chosen(**p)).map(reduced).fold(least, f64::max);
        let cheapest = free.iter().filter(|p| !chosen(**p)).map(reduced).fold(f64::INFINITY, f64::min);
        for p in free {
            let reduced = bound.reduced[p];
            if chosen(p) {
                let without = if given { cheapest } else { cheapest.min(0.0) } - reduced;
                self.states[p] = if without > slack { State::Open } else { State::Free };
            } else if reduced - dearest > slack {
                self.states[p] = State::Closed;
            }
        }
        if problem.split {
            return;
        }
        let mut knapsack = Knapsack::default();
        for p in (0..self.states.len()).filter(|p| bound.reduced[*p].is_finite()) {
            knapsack.fill(problem, self, p, &bound.prices);
            let now = if chosen(p) { bound.reduced[p] } else { dearest };
            for (c, gained) in knapsack.forced(problem, p, &bound.prices).into_iter().enumerate() {
                if problem.fixed[p] - gained - now > slack {
                    self.bar(p, c);
                }
            }
        }
    }

    /// The two parts it falls into, the likelier first; `None` where all is decided.
    pub(crate) fn halves(&self, problem: &Location, bound: &Bound) -> Option<[Node; 2]> {
        let full = problem.places.is_some_and(|places| self.places(State::Open).count() >= places);
        let unsure = |p: &usize| (bound.opened[*p] - 0.5).abs();
        let place = if problem.split {
            // The place that the prices are least sure of.
            self.places(State::Free).min_by(|a, b| bound.reduced[*a].abs().total_cmp(&bound.reduced[*b].abs()))
        } else {
            self.places(State::Free).min_by(|a, b| unsure(a).total_cmp(&unsure(b))).filter(|p| unsure(p) < 0.5 - SURE)
        };
        if let Some(place) = place.filter(|_| !full) {
            let likely = if problem.split { bound.reduced[place] < 0.0 } else { bound.opened[place] > 0.5 };
            let states = if likely { [State::Open, State::Closed] } else { [State::Closed, State::Open] };
            return Some(states.map(|state| {
                let mut half = self.clone();
                half.states[place] = state;
                half
            }));
        }
        if problem.split { None } else { self.by_customer(problem, bound) }
    }

    /// The customer that is farthest from having one place, and its places in two, each served from as much: A. Ceselli and
    /// G. Righini, "A branch-and-price algorithm for the capacitated p-median problem", Networks 45, 2005.
    fn by_customer(&self, problem: &Location, bound: &Bound) -> Option<[Node; 2]> {
        let customers = problem.demand.len();
        let share = |p: usize, c: usize| bound.share[p * customers + c];
        let undecided = (0..customers).map(|c| (c, self.left(problem, c))).filter(|(_, left)| left.len() > 1);
        let most = |c: usize, left: &[usize]| left.iter().map(|p| share(*p, c)).fold(0.0, f64::max);
        let (c, mut left) = undecided.min_by(|(a, from), (b, to)| most(*a, from).total_cmp(&most(*b, to)))?;
        let cost = |p: usize| problem.cost[p][c];
        left.sort_by(|a, b| share(*b, c).total_cmp(&share(*a, c)).then(cost(*a).total_cmp(&cost(*b))).then(a.cmp(b)));
        let (mut sums, mut halves) = ([(0.0, 0), (0.0, 0)], [self.clone(), self.clone()]);
        for p in left {
            let lighter = usize::from(sums[1] < sums[0]);
            sums[lighter] = (sums[lighter].0 + share(p, c), sums[lighter].1 + 1);
            halves[1 - lighter].bar(p, c);
        }
        Some(halves)
    }

    /// Whether the places left could hold the demand and are enough, and each customer has one.
    pub(crate) fn possible(&self, problem: &Location) -> bool {
        let left = || (0..self.states.len()).filter(|p| self.states[*p] != State::Closed);
        let demand: i128 = problem.demand.iter().map(|d| i128::from(*d)).sum();
        let room: i128 = left().map(|p| i128::from(problem.capacity[p])).sum();
        let served = |c: usize| !self.left(problem, c).is_empty();
        room >= demand
            && problem.places.is_none_or(|places| left().count() >= places)
            && (problem.split || (0..problem.demand.len()).all(served))
    }

    /// Where each customer has one place left: which.
    pub(crate) fn decided(&self, problem: &Location) -> Option<Vec<u32>> {
        let one = |c| match self.left(problem, c)[..] {
            [place] => Some(place as u32),
            _ => None,
        };
        if problem.split { None } else { (0..problem.demand.len()).map(one).collect() }
    }
}
