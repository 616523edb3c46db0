//! Who is served from where, once it is settled which places are open.

use maillon_allocation::{Arc, transport};

use super::Location;
use super::single::single;

/// Largest price of a unit that the transportation problem is told: 64 bits hold it times some millions of nodes.
const FINEST: f64 = 1e11;

/// Place, customer, units.
pub(crate) type Served = Vec<(u32, u32, i64)>;

/// The best way found to serve everybody from those places, and what it costs without the places themselves; `None` where none was
/// found.
pub(crate) fn assign(problem: &Location, open: &[u32]) -> Option<(Served, f64)> {
    if problem.split { split(problem, open) } else { single(problem, open) }
}

/// Exactly, as a transportation problem: serving a unit at all is worth more than any price.
fn split(problem: &Location, open: &[u32]) -> Option<(Served, f64)> {
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
    let mut served: Served = (plan.flows.iter())
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
