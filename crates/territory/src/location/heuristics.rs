//! Placements that are good and quickly found.

use super::assign::assign;
use super::lagrange::Bound;
use super::search::{Best, Search};
use super::single::rounded;
use super::{Node, State};
use crate::random::Random;

/// Closed places that the local search tries in the stead of each open one, the most promising first. No source.
const TRIES: usize = 8;

/// Places that may stand in for one when shaken: those that serve everybody at the most similar costs. No source.
const ALIKE: usize = 10;

/// Places moved by a shake, at most. No source.
const MOVED: usize = 3;

impl Search<'_> {
    /// Works out what a set of places costs, and keeps the best.
    pub(crate) fn consider(&mut self, open: &[u32]) -> f64 {
        if self.known.insert(open.to_vec())
            && self.problem.places.is_none_or(|places| places == open.len())
            && let Some((served, cost)) = assign(self.problem, open)
        {
            self.keep(open, served, cost);
        }
        self.cost()
    }

    /// Keeps a way to serve each customer from one place, if all have room and it is better.
    pub(crate) fn offer(&mut self, at: &[u32]) {
        let problem = self.problem;
        let mut left = problem.capacity.clone();
        at.iter().zip(&problem.demand).for_each(|(place, demand)| left[*place as usize] -= demand);
        let mut open = at.to_vec();
        open.sort_unstable();
        open.dedup();
        let idle = (0..left.len() as u32).filter(|p| at.iter().all(|place| place != p));
        open.extend(idle.take(problem.places.map_or(0, |places| places.saturating_sub(open.len()))));
        open.sort_unstable();
        if left.iter().all(|left| *left >= 0) && problem.places.is_none_or(|places| places == open.len()) {
            let cost = at.iter().enumerate().map(|(c, p)| problem.cost[*p as usize][c]).sum();
            let served = at.iter().enumerate().map(|(c, p)| (*p, c as u32, problem.demand[c])).collect();
            self.keep(&open, served, cost);
        }
    }

    /// Serves each customer from where the bound served it most, and mends that.
    pub(crate) fn round(&mut self, node: &Node, bound: &Bound) {
        let problem = self.problem;
        if problem.split {
            return;
        }
        let customers = problem.demand.len();
        let share = |p: u32, c: usize| bound.share[p as usize * customers + c];
        let load = |p: u32| (0..customers).map(|c| share(p, c) * problem.demand[c] as f64).sum::<f64>();
        let left = (0..node.states.len() as u32).filter(|p| node.states[*p as usize] != State::Closed);
        let mut loads: Vec<(f64, u32)> = left.map(|p| (load(p), p)).collect();
        loads.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        loads.truncate(problem.places.unwrap_or(bound.open.len()));
        let mut open: Vec<u32> = loads.into_iter().map(|(_, place)| place).collect();
        open.sort_unstable();
        if let Some(at) = rounded(problem, &open, share) {
            self.offer(&at);
        }
    }

    /// Drops, adds and swaps of the best set, while they pay.
    pub(crate) fn local_search(&mut self, bound: &Bound) {
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
            let Some(Best { open, served, .. }) = self.best.clone() else { return };
            // For each open place, the one that would serve its customers best: together, and one by one.
            let better = self.centres(&open, &served);
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

    /// Moves a few places of the best set to others like them, then each to where its customers are served best while that pays:
    /// an iterated local search (H. R. Lourenço, O. C. Martin and T. Stützle, 2003).
    pub(crate) fn shake(&mut self, times: usize) {
        let problem = self.problem;
        let places = problem.capacity.len();
        if problem.split || places < 2 || times == 0 {
            return;
        }
        let apart = |a: usize, b: u32| {
            problem.cost[a].iter().zip(&problem.cost[b as usize]).map(|(a, b)| (a - b).abs()).sum::<f64>()
        };
        let alike = |a: usize| {
            let others = (0..places as u32).filter(|b| *b as usize != a);
            let mut others: Vec<(f64, u32)> = others.map(|b| (apart(a, b), b)).collect();
            others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            others.truncate(ALIKE);
            others
        };
        let alike: Vec<Vec<(f64, u32)>> = (0..places).map(alike).collect();
        let mut random = Random::new(0);
        for _ in 0..times {
            let Some(Best { mut open, .. }) = self.best.clone() else { return };
            for _ in 0..1 + random.below(MOVED) {
                let from = random.below(open.len());
                let like = &alike[open[from] as usize];
                let to = like[random.below(like.len())].1;
                if !open.contains(&to) {
                    open[from] = to;
                }
            }
            self.descend(open);
        }
    }

    fn descend(&mut self, mut open: Vec<u32>) {
        let count = open.len();
        let mut before = f64::INFINITY;
        loop {
            open.sort_unstable();
            open.dedup();
            if open.len() < count {
                return;
            }
            let Some((served, cost)) = assign(self.problem, &open) else { return };
            let whole = self.problem.opening(&open) + cost;
            if whole >= before {
                return;
            }
            before = whole;
            let centres = self.centres(&open, &served);
            self.keep(&open, served, cost);
            open = centres;
        }
    }

    /// For each place, the one with room enough that would serve what it serves at the least cost.
    fn centres(&self, open: &[u32], served: &[(u32, u32, i64)]) -> Vec<u32> {
        open.iter().map(|place| self.centre(*place, served)).collect()
    }

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
