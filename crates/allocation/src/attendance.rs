//! Most sites that can take part at once, exactly, where the greedy choice leaves some out.
//!
//! A site takes part where one of its candidates moves its token, and the tokens at a flow must fit it: a binary program
//! per group of sites that candidates join. Groups in which everybody takes part need none.

use std::collections::BTreeMap;
use std::time::Instant;

use maillon_model::SiteIx;
use microlp::{ComparisonOp, OptimizationDirection, Problem as Program, SolutionStatus, Variable};

use crate::problem::Problem;

/// Candidates of a group beyond which nobody waits for a proof. No source: a choice of ours.
const MOST: usize = 300;

/// A candidate that could bring its sites in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) candidate: u32,
    pub(crate) sites: [SiteIx; 2],
    pub(crate) supplied: i64,
    pub(crate) replaced: i64,
}

/// The tokens of one group of sites.
pub(crate) type Group = Vec<Token>;

/// What is known of a group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attendance {
    /// Places in the group of the tokens that bring most sites in, where they are known.
    pub(crate) tokens: Option<Vec<usize>>,
    /// No plan brings in more.
    pub(crate) bound: usize,
    pub(crate) timed_out: bool,
}

/// Tokens by the sites that they join.
pub(crate) fn groups(tokens: &[Token]) -> Vec<Group> {
    let mut leader: BTreeMap<SiteIx, SiteIx> = BTreeMap::new();
    fn find(leader: &BTreeMap<SiteIx, SiteIx>, mut site: SiteIx) -> SiteIx {
        while let Some(&up) = leader.get(&site).filter(|up| **up != site) {
            site = up;
        }
        site
    }
    for token in tokens {
        let (a, b) = (find(&leader, token.sites[0]), find(&leader, token.sites[1]));
        leader.insert(a.max(b), a.min(b));
    }
    let mut all: BTreeMap<SiteIx, Group> = BTreeMap::new();
    for token in tokens {
        all.entry(find(&leader, token.sites[0])).or_default().push(*token);
    }
    all.into_values().collect()
}

/// The sites of some tokens.
pub(crate) fn sites<'t>(tokens: impl IntoIterator<Item = &'t Token>) -> Vec<SiteIx> {
    let mut sites: Vec<SiteIx> = tokens.into_iter().flat_map(|token| token.sites).collect();
    sites.sort_unstable();
    sites.dedup();
    sites
}

/// The most sites of a group that can take part at once.
pub(crate) fn most(problem: &Problem, group: &Group, deadline: Option<Instant>) -> Attendance {
    let everybody = sites(group);
    let unproved = Attendance { tokens: None, bound: everybody.len(), timed_out: false };
    if group.len() > MOST {
        return unproved;
    }
    let mut program = Program::new(OptimizationDirection::Maximize);
    if let Some(deadline) = deadline {
        program.set_time_limit(deadline.saturating_duration_since(Instant::now()));
    }
    let chosen: Vec<Variable> = group.iter().map(|_| program.add_binary_var(0.0)).collect();
    for site in &everybody {
        // No more than 1, and no more than its tokens: whole where they are.
        let present = program.add_var(1.0, (0.0, 1.0));
        let own = group.iter().zip(&chosen).filter(|(token, _)| token.sites.contains(site));
        let row: Vec<(Variable, f64)> = own.map(|(_, x)| (*x, -1.0)).chain([(present, 1.0)]).collect();
        program.add_constraint(row.as_slice(), ComparisonOp::Le, 0.0);
    }
    let mut rows: BTreeMap<u32, Vec<(Variable, f64)>> = BTreeMap::new();
    for (token, x) in group.iter().zip(&chosen) {
        let c = &problem.candidates.at(token.candidate as usize);
        for (flow, units) in [(c.supply, token.supplied), (c.demand, token.replaced)] {
            rows.entry(flow).or_default().push((*x, units as f64 / problem.capacity(flow) as f64));
        }
    }
    for row in rows.values() {
        program.add_constraint(row.as_slice(), ComparisonOp::Le, 1.0);
    }
    let outcome = program.solve().ok();
    let Some(solution) = outcome.as_ref().and_then(|outcome| outcome.solution()) else {
        return Attendance { timed_out: deadline.is_some(), ..unproved };
    };
    let optimal = solution.status() == SolutionStatus::Optimal;
    let tokens: Vec<usize> = (0..group.len()).filter(|&k| solution.var_value(chosen[k]) > 0.5).collect();
    let tokens = needed(problem, group, tokens);
    Attendance {
        bound: if optimal { (solution.objective() + 1e-6).floor() as usize } else { everybody.len() },
        // The program counts in floating numbers; the tokens must fit in whole ones.
        tokens: Some(tokens).filter(|tokens| fit(problem, tokens.iter().map(|&k| &group[k]))),
        timed_out: !optimal,
    }
}

