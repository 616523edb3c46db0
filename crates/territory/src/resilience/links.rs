//! What it would take to replace each link of the plan.

use maillon_model::{CriticalLink, Planned, Score};

use super::bridges::bridges;
use super::reach::Reach;
use crate::units::quantity;

/// Every link of the plan: those to demands that fewest others could give to first.
pub(crate) fn links(planned: &Planned, reach: &Reach) -> Vec<CriticalLink> {
    let (study, plan) = (planned.study, planned.plan);
    let list = planned.matches.synergies.list();
    let ends = |k: u32| list.ends_at(k as usize).map(|flow| study.flow(flow).site.0);
    let joins: Vec<[u32; 2]> = plan.allocations.iter().map(|a| ends(a.synergy)).collect();
    let bridges = bridges(study.sites.len(), &joins);
    let mut links: Vec<CriticalLink> = (plan.allocations.iter().zip(bridges))
        .map(|(a, bridge)| {
            let s = list.at(a.synergy as usize);
            let needed = plan.shares[s.demand.0 as usize].capacity.unwrap_or(0);
            let giver = study.flow(s.supply).site;
            let others = reach.givers(planned, s.demand).iter().filter(|(site, _)| *site != giver).count();
            CriticalLink {
                synergy: a.synergy,
                supplied: quantity(plan.units, a.supplied.into(), planned.dimension(s.supply)),
                of_demand: Score::saturating(a.replaced as f64 / needed as f64),
                others: others as u32,
                bridge,
            }
        })
        .collect();
    links.sort_unstable_by(|a, b| {
        a.others.cmp(&b.others).then(b.of_demand.cmp(&a.of_demand)).then(a.synergy.cmp(&b.synergy))
    });
    links
}
