//! What would stop with a site and those that stop after it.

use maillon_model::{CarbonSaved, Dimension, EurosGained, SiteIx, Sums};

use crate::index::{DIMENSIONS, Index};
use crate::units::quantity;

/// What the exchanges of some sites come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Lost {
    pub(crate) moved: Sums,
    pub(crate) euros: Option<EurosGained>,
    pub(crate) without_euros: u32,
    pub(crate) carbon: Option<CarbonSaved>,
    pub(crate) without_carbon: u32,
}

impl Lost {
    /// Of all that moves from or to these sites: each exchange once.
    pub(crate) fn of(index: &Index, sites: &[SiteIx]) -> Self {
        let planned = &index.planned;
        let mut exchanges: Vec<u32> = sites.iter().flat_map(|site| index.exchanges_of(*site)).collect();
        exchanges.sort_unstable();
        exchanges.dedup();
        let mut moved = [0i128; DIMENSIONS];
        let (mut lost, mut euros, mut carbon) = (Self::default(), None, None);
        for i in exchanges.iter().map(|i| *i as usize) {
            let a = &planned.plan.allocations[i];
            let [supply, _] = planned.matches.synergies.list().ends_at(a.synergy as usize);
            moved[planned.dimension(supply) as usize] += i128::from(a.supplied);
            let worth = planned.worth.at(i);
            match worth.euros {
                Some(gained) => *euros.get_or_insert(0.0) += gained.as_per_year(),
                None => lost.without_euros += 1,
            }
            match worth.carbon {
                Some(saved) => *carbon.get_or_insert(0.0) += saved.as_kg_per_year(),
                None => lost.without_carbon += 1,
            }
        }
        // Where nothing moves, nothing is lost, and that is known.
        let nothing = exchanges.is_empty().then_some(0.0);
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
