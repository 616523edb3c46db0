//! Each customer served by one of the open places.

use super::Location;
use super::assign::Served;

/// Gains below this are none: costs are sums, whose last digits depend on their order. No source.
const ENOUGH: f64 = 1e-9;

/// Who is served from where, by its number among the open places, and the room left there.
struct Plan<'p> {
    problem: &'p Location,
    open: &'p [u32],
    at: Vec<usize>,
    left: Vec<i64>,
}

/// Those first who would lose most by not getting their best place, then, as another try, the largest; each mended.
pub(crate) fn single(problem: &Location, open: &[u32]) -> Option<(Served, f64)> {
    let plans = [false, true].into_iter().filter_map(|by_size| {
        let mut plan = Plan::new(problem, open);
        plan.greedy(by_size)?;
        plan.improve();
        let cost: f64 = (0..plan.at.len()).map(|c| plan.cost(plan.at[c], c)).sum();
        Some((plan, cost))
    });
    let (plan, cost) = plans.min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(((0..).zip(plan.places()).map(|(c, place)| (place, c, problem.demand[c as usize])).collect(), cost))
}

/// By customer: its place, where it is liked most and there is room, the largest first; then mended.
pub(crate) fn rounded(problem: &Location, open: &[u32], like: impl Fn(u32, usize) -> f64) -> Option<Vec<u32>> {
    let mut plan = Plan::new(problem, open);
    let mut order: Vec<usize> = (0..problem.demand.len()).collect();
    order.sort_by_key(|c| (-problem.demand[*c], *c));
    for c in order {
        let roomy = (0..open.len()).filter(|p| plan.left[*p] >= problem.demand[c]);
        let better = |a: &usize, b: &usize| {
            like(open[*a], c).total_cmp(&like(open[*b], c)).then(plan.cost(*b, c).total_cmp(&plan.cost(*a, c)))
        };
        let place = roomy.max_by(better)?;
        plan.put(c, place);
    }
    plan.improve();
    Some(plan.places().collect())
}

impl<'p> Plan<'p> {
    fn new(problem: &'p Location, open: &'p [u32]) -> Self {
        let left = open.iter().map(|place| problem.capacity[*place as usize]).collect();
        Self { problem, open, at: vec![usize::MAX; problem.demand.len()], left }
    }

    fn cost(&self, place: usize, customer: usize) -> f64 {
        self.problem.cost[self.open[place] as usize][customer]
    }

    fn places(&self) -> impl Iterator<Item = u32> {
        self.at.iter().map(|place| self.open[*place])
    }

    fn put(&mut self, customer: usize, place: usize) {
        let demand = self.problem.demand[customer];
        if let Some(room) = self.left.get_mut(self.at[customer]) {
            *room += demand;
        }
        self.left[place] -= demand;
        self.at[customer] = place;
    }

    fn greedy(&mut self, by_size: bool) -> Option<()> {
        let mut waiting: Vec<usize> = (0..self.at.len()).collect();
        while !waiting.is_empty() {
            // The customer with the most to lose, its place, and how much it would lose.
            let mut first: Option<(f64, usize, usize)> = None;
            for (i, &c) in waiting.iter().enumerate() {
                let (mut one, mut two, mut place) = (f64::INFINITY, f64::INFINITY, usize::MAX);
                for p in (0..self.open.len()).filter(|p| self.left[*p] >= self.problem.demand[c]) {
                    let price = self.cost(p, c);
                    if price < one {
                        (two, one, place) = (one, price, p);
                    } else if price < two {
                        two = price;
                    }
                }
                if place == usize::MAX {
                    return None;
                }
                let urge = if by_size { self.problem.demand[c] as f64 } else { two - one };
                if first.is_none_or(|(most, ..)| urge > most) {
                    first = Some((urge, i, place));
                }
            }
            let (_, i, place) = first?;
            self.put(waiting.remove(i), place);
        }
        Some(())
    }

    /// Shifts, swaps and chains, while they pay.
    fn improve(&mut self) {
        let each = |plan: &mut Self, step: fn(&mut Self, usize) -> bool| {
            (0..plan.at.len()).filter(|customer| step(plan, *customer)).count() > 0
        };
        while each(self, |plan, a| plan.shift(a) | plan.swap(a)) || each(self, Self::chain) {}
    }

    fn shift(&mut self, a: usize) -> bool {
        let before = self.at[a];
        for place in 0..self.open.len() {
            let room = place != self.at[a] && self.left[place] >= self.problem.demand[a];
            if room && self.cost(self.at[a], a) - self.cost(place, a) > ENOUGH {
                self.put(a, place);
            }
        }
        self.at[a] != before
    }

    fn swap(&mut self, a: usize) -> bool {
        let mut any = false;
        for b in a + 1..self.at.len() {
            let (p, q, more) = (self.at[a], self.at[b], self.problem.demand[b] - self.problem.demand[a]);
            let gain = self.cost(p, a) + self.cost(q, b) - self.cost(q, a) - self.cost(p, b);
            if p != q && self.left[p] >= more && self.left[q] >= -more && gain > ENOUGH {
                self.put(a, q);
                self.put(b, p);
                any = true;
            }
        }
        any
    }

    /// One customer goes elsewhere; whoever gains most by its room follows.
    fn chain(&mut self, b: usize) -> bool {
        let mut any = false;
        for to in 0..self.open.len() {
            let from = self.at[b];
            if to == from || self.left[to] < self.problem.demand[b] {
                continue;
            }
            let (room, loss) = (self.left[from] + self.problem.demand[b], self.cost(to, b) - self.cost(from, b));
            let fits = (0..self.at.len()).filter(|a| self.at[*a] != from && self.problem.demand[*a] <= room);
            let gains = fits.map(|a| (self.cost(self.at[a], a) - self.cost(from, a), a));
            let most = gains.max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
            if let Some((_, a)) = most.filter(|(gain, _)| *gain > loss + ENOUGH) {
                self.put(b, to);
                self.put(a, from);
                any = true;
            }
        }
        any
    }
}
