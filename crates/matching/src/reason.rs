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
        // What holds at some takers alone is no partner to speak of: the nearest may well be none of them.
        Direction::Supply => {
            let anywhere = ground.links(flow.resource).iter().filter(|link| !link.takers_only());
            lonely(ground, demands, ix, anywhere.map(Link::demand))
        }
        Direction::Demand => {
            let holds =
                |supply| ground.links_between(supply, flow.resource).iter().any(|link| ground.holds_at(link, flow));
            lonely(ground, supplies, ix, ground.served_by(flow.resource).iter().copied().filter(|r| holds(*r)))
        }
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
