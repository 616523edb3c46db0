//! Sums over the flows of a site or zone. A sum holds what is known; beside it stands the count of what is not.

use std::collections::BTreeMap;

use maillon_disclosure::PublicTotals;
use maillon_model::{Dimension, Direction, FlowIx, Grouped, Score, SiteIx, Study, ZoneIx};

use crate::context::{Run, zones_of};

/// A sum of known amounts; `None` before the first.
pub(crate) type Sum = Option<f64>;

fn add(sum: &mut Sum, amount: f64) {
    *sum = Some(sum.unwrap_or(0.0) + amount);
}

/// One of each for supply and for demand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sides<T> {
    pub(crate) supply: T,
    pub(crate) demand: T,
}

impl<T> Sides<T> {
    fn of(&mut self, direction: Direction) -> &mut T {
        match direction {
            Direction::Supply => &mut self.supply,
            Direction::Demand => &mut self.demand,
        }
    }
}

/// How many flows there are, and how many of them have no known amount.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Count {
    pub(crate) flows: u32,
    pub(crate) unknown: u32,
}

impl Count {
    fn add(&mut self, known: bool) {
        self.flows += 1;
        self.unknown += u32::from(!known);
    }
}

/// What is counted of a site.
#[derive(Debug, Clone, Default)]
pub(crate) struct SiteCount {
    pub(crate) flows: Sides<Count>,
    pub(crate) synergies: u32,
    pub(crate) best: Option<Score>,
    pub(crate) unmatched: u32,
}

/// What is summed of a site in one dimension.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SiteSum {
    pub(crate) stated: Sides<Sum>,
    /// Of what is stated, the part that the partners found could take or give.
    pub(crate) reachable: Sides<Sum>,
    /// … that the plan moves.
    pub(crate) allocated: Sides<Sum>,
}

/// What the totals of sites are made of, by column: they are worked out as they are read.
#[derive(Debug)]
pub(crate) struct SiteTotals {
    /// By site.
    flows: Grouped<u32>,
    /// By flow, and so are the others.
    synergies: Vec<u32>,
    /// Below 0 where there is none.
    best: Vec<f64>,
    /// What a flow's synergies could move, all together; below 0 where no amount is known.
    moved: Vec<f64>,
}

impl SiteTotals {
    pub(crate) fn of(run: &Run) -> Self {
        let study = run.study;
        let count = study.flows.len();
        let (mut synergies, mut best, mut moved) = (vec![0; count], vec![-1.0_f64; count], vec![-1.0_f64; count]);
        for synergy in run.matches.synergies.list().iter() {
            for ix in [synergy.supply, synergy.demand] {
                let flow = ix.0 as usize;
                synergies[flow] += 1;
                best[flow] = best[flow].max(synergy.score.value());
                if let (Some(part), Some(own)) = (synergy.amount, study.flow(ix).amount.known())
                    && part.dimension() == own.dimension()
                {
                    moved[flow] = moved[flow].max(0.0) + part.annual();
                }
            }
        }
        let flows = Grouped::by(study.sites.len(), || study.flows().map(|(ix, flow)| (flow.site.0, ix.0)));
        Self { flows, synergies, best, moved }
    }

    fn flows(&self, site: SiteIx) -> impl Iterator<Item = FlowIx> {
        self.flows.of(site.0).iter().copied().map(FlowIx)
    }

    /// How many synergies a flow has, and the best score among them.
    pub(crate) fn found(&self, flow: FlowIx) -> (u32, Option<Score>) {
        let flow = flow.0 as usize;
        (self.synergies[flow], Score::new(self.best[flow]).ok())
    }

    pub(crate) fn count(&self, run: &Run, site: SiteIx) -> SiteCount {
        let mut count = SiteCount::default();
        for ix in self.flows(site) {
            let (flow, (synergies, best)) = (run.study.flow(ix), self.found(ix));
            count.flows.of(flow.direction).add(flow.amount.known().is_some());
            count.synergies += synergies;
            count.best = count.best.max(best);
            count.unmatched += u32::from(run.matches.unmatched.binary_search_by_key(&ix, |u| u.flow).is_ok());
        }
        count
    }

    /// What is summed of a site in a dimension.
    pub(crate) fn sum(&self, run: &Run, site: SiteIx, dimension: Dimension) -> SiteSum {
        let mut sum = SiteSum::default();
        for ix in self.flows(site) {
            let flow = run.study.flow(ix);
            let Some(amount) = flow.amount.known().filter(|amount| amount.dimension() == dimension) else { continue };
            let moved = Some(self.moved[ix.0 as usize]).filter(|moved| *moved >= 0.0);
            let parts = [
                (&mut sum.stated, Some(amount.annual())),
                (&mut sum.reachable, moved.map(|moved| moved.min(amount.annual()))),
                (&mut sum.allocated, allocated(run, ix)),
            ];
            for (sides, part) in parts {
                part.into_iter().for_each(|part| add(sides.of(flow.direction), part));
            }
        }
        sum
    }
}

/// What the plan moves of a flow, where there is a plan and its amount is known.
fn allocated(run: &Run, flow: FlowIx) -> Sum {
    run.plan.as_ref()?.planned.used(flow).map(|used| used.annual())
}

/// What is summed of a resource family in one dimension in a zone.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ZoneSum {
    pub(crate) stated: Sides<Sum>,
    pub(crate) allocated: Sides<Sum>,
}

/// What is counted of a zone.
#[derive(Debug, Clone, Default)]
pub(crate) struct ZoneCount {
    pub(crate) sites: u32,
    pub(crate) flows: Sides<Count>,
}

