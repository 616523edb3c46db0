//! What a place would take at given prices.

use super::{Location, Node};

/// Above this many steps of its table, a knapsack of whole customers is bounded by one that may cut them. No source.
const LARGEST_TABLE: i64 = 100_000;

/// A place's customers worth serving, and the table of the last knapsack. Kept from place to place, as it is filled very often.
#[derive(Default)]
pub(crate) struct Knapsack {
    /// What serving a customer gains, and the customer; by gain for each unit where customers may be cut.
    items: Vec<(f64, usize)>,
    /// By items taken into account, by units of room: the most that can be gained (R. Bellman 1957). Empty where customers are cut.
    table: Vec<f64>,
    room: usize,
}

impl Knapsack {
    /// The most that a place gains at these prices.
    pub(crate) fn fill(&mut self, problem: &Location, node: &Node, place: usize, prices: &[f64]) -> f64 {
        let room = problem.capacity[place];
        let may = |c: usize| node.may(place, c) && (problem.split || problem.demand[c] <= room);
        let gains = (0..prices.len()).map(|c| (prices[c] - problem.cost[place][c], c));
        self.items.clear();
        self.items.extend(gains.filter(|(gain, c)| *gain > 0.0 && may(*c)));
        self.table.clear();
        if !problem.split && room.saturating_mul(self.items.len() as i64) <= LARGEST_TABLE {
            return self.whole(problem, room as usize);
        }
        // What needs no room first. Cross products would round to an order that runs in circles.
        let rate = |item: &(f64, usize)| item.0 / problem.demand[item.1] as f64;
        self.items.sort_by(|a, b| rate(b).total_cmp(&rate(a)).then(a.1.cmp(&b.1)));
        let mut gained = 0.0;
        self.cut(problem, room as f64, |item, part| gained += part * item.0);
        gained
    }

    /// Tells what the place takes: each customer, and the share of its demand.
    pub(crate) fn taken(&self, problem: &Location, place: usize, mut tell: impl FnMut(usize, f64)) {
        if self.table.is_empty() {
            return self.cut(problem, problem.capacity[place] as f64, |item, part| tell(item.1, part));
        }
        let wide = self.room + 1;
        let mut at = self.room;
        for (i, (_, c)) in self.items.iter().enumerate().rev() {
            if self.table[(i + 1) * wide + at] > self.table[i * wide + at] {
                at -= problem.demand[*c] as usize;
                tell(*c, 1.0);
            }
        }
    }

    fn whole(&mut self, problem: &Location, room: usize) -> f64 {
        let wide = room + 1;
        self.room = room;
        self.table.resize(wide * (self.items.len() + 1), 0.0);
        for (i, (gain, c)) in self.items.iter().enumerate() {
            let size = problem.demand[*c] as usize;
            let (before, row) = self.table.split_at_mut((i + 1) * wide);
            let (before, row) = (&before[i * wide..], &mut row[..wide]);
            row[..size].copy_from_slice(&before[..size]);
            for ((to, without), with) in row[size..].iter_mut().zip(&before[size..]).zip(before) {
                *to = without.max(with + gain);
            }
        }
        self.table[wide * self.items.len() + room]
    }

    fn cut(&self, problem: &Location, mut left: f64, mut tell: impl FnMut((f64, usize), f64)) {
        for item in &self.items {
            let size = problem.demand[item.1] as f64;
            let part = if size <= left { 1.0 } else { left / size };
            left -= part * size;
            tell(*item, part);
            if left <= 0.0 {
                break;
            }
        }
    }

    /// By customer: the most that the place last filled gains where it must serve that customer too, at a loss or not; nothing where
    /// customers were cut.
    pub(crate) fn forced(&self, problem: &Location, place: usize, prices: &[f64]) -> Vec<f64> {
        if self.table.is_empty() {
            return Vec::new();
        }
        let (wide, count) = (self.room + 1, self.items.len());
        let all = &self.table[count * wide..];
        let beside = |c: usize| match self.room.checked_sub(problem.demand[c] as usize) {
            Some(left) => prices[c] - problem.cost[place][c] + all[left],
            None => f64::NEG_INFINITY,
        };
        let mut most: Vec<f64> = (0..prices.len()).map(beside).collect();
        // What the items after one gain, by units of room, beside what those before it gain in the rest.
        let mut after = vec![0.0; wide];
        for (i, (gain, c)) in self.items.iter().enumerate().rev() {
            let size = problem.demand[*c] as usize;
            let left = self.room - size;
            let before = &self.table[i * wide..=i * wide + left];
            most[*c] = gain + before.iter().zip(after[..=left].iter().rev()).map(|(a, b)| a + b).fold(0.0, f64::max);
            for at in (size..wide).rev() {
                after[at] = f64::max(after[at], after[at - size] + gain);
            }
        }
        most
    }
}
