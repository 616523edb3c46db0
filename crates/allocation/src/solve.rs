//! From a problem to a plan.

use std::time::{Duration, Instant};

use maillon_model::{Allocation, Plan, PlanQuality, Share};
use rayon::prelude::*;

use crate::candidates::Candidate;
use crate::fair;
use crate::lots::{self, Demanding};
use crate::market::{Lane, Market, Markets};
use crate::mixed;
use crate::network::TransportError;
use crate::objective::{Goal, Objective};
use crate::participation;
use crate::problem::Problem;
use crate::rates::whole;
use crate::shortest::shortest;
use crate::transport::transport;
use crate::unserved::unserved;

/// How to solve.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// What the plan is to be best at.
    pub objective: &'static Objective,
    /// After this, the best plan found so far is taken and its gap stated. Lots, fixed costs and fair shares heed it; the
    /// rest takes seconds. A plan cut short may differ from run to run; all others do not.
    pub time_limit: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self { objective: &crate::objectives::score::SCORE, time_limit: None }
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SolveError {
    /// The numbers do not fit.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The solver of linear programs gave up.
    #[error("the linear program of a market of {lanes} synergies failed: {why}")]
    Linear {
        /// Synergies of the market.
        lanes: usize,
        /// What the solver says.
        why: String,
    },
}

/// What a candidate moves: its place, units supplied, units replaced.
pub(crate) type Moved = (u32, i64, i64);

/// What the solver of one market returns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) moved: Vec<Moved>,
    /// By flow: what a base unit more is worth.
    pub(crate) prices: Vec<(u32, f64)>,
    /// How much better any plan of this market can be, in the objective's unit; `None` where nothing is proved.
    pub(crate) slack: Option<f64>,
    pub(crate) timed_out: bool,
    pub(crate) method: &'static str,
}

/// The best plan of a problem, and how good it is.
///
/// Each market (flows connected through candidates) is solved by the method that fits it: the network simplex where
/// ratios allow a common unit, branch and bound over it where there are lots or fixed costs, a mixed-integer linear
/// program where ratios contradict each other. Without a time limit the same problem has the same plan, whatever the
/// threads.
///
/// # Errors
/// Only for problems too large for the solvers.
pub fn solve(problem: &Problem, options: &Options) -> Result<Plan, SolveError> {
    let objective = options.objective;
    let deadline = options.time_limit.and_then(|limit| Instant::now().checked_add(limit));
    let lacks =
        (0..problem.candidates.len()).into_par_iter().map(|k| objective.rate(&problem.candidates.at(k)).is_none());
    let lacks: Vec<bool> = lacks.collect();
    let all = Markets::new(problem, |k| !lacks[k] && pays(objective, &problem.candidates.at(k)));
    let compared = greedily(problem, objective);
    let (outcomes, greedy) = if matches!(objective.goal, Goal::Sites) {
        (vec![participation::solve(problem, &all, deadline)?], Vec::new())
    } else {
        // Each market is forgotten once it is solved.
        let each = all.each().map(|market| {
            let outcome = match objective.goal {
                Goal::Fair => fair::solve(problem, &market, deadline),
                _ => market_best(problem, objective, &market, deadline),
            };
            Ok::<_, SolveError>((outcome?, if compared { greedy(problem, objective, &market) } else { 0.0 }))
        });
        each.collect::<Result<Vec<_>, _>>()?.into_iter().unzip()
    };
    let greedy = compared.then(|| greedy.iter().sum::<f64>());
    Ok(Plan { greedy, ..assemble(problem, objective, &lacks, outcomes) })
}

/// Whether a candidate can add to the objective at all.
pub(crate) fn pays(objective: &Objective, c: &Candidate) -> bool {
    match objective.goal {
        Goal::Total { value, .. } => value(c).is_some_and(|v| v > 0.0),
        _ => true,
    }
}

