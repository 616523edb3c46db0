//! A supply and a demand under consideration.

use maillon_knowledge::TaxonomyCode;
use maillon_model::{Distance, Flow, Quality, Quantity, Study};

use crate::balance;
use crate::link::{Carbon, Comparable, Link};

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
    pub link: &'a Link<'a>,
    /// What the giving site does, in NACE codes; empty where it does not say.
    pub giver: &'a [TaxonomyCode],
    /// What the taking site does, likewise.
    pub taker: &'a [TaxonomyCode],
    /// Geodesic, between the two sites' positions.
    pub distance: Distance,
    /// How far the supplied resource travels in this study.
    pub reach: Distance,
    /// The largest distance of this pair: the reach, or less where a flow says so.
    pub radius: Distance,
    /// Farther than this the supplied resource does not travel; `None` where the study gives it a radius of its own.
    pub stop: Option<Distance>,
    /// Whether people of the study have rejected it.
    pub rejected: bool,
}

impl<'a> Pair<'a> {
    /// Both amounts in units of what is given, where they are known and comparable.
    pub(crate) fn comparable(&self) -> Option<Comparable> {
        self.link.comparable(self.supply, self.demand)
    }

    /// What could change hands: what is given of the supply, and what it replaces of the demand.
    pub fn amounts(&self) -> Option<(Quantity, Quantity)> {
        let both = self.comparable()?;
        let moved = both.supply.min(both.demand);
        let part = |flow: &Flow, whole: f64| {
            let own = flow.amount.known()?;
            let annual = if moved < whole { own.annual() * (moved / whole) } else { own.annual() };
            Quantity::per_year(annual, own.dimension()).ok()
        };
        Some((part(self.supply, both.supply)?, part(self.demand, both.demand)?))
    }

    /// How many units of what is given could change hands.
    pub(crate) fn units(&self) -> Option<f64> {
        self.comparable().map(|both| both.supply.min(both.demand))
    }

    /// Whether the giver states a price at which it sells: then nothing of it is disposed of.
    pub(crate) fn sold(&self) -> bool {
        let price = self.supply.details.as_ref().and_then(|details| details.price);
        price.is_some_and(|price| price.euros() > 0.0)
    }

    pub(crate) fn carbon(&self) -> Carbon {
        self.link.carbon(self.sold())
    }

    /// Kilograms of CO2 equivalent that each unit given saves, its way deducted.
    pub fn carbon_per_unit(&self) -> Option<f64> {
        self.carbon().slope.map(|slope| slope.at(self.distance))
    }

    /// Euros that each unit given saves, its way deducted.
    pub fn euros_per_unit(&self) -> Option<f64> {
        balance::euros_slope(self.link, self.supply, self.demand).map(|slope| slope.at(self.distance))
    }

    /// The condition of what is given.
    pub fn given(&self) -> Option<&'a Quality> {
        self.supply.details.as_ref().map(|details| &details.quality)
    }

    /// The condition that is asked for.
    pub fn asked(&self) -> Option<&'a Quality> {
        self.demand.details.as_ref().map(|details| &details.quality)
    }
}
