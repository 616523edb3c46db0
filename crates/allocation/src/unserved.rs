//! Why something of a flow is left.

use maillon_model::Unserved;

use crate::candidates::Candidate;
use crate::objective::Objective;
use crate::problem::Problem;
use crate::solve::{Moved, pays};

/// By flow: why something is left, where something is.
pub(crate) fn unserved(
    problem: &Problem,
    objective: &Objective,
    lacks: &[bool],
    moved: &[Moved],
    used: &[i64],
) -> Vec<Option<Unserved>> {
    let left = |flow: u32| problem.capacity(flow) - used[flow as usize];
    // Without a lot or a cost, what is open at both ends is the dust of rounding to a common unit.
    let asks = |c: &Candidate| c.lot > 1 || objective.building(c) > 0.0;
    let mut works = vec![false; problem.candidates.len()];
    moved.iter().for_each(|m| works[m.0 as usize] = true);
    // The best that can be said of any of a flow's candidates: the later, the further it got.
    let mut reasons = vec![Unserved::CannotCount; problem.nodes.len()];
    for (k, c) in problem.candidates.iter().enumerate().filter(|(k, _)| !lacks[*k]) {
        let (give, take) = (left(c.supply), left(c.demand));
        let reason = if !pays(objective, &c) {
            Unserved::NoValue
        } else if !works[k] && give > 0 && take > 0 && asks(&c) {
            Unserved::MinimumLot
        } else {
            Unserved::BetterUses
        };
        for flow in [c.supply, c.demand] {
            let known = &mut reasons[flow as usize];
            // A lot that kept an open partner away says more than another partner's being taken.
            let stays = *known == Unserved::MinimumLot;
            *known = if stays || reason == Unserved::MinimumLot { Unserved::MinimumLot } else { reason.max(*known) };
        }
    }
    (problem.nodes.iter().zip(reasons).enumerate())
        .map(|(v, (node, reason))| match node.capacity {
            None => Some(Unserved::UnknownQuantity),
            Some(0) => None,
            Some(_) if node.closed => Some(Unserved::Closed),
            Some(_) if !node.matched => Some(node.blocked.map_or(Unserved::NoCandidate, Unserved::Blocked)),
            Some(_) => (left(v as u32) > 0).then_some(reason),
        })
        .collect()
}
