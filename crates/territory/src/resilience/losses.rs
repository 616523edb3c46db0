//! What would stop with a site and those that stop after it.

use maillon_model::{CarbonSaved, Dimension, EurosGained, Planned, SiteIx, Sums};

use crate::units::quantity;

/// The exchanges of each site, by the site's place.
pub(crate) struct Losses {
    starts: Vec<u32>,
    allocations: Vec<u32>,
    counted: Vec<bool>,
}

/// What the exchanges of some sites come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Lost {
    pub(crate) moved: Sums,
    pub(crate) euros: Option<EurosGained>,
    pub(crate) without_euros: u32,
    pub(crate) carbon: Option<CarbonSaved>,
    pub(crate) without_carbon: u32,
}

impl Losses {
    pub(crate) fn new(planned: &Planned) -> Self {
        let (study, list) = (planned.study, planned.matches.synergies.list());
        let ends = |a: &maillon_model::Allocation| {
            let s = list.at(a.synergy as usize);
            [s.supply, s.demand].map(|flow| study.flow(flow).site.0 as usize)
        };
        let mut starts = vec![0u32; study.sites.len() + 1];
        planned.plan.allocations.iter().flat_map(ends).for_each(|site| starts[site + 1] += 1);
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let (mut next, mut allocations) = (starts.clone(), vec![0; 2 * planned.plan.allocations.len()]);
        for (i, a) in planned.plan.allocations.iter().enumerate() {
            for site in ends(a) {
                allocations[next[site] as usize] = i as u32;
                next[site] += 1;
            }
        }
        Self { starts, allocations, counted: vec![false; planned.plan.allocations.len()] }
    }

    /// Of all that moves from or to these sites: each exchange once.
    pub(crate) fn of(&mut self, planned: &Planned, sites: &[SiteIx]) -> Lost {
        let mut touched = Vec::new();
        let mut moved = [0i128; Dimension::ALL.len()];
        let (mut lost, mut euros, mut carbon) = (Lost::default(), None, None);
        for site in sites {
            let place = site.0 as usize;
            for &i in &self.allocations[self.starts[place] as usize..self.starts[place + 1] as usize] {
                let i = i as usize;
                if std::mem::replace(&mut self.counted[i], true) {
                    continue;
                }
                touched.push(i);
                let a = &planned.plan.allocations[i];
                let supply = planned.matches.synergies.list().at(a.synergy as usize).supply;
                moved[planned.dimension(supply) as usize] += i128::from(a.supplied);
                let worth = planned.worth.get(i).copied().unwrap_or_default();
                match worth.euros {
                    Some(gained) => *euros.get_or_insert(0.0) += gained.as_per_year(),
                    None => lost.without_euros += 1,
                }
                match worth.carbon {
                    Some(saved) => *carbon.get_or_insert(0.0) += saved.as_kg_per_year(),
                    None => lost.without_carbon += 1,
                }
            }
        }
        touched.iter().for_each(|i| self.counted[*i] = false);
        // Where nothing moves, nothing is lost, and that is known.
        let nothing = touched.is_empty().then_some(0.0);
        lost.euros = euros.or(nothing).and_then(|euros: f64| EurosGained::per_year(euros).ok());
        lost.carbon = carbon.or(nothing).and_then(|kg: f64| CarbonSaved::kg_per_year(kg).ok());
        let of = |d: &Dimension| {
            let units = moved[*d as usize];
            (units > 0).then(|| quantity(planned.plan.units, units, *d))
        };
        lost.moved = Dimension::ALL.iter().filter_map(of).collect();
        lost
    }
}
