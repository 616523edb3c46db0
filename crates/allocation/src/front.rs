//! Two objectives at once: how much of the one the other costs.

use crate::market::{Market, Markets, one_by_one};
use crate::objective::{Goal, Objective};
use crate::problem::Problem;
use crate::rates::{Whole, whole};
use crate::solve::{Moved, SolveError, own_units, total};
use crate::transport::transport;
use rayon::prelude::*;

/// Why two objectives have no front.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FrontError {
    /// A front weighs two totals.
    #[error("\"{0}\" is no total that could be weighed against another; take score, euros or carbon")]
    NoTotal(&'static str),
    /// Blends of two plans keep neither lots nor contradictory ratios.
    #[error("a front needs a problem without lots, fixed costs and contradictory ratios")]
    NoNetwork,
    /// As solving does.
    #[error(transparent)]
    Solve(#[from] SolveError),
}

/// A plan on the front: the most of the first objective with at least that much of the second.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontPoint {
    /// What the plan is worth to the first.
    pub first: f64,
    /// What it is worth to the second.
    pub second: f64,
    /// The synergies that move something, by place, with whole units supplied.
    pub moved: Vec<(u32, i64)>,
}

/// `points` plans from the best by `first` to the best by `second`, at even steps of the second's worth (ε-constraint).
///
/// A plan on the front is a blend of two plans that some weighting of the objectives calls equally best; the weighting
/// is found by halving. Blends are rounded down to whole units: each synergy is short of the exact front by less than
/// one. Synergies that lack either factor take no part.
///
/// # Errors
/// Objectives that are no totals; lots, fixed costs, contradictory ratios; as [`solve`](crate::solve()).
pub fn front(
    problem: &Problem,
    first: &'static Objective,
    second: &'static Objective,
    points: usize,
) -> Result<Vec<FrontPoint>, FrontError> {
    for objective in [first, second] {
        if !matches!(objective.goal, Goal::Total { .. }) {
            return Err(FrontError::NoTotal(objective.name));
        }
    }
    let all = Markets::new(problem, |k| {
        let c = &problem.candidates.at(k);
        first.rate(c).is_some() && second.rate(c).is_some()
    });
    let all: Vec<Market> = all.each().collect();
    let lanes = || all.iter().flat_map(|m| &m.lanes).map(|l| problem.candidates.at(l.candidate as usize));
    if all.iter().any(|m| m.factors.is_none())
        || lanes().any(|c| c.lot > 1 || [first, second].iter().any(|o| o.building(&c) > 0.0))
    {
        return Err(FrontError::NoNetwork);
    }
    let dearest = |o: &Objective| lanes().filter_map(|c| o.rate(&c)).fold(f64::MIN_POSITIVE, |m, r| m.max(r.abs()));
    let sizes = (dearest(first), dearest(second));
    let view = View { problem, first, second, sizes, all: &all };
    // The weights of the ends are not quite 1: among the best by one, the best by the other.
    let (one, two) = (view.best(1e-6)?, view.best(1.0 - 1e-6)?);
    let (low, high) = (view.worth(&one).1, view.worth(&two).1);
    let mut front = Vec::with_capacity(points);
    for step in 0..points {
        let share = if points > 1 { step as f64 / (points - 1) as f64 } else { 0.0 };
        let plan = view.at(low + (high - low) * share, &one, &two)?;
        let (first, second) = view.worth(&plan);
        let moved =
            plan.iter().filter(|m| m.1 > 0).map(|m| (problem.candidates.at(m.0 as usize).synergy, m.1)).collect();
        front.push(FrontPoint { first, second, moved });
    }
    Ok(front)
}

struct View<'a> {
    problem: &'a Problem<'a>,
    first: &'static Objective,
    second: &'static Objective,
    sizes: (f64, f64),
    all: &'a [Market],
}

impl View<'_> {
    fn worth(&self, plan: &[Moved]) -> (f64, f64) {
        (total(self.problem, self.first, plan), total(self.problem, self.second, plan))
    }

    /// The best plan when the second counts for `weight` and the first for the rest.
    fn best(&self, weight: f64) -> Result<Vec<Moved>, SolveError> {
        let solve = |market: &Market| -> Result<Vec<Moved>, SolveError> {
            let (Some(a), Some(b)) =
                (whole(self.problem, self.first, market), whole(self.problem, self.second, market))
            else {
                return Ok(Vec::new());
            };
            let unit = |w: &Whole, size: f64| w.worth / size;
            let (ua, ub) = (unit(&a, self.sizes.0) * (1.0 - weight), unit(&b, self.sizes.1) * weight);
            // Blended in the larger unit of the two, so that the sum has the bits of its parts.
            let most = ua.max(ub).max(f64::MIN_POSITIVE);
            let mut arcs = a.arcs;
            for (x, y) in arcs.iter_mut().zip(&b.arcs) {
                x.value = (x.value as f64 * (ua / most) + y.value as f64 * (ub / most)).round() as i64 / 2;
            }
            Ok(own_units(market, transport(&a.supply, &a.demand, &arcs)?.flows.into_iter()))
        };
        let each = one_by_one(self.all).map(solve).collect::<Result<Vec<_>, _>>()?;
        let mut plan: Vec<Moved> = each.into_iter().flatten().collect();
        plan.sort_unstable();
        Ok(plan)
    }

    /// The plan with at least `floor` of the second, between the best by either.
    fn at(&self, floor: f64, one: &[Moved], two: &[Moved]) -> Result<Vec<Moved>, SolveError> {
        let (mut below, mut above) = (one.to_vec(), two.to_vec());
        let (mut low, mut high) = (0.0f64, 1.0f64);
        // Beyond 40 halvings weights differ by less than values do.
        for _ in 0..40 {
            let middle = (low + high) / 2.0;
            let plan = self.best(middle)?;
            if self.worth(&plan).1 < floor {
                (low, below) = (middle, plan);
            } else {
                (high, above) = (middle, plan);
            }
        }
        let (from, to) = (self.worth(&below).1, self.worth(&above).1);
        if from >= floor {
            return Ok(below);
        }
        let share = if to > from { ((floor - from) / (to - from)).clamp(0.0, 1.0) } else { 1.0 };
        Ok(blend(&below, &above, share))
    }
}

/// Part of the one plan and the rest of the other, rounded down.
fn blend(one: &[Moved], two: &[Moved], share: f64) -> Vec<Moved> {
    let mut all: Vec<(Moved, f64)> =
        one.iter().map(|m| (*m, 1.0 - share)).chain(two.iter().map(|m| (*m, share))).collect();
    all.sort_by_key(|(m, _)| *m);
    let mut plan: Vec<Moved> = Vec::new();
    for group in all.chunk_by(|a, b| a.0.0 == b.0.0) {
        let sum = |units: fn(&Moved) -> i64| match group {
            // Both plans move the same: no rounding.
            [a, b] if units(&a.0) == units(&b.0) => units(&a.0),
            _ => group.iter().map(|(m, part)| units(m) as f64 * part).sum::<f64>().floor() as i64,
        };
        plan.push((group[0].0.0, sum(|m| m.1), sum(|m| m.2)));
    }
    plan
}
