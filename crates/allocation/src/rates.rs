//! From values as floating numbers to whole ones, and back.

use crate::market::{Factor, Lane, Market};
use crate::network::Arc;
use crate::objective::{Goal, Objective};
use crate::problem::Problem;

/// Weight of the second value beside the amount where supplies count in several units, so that no common unit puts the
/// amount strictly first. No source: far below one, far above what values resolve.
pub(crate) const SECOND: f64 = 1e-3;

/// A market in whole numbers: what the solvers work on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whole {
    pub(crate) supply: Vec<i64>,
    pub(crate) demand: Vec<i64>,
    /// One per lane, in order.
    pub(crate) arcs: Vec<Arc>,
    /// What 1 of value (1 `step`, where the amount goes first) is worth per common unit, in the objective's unit.
    pub(crate) worth: f64,
    /// Value of moving one common unit, where the amount goes first; 0 where values are a total.
    pub(crate) step: i64,
    /// Whether the best by these values is the best by the objective.
    pub(crate) exact: bool,
}

impl Whole {
    /// A price in whole numbers as the objective's worth of one common unit.
    pub(crate) fn price(&self, price: i64) -> f64 {
        let whole = if self.step > 0 { (price + self.step / 2) / self.step } else { price };
        whole as f64 * self.worth
    }
}

/// A market under an objective. Values keep 36 bits beside the market's largest, fewer where it has more than 8,000 flows
/// (prices are sums along a path, and must fit 62 bits); `None` without a common unit.
pub(crate) fn whole(problem: &Problem, objective: &Objective, market: &Market) -> Option<Whole> {
    let (from, to) = market.factors.as_ref()?;
    let capacity = |flows: &[u32], factors: &[Factor]| -> Vec<i64> {
        flows.iter().zip(factors).map(|(&flow, factor)| factor.to_common(problem.capacity(flow))).collect()
    };
    let (supply, demand) = (capacity(&market.supplies, from), capacity(&market.demands, to));
    let bits = (supply.len() + demand.len() + 4).ilog2() + 1;
    let candidate = |candidate: u32| problem.candidates.at(candidate as usize);
    // Worth of a common unit: values are per base unit supplied.
    let per_common = |lane: &Lane| {
        let supply = market.supplies[lane.from as usize];
        problem.base(supply, 1) / from[lane.from as usize].value()
    };
    let sizes: Vec<f64> = market.lanes.iter().map(per_common).collect();
    let one_size = sizes.windows(2).all(|pair| pair[0] == pair[1]);
    let rates: Vec<f64> = match objective.goal {
        Goal::Amount { then } if one_size => market.lanes.iter().map(|l| then(&candidate(l.candidate))).collect(),
        Goal::Amount { then } if objective.less_is_better => {
            let most =
                market.lanes.iter().map(|l| then(&candidate(l.candidate)).abs()).fold(f64::MIN_POSITIVE, f64::max);
            let second = |l: &Lane| 1.0 + SECOND * then(&candidate(l.candidate)) / most;
            market.lanes.iter().zip(&sizes).map(|(l, size)| size * second(l)).collect()
        }
        Goal::Amount { .. } => sizes.clone(),
        _ => (market.lanes.iter())
            .map(|l| objective.rate(&candidate(l.candidate)).unwrap_or(0.0) * per_common(l))
            .collect(),
    };
    let amount = matches!(objective.goal, Goal::Amount { .. });
    let (values, worth, step) = if amount && one_size {
        let (least, most) = rates.iter().fold((f64::MAX, f64::MIN), |(a, b), &r| (a.min(r), b.max(r)));
        let fine = 1i64 << (61 - 2 * bits as i32).clamp(8, 36);
        let span = if most > least { fine as f64 / (most - least) } else { 0.0 };
        // No path of rerouting gains as much by the second value as a unit moved does by the first.
        let step = fine << bits;
        (rates.iter().map(|r| step + ((r - least) * span).round() as i64).collect::<Vec<_>>(), sizes[0], step)
    } else {
        let most = rates.iter().fold(0.0f64, |m, r| m.max(r.abs()));
        let scale = (1i64 << (61 - bits as i32).clamp(8, 36)) as f64;
        // What is worth something stays so, however little beside the dearest.
        let least = |r: &f64| if *r > 0.0 { 1 } else { i64::MIN };
        let whole = |r: &f64| if most > 0.0 { ((r / most * scale).round() as i64).max(least(r)) } else { 0 };
        (rates.iter().map(whole).collect(), most / scale, 0)
    };
    let arcs = market.lanes.iter().zip(values).map(|(l, value)| Arc { from: l.from, to: l.to, value }).collect();
    let exact = !amount || one_size || !objective.less_is_better;
    Some(Whole { supply, demand, arcs, worth, step, exact })
}