/// Totals of all zones. A site in several zones counts in each.
#[derive(Debug)]
pub(crate) struct ZoneTotals {
    /// Names of the resource families that occur in zones, fit for column names.
    pub(crate) families: Vec<String>,
    /// The family and dimension pairs that occur in zones, by place in `families`.
    pub(crate) balances: Vec<(usize, Dimension)>,
    pub(crate) counts: Vec<ZoneCount>,
    by_family: Vec<Sides<Count>>,
    by_balance: Vec<ZoneSum>,
    /// Whether sums are those that may be published, of more flows than are counted.
    public: bool,
}

impl ZoneTotals {
    pub(crate) fn of(run: &Run) -> Self {
        let study = run.study;
        let names = families(study);
        let zoned = || study.own_flows().filter(|(_, flow)| !zones_of(run, flow.site).is_empty());

        let mut found: BTreeMap<&str, Vec<Dimension>> = BTreeMap::new();
        for (_, flow) in zoned() {
            let dimensions = found.entry(&names[flow.resource.0 as usize]).or_default();
            if let Some(d) = flow.amount.known().map(|q| q.dimension())
                && !dimensions.contains(&d)
            {
                dimensions.push(d);
            }
        }
        for (family, dimension) in run.public.iter().flat_map(|totals| totals.families()) {
            found.entry(family).or_default().push(dimension);
        }
        let families: Vec<String> = found.keys().map(|name| (*name).to_owned()).collect();
        let mut balances: Vec<(usize, Dimension)> =
            found.values().enumerate().flat_map(|(f, dimensions)| dimensions.iter().map(move |d| (f, *d))).collect();
        balances.sort_unstable();

        let mut totals = Self {
            counts: vec![ZoneCount::default(); study.zones.len()],
            by_family: vec![Sides::default(); study.zones.len() * families.len()],
            by_balance: vec![ZoneSum::default(); study.zones.len() * balances.len()],
            families,
            balances,
            public: run.public.is_some(),
        };
        for (site, _) in study.own_sites() {
            for zone in zones_of(run, site) {
                totals.counts[zone.0 as usize].sites += 1;
            }
        }
        for (ix, flow) in zoned() {
            let Ok(f) = totals.families.binary_search(&names[flow.resource.0 as usize]) else { continue };
            let amount = flow.amount.known();
            let b = amount.and_then(|q| totals.balances.binary_search(&(f, q.dimension())).ok());
            for zone in zones_of(run, flow.site) {
                let zone = zone.0 as usize;
                totals.counts[zone].flows.of(flow.direction).add(amount.is_some());
                totals.by_family[zone * totals.families.len() + f].of(flow.direction).add(amount.is_some());
                if let (Some(b), Some(amount)) = (b, amount) {
                    let sum = &mut totals.by_balance[zone * totals.balances.len() + b];
                    add(sum.stated.of(flow.direction), amount.annual());
                    if let Some(allocated) = allocated(run, ix) {
                        add(sum.allocated.of(flow.direction), allocated);
                    }
                }
            }
        }
        if let Some(public) = run.public {
            totals.tell(public);
        }
        totals
    }

    fn tell(&mut self, public: &PublicTotals) {
        for zone in 0..self.counts.len() {
            for (b, (family, dimension)) in self.balances.iter().enumerate() {
                let told = |direction| public.zone(ZoneIx(zone as u32), &self.families[*family], direction, *dimension);
                self.by_balance[zone * self.balances.len() + b].stated =
                    Sides { supply: told(Direction::Supply), demand: told(Direction::Demand) };
            }
        }
    }

    /// One count per family.
    pub(crate) fn families(&self, zone: usize) -> &[Sides<Count>] {
        &self.by_family[zone * self.families.len()..(zone + 1) * self.families.len()]
    }

    /// The sums, and supply less demand, one each per balance. A side without a flow counts as nothing; one
    /// whose flows are all unknown leaves the balance unknown, and so does one that may not be published.
    pub(crate) fn balances(&self, zone: usize) -> impl Iterator<Item = (ZoneSum, Sum)> {
        let sums = &self.by_balance[zone * self.balances.len()..(zone + 1) * self.balances.len()];
        self.balances.iter().zip(sums).map(move |((family, _), sums)| {
            let flows = self.families(zone)[*family];
            let side = |sum: Sum, count: Count| if count.flows == 0 && !self.public { Some(0.0) } else { sum };
            let none = flows.supply.flows + flows.demand.flows == 0 && !self.public;
            let balance = side(sums.stated.supply, flows.supply)
                .zip(side(sums.stated.demand, flows.demand))
                .filter(|_| !none)
                .map(|(supply, demand)| supply - demand);
            (*sums, balance)
        })
    }
}

/// The name that columns count each resource of a study under, by its place.
pub fn families(study: &Study) -> Vec<String> {
    study.resources.iter().map(|resource| family(&resource.family, resource.known)).collect()
}

/// A resource family's name in columns. Resources that maillon does not know have none: they are `other`.
pub(crate) fn family(name: &str, known: bool) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let name: String = if known { name.chars().map(plain).collect() } else { String::new() };
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "other".to_owned() } else { words.join("_") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_fit_for_column_names() {
        assert_eq!(family("heat", true), "heat");
        assert_eq!(family("Bois / énergie", true), "bois_nergie");
        assert_eq!(family("ewc:10 01 02", false), "other");
        assert_eq!(family("水", true), "other");
    }
}
