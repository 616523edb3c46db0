//! Who is linked to whom: what the survey asks of each flow and of each site.

use std::ops::Range;

use maillon_model::{Allocation, Dimension, FlowIx, Grouped, Planned, Quantity, SiteIx};

pub(crate) const DIMENSIONS: usize = Dimension::ALL.len();

/// A plan, and the way from flows and sites to what joins them.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    pub(crate) planned: Planned<'a>,
    /// By flow: the first synergy that it gives to, or where that would be. Synergies are listed by their supply.
    given: Vec<u32>,
    /// By flow: the synergies that give to it.
    taken: Grouped<u32>,
    /// By flow: the allocations that it is an end of.
    exchanges: Grouped<u32>,
    /// By site.
    flows: Grouped<u32>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(planned: Planned<'a>) -> Self {
        let (study, list) = (planned.study, planned.matches.synergies.list());
        let ends = |(place, ends): (u32, [FlowIx; 2])| ends.map(|flow| (flow.0, place));
        let flows = study.flows.len();
        let mut given = vec![0u32; flows + 1];
        list.ends().iter().for_each(|[supply, _]| given[supply.0 as usize + 1] += 1);
        (1..given.len()).for_each(|flow| given[flow] += given[flow - 1]);
        Self {
            planned,
            given,
            taken: Grouped::by(flows, || (0..).zip(list.ends()).map(|(place, [_, demand])| (demand.0, place))),
            exchanges: Grouped::by(flows, || {
                (0..).zip(planned.plan.allocations.iter().map(move |a| list.ends_at(a.synergy as usize))).flat_map(ends)
            }),
            flows: Grouped::by(study.sites.len(), || study.flows().map(|(ix, flow)| (flow.site.0, ix.0))),
        }
    }

    /// The synergies that a supply gives to, by their place.
    pub(crate) fn given(&self, supply: FlowIx) -> Range<usize> {
        let place = supply.0 as usize;
        self.given[place] as usize..self.given[place + 1] as usize
    }

    /// The synergies that give to a demand, by their place.
    pub(crate) fn taken(&self, demand: FlowIx) -> &[u32] {
        self.taken.of(demand.0)
    }

    /// What the plan moves from or to a flow.
    pub(crate) fn exchanges(&self, flow: FlowIx) -> impl Iterator<Item = &'a Allocation> {
        let allocations = &self.planned.plan.allocations;
        self.exchanges.of(flow.0).iter().map(|i| &allocations[*i as usize])
    }

    pub(crate) fn flows(&self, site: SiteIx) -> impl Iterator<Item = FlowIx> + Clone {
        self.flows.of(site.0).iter().copied().map(FlowIx)
    }

    /// The places of the allocations from or to a site, in order; one inside it twice.
    pub(crate) fn exchanges_of(&self, site: SiteIx) -> Vec<u32> {
        let mut places: Vec<u32> = self.flows(site).flat_map(|flow| self.exchanges.of(flow.0)).copied().collect();
        places.sort_unstable();
        places
    }

    /// What the plan moves from and to a site, as supplies count, in whole units.
    pub(crate) fn moved(&self, site: SiteIx) -> [i128; DIMENSIONS] {
        let mut moved = [0; DIMENSIONS];
        for flow in self.flows(site) {
            for a in self.exchanges(flow) {
                moved[self.dimension(a) as usize] += i128::from(a.supplied);
            }
        }
        moved
    }

    /// What it moves in all.
    pub(crate) fn total(&self) -> [i128; DIMENSIONS] {
        let mut total = [0; DIMENSIONS];
        let all = &self.planned.plan.allocations;
        all.iter().for_each(|a| total[self.dimension(a) as usize] += i128::from(a.supplied));
        total
    }

    /// What the supply of an allocation counts.
    fn dimension(&self, a: &Allocation) -> Dimension {
        self.planned.dimension(self.planned.matches.synergies.list().ends_at(a.synergy as usize)[0])
    }

    /// How many sites could give to a demand.
    pub(crate) fn giver_sites(&self, demand: FlowIx) -> u32 {
        let list = self.planned.matches.synergies.list();
        let site = |k: &u32| self.planned.study.flow(list.ends_at(*k as usize)[0]).site;
        let mut sites: Vec<SiteIx> = self.taken(demand).iter().map(site).collect();
        sites.sort_unstable();
        sites.dedup();
        sites.len() as u32
    }

    /// The sites that could give to a demand, by their place, with what each could give of it by itself; `None` for a site
    /// of which that is not known.
    pub(crate) fn givers(&self, demand: FlowIx) -> Vec<(SiteIx, Option<f64>)> {
        let list = self.planned.matches.synergies.list();
        let giver = |k: &u32| {
            let [giver, _] = list.ends_at(*k as usize);
            (self.planned.study.flow(giver).site, list.replaced_at(*k as usize).map(Quantity::annual))
        };
        let mut givers: Vec<(SiteIx, Option<f64>)> = self.taken(demand).iter().map(giver).collect();
        givers.sort_by_key(|giver| giver.0);
        givers.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                first.1 = first.1.zip(next.1).map(|(a, b)| a + b);
            }
            same
        });
        givers
    }
}
