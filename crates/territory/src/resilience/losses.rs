//! What would stop with a site and those that stop after it.

use maillon_model::{Dimension, SiteIx, Sums, WorthSum};

use crate::index::{DIMENSIONS, Index};
use crate::units::quantity;

/// What the exchanges of some sites come to.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) moved: Sums,
    pub(crate) worth: WorthSum,
}

impl Lost {
    /// Of all that moves from or to these sites: each exchange once.
    pub(crate) fn of(index: &Index, sites: &[SiteIx]) -> Self {
        let planned = &index.planned;
        let mut exchanges: Vec<u32> = sites.iter().flat_map(|site| index.exchanges_of(*site)).collect();
        exchanges.sort_unstable();
        exchanges.dedup();
        let mut moved = [0i128; DIMENSIONS];
        let mut worth = WorthSum::default();
        for i in exchanges.iter().map(|i| *i as usize) {
            let a = &planned.plan.allocations[i];
            let [supply, _] = planned.matches.synergies.list().ends_at(a.synergy as usize);
            moved[planned.dimension(supply) as usize] += i128::from(a.supplied);
            worth.add(planned.worth.at(i));
        }
        let of = |d: &Dimension| {
            let units = moved[*d as usize];
            (units > 0).then(|| quantity(planned.plan.units, units, *d))
        };
        Self { moved: Dimension::ALL.iter().filter_map(of).collect(), worth }
    }
}