/// The best plan of one market under a total or an amount.
pub(crate) fn market_best(
    problem: &Problem,
    objective: &Objective,
    market: &Market,
    deadline: Option<Instant>,
) -> Result<Outcome, SolveError> {
    let Some(whole) = whole(problem, objective, market) else {
        return mixed::solve(problem, objective, market, deadline);
    };
    let (from, to) = market.factors.as_ref().map(|(a, b)| (&a[..], &b[..])).unwrap_or_default();
    let asks: Vec<Demanding> = (market.lanes.iter())
        .map(|lane| {
            let c = &problem.candidates.at(lane.candidate as usize);
            let euros = if whole.worth > 0.0 { objective.building(c) } else { 0.0 };
            Demanding {
                lot: from[lane.from as usize].to_common_up(c.lot),
                fixed: (euros / whole.worth.max(f64::MIN_POSITIVE)) as i128,
            }
        })
        .collect();
    let slack = whole.exact.then_some(0.0);
    let mut outcome = Outcome { slack, method: "network simplex", ..Outcome::default() };
    let plain = (market.lanes.iter().zip(&asks))
        .all(|(l, a)| problem.candidates.at(l.candidate as usize).lot <= 1 && a.fixed == 0);
    let flows = if plain {
        let second = if whole.exact { None } else { shortest(problem, objective, market)? };
        let (whole, best) = match second {
            Some(found) => {
                (outcome.slack, outcome.method) = (Some(0.0), "network simplex, twice");
                found
            }
            None => {
                let best = transport(&whole.supply, &whole.demand, &whole.arcs)?;
                (whole, best)
            }
        };
        let sides = [(&market.supplies, from, &best.supply_price), (&market.demands, to, &best.demand_price)];
        for (flows, factors, prices) in sides {
            for ((&flow, factor), &price) in flows.iter().zip(factors).zip(prices) {
                // Per base unit, where prices are per common unit.
                let per = factor.value() / problem.base(flow, 1);
                outcome.prices.push((flow, whole.price(price) * per));
            }
        }
        best.flows
    } else {
        let best = lots::build(&whole.supply, &whole.demand, &whole.arcs, &asks, deadline)?;
        outcome.method = "branch and bound over the network simplex";
        outcome.timed_out = best.timed_out;
        let missed = (best.bound - best.value) as f64;
        outcome.slack = if missed == 0.0 || whole.step == 0 {
            Some(missed * whole.worth).filter(|_| whole.exact)
        } else {
            // The second value only adds, so the bound divided by the worth of a unit bounds the amount.
            let amount: i128 = best.flows.iter().map(|f| i128::from(f.1)).sum();
            let most = best.bound as f64 / whole.step as f64;
            (!objective.less_is_better).then_some((most - amount as f64).max(0.0) * whole.worth)
        };
        best.flows
    };
    outcome.moved = own_units(market, flows.into_iter());
    Ok(outcome)
}

/// Flows in common units as what each candidate supplies and replaces in its flows' own units.
pub(crate) fn own_units(market: &Market, flows: impl Iterator<Item = (u32, i64)>) -> Vec<Moved> {
    let Some((from, to)) = &market.factors else { return Vec::new() };
    flows
        .map(|(k, units)| {
            let lane = &market.lanes[k as usize];
            (lane.candidate, from[lane.from as usize].to_own(units), to[lane.to as usize].to_own(units))
        })
        .collect()
}

/// What a plan is worth: totals in the candidates' order, so that the sum is always the same.
pub(crate) fn total(problem: &Problem, objective: &Objective, moved: &[Moved]) -> f64 {
    let worth = |&(k, supplied, _): &Moved| {
        let c = &problem.candidates.at(k as usize);
        objective.rate(c).unwrap_or(0.0) * problem.base(c.supply, supplied) - objective.building(c)
    };
    moved.iter().map(worth).sum()
}

