//! A supply and a demand under consideration.

use maillon_model::{Distance, Flow, Quantity, Study};

use crate::rule::Link;

/// A supply and a demand within their radius: what gates and criteria judge.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// Where both come from.
    pub study: &'a Study,
    /// Who gives.
    pub supply: &'a Flow,
    /// Who takes.
    pub demand: &'a Flow,
    /// Why the one can serve the other.
    pub link: &'a Link,
    /// Geodesic, between the two sites' positions.
    pub distance: Distance,
    /// How far the supplied resource travels in this study.
    pub reach: Distance,
    /// The largest distance of this pair: the reach, or less where a flow says so.
    pub radius: Distance,
}

impl Pair<'_> {
    /// Both amounts, where both are known and count the same.
    pub fn amounts(&self) -> Option<(Quantity, Quantity)> {
        let (supply, demand) = (self.supply.amount.known()?, self.demand.amount.known()?);
        (supply.dimension() == demand.dimension()).then_some((supply, demand))
    }

    /// What could change hands: the smaller amount.
    pub fn amount(&self) -> Option<Quantity> {
        self.amounts().and_then(|(supply, demand)| supply.min(demand).ok())
    }
}
