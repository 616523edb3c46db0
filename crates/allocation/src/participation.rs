//! Most sites served.
//!
//! Moving as little as a gram would make every site a participant, so a site takes part where one of its candidates moves
//! its smallest lot, or a hundredth of what the pair could move where no lot is stated: its token. Sites with the fewest
//! candidates choose first. No plan serves more sites than have a token that fits; where that leaves some out, a binary
//! program finds the most there can be (see `attendance`). What is left goes by score.

use std::time::Instant;

use maillon_model::SiteIx;
use rayon::prelude::*;

use crate::attendance::{self, Group, Token, groups, sites};
use crate::market::Markets;
use crate::objectives::score::SCORE;
use crate::problem::Problem;
use crate::solve::{Moved, Outcome, SolveError, market_best};

/// One part in so many of what a pair could move makes it a participant. No source: a choice of ours.
const PART: i64 = 100;

pub(crate) fn solve(problem: &Problem, all: &Markets, deadline: Option<Instant>) -> Result<Outcome, SolveError> {
    let mut open: Vec<u32> = all.candidates().collect();
    open.sort_unstable();
    let tokens = tokens(problem, &open);
    let mut done = Outcome { method: "scarcest site first, then the best score", ..Outcome::default() };
    let (mut moved, mut most) = (Vec::new(), 0);
    for group in groups(&tokens) {
        let mut chosen = scarcest_first(problem, &group);
        let mut bound = sites(&group).len();
        let present = |chosen: &[usize]| sites(chosen.iter().map(|&k| &group[k])).len();
        if present(&chosen) < bound {
            let exact = attendance::most(problem, &group, deadline);
            done.method = "binary program of the sites, then the best score";
            done.timed_out |= exact.timed_out;
            bound = exact.bound;
            if let Some(better) = exact.tokens.filter(|better| present(better) > present(&chosen)) {
                chosen = better;
            }
        }
        most += bound;
        moved.extend(chosen.iter().map(|&k| (group[k].candidate, group[k].supplied, group[k].replaced)));
    }
    moved.sort_unstable();
    let mut rest = problem.clone();
    for &(k, supplied, replaced) in &moved {
        rest.take(k, supplied, replaced);
        // A lot that is met already binds no more.
        rest.candidates.waive(k);
    }
    let after = Markets::new(&rest, |k| open.binary_search(&(k as u32)).is_ok());
    let after = after.each().map(|market| market_best(&rest, &SCORE, &market, deadline));
    for best in after.collect::<Result<Vec<_>, _>>()? {
        done.timed_out |= best.timed_out;
        moved.extend(best.moved);
    }
    moved.sort_unstable();
    for (k, supplied, replaced) in moved {
        match done.moved.last_mut().filter(|last| last.0 == k) {
            Some(last) => (last.1, last.2) = (last.1 + supplied, last.2 + replaced),
            None => done.moved.push((k, supplied, replaced)),
        }
    }
    done.slack = Some(most.saturating_sub(participants(problem, &done.moved)) as f64);
    Ok(done)
}

/// Tokens of a group, by their place: the site with the fewest candidates chooses first, and takes the one that brings
/// most newcomers, then the best score.
fn scarcest_first(problem: &Problem, group: &Group) -> Vec<usize> {
    let all = sites(group);
    let place = |site: SiteIx| all.partition_point(|s| *s < site);
    let mut own: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
    group.iter().enumerate().for_each(|(k, t)| t.sites.iter().for_each(|&site| own[place(site)].push(k)));
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&s| (own[s].len(), s));
    let (mut present, mut chosen, mut rest) = (vec![false; all.len()], Vec::new(), problem.clone());
    for &s in &order {
        if present[s] {
            continue;
        }
        let fits = own[s].iter().copied().filter(|&k| {
            let c = &problem.candidates.at(group[k].candidate as usize);
            group[k].supplied <= rest.capacity(c.supply) && group[k].replaced <= rest.capacity(c.demand)
        });
        let newcomers = |k: usize| group[k].sites.iter().filter(|site| !present[place(**site)]).count();
        let score = |k: usize| problem.candidates.at(group[k].candidate as usize).score;
        let best =
            fits.max_by(|&a, &b| newcomers(a).cmp(&newcomers(b)).then(score(a).total_cmp(&score(b))).then(b.cmp(&a)));
        if let Some(k) = best {
            rest.take(group[k].candidate, group[k].supplied, group[k].replaced);
            chosen.push(k);
            group[k].sites.iter().for_each(|&site| present[place(site)] = true);
        }
    }
    chosen
}

/// The tokens of the candidates that have one.
pub(crate) fn tokens(problem: &Problem, candidates: &[u32]) -> Vec<Token> {
    candidates.iter().filter_map(|&k| token(problem, k)).collect()
}

/// What makes a candidate a participant, where both flows have it at all.
fn token(problem: &Problem, k: u32) -> Option<Token> {
    let c = &problem.candidates.at(k as usize);
    let rate = problem.rate(c);
    let most = (problem.capacity(c.supply) as f64).min(problem.capacity(c.demand) as f64 / rate);
    let supplied = c.lot.max((most / PART as f64).ceil() as i64);
    let replaced = (supplied as f64 * rate).floor() as i64;
    let fits = supplied <= problem.capacity(c.supply) && 0 < replaced && replaced <= problem.capacity(c.demand);
    let sites = [c.supply, c.demand].map(|flow| problem.nodes[flow as usize].site);
    fits.then_some(Token { candidate: k, sites, supplied, replaced })
}

/// How many sites take part in a plan. A unit less than the token is the dust of rounding.
pub(crate) fn participants(problem: &Problem, moved: &[Moved]) -> usize {
    let tokens: Vec<Token> = (moved.iter())
        .filter_map(|&(k, supplied, _)| token(problem, k).filter(|token| supplied + 1 >= token.supplied))
        .collect();
    sites(&tokens).len()
}
