//! Leads that nobody would follow: both sides have better ones that leave nothing for them.

use maillon_model::FlowIx;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

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
    let merits: Vec<Option<Merit>> = kept.par_iter().map(|candidate| merit(ground, candidate)).collect();
    let takes_all = fronts(kept, &merits, |candidate| candidate.supply, |(supply, _)| supply >= 1.0);
    let brings_all = fronts(kept, &merits, |candidate| candidate.demand, |(_, demand)| demand >= 1.0);
    let dominated = |i: usize| {
        let Some(own) = &merits[i] else { return false };
        let better = |front: Option<&Vec<usize>>| {
            front.is_some_and(|front| front.iter().filter_map(|j| merits[*j].as_ref()).any(|other| beats(other, own)))
        };
        better(takes_all.get(&kept[i].supply)) && better(brings_all.get(&kept[i].demand))
    };
    let dropped: Vec<bool> = (0..kept.len()).into_par_iter().map(dominated).collect();
    let before = kept.len();
    let mut place = 0;
    kept.retain(|_| {
        place += 1;
        !dropped[place - 1]
    });
    (before - kept.len()) as u64
}

/// By flow of one side: the candidates that exhaust it, but for those that another of them beats. What any of them beats,
/// one of these does.
fn fronts(
    kept: &[Candidate],
    merits: &[Option<Merit>],
    side: impl Fn(&Candidate) -> FlowIx,
    exhausts: impl Fn((f64, f64)) -> bool,
) -> FxHashMap<FlowIx, Vec<usize>> {
    let mut fronts: FxHashMap<FlowIx, Vec<usize>> = FxHashMap::default();
    for (i, candidate) in kept.iter().enumerate() {
        let Some(own) = merits[i].as_ref().filter(|merit| merit.shares.is_some_and(&exhausts)) else { continue };
        let front = fronts.entry(side(candidate)).or_default();
        let beaten = |j: &usize, by: &Merit| merits[*j].as_ref().is_some_and(|other| beats(by, other));
        let as_good = |other: &Merit| beats(other, own) || other.values == own.values;
        if !front.iter().any(|j| merits[*j].as_ref().is_some_and(as_good)) {
            front.retain(|j| !beaten(j, own));
            front.push(i);
        }
    }
    fronts
}

fn merit(ground: &Ground<'_>, candidate: &Candidate) -> Option<Merit> {
    let resource = |ix| ground.study.flow(ix).resource;
    let links = ground.links_between(resource(candidate.supply), resource(candidate.demand));
    let pair = ground.fitting(candidate.supply, candidate.demand, links, candidate.distance)?.pair;
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
