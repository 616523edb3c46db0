//! Most sites served.
//!
//! Moving as little as a gram would make every site a participant, so a site takes part where one of its candidates moves
//! its smallest lot, or a hundredth of what the pair could move where no lot is stated. Sites with the fewest
//! candidates choose first; what is left goes by score. No plan serves more sites than have a candidate: where that many
//! are, the plan is optimal, elsewhere the difference is the gap.

use std::time::Instant;

use maillon_model::SiteIx;

use crate::market::Market;
use crate::objectives::score::SCORE;
use crate::problem::Problem;
use crate::solve::{Moved, Outcome, SolveError, market_best};

/// One part in so many of what a pair could move makes it a participant. No source: a choice of ours.
const PART: i64 = 100;

pub(crate) fn solve(problem: &Problem, all: &[Market], deadline: Option<Instant>) -> Result<Outcome, SolveError> {
    let mut open: Vec<u32> = all.iter().flat_map(|m| &m.lanes).map(|lane| lane.candidate).collect();
    open.sort_unstable();
    let mut rest = problem.clone();
    let ends = |k: u32| {
        let c = &problem.candidates[k as usize];
        [problem.nodes[c.supply as usize].site, problem.nodes[c.demand as usize].site]
    };
    let sites = problem.sites();
    let place = |site: SiteIx| sites.partition_point(|s| *s < site);
    let mut own: Vec<Vec<u32>> = vec![Vec::new(); sites.len()];
    open.iter().for_each(|&k| ends(k).map(place).iter().for_each(|&s| own[s].push(k)));
    let mut order: Vec<usize> = (0..sites.len()).filter(|&s| !own[s].is_empty()).collect();
    order.sort_by_key(|&s| (own[s].len(), s));
    let (mut in_plan, mut moved) = (vec![false; sites.len()], Vec::new());
    for &s in &order {
        if in_plan[s] {
            continue;
        }
        let fits = own[s].iter().filter_map(|&k| Some((k, token(problem, &rest, k)?)));
        let newcomers = |k: u32| ends(k).map(place).iter().filter(|&&s| !in_plan[s]).count();
        let best = fits.max_by(|a, b| {
            let score = |k: u32| problem.candidates[k as usize].score;
            newcomers(a.0).cmp(&newcomers(b.0)).then(score(a.0).total_cmp(&score(b.0))).then(b.0.cmp(&a.0))
        });
        if let Some((k, (supplied, replaced))) = best {
            rest.take(k, supplied, replaced);
            moved.push((k, supplied, replaced));
            ends(k).map(place).iter().for_each(|&s| in_plan[s] = true);
        }
    }
    // A lot that is met already binds no more.
    moved.iter().for_each(|m: &Moved| rest.candidates[m.0 as usize].lot = 1);
    let after = crate::market::markets(&rest, |k| open.binary_search(&(k as u32)).is_ok());
    let mut timed_out = false;
    for market in &after {
        let best = market_best(&rest, &SCORE, market, deadline)?;
        timed_out |= best.timed_out;
        moved.extend(best.moved);
    }
    moved.sort_unstable();
    let mut joined: Vec<Moved> = Vec::new();
    for (k, supplied, replaced) in moved {
        match joined.last_mut().filter(|last| last.0 == k) {
            Some(last) => (last.1, last.2) = (last.1 + supplied, last.2 + replaced),
            None => joined.push((k, supplied, replaced)),
        }
    }
    let slack = Some((order.len() - sites_of(problem, &joined).len()) as f64);
    Ok(Outcome {
        moved: joined,
        slack,
        timed_out,
        method: "scarcest site first, then the best score",
        ..Outcome::default()
    })
}

/// What makes a candidate a participant, in units supplied and replaced, where both sides still have it.
fn token(problem: &Problem, rest: &Problem, k: u32) -> Option<(i64, i64)> {
    let c = &problem.candidates[k as usize];
    let rate = problem.rate(c);
    let most = (problem.capacity(c.supply) as f64).min(problem.capacity(c.demand) as f64 / rate);
    let supplied = c.lot.max((most / PART as f64).ceil() as i64);
    let replaced = (supplied as f64 * rate).floor() as i64;
    (supplied <= rest.capacity(c.supply) && 0 < replaced && replaced <= rest.capacity(c.demand))
        .then_some((supplied, replaced))
}

fn sites_of(problem: &Problem, moved: &[Moved]) -> Vec<SiteIx> {
    let ends = moved.iter().filter(|m| m.1 > 0).flat_map(|m| {
        let c = &problem.candidates[m.0 as usize];
        [problem.nodes[c.supply as usize].site, problem.nodes[c.demand as usize].site]
    });
    let mut sites: Vec<_> = ends.collect();
    sites.sort_unstable();
    sites.dedup();
    sites
}

/// How many sites a plan serves.
pub(crate) fn sites(problem: &Problem, moved: &[Moved]) -> usize {
    sites_of(problem, moved).len()
}
