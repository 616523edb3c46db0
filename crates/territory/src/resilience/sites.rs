//! What each site's loss would do.

use maillon_model::{CriticalSite, Dimension, Direction, FlowIx, Planned, Quantity, Score, SiteIx};

use super::losses::{Losses, Lost};
use super::reach::Reach;
use crate::units::quantity;

const DIMENSIONS: usize = Dimension::ALL.len();

/// Sites that have a synergy, by what the plan moves through them, then by their cascade. Without planning anew: what a
/// closure costs the best plan is `maillon whatif --each-site`.
pub(crate) fn sites(planned: &Planned, reach: &Reach) -> Vec<CriticalSite> {
    let study = planned.study;
    let count = study.sites.len();
    let moved = Moved::of(planned);
    let mut total = [0i128; DIMENSIONS];
    for a in &planned.plan.allocations {
        let [supply, _] = planned.matches.synergies.list().ends_at(a.synergy as usize);
        total[planned.dimension(supply) as usize] += i128::from(a.supplied);
    }
    let mut partners: Vec<(SiteIx, SiteIx)> = (planned.matches.synergies.list().ends().iter())
        .flat_map(|ends| {
            let [a, b] = ends.map(|flow| study.flow(flow).site);
            [(a, b), (b, a)]
        })
        .collect();
    partners.sort_unstable();
    partners.dedup();
    let mut uncovered = [const { None::<Vec<Option<f64>>> }; DIMENSIONS];
    let mut only = vec![0u32; count];
    for (flow, demand) in study.flows().filter(|(_, flow)| flow.direction == Direction::Demand) {
        let givers = reach.givers(planned, flow);
        if let [(site, _)] = givers[..] {
            only[site.0 as usize] += 1;
        }
        let all: Option<f64> = givers.iter().map(|giver| giver.1).sum();
        let Some((needed, all)) = demand.amount.known().zip(all) else { continue };
        for (site, gives) in &givers {
            let without = all - gives.unwrap_or(0.0);
            let lost = needed.annual().min(all) - needed.annual().min(without);
            if lost > 0.0 {
                let column = uncovered[needed.dimension() as usize].get_or_insert_with(|| vec![None; count]);
                *column[site.0 as usize].get_or_insert(0.0) += lost;
            }
        }
    }
    let (mut cascades, mut losses) = (Cascades::new(planned, reach), Losses::new(planned));
    let mut sites: Vec<CriticalSite> = (partners.chunk_by(|a, b| a.0 == b.0))
        .map(|partners| {
            let site = partners[0].0;
            let i = site.0 as usize;
            let share = (0..DIMENSIONS).filter(|d| total[*d] > 0).map(|d| moved.units(i, d) as f64 / total[d] as f64);
            let (fallen, steps) = cascades.after(planned, reach, site);
            let Lost { moved: stopped, euros, without_euros, carbon, without_carbon } = losses.of(planned, &fallen);
            let by_dimension = |d: &Dimension| {
                let units = moved.units(i, *d as usize);
                (units > 0).then(|| quantity(planned.plan.units, units, *d))
            };
            let lost = |d: &Dimension| Quantity::per_year(uncovered[*d as usize].as_ref()?[i]?, *d).ok();
            CriticalSite {
                site,
                moved: Dimension::ALL.iter().filter_map(by_dimension).collect(),
                share: Score::saturating(share.fold(0.0, f64::max)),
                partners: partners.len() as u32,
                only_giver_of: only[i],
                uncovered: Dimension::ALL.iter().filter_map(lost).collect(),
                cascade: fallen.len() as u32 - 1,
                steps,
                lost: stopped,
                lost_euros: euros,
                lost_without_euros: without_euros,
                lost_carbon: carbon,
                lost_without_carbon: without_carbon,
            }
        })
        .collect();
    sites.sort_unstable_by(|a, b| {
        b.share
            .cmp(&a.share)
            .then(b.cascade.cmp(&a.cascade))
            .then(b.partners.cmp(&a.partners))
            .then(a.site.cmp(&b.site))
    });
    sites
}

/// What the plan moves from and to each site, as supplies count, in whole units.
pub(crate) struct Moved {
    /// A column for each dimension that the plan moves.
    of: [Option<Vec<i128>>; DIMENSIONS],
}

impl Moved {
    pub(crate) fn of(planned: &Planned) -> Self {
        let mut of = [const { None }; DIMENSIONS];
        for a in &planned.plan.allocations {
            let ends = planned.matches.synergies.list().ends_at(a.synergy as usize);
            let column =
                of[planned.dimension(ends[0]) as usize].get_or_insert_with(|| vec![0; planned.study.sites.len()]);
            for flow in ends {
                column[planned.study.flow(flow).site.0 as usize] += i128::from(a.supplied);
            }
        }
        Self { of }
    }

    /// Whole units of a dimension.
    pub(crate) fn units(&self, site: usize, dimension: usize) -> i128 {
        self.of[dimension].as_ref().map_or(0, |column| column[site])
    }
}

/// Who stops after whom: a site stops when all givers of one of its needs have stopped.
struct Cascades {
    /// By flow: synergies that give to it.
    givers: Vec<u32>,
    /// By flow: those whose giver has stopped, in the cascade at hand.
    stopped_givers: Vec<u32>,
    stopped: Vec<bool>,
    supplies: Vec<Vec<FlowIx>>,
}

impl Cascades {
    fn new(planned: &Planned, reach: &Reach) -> Self {
        let study = planned.study;
        let mut supplies = vec![Vec::new(); study.sites.len()];
        let mut givers = vec![0; study.flows.len()];
        for (ix, flow) in study.flows() {
            match flow.direction {
                Direction::Supply => supplies[flow.site.0 as usize].push(ix),
                Direction::Demand => givers[ix.0 as usize] = reach.synergies(ix).len() as u32,
            }
        }
        Self { stopped_givers: vec![0; givers.len()], givers, stopped: vec![false; study.sites.len()], supplies }
    }

    /// That site and those that stop after it, and in how many steps. The work is that of the synergies of those that stop.
    fn after(&mut self, planned: &Planned, reach: &Reach, site: SiteIx) -> (Vec<SiteIx>, u32) {
        let list = planned.matches.synergies.list();
        let (mut fallen, mut touched) = (vec![site], Vec::new());
        self.stopped[site.0 as usize] = true;
        let (mut from, mut steps) = (0, 0);
        while from < fallen.len() {
            let step = from..fallen.len();
            from = fallen.len();
            for i in step {
                for supply in &self.supplies[fallen[i].0 as usize] {
                    for k in reach.synergies(*supply) {
                        let [_, demand] = list.ends_at(*k as usize);
                        let gone = &mut self.stopped_givers[demand.0 as usize];
                        *gone += 1;
                        touched.push(demand);
                        let taker = planned.study.flow(demand).site;
                        if *gone == self.givers[demand.0 as usize] && !self.stopped[taker.0 as usize] {
                            self.stopped[taker.0 as usize] = true;
                            fallen.push(taker);
                        }
                    }
                }
            }
            steps += u32::from(fallen.len() > from);
        }
        touched.iter().for_each(|flow| self.stopped_givers[flow.0 as usize] = 0);
        fallen.iter().for_each(|site| self.stopped[site.0 as usize] = false);
        (fallen, steps)
    }
}
