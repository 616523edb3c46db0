//! Least transport among the plans that move the most, where supplies count in several units, so that no one value puts
//! the amount strictly first.
//!
//! The prices of a plan that moves the most tell all such plans: each uses tight links only, and uses up every flow that
//! has a price (complementary slackness). Among those the second network looks for the least transport.

use crate::market::Market;
use crate::network::{Arc, Transport, TransportError};
use crate::objective::{Goal, Objective};
use crate::objectives::tonnes::TONNES;
use crate::problem::Problem;
use crate::rates::{Whole, whole};
use crate::transport::transport;

/// The plan, and what it was first solved as, whose prices it has; `None` where it does not move the most after all
/// (never seen), without a common unit, or for an objective without a second value.
pub(crate) fn shortest(
    problem: &Problem,
    objective: &Objective,
    market: &Market,
) -> Result<Option<(Whole, Transport)>, TransportError> {
    let Goal::Amount { then } = objective.goal else { return Ok(None) };
    let (Some(most), Some((from, _))) = (whole(problem, &TONNES, market), &market.factors) else { return Ok(None) };
    let first = transport(&most.supply, &most.demand, &most.arcs)?;
    let bits = (most.supply.len() + most.demand.len() + 4).ilog2() + 1;
    let fine = 1i64 << (60 - 2 * bits as i32).clamp(8, 36);
    // Dearer than any way round through all nodes.
    let must = fine << bits;
    let second: Vec<f64> = (market.lanes.iter())
        .map(|lane| {
            let c = &problem.candidates.at(lane.candidate as usize);
            then(c) * problem.base(c.supply, 1) / from[lane.from as usize].value()
        })
        .collect();
    let dear = second.iter().fold(f64::MIN_POSITIVE, |most, value| most.max(value.abs()));
    let arcs: Vec<Arc> = (most.arcs.iter().zip(&second))
        .map(|(arc, second)| {
            let (give, take) = (first.supply_price[arc.from as usize], first.demand_price[arc.to as usize]);
            let ends = i64::from(give > 0) + i64::from(take > 0);
            let tight = arc.value == give + take;
            let value = if tight { ends * must + (second / dear * fine as f64).round() as i64 } else { 0 };
            Arc { value, ..*arc }
        })
        .collect();
    let best = transport(&most.supply, &most.demand, &arcs)?;
    let worth = |k: u32, units: i64| i128::from(units) * i128::from(most.arcs[k as usize].value);
    let moved: i128 = best.flows.iter().map(|&(k, units)| worth(k, units)).sum();
    let plan = Transport { flows: best.flows, value: moved, ..first };
    Ok((moved == first.value).then_some((most, plan)))
}

#[cfg(test)]
mod tests {
    use microlp::{ComparisonOp, OptimizationDirection, Problem as Program, Variable};

    use crate::tests::region::{Case, Shape, random};

    /// The most that can be moved and the least transport of it, by two linear programs in floating numbers.
    fn by_programs(case: &Case) -> (f64, f64) {
        let problem = case.problem();
        let solve = |least: Option<f64>| {
            let mut program = Program::new(OptimizationDirection::Maximize);
            let mut rows: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); problem.nodes.len()];
            let mut all = Vec::new();
            for c in problem.candidates.iter() {
                let x = program.add_var(if least.is_some() { -c.km } else { 1.0 }, (0.0, f64::INFINITY));
                rows[c.supply as usize].push((x, 1.0));
                rows[c.demand as usize].push((x, f64::from(c.ratio.replaced()) / f64::from(c.ratio.supplied())));
                all.push((x, 1.0));
            }
            for (flow, row) in rows.iter().enumerate() {
                let capacity = problem.base(flow as u32, problem.capacity(flow as u32));
                program.add_constraint(row.as_slice(), ComparisonOp::Le, capacity);
            }
            if let Some(least) = least {
                program.add_constraint(all.as_slice(), ComparisonOp::Ge, least);
            }
            program.solve().unwrap().solution().unwrap().objective()
        };
        let most = solve(None);
        (most, -solve(Some(most * (1.0 - 1e-9))))
    }

    #[test]
    fn equals_two_linear_programs() {
        let mut shorter = 0;
        for seed in 0..200 {
            let case = random(seed, Shape { ratios: true, ..Shape::default() });
            if case.matches.synergies.list().is_empty() {
                continue;
            }
            let plan = case.plan("transport");
            assert_eq!(plan.quality, maillon_model::PlanQuality::Optimal);
            let (most, km) = by_programs(&case);
            let moved = |name: &str| case.plan(name).value;
            assert!((moved("tonnes") - most).abs() <= 1e-6 * most.max(1.0), "{seed}");
            assert!((plan.value - km).abs() <= 1e-5 * km.max(1.0), "{seed}: {}, by programs {km}", plan.value);
            let anyhow: f64 = case
                .plan("tonnes")
                .allocations
                .iter()
                .map(|a| {
                    let s = case.matches.synergies.list().at(a.synergy as usize);
                    plan.units.base(a.supplied, maillon_model::Dimension::Mass) * s.distance.as_kilometres()
                })
                .sum();
            shorter += u32::from(plan.value < anyhow - 1e-6);
        }
        assert!(shorter > 60, "{shorter}");
    }
}
