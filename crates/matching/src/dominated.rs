//! Leads that nobody would follow: both sides have better ones that leave nothing for them.

use std::collections::BTreeMap;

use maillon_model::FlowIx;

use crate::candidate::Candidate;
use crate::criteria::{Values, values};
use crate::ground::Ground;

/// What of a candidate decides whether another is better on every count.
struct Merit {
    values: Values,
    /// What could change hands, as shares of what the supply has and of what the demand needs.
    shares: Option<(f64, f64)>,
}

/// Drops each lead to which another of the same supply and another of the same demand are at least as good on every
/// criterion and better on one, and which leave it nothing: the first takes all that the supply has, the second brings all
/// that the demand needs. Where an amount is not known, nobody can tell, and the lead stays. Returns how many went.
pub(crate) fn drop_from(ground: &Ground<'_>, kept: &mut Vec<Candidate>) -> u64 {
    let merits: Vec<Option<Merit>> = kept.iter().map(|candidate| merit(ground, candidate)).collect();
    let mut by_demand: BTreeMap<FlowIx, Vec<usize>> = BTreeMap::new();
    for (i, candidate) in kept.iter().enumerate() {
        by_demand.entry(candidate.demand).or_default().push(i);
    }
    let mut by_supply: BTreeMap<FlowIx, Vec<usize>> = BTreeMap::new();
    for (i, candidate) in kept.iter().enumerate() {
        by_supply.entry(candidate.supply).or_default().push(i);
    }
    let dominated = |i: usize| {
        let Some(own) = &merits[i] else { return false };
        let better = |others: &[usize], exhausts: fn(&Merit) -> bool| {
            others.iter().filter_map(|other| merits[*other].as_ref()).any(|other| exhausts(other) && beats(other, own))
        };
        better(&by_supply[&kept[i].supply], |other| other.shares.is_some_and(|(supply, _)| supply >= 1.0))
            && better(&by_demand[&kept[i].demand], |other| other.shares.is_some_and(|(_, demand)| demand >= 1.0))
    };
    let dropped: Vec<bool> = (0..kept.len()).map(dominated).collect();
    let before = kept.len();
    let mut place = 0;
    kept.retain(|_| {
        place += 1;
        !dropped[place - 1]
    });
    (before - kept.len()) as u64
}

fn merit(ground: &Ground<'_>, candidate: &Candidate) -> Option<Merit> {
    let resource = |ix| ground.study.flow(ix).resource;
    let link = ground.link(resource(candidate.supply), resource(candidate.demand))?;
    let pair = ground.pair(candidate.supply, candidate.demand, link, candidate.distance);
    let shares = pair.comparable().filter(|both| both.supply > 0.0 && both.demand > 0.0).map(|both| {
        let moved = both.supply.min(both.demand);
        (moved / both.supply, moved / both.demand)
    });
    Some(Merit { values: values(&pair), shares })
}

/// At least as good on every criterion, and better on one. What is unknown is neither better nor worse than what is
/// unknown too, and not to be compared with what is known.
fn beats(a: &Merit, b: &Merit) -> bool {
    let mut better = false;
    for (a, b) in a.values.iter().zip(&b.values) {
        match (a, b) {
            (Some(a), Some(b)) if a >= b => better |= a > b,
            (None, None) => {}
            _ => return false,
        }
    }
    better
}
