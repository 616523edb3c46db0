//! What each site's closure would cost.

use std::collections::BTreeMap;

use maillon_model::SiteIx;
use rayon::prelude::*;

use crate::component::{Component, components};
use crate::market::{Market, Markets, one_by_one};
use crate::objective::Goal;
use crate::objectives::tonnes::TONNES;
use crate::problem::Problem;
use crate::rates::{Whole, whole};
use crate::simplex::Simplex;
use crate::solve::{Options, SolveError, pays, solve};

/// What closing one site would take from the best plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closure {
    /// The site closed.
    pub site: SiteIx,
    /// What the best plan without it is worth less, in the objective's unit; for an objective that puts the amount first,
    /// in base units moved.
    pub loss: f64,
}

/// Every site that has a flow, by what its closure would cost, the dearest first; equals by site.
///
/// A closure leaves the optimal basis feasible if it is told as a price (the site's flows are worth more idle than in any
/// use) and not as a capacity. So each starts from the optimum and takes a few pivots, and a few more bring the site back.
/// A site that moves nothing in the best plan costs nothing, without a pivot. Where the best plan is no network's (lots,
/// fixed costs, contradictory ratios) and for `participation` and `fair`, each closure is solved anew.
///
/// # Errors
/// As [`solve`].
pub fn rank_closures(problem: &Problem, options: &Options) -> Result<Vec<Closure>, SolveError> {
    // What goes first is the amount: the way it takes makes no closure dearer.
    let objective = if matches!(options.objective.goal, Goal::Amount { .. }) { &TONNES } else { options.objective };
    let options = &Options { objective, ..*options };
    let all = Markets::new(problem, |k| {
        objective.rate(&problem.candidates.at(k)).is_some() && pays(objective, &problem.candidates.at(k))
    });
    let all: Vec<Market> = all.each().collect();
    let plain = problem.candidates.iter().all(|c| c.lot <= 1 && objective.building(&c) == 0.0);
    let network =
        plain && !matches!(objective.goal, Goal::Sites | Goal::Fair) && all.iter().all(|m| m.factors.is_some());
    let exact = |m: &Market| whole(problem, objective, m).is_some_and(|whole| whole.exact);
    let network = network && one_by_one(&all).all(exact);
    let losses = if network { warm(problem, options, &all)? } else { anew(problem, options)? };
    let mut ranked: Vec<Closure> = losses.into_iter().map(|(site, loss)| Closure { site, loss }).collect();
    ranked.sort_by(|a, b| b.loss.total_cmp(&a.loss).then(a.site.cmp(&b.site)));
    Ok(ranked)
}

/// Each closure from nothing.
pub(crate) fn anew(problem: &Problem, options: &Options) -> Result<Vec<(SiteIx, f64)>, SolveError> {
    let amount = matches!(options.objective.goal, Goal::Amount { .. });
    let worth = |problem: &Problem| {
        let plan = solve(problem, options)?;
        let moved = |a: &maillon_model::Allocation| {
            let k = problem.candidates.iter().position(|c| c.synergy == a.synergy);
            k.map_or(0.0, |k| problem.base(problem.candidates.at(k).supply, a.supplied))
        };
        Ok::<f64, SolveError>(if amount { plan.allocations.iter().map(moved).sum() } else { plan.value })
    };
    let before: f64 = worth(problem)?;
    let one = |&site: &SiteIx| {
        let mut closed = problem.clone();
        // Every site listed has a flow, so there is one to close.
        closed.nodes.iter_mut().filter(|node| node.site == site).for_each(|node| node.closed = true);
        Ok((site, before - worth(&closed)?))
    };
    problem.sites().par_iter().map(one).collect()
}

fn warm(problem: &Problem, options: &Options, all: &[Market]) -> Result<Vec<(SiteIx, f64)>, SolveError> {
    let each = one_by_one(all).map(|market| {
        let Some(whole) = whole(problem, options.objective, market) else { return Ok(Vec::new()) };
        let parts = components(&whole.supply, &whole.demand, &whole.arcs)?;
        Ok(parts.into_iter().flat_map(|part| part_losses(problem, market, &whole, part)).collect())
    });
    let each = each.collect::<Result<Vec<Vec<(SiteIx, f64)>>, SolveError>>()?;
    let mut losses: BTreeMap<SiteIx, f64> = problem.sites().into_iter().map(|site| (site, 0.0)).collect();
    // In the markets' order: a sum of floats is the same only in the same order.
    for (site, loss) in each.into_iter().flatten() {
        *losses.entry(site).or_default() += loss;
    }
    Ok(losses.into_iter().collect())
}

/// What the closure of each site that has a flow in this component costs in it.
fn part_losses(problem: &Problem, market: &Market, whole: &Whole, mut part: Component) -> Vec<(SiteIx, f64)> {
    part.sort();
    let mut simplex = Simplex::new(&part);
    simplex.run(&part);
    // An amount that goes first is counted by itself; the value mixes it with the second.
    let amount = whole.step > 0;
    let worth = |s: &Simplex| if amount { s.moved() } else { s.value(&part) };
    let best = worth(&simplex);
    let dear = 2 * part.links.iter().map(|link| link.value).max().unwrap_or(0) + 1;
    let mut sites: BTreeMap<SiteIx, Vec<u32>> = BTreeMap::new();
    for (v, &node) in part.nodes.iter().enumerate() {
        let node = node as usize;
        let flow = market.supplies.get(node).or_else(|| market.demands.get(node - market.supplies.len()));
        if let Some(&flow) = flow {
            sites.entry(problem.nodes[flow as usize].site).or_default().push(v as u32);
        }
    }
    let sites: Vec<_> = sites.into_iter().collect();
    let losses = |sites: &[(SiteIx, Vec<u32>)]| -> Vec<(SiteIx, f64)> {
        let mut simplex = simplex.clone();
        let mut set = |nodes: &[u32], idle: i64| {
            nodes.iter().for_each(|&v| simplex.set_idle(v, idle));
            simplex.run(&part);
            worth(&simplex)
        };
        let one = |(site, nodes): &(SiteIx, Vec<u32>)| {
            let lost = best - set(nodes, dear);
            set(nodes, 0);
            (*site, lost as f64 * whole.worth)
        };
        sites.iter().map(one).collect()
    };
    // The worth of an optimum is the same by whichever pivots it was reached, so threads may share the sites.
    sites.par_chunks(64).flat_map_iter(losses).collect()
}
