//! What it would take to replace each link of the plan.

use maillon_model::{Column, CriticalLink, Each, FlowIx, Score};
use rayon::prelude::*;

use super::bridges::bridges;
use crate::index::Index;
use crate::units::quantity;

/// The links of the plan in the order of their rows.
#[derive(Debug)]
pub(crate) struct Links {
    /// Allocations by their place: those to demands that fewest others could give to first.
    order: Vec<u32>,
    /// By allocation.
    bridges: Vec<bool>,
    /// By flow: the sites that could give to it.
    givers: Column<u32>,
}

impl Links {
    pub(crate) fn new(index: &Index) -> Self {
        let planned = &index.planned;
        let (study, list) = (planned.study, planned.matches.synergies.list());
        let joins: Vec<[u32; 2]> = (planned.plan.allocations.iter())
            .map(|a| list.ends_at(a.synergy as usize).map(|flow| study.flow(flow).site.0))
            .collect();
        let bridges = bridges(study.sites.len(), &joins);
        drop(joins);
        let flows = (0..study.flows.len() as u32).into_par_iter().map(FlowIx);
        let givers: Vec<u32> = flows.map(|flow| index.giver_sites(flow)).collect();
        let givers: Column<u32> = givers.into_iter().collect();
        let key = |i: u32| {
            let (others, of_demand) = standing(index, &givers, i as usize);
            (others, std::cmp::Reverse(of_demand), i)
        };
        let mut keys: Vec<_> = (0..planned.plan.allocations.len() as u32).map(key).collect();
        keys.sort_unstable();
        Self { order: keys.into_iter().map(|(_, _, i)| i).collect(), bridges, givers }
    }

    pub(crate) fn rows<'a>(&'a self, index: &'a Index) -> Each<'a, CriticalLink> {
        let planned = &index.planned;
        Each::of(&self.order, |i| {
            let i = *i as usize;
            let a = &planned.plan.allocations[i];
            let [supply, _] = planned.matches.synergies.list().ends_at(a.synergy as usize);
            let (others, of_demand) = standing(index, &self.givers, i);
            CriticalLink {
                synergy: a.synergy,
                supplied: quantity(planned.plan.units, a.supplied.into(), planned.dimension(supply)),
                of_demand,
                others,
                bridge: self.bridges[i],
            }
        })
    }
}

/// How many other sites could give to the demand of that allocation, and which share of its need that one meets.
fn standing(index: &Index, givers: &Column<u32>, allocation: usize) -> (u32, Score) {
    let plan = index.planned.plan;
    let a = &plan.allocations[allocation];
    let [_, demand] = index.planned.matches.synergies.list().ends_at(a.synergy as usize);
    let needed = plan.shares.of(demand).capacity.unwrap_or(0);
    // The giver of this one is among them.
    (givers.at(demand.0 as usize) - 1, Score::saturating(a.replaced as f64 / needed as f64))
}
