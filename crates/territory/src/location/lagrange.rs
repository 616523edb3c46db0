//! The bound: each customer's demand has a price, and each place takes what pays it best.

use super::knapsack::Knapsack;
use super::{Location, Node, State};

/// Weight of the newest step in the averages of what the prices choose: F. Barahona and R. Anbil, "The volume algorithm:
/// producing primal solutions with a subgradient method", Mathematical Programming 87, 2000.
const NEWEST: f64 = 0.1;

/// What the best prices say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bound {
    /// What nothing of this part can cost less than.
    pub(crate) value: f64,
    /// By customer.
    pub(crate) prices: Vec<f64>,
    /// By place: what opening it would add at these prices; infinite for a closed one.
    pub(crate) reduced: Vec<f64>,
    /// Places that these prices open.
    pub(crate) open: Vec<u32>,
    /// By place: how often the last steps opened it, from 0 to 1.
    pub(crate) opened: Vec<f64>,
    /// By place, by customer: the share of the customer's demand that the place took in the last steps.
    pub(crate) share: Vec<f64>,
}

/// How the prices are moved.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) steps: usize,
    /// Length of the first steps, as a share of the way to the target.
    pub(crate) length: f64,
    /// Steps without gain before the length is halved.
    pub(crate) patience: usize,
}

/// Raises the bound by a subgradient from the node's prices, until `reached` says that it is as high as it need be. `see` is shown
/// the places that each price opens, and says what the best placement known costs.
pub(crate) fn raise(
    problem: &Location,
    node: &Node,
    pace: Pace,
    mut see: impl FnMut(&[u32]) -> f64,
    reached: impl Fn(f64, f64) -> bool,
) -> Bound {
    let (places, customers) = (node.states.len(), problem.demand.len());
    let mut prices = node.prices.clone();
    let mut best = Bound { value: f64::NEG_INFINITY, prices: prices.clone(), ..Bound::default() };
    let (mut opened, mut share) = (vec![0.0; places], vec![0.0; places * customers]);
    let (mut length, mut stale) = (pace.length, 0);
    let mut knapsack = Knapsack::default();
    for step in 0..pace.steps {
        let reduced: Vec<f64> = (0..places)
            .map(|place| match node.states[place] {
                State::Closed => f64::INFINITY,
                _ => problem.fixed[place] - knapsack.fill(problem, node, place, &prices),
            })
            .collect();
        let (open, chosen) = choose(problem, node, &reduced);
        let value = prices.iter().sum::<f64>() + chosen;
        let target = see(&open);
        let newest = if step == 0 { 1.0 } else { NEWEST };
        opened.iter_mut().chain(&mut share).for_each(|average| *average *= 1.0 - newest);
        let mut missing = vec![1.0; customers];
        for place in open.iter().map(|place| *place as usize) {
            opened[place] += newest;
            // Once more, as few are opened: tables of all would leave the cache.
            knapsack.fill(problem, node, place, &prices);
            knapsack.taken(problem, place, |c, part| {
                missing[c] -= part;
                share[place * customers + c] += newest * part;
            });
        }
        if value > best.value + 1e-12 * value.abs() {
            best = Bound { value, prices: prices.clone(), reduced, open, ..Bound::default() };
            stale = 0;
        } else {
            stale += 1;
            if stale == pace.patience {
                (length, stale) = (0.5 * length, 0);
                prices.clone_from(&best.prices);
                continue;
            }
        }
        let norm: f64 = missing.iter().map(|m| m * m).sum();
        if reached(best.value, target) || length < 1e-4 || norm == 0.0 {
            break;
        }
        let aim = if target.is_finite() { target } else { value + 0.1 * value.abs() + 1.0 };
        let by = length * (1.01 * aim - value).max(1e-9) / norm;
        prices.iter_mut().zip(missing).for_each(|(price, missing)| *price += by * missing);
    }
    Bound { opened, share, ..best }
}

/// The cheapest places to open at these prices, and a bound on what they cost: as many as must be, no more than may be,
/// and with room for all demand.
fn choose(problem: &Location, node: &Node, reduced: &[f64]) -> (Vec<u32>, f64) {
    let state = |p: &u32| node.states[*p as usize];
    let mut order: Vec<u32> = (0..node.states.len() as u32).filter(|p| state(p) != State::Closed).collect();
    let forced = |p: &u32| state(p) == State::Open;
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
