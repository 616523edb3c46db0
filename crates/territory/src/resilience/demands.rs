//! How safe each demand is.

use maillon_model::{DemandRisk, Direction, FlowIx, Planned, Quantity, Score, SiteIx};

use super::reach::Reach;

/// Every demand, by flow.
pub(crate) fn demands(planned: &Planned, reach: &Reach) -> Vec<DemandRisk> {
    let brought = brought(planned);
    let each = planned.study.flows().filter(|(_, flow)| flow.direction == Direction::Demand);
    each.map(|(flow, _)| risk(planned, reach, flow, &brought[flow.0 as usize])).collect()
}

/// What the plan brings each flow, by site that gives it, in whole units.
fn brought(planned: &Planned) -> Vec<Vec<(SiteIx, i64)>> {
    let mut brought: Vec<Vec<(SiteIx, i64)>> = vec![Vec::new(); planned.study.flows.len()];
    for a in &planned.plan.allocations {
        let s = planned.matches.synergies.list().at(a.synergy as usize);
        let site = planned.study.flow(s.supply).site;
        let givers = &mut brought[s.demand.0 as usize];
        match givers.iter_mut().find(|(giver, _)| *giver == site) {
            Some((_, units)) => *units += a.replaced,
            None => givers.push((site, a.replaced)),
        }
    }
    brought
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
