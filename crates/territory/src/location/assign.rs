//! Who is served from where, once it is settled which places are open.

use maillon_allocation::{Arc, transport};

use super::Location;

/// Largest price of a unit that the transportation problem is told: 64 bits hold it times some millions of nodes.
const FINEST: f64 = 1e11;

/// Place, customer, units; and what they cost, without the places themselves.
pub(crate) type Assigned = (Vec<(u32, u32, i64)>, f64);

/// The best way found to serve everybody from those places; `None` where none was found.
pub(crate) fn assign(problem: &Location, open: &[u32]) -> Option<Assigned> {
    if problem.split { split(problem, open) } else { single(problem, open) }
}

/// Exactly, as a transportation problem: serving a unit at all is worth more than any price.
fn split(problem: &Location, open: &[u32]) -> Option<Assigned> {
    let price =
        |place: u32, customer: usize| problem.cost[place as usize][customer] / (problem.demand[customer].max(1)) as f64;
    let customers = 0..problem.demand.len();
    let dearest = open.iter().flat_map(|place| customers.clone().map(move |c| price(*place, c))).fold(0.0, f64::max);
    let scale = if dearest > 0.0 { FINEST / dearest } else { 1.0 };
    let mut arcs = Vec::with_capacity(open.len() * customers.len());
    for (from, place) in (0..).zip(open) {
        for customer in customers.clone() {
            let value = 2.0 * FINEST + 1.0 - price(*place, customer) * scale;
            arcs.push(Arc { from, to: customer as u32, value: value as i64 });
        }
    }
    let capacity: Vec<i64> = open.iter().map(|place| problem.capacity[*place as usize]).collect();
    let plan = transport(&capacity, &problem.demand, &arcs).ok()?;
    let moved: i128 = plan.flows.iter().map(|(_, units)| i128::from(*units)).sum();
    if moved < problem.demand.iter().map(|d| i128::from(*d)).sum() {
        return None;
    }
    let mut served: Vec<(u32, u32, i64)> = (plan.flows.iter())
        .map(|(k, units)| {
            let arc = arcs[*k as usize];
            (open[arc.from as usize], arc.to, *units)
        })
        .collect();
    served.sort_unstable_by_key(|(place, customer, _)| (*customer, *place));
    // A customer that needs nothing still costs what serving it costs.
    let idle: f64 = (customers.filter(|c| problem.demand[*c] == 0))
        .map(|c| open.iter().map(|place| problem.cost[*place as usize][c]).fold(f64::INFINITY, f64::min))
        .sum();
    let cost = served.iter().map(|(place, c, units)| price(*place, *c as usize) * *units as f64).sum::<f64>() + idle;
    Some((served, cost))
}

/// Each customer at one place: those that would lose most by not getting their best first, then shifts and swaps while they pay.
fn single(problem: &Location, open: &[u32]) -> Option<Assigned> {
    let mut best: Option<(Vec<usize>, f64)> = None;
    for by_size in [false, true] {
        let Some(mut at) = greedy(problem, open, by_size) else { continue };
        improve(problem, open, &mut at);
        let cost = at.iter().enumerate().map(|(c, place)| problem.cost[open[*place] as usize][c]).sum();
        if best.as_ref().is_none_or(|(_, least)| cost < *least) {
            best = Some((at, cost));
        }
    }
    let (at, cost) = best?;
    Some((at.iter().enumerate().map(|(c, place)| (open[*place], c as u32, problem.demand[c])).collect(), cost))
}

fn greedy(problem: &Location, open: &[u32], by_size: bool) -> Option<Vec<usize>> {
    let cost = |place: usize, c: usize| problem.cost[open[place] as usize][c];
    let mut left: Vec<i64> = open.iter().map(|place| problem.capacity[*place as usize]).collect();
    let mut at = vec![usize::MAX; problem.demand.len()];
    let mut waiting: Vec<usize> = (0..problem.demand.len()).collect();
    while !waiting.is_empty() {
        // The customer with the most to lose, its place, and how much it would lose.
        let mut first: Option<(f64, usize, usize)> = None;
        for (i, &c) in waiting.iter().enumerate() {
            let (mut one, mut two, mut place) = (f64::INFINITY, f64::INFINITY, usize::MAX);
            for (p, room) in left.iter().enumerate() {
                if *room >= problem.demand[c] {
                    let price = cost(p, c);
                    if price < one {
                        (two, one, place) = (one, price, p);
                    } else if price < two {
                        two = price;
                    }
                }
            }
            if place == usize::MAX {
                return None;
            }
            let urge = if by_size { problem.demand[c] as f64 } else { two - one };
            if first.is_none_or(|(most, ..)| urge > most) {
                first = Some((urge, i, place));
            }
        }
        let (_, i, place) = first?;
        let c = waiting.remove(i);
        left[place] -= problem.demand[c];
        at[c] = place;
    }
    Some(at)
}

fn improve(problem: &Location, open: &[u32], at: &mut [usize]) {
    let cost = |place: usize, c: usize| problem.cost[open[place] as usize][c];
    let mut left: Vec<i64> = open.iter().map(|place| problem.capacity[*place as usize]).collect();
    at.iter().enumerate().for_each(|(c, place)| left[*place] -= problem.demand[c]);
    let enough = |gain: f64| gain > 1e-9;
    let mut again = true;
    while again {
        again = false;
        for a in 0..at.len() {
            for place in 0..open.len() {
                if place != at[a] && left[place] >= problem.demand[a] && enough(cost(at[a], a) - cost(place, a)) {
                    left[at[a]] += problem.demand[a];
                    left[place] -= problem.demand[a];
                    at[a] = place;
                    again = true;
                }
            }
            for b in a + 1..at.len() {
                let (p, q) = (at[a], at[b]);
                let (d, e) = (problem.demand[a], problem.demand[b]);
                let gain = cost(p, a) + cost(q, b) - cost(q, a) - cost(p, b);
                if p != q && left[p] + d >= e && left[q] + e >= d && enough(gain) {
                    left[p] += d - e;
                    left[q] += e - d;
                    at.swap(a, b);
                    again = true;
                }
            }
        }
    }
}
