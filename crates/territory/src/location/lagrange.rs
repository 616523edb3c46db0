//! The bound: each customer's demand has a price, and each place takes what pays it best.

use super::Location;

/// Above this many steps of its table, a knapsack of whole customers is bounded by one that may cut them.
const LARGEST_TABLE: i64 = 20_000;

/// What may still be decided of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Free,
    Open,
    Closed,
}

/// What the best prices say.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    /// What nothing of this branch can cost less than.
    pub(crate) value: f64,
    /// By customer.
    pub(crate) prices: Vec<f64>,
    /// By place: what opening it would add at these prices; infinite for a closed one.
    pub(crate) reduced: Vec<f64>,
    /// Places that these prices open.
    pub(crate) open: Vec<u32>,
}

/// Raises the bound by so many steps of the subgradient from these prices. `see` is shown the places that each price opens.
pub(crate) fn raise(
    problem: &Location,
    states: &[State],
    mut prices: Vec<f64>,
    steps: usize,
    target: f64,
    mut see: impl FnMut(&[u32]) -> f64,
) -> Bound {
    let customers = problem.demand.len();
    let mut best = Bound { value: f64::NEG_INFINITY, prices: prices.clone(), reduced: Vec::new(), open: Vec::new() };
    let (mut theta, mut stale, mut target) = (2.0, 0, target);
    for _ in 0..steps {
        let mut taken = vec![vec![0.0; customers]; states.len()];
        let reduced: Vec<f64> = (0..states.len())
            .map(|place| match states[place] {
                State::Closed => f64::INFINITY,
                _ => problem.fixed[place] + fill(problem, place, &prices, &mut taken[place]),
            })
            .collect();
        let (open, chosen) = choose(problem, states, &reduced);
        let value = prices.iter().sum::<f64>() + chosen;
        target = target.min(see(&open));
        if value > best.value + 1e-12 * value.abs() {
            best = Bound { value, prices: prices.clone(), reduced, open: open.clone() };
            stale = 0;
        } else {
            stale += 1;
            if stale == 30 {
                (theta, stale) = (0.5 * theta, 0);
                prices.clone_from(&best.prices);
            }
        }
        if best.value >= target || theta < 1e-4 {
            break;
        }
        let mut missing = vec![1.0; customers];
        for place in &open {
            missing.iter_mut().zip(&taken[*place as usize]).for_each(|(missing, taken)| *missing -= taken);
        }
        let norm: f64 = missing.iter().map(|m| m * m).sum();
        if norm == 0.0 {
            break;
        }
        let aim = if target.is_finite() { target } else { value + 0.1 * value.abs() + 1.0 };
        let step = theta * (1.01 * aim - value).max(1e-9) / norm;
        prices.iter_mut().zip(missing).for_each(|(price, missing)| *price += step * missing);
    }
    best
}

/// What a place takes at these prices, and what that adds to its cost: nothing or less.
fn fill(problem: &Location, place: usize, prices: &[f64], taken: &mut [f64]) -> f64 {
    let mut items: Vec<(f64, usize)> =
        (0..prices.len()).map(|c| (prices[c] - problem.cost[place][c], c)).filter(|(gain, _)| *gain > 0.0).collect();
    let room = problem.capacity[place];
    if !problem.split {
        items.retain(|(_, c)| problem.demand[*c] <= room);
        if room.saturating_mul(items.len() as i64) <= LARGEST_TABLE {
            return -whole(problem, room as usize, &items, taken);
        }
    }
    let size = |c: usize| problem.demand[c] as f64;
    // By gain for each unit; what needs no room first. Cross products would round to an order that runs in circles.
    let rate = |item: &(f64, usize)| item.0 / size(item.1);
    items.sort_by(|a, b| rate(b).total_cmp(&rate(a)).then(a.1.cmp(&b.1)));
    let (mut left, mut gained) = (room as f64, 0.0);
    for (gain, c) in items {
        let part = if size(c) <= left { 1.0 } else { left / size(c) };
        (taken[c], left, gained) = (part, left - part * size(c), gained + part * gain);
        if left <= 0.0 {
            break;
        }
    }
    -gained
}

/// The best whole customers, by the table of the 0-1 knapsack (R. Bellman 1957).
fn whole(problem: &Location, room: usize, items: &[(f64, usize)], taken: &mut [f64]) -> f64 {
    let mut best = vec![0.0; room + 1];
    let mut with = vec![false; items.len() * (room + 1)];
    for (i, (gain, c)) in items.iter().enumerate() {
        let size = problem.demand[*c] as usize;
        for at in (size..=room).rev() {
            if best[at - size] + gain > best[at] {
                best[at] = best[at - size] + gain;
                with[i * (room + 1) + at] = true;
            }
        }
    }
    let mut at = room;
    for (i, (_, c)) in items.iter().enumerate().rev() {
        if with[i * (room + 1) + at] {
            taken[*c] = 1.0;
            at -= problem.demand[*c] as usize;
        }
    }
    best[room]
}

/// The cheapest places to open at these prices, and a bound on what they cost: as many as must be, no more than may be,
/// and with room for all demand.
fn choose(problem: &Location, states: &[State], reduced: &[f64]) -> (Vec<u32>, f64) {
    let mut order: Vec<u32> = (0..states.len() as u32).filter(|p| states[*p as usize] != State::Closed).collect();
    let forced = |p: &u32| states[*p as usize] == State::Open;
    order.sort_by(|a, b| {
        forced(b).cmp(&forced(a)).then(reduced[*a as usize].total_cmp(&reduced[*b as usize])).then(a.cmp(b))
    });
    let least = problem.places.unwrap_or_else(|| problem.fewest().unwrap_or(0));
    let most = problem.places.unwrap_or(order.len());
    let count = order.iter().filter(|p| forced(p) || reduced[**p as usize] < 0.0).count();
    order.truncate(count.max(least).min(most));
    let sum = order.iter().map(|p| reduced[*p as usize]).sum();
    order.sort_unstable();
    (order, sum)
}
