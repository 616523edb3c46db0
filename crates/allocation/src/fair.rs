//! Fair shares: the lexicographic max-min of what demands are served, as parts of what they want.
//!
//! A group of demands is short by as much as the supplies within its reach fall short of it; the shortest group sets the
//! least share, which all its members get. It and its supplies are settled, and the rest is looked at again
//! (N. Megiddo, "Optimal flows in networks with multiple sources and sinks", Mathematical Programming 7, 1974). A share
//! is found as Newton's method finds a root (W. Dinkelbach, "On nonlinear fractional programming", 1967): try it, and
//! where it cannot be served, the group that the cut shows sets the next, lower one.

use std::time::Instant;

use crate::market::Market;
use crate::network::{Arc, TransportError};
use crate::objectives::score::SCORE;
use crate::objectives::tonnes::TONNES;
use crate::problem::Problem;
use crate::rates::whole;
use crate::solve::{Outcome, SolveError, market_best, own_units};
use crate::transport::transport;

pub(crate) fn solve(problem: &Problem, market: &Market, deadline: Option<Instant>) -> Result<Outcome, SolveError> {
    let Some(mut whole) = whole(problem, &TONNES, market) else {
        // Without a common unit shares have no order of their own: most by score, and nothing is proved.
        return Ok(Outcome { slack: None, ..market_best(problem, &SCORE, market, deadline)? });
    };
    let fair = shares(&whole.supply, &whole.demand, &whole.arcs, deadline)?;
    whole.demand = fair.served;
    if whole.step == 0 {
        // Supplies count in several units: only the amount in the common one tells whether all is served.
        whole.arcs.iter_mut().for_each(|a| a.value = 1);
    }
    let plan = transport(&whole.supply, &whole.demand, &whole.arcs)?;
    let mut outcome =
        Outcome { slack: Some(0.0), timed_out: fair.timed_out, method: "max-min by cuts", ..Outcome::default() };
    outcome.moved = own_units(market, plan.flows.into_iter());
    let all = outcome.moved.len();
    outcome.moved.retain(|m| m.1 >= problem.candidates.at(m.0 as usize).lot);
    if outcome.moved.len() < all || fair.timed_out {
        outcome.slack = None;
    }
    Ok(outcome)
}

/// Units served by demand, and whether time ran out before all were settled.
pub(crate) struct Fair {
    pub(crate) served: Vec<i64>,
    pub(crate) timed_out: bool,
}

/// What each demand gets, to the whole unit below.
///
/// # Errors
/// As [`transport`].
pub(crate) fn shares(
    supply: &[i64],
    demand: &[i64],
    arcs: &[Arc],
    deadline: Option<Instant>,
) -> Result<Fair, TransportError> {
    let (mut supply, mut served) = (supply.to_vec(), vec![0i64; demand.len()]);
    let mut open: Vec<bool> = vec![true; demand.len()];
    let mut arcs: Vec<Arc> = arcs.iter().map(|a| Arc { value: 1, ..*a }).collect();
    loop {
        let mut share = (1u128, 1u128);
        let mut group: Option<Cut> = None;
        // Each turn lowers the share to that of the group in the way; the last group is the shortest of all.
        loop {
            let want: Vec<i64> = (0..demand.len()).map(|j| if open[j] { part(demand[j], share) } else { 0 }).collect();
            let Some(cut) = cut(&supply, &want, &open, &arcs)? else { break };
            let has: u128 = cut.supplies.iter().map(|&i| supply[i] as u128).sum();
            let wants: u128 = cut.demands.iter().map(|&j| demand[j] as u128).sum();
            share = (has, wants.max(1));
            group = Some(cut);
        }
        let Some(group) = group else {
            (0..demand.len()).filter(|&j| open[j]).for_each(|j| served[j] = demand[j]);
            return Ok(Fair { served, timed_out: false });
        };
        for j in group.demands {
            (open[j], served[j]) = (false, part(demand[j], share));
        }
        group.supplies.iter().for_each(|&i| supply[i] = 0);
        arcs.retain(|a| supply[a.from as usize] > 0 && open[a.to as usize]);
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            // The rest takes what the last share leaves it: a plan, if not the fairest.
            let want: Vec<i64> = (0..demand.len()).map(|j| if open[j] { part(demand[j], share) } else { 0 }).collect();
            (0..demand.len()).filter(|&j| open[j]).for_each(|j| served[j] = want[j]);
            return Ok(Fair { served, timed_out: true });
        }
    }
}

/// Demands that cannot all have what they want, and all the supplies within their reach.
struct Cut {
    supplies: Vec<usize>,
    demands: Vec<usize>,
}

