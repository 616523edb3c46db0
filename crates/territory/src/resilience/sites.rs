//! What each site's loss would do.

use std::sync::Arc;

use maillon_model::{Column, CriticalSite, Dimension, Direction, Each, Quantity, Score, SiteIx};
use rayon::prelude::*;

use super::cascades::Cascades;
use super::losses::Lost;
use crate::index::{DIMENSIONS, Index};
use crate::units::quantity;

/// What must be known of all sites before a row of one is made.
#[derive(Debug)]
pub(crate) struct Sites {
    /// Sites that have a synergy, by what the plan moves through them, then by their cascade.
    order: Vec<SiteIx>,
    /// In that order, and so are the next two: sites that their synergies join them to.
    partners: Column<u32>,
    /// Sites that stop after them.
    cascade: Column<u32>,
    steps: Column<u32>,
    /// By site: demands that nobody else could meet.
    only_giver_of: Vec<u32>,
    /// By dimension, then by site: demand that nobody else's supply could cover.
    uncovered: [Option<Vec<f64>>; DIMENSIONS],
    total: [i128; DIMENSIONS],
}

#[derive(Debug, Clone, Copy)]
struct Rank {
    share: Score,
    site: SiteIx,
    partners: u32,
    cascade: u32,
    steps: u32,
}

impl Sites {
    /// Without planning anew: what a closure costs the best plan is `maillon whatif --each-site`.
    pub(crate) fn new(index: &Index) -> Self {
        let (total, cascades) = (index.total(), Cascades::new(index));
        let rank = |i: usize| {
            let site = SiteIx(i as u32);
            let partners = partners(index, site);
            if partners == 0 {
                return Rank { share: Score::ZERO, site, partners, cascade: 0, steps: 0 };
            }
            let (fallen, steps) = cascades.after(site);
            let share = share(&index.moved(site), &total);
            Rank { share, site, partners, cascade: fallen.len() as u32 - 1, steps }
        };
        // One for each site at first: a list of unknown length would be held twice.
        let mut ranks: Vec<Rank> = (0..index.planned.study.sites.len()).into_par_iter().map(rank).collect();
        ranks.retain(|rank| rank.partners > 0);
        ranks.par_sort_unstable_by(|a, b| {
            (b.share, b.cascade, b.partners).cmp(&(a.share, a.cascade, a.partners)).then(a.site.cmp(&b.site))
        });
        let order = ranks.iter().map(|rank| rank.site).collect();
        let column = |of: fn(&Rank) -> u32| ranks.iter().map(of).collect();
        let (partners, cascade, steps) = (column(|r| r.partners), column(|r| r.cascade), column(|r| r.steps));
        drop((ranks, cascades));
        let (only_giver_of, uncovered) = needed(index);
        Self { order, partners, cascade, steps, only_giver_of, uncovered, total }
    }

    /// The most demand of a dimension that one site's loss leaves uncovered.
    pub(crate) fn most_uncovered(&self, dimension: Dimension) -> f64 {
        self.uncovered[dimension as usize].iter().flatten().copied().fold(0.0, f64::max)
    }

    pub(crate) fn rows<'a>(&'a self, index: &'a Index) -> Each<'a, CriticalSite> {
        let cascades = Arc::new(Cascades::new(index));
        Each::of(self.order.iter().enumerate(), move |(rank, &site)| {
            let (place, moved, cascade) = (site.0 as usize, index.moved(site), self.cascade.at(rank));
            let lost = Lost::of(index, &if cascade > 0 { cascades.after(site).0 } else { vec![site] });
            let by_dimension = |d: &Dimension| {
                let units = moved[*d as usize];
                (units > 0).then(|| quantity(index.planned.plan.units, units, *d))
            };
            let uncovered = |d: &Dimension| {
                let lost = self.uncovered[*d as usize].as_ref().map(|column| column[place]);
                Quantity::per_year(lost.filter(|lost| *lost > 0.0)?, *d).ok()
            };
            CriticalSite {
                site,
                moved: Dimension::ALL.iter().filter_map(by_dimension).collect(),
                share: share(&moved, &self.total),
                partners: self.partners.at(rank),
                only_giver_of: self.only_giver_of[place],
                uncovered: Dimension::ALL.iter().filter_map(uncovered).collect(),
                cascade,
                steps: self.steps.at(rank),
                lost: lost.moved,
                lost_euros: lost.worth.worth().euros,
                lost_without_euros: lost.worth.without_euros,
                lost_carbon: lost.worth.worth().carbon,
                lost_without_carbon: lost.worth.without_carbon,
            }
        })
    }
}

/// The largest share of what moves in any dimension.
pub(crate) fn share(moved: &[i128; DIMENSIONS], total: &[i128; DIMENSIONS]) -> Score {
    let shares = moved.iter().zip(total).filter(|(_, total)| **total > 0);
    Score::saturating(shares.map(|(moved, total)| *moved as f64 / *total as f64).fold(0.0, f64::max))
}

/// How many sites a site's synergies join it to.
fn partners(index: &Index, site: SiteIx) -> u32 {
    let (study, list) = (index.planned.study, index.planned.matches.synergies.list());
    let mut partners: Vec<SiteIx> = Vec::new();
    for flow in index.flows(site) {
        let takers = index.given(flow).map(|k| list.ends_at(k)[1]);
        let givers = index.taken(flow).iter().map(|k| list.ends_at(*k as usize)[0]);
        partners.extend(takers.chain(givers).map(|other| study.flow(other).site));
    }
    partners.sort_unstable();
    partners.dedup();
    partners.len() as u32
}

/// By site: how many demands have no other giver; by dimension and site: what of demands no other giver could cover.
fn needed(index: &Index) -> (Vec<u32>, [Option<Vec<f64>>; DIMENSIONS]) {
    let study = index.planned.study;
    let count = study.sites.len();
    let (mut only, mut uncovered) = (vec![0u32; count], [const { None::<Vec<f64>> }; DIMENSIONS]);
    for (flow, demand) in study.flows().filter(|(_, flow)| flow.direction == Direction::Demand) {
        let givers = index.givers(flow);
        if let [(site, _)] = givers[..] {
            only[site.0 as usize] += 1;
        }
        let all: Option<f64> = givers.iter().map(|giver| giver.1).sum();
        let Some((needed, all)) = demand.amount.known().zip(all) else { continue };
        for (site, gives) in &givers {
            let without = all - gives.unwrap_or(0.0);
            let lost = needed.annual().min(all) - needed.annual().min(without);
            if lost > 0.0 {
                let column = uncovered[needed.dimension() as usize].get_or_insert_with(|| vec![0.0; count]);
                column[site.0 as usize] += lost;
            }
        }
    }
    (only, uncovered)
}