fn assemble(problem: &Problem, objective: &'static Objective, lacks: &[bool], mut outcomes: Vec<Outcome>) -> Plan {
    let (mut used, mut prices) = (vec![0i64; problem.nodes.len()], vec![f64::NAN; problem.nodes.len()]);
    let mut moved: Vec<Moved> = Vec::with_capacity(outcomes.iter().map(|o| o.moved.len()).sum());
    for outcome in &mut outcomes {
        moved.extend(std::mem::take(&mut outcome.moved).into_iter().filter(|m| m.1 > 0));
        std::mem::take(&mut outcome.prices).iter().for_each(|&(flow, price)| prices[flow as usize] = price);
    }
    moved.sort_unstable();
    for &(k, supplied, replaced) in &moved {
        let c = &problem.candidates.at(k as usize);
        used[c.supply as usize] += supplied;
        used[c.demand as usize] += replaced;
    }
    let value = match objective.goal {
        Goal::Sites => participation::participants(problem, &moved) as f64,
        Goal::Fair => fair::least(problem, &used),
        _ => total(problem, objective, &moved),
    };
    let slack = outcomes.iter().try_fold(0.0, |sum, o| Some(sum + o.slack?));
    let bound = slack.map(|slack| value + slack);
    let gap = slack.map(|slack| slack / (value + slack).abs().max(f64::MIN_POSITIVE));
    let quality = match gap {
        _ if outcomes.iter().any(|o| o.timed_out) => PlanQuality::TimeLimit(gap.unwrap_or(1.0)),
        Some(gap) if gap <= 0.0 => PlanQuality::Optimal,
        Some(gap) => PlanQuality::Gap(gap),
        None => PlanQuality::Heuristic,
    };
    let mut methods: Vec<_> = outcomes.iter().map(|o| o.method).collect();
    methods.sort_unstable();
    methods.dedup();
    let reasons = unserved(problem, objective, lacks, &moved, &used);
    let shares = problem.nodes.iter().zip(used.iter().zip(prices)).zip(reasons).enumerate();
    let shares = shares.map(|(v, ((node, (&used, price)), unserved))| Share {
        flow: maillon_model::FlowIx(v as u32),
        capacity: node.capacity,
        used,
        price: Some(price).filter(|price| !price.is_nan()),
        unserved,
    });
    let lacking = problem.candidates.iter().zip(lacks).filter(|(_, lacks)| **lacks).map(|(c, _)| c.synergy);
    let mut cannot_count: Vec<u32> = problem.cannot_count.iter().copied().chain(lacking).collect();
    cannot_count.sort_unstable();
    let mut allocations: Vec<Allocation> = (moved.iter())
        .map(|&(k, supplied, replaced)| Allocation {
            synergy: problem.candidates.at(k as usize).synergy,
            supplied,
            replaced,
        })
        .collect();
    allocations.sort_unstable_by_key(|a| a.synergy);
    Plan {
        objective: objective.name,
        methods,
        quality,
        value,
        bound,
        greedy: None,
        units: problem.units,
        allocations,
        shares: shares.collect(),
        cannot_count,
        rounding_pct: problem.rounding_pct,
    }
}

/// Whether taking the best synergy first makes a plan to compare with: only a total is a sum over synergies, and lots or
/// costs could make it no plan at all.
fn greedily(problem: &Problem, objective: &Objective) -> bool {
    let simple = |c: Candidate| c.lot <= 1 && objective.building(&c) == 0.0 || !pays(objective, &c);
    matches!(objective.goal, Goal::Total { .. }) && problem.candidates.iter().all(simple)
}

/// What the best synergy first, each as much as it can take, would be worth in a market: a bound from below, and no more.
fn greedy(problem: &Problem, objective: &Objective, market: &Market) -> f64 {
    let rate = |lane: &Lane| objective.rate(&problem.candidates.at(lane.candidate as usize)).unwrap_or(0.0);
    let mut order: Vec<(f64, &Lane)> = market.lanes.iter().map(|lane| (rate(lane), lane)).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.candidate.cmp(&b.1.candidate)));
    let left = |side: &[u32]| side.iter().map(|&v| problem.base(v, problem.capacity(v))).collect::<Vec<f64>>();
    let (mut supplies, mut demands) = (left(&market.supplies), left(&market.demands));
    let mut value = 0.0;
    for (rate, lane) in order {
        let (from, to) = (&mut supplies[lane.from as usize], &mut demands[lane.to as usize]);
        if *from <= 0.0 || *to <= 0.0 {
            continue;
        }
        let ratio = problem.candidates.at(lane.candidate as usize).ratio;
        let ratio = f64::from(ratio.replaced()) / f64::from(ratio.supplied());
        let amount = from.min(*to / ratio);
        *from -= amount;
        *to -= amount * ratio;
        value += amount * rate;
    }
    value
}
