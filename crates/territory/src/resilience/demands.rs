//! How safe each demand is.

use maillon_model::{DemandRisk, Direction, FlowIx, Planned, Quantity, Score, SiteIx};

use super::reach::Reach;

/// Every demand, by flow.
pub(crate) fn demands(planned: &Planned, reach: &Reach) -> Vec<DemandRisk> {
    let brought = brought(planned);
    let each = planned.study.flows().filter(|(_, flow)| flow.direction == Direction::Demand);
    each.map(|(flow, _)| {
        let start = brought.partition_point(|(demand, ..)| *demand < flow);
        let own = brought[start..].iter().take_while(|(demand, ..)| *demand == flow);
        risk(planned, reach, flow, &by_site(own.map(|(_, site, units)| (*site, *units))))
    })
    .collect()
}

/// What the plan brings: the demand, the site that gives, whole units; by demand, each one's in the order of the plan.
fn brought(planned: &Planned) -> Vec<(FlowIx, SiteIx, i64)> {
    let list = planned.matches.synergies.list();
    let each = planned.plan.allocations.iter().map(|a| {
        let [supply, demand] = list.ends_at(a.synergy as usize);
        (demand, planned.study.flow(supply).site, a.replaced)
    });
    let mut brought: Vec<_> = each.collect();
    brought.sort_by_key(|(demand, ..)| *demand);
    brought
}

/// Each site once.
fn by_site(brought: impl Iterator<Item = (SiteIx, i64)>) -> Vec<(SiteIx, i64)> {
    let mut givers: Vec<(SiteIx, i64)> = Vec::new();
    for (site, units) in brought {
        match givers.iter_mut().find(|(giver, _)| *giver == site) {
            Some((_, all)) => *all += units,
            None => givers.push((site, units)),
        }
    }
    givers
}

fn risk(planned: &Planned, reach: &Reach, flow: FlowIx, brought: &[(SiteIx, i64)]) -> DemandRisk {
    let givers = reach.givers(planned, flow);
    let needed = planned.study.flow(flow).amount.known().map(Quantity::annual).filter(|needed| *needed > 0.0);
    // The first of equals: givers are in the order of sites.
    let mainstay = givers
        .iter()
        .filter_map(|(site, gives)| Some((*site, (*gives)?)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    let all: Option<f64> = givers.iter().map(|giver| giver.1).sum();
    let share = |amount: f64| needed.map(|needed| Score::saturating(amount / needed));
    let total: i128 = brought.iter().map(|(_, units)| i128::from(*units)).sum();
    let hhi = || brought.iter().map(|(_, units)| (*units as f64 / total as f64).powi(2)).sum();
    DemandRisk {
        flow,
        givers: givers.len() as u32,
        used: brought.len() as u32,
        hhi: (total > 0).then(|| Score::saturating(hhi())),
        coverage: all.and_then(share),
        coverage_n1: all.and_then(|all| share(all - mainstay.map_or(0.0, |(_, gives)| gives))),
        mainstay: all.and(mainstay).map(|(site, _)| site),
    }
}
