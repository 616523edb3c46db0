//! How safe each demand is.

use maillon_model::{DemandRisk, Direction, Each, FlowIx, Quantity, Score, SiteIx};

use crate::index::Index;

/// Every demand, by flow.
pub(crate) fn demands<'a>(index: &'a Index) -> Each<'a, DemandRisk> {
    let each = index.planned.study.flows().filter(|(_, flow)| flow.direction == Direction::Demand);
    Each::of(each, |(flow, _)| risk(index, flow))
}

/// The sites that the plan brings it something from, each once, and how many whole units.
fn brought(index: &Index, demand: FlowIx) -> Vec<(SiteIx, i64)> {
    let list = index.planned.matches.synergies.list();
    let mut givers: Vec<(SiteIx, i64)> = Vec::new();
    for a in index.exchanges(demand) {
        let [supply, _] = list.ends_at(a.synergy as usize);
        let site = index.planned.study.flow(supply).site;
        match givers.iter_mut().find(|(giver, _)| *giver == site) {
            Some((_, all)) => *all += a.replaced,
            None => givers.push((site, a.replaced)),
        }
    }
    givers
}

/// How few givers the plan brings a demand its amounts from: the Herfindahl-Hirschman index of their shares; `None` where it
/// brings nothing.
pub(crate) fn concentration(index: &Index, demand: FlowIx) -> Option<Score> {
    hhi(&brought(index, demand))
}

fn hhi(brought: &[(SiteIx, i64)]) -> Option<Score> {
    let total: i128 = brought.iter().map(|(_, units)| i128::from(*units)).sum();
    let hhi = || brought.iter().map(|(_, units)| (*units as f64 / total as f64).powi(2)).sum();
    (total > 0).then(|| Score::saturating(hhi()))
}

fn risk(index: &Index, flow: FlowIx) -> DemandRisk {
    let (givers, brought) = (index.givers(flow), brought(index, flow));
    let needed = index.planned.study.flow(flow).amount.known().map(Quantity::annual).filter(|needed| *needed > 0.0);
    // The first of equals: givers are in the order of sites.
    let mainstay = givers
        .iter()
        .filter_map(|(site, gives)| Some((*site, (*gives)?)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    let all: Option<f64> = givers.iter().map(|giver| giver.1).sum();
    let share = |amount: f64| needed.map(|needed| Score::saturating(amount / needed));
    DemandRisk {
        flow,
        givers: givers.len() as u32,
        used: brought.len() as u32,
        hhi: hhi(&brought),
        coverage: all.and_then(share),
        coverage_n1: all.and_then(|all| share(all - mainstay.map_or(0.0, |(_, gives)| gives))),
        mainstay: all.and(mainstay).map(|(site, _)| site),
    }
}