fn cut(supply: &[i64], want: &[i64], open: &[bool], arcs: &[Arc]) -> Result<Option<Cut>, TransportError> {
    let plan = transport(supply, want, arcs)?;
    if plan.value == want.iter().map(|&w| i128::from(w)).sum() {
        return Ok(None);
    }
    // A demand without a price has something left to want, or shares its supplies with one that has.
    let mut short: Vec<bool> = (0..want.len()).map(|j| open[j] && want[j] > 0 && plan.demand_price[j] == 0).collect();
    let mut reach = vec![false; supply.len()];
    arcs.iter().filter(|a| short[a.to as usize]).for_each(|a| reach[a.from as usize] = true);
    // One that no open supply reaches at all is short by itself: it would drag the others down to nothing.
    let mut lonely = open.to_vec();
    arcs.iter().filter(|a| supply[a.from as usize] > 0).for_each(|a| lonely[a.to as usize] = false);
    if (0..want.len()).any(|j| lonely[j] && want[j] > 0) {
        short = lonely;
        reach.fill(false);
    }
    let places = |flags: &[bool]| (0..flags.len()).filter(|&v| flags[v]).collect();
    Ok(Some(Cut { supplies: places(&reach), demands: places(&short) }))
}

/// That share of so many units, rounded down.
fn part(units: i64, (num, den): (u128, u128)) -> i64 {
    // Sums of capacities take 77 bits at most; 60 of them are more than any capacity resolves.
    let excess = (128 - den.leading_zeros()).saturating_sub(64);
    ((units as u128 * (num >> excess)) / (den >> excess).max(1)) as i64
}

/// The least share of any demand that has a candidate; 1 where there is none.
pub(crate) fn least(problem: &Problem, used: &[i64]) -> f64 {
    let mut demands: Vec<u32> = problem.candidates.iter().map(|c| c.demand).collect();
    demands.sort_unstable();
    demands.dedup();
    let share = |v: &u32| used[*v as usize] as f64 / problem.capacity(*v) as f64;
    demands.iter().filter(|&&v| problem.capacity(v) > 0).map(share).fold(1.0, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// All groups of demands tried: the shortest is settled, then the rest.
    fn brute(supply: &[i64], demand: &[i64], arcs: &[Arc]) -> Vec<f64> {
        let (n, mut gone, mut spent) = (demand.len(), 0usize, 0usize);
        let mut share = vec![1.0; n];
        let reach = |set: usize| arcs.iter().filter(|a| set >> a.to & 1 == 1).fold(0usize, |r, a| r | 1 << a.from);
        while gone != (1 << n) - 1 {
            let sets = (1..1usize << n).filter(|set| set & gone == 0);
            let rated = sets.map(|set| {
                let has: i64 =
                    (0..supply.len()).filter(|&i| (reach(set) & !spent) >> i & 1 == 1).map(|i| supply[i]).sum();
                let wants: i64 = (0..n).filter(|&j| set >> j & 1 == 1).map(|j| demand[j]).sum();
                (has as f64 / wants as f64, set)
            });
            let (rate, set) = rated.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
            (0..n).filter(|&j| set >> j & 1 == 1).for_each(|j| share[j] = rate.min(1.0));
            gone |= set;
            spent |= reach(set);
        }
        share
    }

    #[test]
    fn equals_all_groups_tried() {
        let mut short = 0;
        for seed in 0..500 {
            let mut r = ChaCha8Rng::seed_from_u64(seed);
            let (m, n) = (r.random_range(1..=5), r.random_range(1..=6));
            // Large amounts, so that a whole unit is nothing.
            let supply: Vec<i64> = (0..m).map(|_| r.random_range(1..9) * 1_000_000_000).collect();
            let demand: Vec<i64> = (0..n).map(|_| r.random_range(1..9) * 1_000_000_000).collect();
            let pairs = (0..m as u32).flat_map(|from| (0..n as u32).map(move |to| Arc { from, to, value: 1 }));
            let arcs: Vec<Arc> = pairs.filter(|_| r.random_bool(0.4)).collect();
            let fair = shares(&supply, &demand, &arcs, None).unwrap();
            for (j, expected) in brute(&supply, &demand, &arcs).into_iter().enumerate() {
                let got = fair.served[j] as f64 / demand[j] as f64;
                assert!((got - expected).abs() < 1e-8, "instance {seed}, demand {j}: {got}, expected {expected}");
                short += u32::from(expected > 0.0 && expected < 1.0);
            }
            let plan = transport(&supply, &fair.served, &arcs).unwrap();
            assert_eq!(plan.value, fair.served.iter().map(|&s| i128::from(s)).sum(), "what is promised can be had");
        }
        assert!(short > 300, "{short}");
    }
}
