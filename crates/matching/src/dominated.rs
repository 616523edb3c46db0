//! Leads that nobody would follow: both sides have better ones that leave nothing for them.

use maillon_model::FlowIx;
use rayon::prelude::*;

use crate::candidate::Candidate;
use crate::criteria::{Values, values};
use crate::ground::Ground;

/// What of a candidate decides whether another is better on every count.
struct Merit {
    values: Values,
    /// What could change hands, as shares of what the supply has and of what the demand needs.
    shares: Option<(f64, f64)>,
}

/// Leads that are judged at a time: what is known of them is in memory together.
const CHUNK: usize = 1 << 16;

/// Drops each lead to which another of the same supply and another of the same demand are at least as good on every
/// criterion and better on one, and which leave it nothing: the first takes all that the supply has, the second brings all
/// that the demand needs. Where an amount is not known, nobody can tell, and the lead stays.
///
/// Leads come by supply. Those of a flow are judged among themselves, and what is known of them is then forgotten.
pub(crate) fn drop_from(ground: &Ground<'_>, kept: &mut Vec<Candidate>) {
    let order: Vec<u32> = (0..kept.len() as u32).collect();
    let nobody = vec![true; kept.len()];
    let beaten = beaten(ground, kept, &order, &nobody, |candidate| candidate.supply, |(supply, _)| supply >= 1.0);
    let mut order = order;
    order.par_sort_unstable_by_key(|i| (kept[*i as usize].demand, *i));
    let dropped =
        self::beaten(ground, kept, &order, &beaten, |candidate| candidate.demand, |(_, demand)| demand >= 1.0);
    let mut place = 0;
    kept.retain(|_| {
        place += 1;
        !dropped[place - 1]
    });
}

/// By lead: whether it is among those `asked`, and another lead of the same flow that exhausts the flow beats it. `order` is
/// that of the flows.
fn beaten(
    ground: &Ground<'_>,
    kept: &[Candidate],
    order: &[u32],
    asked: &[bool],
    side: impl Fn(&Candidate) -> FlowIx + Sync,
    exhausts: impl Fn((f64, f64)) -> bool + Sync,
) -> Vec<bool> {
    let flow = |i: &u32| side(&kept[*i as usize]);
    let mut beaten = vec![false; kept.len()];
    let mut rest = order;
    while !rest.is_empty() {
        // Whole flows only.
        let end = rest.get(CHUNK).map_or(rest.len(), |next| {
            let last = flow(next);
            rest[..CHUNK]
                .iter()
                .rposition(|i| flow(i) != last)
                .map_or_else(|| rest.iter().position(|i| flow(i) != last).unwrap_or(rest.len()), |before| before + 1)
        });
        let (now, later) = rest.split_at(end);
        let groups: Vec<&[u32]> = now.chunk_by(|a, b| flow(a) == flow(b)).collect();
        let found: Vec<Vec<u32>> = groups
            .into_par_iter()
            .with_min_len(64)
            .map(|group| beaten_of(ground, kept, group, asked, &exhausts))
            .collect();
        found.iter().flatten().for_each(|i| beaten[*i as usize] = true);
        rest = later;
    }
    beaten
}

/// Of the leads of one flow that are asked about, those that another beats which exhausts the flow.
fn beaten_of(
    ground: &Ground<'_>,
    kept: &[Candidate],
    group: &[u32],
    asked: &[bool],
    exhausts: &impl Fn((f64, f64)) -> bool,
) -> Vec<u32> {
    if group.len() < 2 || !group.iter().any(|i| asked[*i as usize]) {
        return Vec::new();
    }
    let merits: Vec<Option<Merit>> = group.iter().map(|i| merit(ground, &kept[*i as usize])).collect();
    let front = front(&merits, exhausts);
    let loses = |own: &Merit| front.iter().any(|other| beats(other, own));
    let of_group = group.iter().zip(&merits).filter(|(i, _)| asked[**i as usize]);
    of_group.filter(|(_, own)| own.as_ref().is_some_and(loses)).map(|(i, _)| *i).collect()
}

/// Those that exhaust the flow, but for those that another of them beats. What any of them beats, one of these does.
fn front(merits: &[Option<Merit>], exhausts: impl Fn((f64, f64)) -> bool) -> Vec<&Merit> {
    let mut front: Vec<&Merit> = Vec::new();
    for own in merits.iter().flatten().filter(|merit| merit.shares.is_some_and(&exhausts)) {
        if !front.iter().any(|other| beats(other, own) || other.values == own.values) {
            front.retain(|other| !beats(own, other));
            front.push(own);
        }
    }
    front
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
