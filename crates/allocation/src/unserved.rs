//! Why something of a flow is left.

use maillon_model::{FlowIx, Unserved};

use crate::candidates::Candidate;
use crate::objective::Objective;
use crate::problem::Problem;
use crate::solve::{Moved, pays};

/// The best that can be said of any of a flow's candidates: the later, the further it got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    CannotCount,
    NoValue,
    MinimumLot,
    BetterUses,
}

/// By flow: why something is left, where something is.
pub(crate) fn unserved(
    problem: &Problem,
    objective: &Objective,
    lacks: &[bool],
    moved: &[Moved],
    used: &[i64],
) -> impl Iterator<Item = Option<Unserved>> {
    let left = move |flow: u32| problem.capacity(flow) - used[flow as usize];
    // Without a lot or a cost, what is open at both ends is the dust of rounding to a common unit.
    let asks = |c: &Candidate| c.lot > 1 || objective.building(c) > 0.0;
    let mut works = vec![false; problem.candidates.len()];
    moved.iter().for_each(|m| works[m.0 as usize] = true);
    let mut reasons = vec![Said::CannotCount; problem.nodes.len()];
    for (k, c) in problem.candidates.iter().enumerate().filter(|(k, _)| !lacks[*k]) {
        let (give, take) = (left(c.supply), left(c.demand));
        let reason = if !pays(objective, &c) {
            Said::NoValue
        } else if !works[k] && give > 0 && take > 0 && asks(&c) {
            Said::MinimumLot
        } else {
            Said::BetterUses
        };
        for flow in [c.supply, c.demand] {
            let known = &mut reasons[flow as usize];
            // A lot that kept an open partner away says more than another partner's being taken.
            let stays = *known == Said::MinimumLot;
            *known = if stays || reason == Said::MinimumLot { Said::MinimumLot } else { reason.max(*known) };
        }
    }
    problem.nodes.iter().zip(reasons).zip(0..).map(move |((node, said), v)| match node.capacity {
        None => Some(Unserved::UnknownQuantity),
        Some(0) => None,
        Some(_) if node.closed => Some(Unserved::Closed),
        Some(_) if !node.matched => Some(problem.blocked(FlowIx(v)).map_or(Unserved::NoCandidate, Unserved::Blocked)),
        Some(_) => (left(v) > 0).then_some(match said {
            Said::CannotCount => Unserved::CannotCount,
            Said::NoValue => Unserved::NoValue,
            Said::MinimumLot => Unserved::MinimumLot,
            Said::BetterUses => Unserved::BetterUses,
        }),
    })
}
