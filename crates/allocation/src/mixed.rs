//! Markets whose ratios contradict each other: no common unit makes them a network, so they are (mixed-integer) linear
//! programs, solved in floating numbers, brought down to whole units, and judged by the program's own bound.

use std::time::Instant;

use microlp::{ComparisonOp, OptimizationDirection, Problem as Program, SolutionStatus, Variable};

use crate::market::Market;
use crate::objective::{Goal, Objective};
use crate::problem::Problem;
use crate::rates::SECOND;
use crate::solve::{Outcome, SolveError, total};

pub(crate) fn solve(
    problem: &Problem,
    objective: &Objective,
    market: &Market,
    deadline: Option<Instant>,
) -> Result<Outcome, SolveError> {
    let mut program = Program::new(OptimizationDirection::Maximize);
    if let Some(deadline) = deadline {
        program.set_time_limit(deadline.saturating_duration_since(Instant::now()));
    }
    let flows = || market.supplies.iter().chain(&market.demands);
    let cap = |flow: u32| problem.base(flow, problem.capacity(flow));
    // Amounts as parts of the largest, values as parts of the dearest: the solver's tolerances are absolute.
    let size = flows().map(|&flow| cap(flow)).fold(f64::MIN_POSITIVE, f64::max);
    let candidate = |k: u32| problem.candidates.at(k as usize);
    let rate = |k: u32| match objective.goal {
        Goal::Amount { then } if objective.less_is_better => then(&candidate(k)),
        _ => objective.rate(&candidate(k)).unwrap_or(0.0),
    };
    let dear = market.lanes.iter().map(|l| rate(l.candidate).abs()).fold(f64::MIN_POSITIVE, f64::max);
    let amount_first = matches!(objective.goal, Goal::Amount { .. }) && objective.less_is_better;
    let weight = |k: u32| if amount_first { 1.0 + SECOND * rate(k) / dear } else { rate(k) / dear };
    let mut rows: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); market.supplies.len() + market.demands.len()];
    let mut amounts = Vec::with_capacity(market.lanes.len());
    for lane in &market.lanes {
        let c = candidate(lane.candidate);
        let ratio = f64::from(c.ratio.replaced()) / f64::from(c.ratio.supplied());
        let most = cap(c.supply).min(cap(c.demand) / ratio) / size;
        let x = program.add_var(weight(lane.candidate), (0.0, most));
        let cost = objective.building(&c) / dear / size;
        if c.lot > 1 || cost > 0.0 {
            let built = program.add_binary_var(-cost);
            program.add_constraint([(x, 1.0), (built, -most)], ComparisonOp::Le, 0.0);
            program.add_constraint([(x, 1.0), (built, -problem.base(c.supply, c.lot) / size)], ComparisonOp::Ge, 0.0);
        }
        rows[lane.from as usize].push((x, 1.0));
        rows[market.supplies.len() + lane.to as usize].push((x, ratio));
        amounts.push(x);
    }
    for (&flow, row) in flows().zip(&rows) {
        program.add_constraint(row.as_slice(), ComparisonOp::Le, cap(flow) / size);
    }
    let failed = |why: String| SolveError::Linear { lanes: market.lanes.len(), why };
    let outcome = program.solve().map_err(|e| failed(e.to_string()))?;
    let mut done = Outcome { method: "mixed-integer linear program", ..Outcome::default() };
    let Some(solution) = outcome.solution() else {
        done.timed_out = true;
        return Ok(done);
    };
    let optimal = solution.status() == SolutionStatus::Optimal;
    let mut left: Vec<i64> = flows().map(|&flow| problem.capacity(flow)).collect();
    for (lane, &x) in market.lanes.iter().zip(&amounts) {
        let c = candidate(lane.candidate);
        let (from, to) = (lane.from as usize, market.supplies.len() + lane.to as usize);
        let rate = problem.rate(&c);
        // To the nearest unit but for what the solver's tolerance took too much.
        let wish = (solution.var_value(x) * size / problem.base(c.supply, 1)).round() as i64;
        let supplied = wish.min(left[from]).min((left[to] as f64 / rate).floor() as i64);
        let replaced = ((supplied as f64 * rate).floor() as i64).min(left[to]);
        if supplied >= c.lot && replaced > 0 {
            left[from] -= supplied;
            left[to] -= replaced;
            done.moved.push((lane.candidate, supplied, replaced));
        }
    }
    done.timed_out = !optimal;
    // Time out: the solver's own bound is not told, so nothing is proved.
    if optimal && !amount_first {
        done.slack = Some((solution.objective() * dear * size - total(problem, objective, &done.moved)).max(0.0));
    }
    Ok(done)
}
