//! Why a flow is left without a synergy.

use maillon_model::{Direction, FlowIx, Reason, ResourceIx};

use crate::ground::Ground;
use crate::link::Link;
use crate::side::Side;
use crate::tally::Tally;

/// Why a flow has no synergy.
pub(crate) fn reason(ground: &Ground<'_>, supplies: &Side, demands: &Side, tally: &Tally, ix: FlowIx) -> Reason {
    let flow = ground.study.flow(ix);
    if !ground.exists(flow) {
        return Reason::NotValid;
    }
    if let Some(of) = ground.repeats(ix) {
        return Reason::Duplicate { of };
    }
    if flow.amount.is_zero() {
        return Reason::Zero;
    }
    if let Some(reason) = tally.reason(ix) {
        return reason;
    }
    match flow.direction {
        Direction::Supply => lonely(ground, demands, ix, ground.links(flow.resource).iter().map(Link::demand)),
        Direction::Demand => lonely(ground, supplies, ix, ground.served_by(flow.resource).iter().copied()),
    }
}

/// Why a flow has no partner in reach.
fn lonely(
    ground: &Ground<'_>,
    others: &Side,
    ix: FlowIx,
    resources: impl Iterator<Item = ResourceIx> + Clone,
) -> Reason {
    let flow = ground.study.flow(ix);
    let nearest = resources.clone().filter_map(|resource| others.nearest(ground, flow, resource)).min();
    if let Some((nearest, other)) = nearest {
        let other = ground.study.flow(other);
        let (supply, demand) = match flow.direction {
            Direction::Supply => (flow, other),
            Direction::Demand => (other, flow),
        };
        Reason::TooFar { nearest, radius: ground.radius(supply, demand) }
    } else if resources.into_iter().any(|resource| !others.flows(resource).is_empty()) {
        Reason::OnlyItself
    } else {
        Reason::NoPartner
    }
}