/// The tokens without those whose sites others bring in; the least scored go first.
fn needed(problem: &Problem, group: &Group, mut tokens: Vec<usize>) -> Vec<usize> {
    let score = |k: usize| problem.candidates.at(group[k].candidate as usize).score;
    let present = sites(tokens.iter().map(|&k| &group[k])).len();
    tokens.sort_by(|a, b| score(*b).total_cmp(&score(*a)).then(a.cmp(b)));
    for place in (0..tokens.len()).rev() {
        let others = tokens.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, &k)| &group[k]);
        if sites(others).len() == present {
            tokens.remove(place);
        }
    }
    tokens
}

/// Whether tokens fit every flow's capacity.
fn fit<'t>(problem: &Problem, tokens: impl Iterator<Item = &'t Token>) -> bool {
    let mut used: BTreeMap<u32, i128> = BTreeMap::new();
    for token in tokens {
        let c = &problem.candidates.at(token.candidate as usize);
        *used.entry(c.supply).or_default() += i128::from(token.supplied);
        *used.entry(c.demand).or_default() += i128::from(token.replaced);
    }
    used.iter().all(|(flow, used)| *used <= i128::from(problem.capacity(*flow)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ratio;
    use crate::participation::tokens;
    use crate::tests::region::{Case, study, tonnes};
    use maillon_model::PlanQuality;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// Small supplies and large lots: not everybody can come. Some sites have two flows.
    fn scarce_case(seed: u64) -> Case {
        let mut r = ChaCha8Rng::seed_from_u64(seed);
        let mut side = |most: i32| -> Vec<_> {
            (0..r.random_range(1..=most)).map(|_| tonnes(f64::from(r.random_range(3..14)))).collect()
        };
        let (supply, demand) = (side(4), side(5));
        let links: Vec<(u32, u32, f64, f64)> = (0..supply.len() as u32)
            .flat_map(|from| (0..demand.len() as u32).map(move |to| (from, to)))
            .filter(|_| r.random_bool(0.6))
            .map(|(from, to)| (from, to, 0.1 + f64::from((from + 2 * to) % 9) / 10.0, 1.0))
            .collect();
        let mut case = study(&supply, &demand, &links, 1 + (seed % 2) as usize);
        for terms in &mut case.terms {
            terms.min_lot = r.random_bool(0.9).then(|| f64::from(r.random_range(2..9)));
            terms.ratio = Ratio::new(1 + (seed % 3 / 2) as u32, 1);
        }
        case
    }

    #[test]
    fn equals_every_set_of_tokens_tried() {
        let (mut tried, mut scarce) = (0, 0);
        for seed in 0..600 {
            let case = scarce_case(seed);
            let problem = case.problem();
            let open: Vec<u32> = (0..problem.candidates.len() as u32).collect();
            let tokens = tokens(&problem, &open);
            if tokens.len() > 11 {
                continue;
            }
            let chosen = |set: usize| tokens.iter().enumerate().filter(move |(k, _)| set >> k & 1 == 1).map(|(_, t)| t);
            let sets = (0..1usize << tokens.len()).filter(|&set| fit(&problem, chosen(set)));
            let expected = sets.map(|set| sites(chosen(set)).len()).max().unwrap_or(0);
            let plan = case.plan("participation");
            assert_eq!((plan.value, plan.quality), (expected as f64, PlanQuality::Optimal), "instance {seed}");
            tried += 1;
            scarce += u32::from(expected < sites(&tokens).len());
        }
        assert!(tried > 200 && scarce > 30, "{scarce} of {tried}");
    }
}
