//! What zones use, waste and exchange.

use crate::place::ZoneIx;
use crate::quantity::Quantity;
use crate::worth::{CarbonSaved, EurosGained};

/// A level of zones: at one level a site counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The user's word (`commune`), or the zones' kind where they state no level.
    pub name: Box<str>,
    /// Its zones, by their place.
    pub zones: Vec<ZoneIx>,
    /// The next coarser level, by its place, where this one nests in one.
    pub parent: Option<u32>,
    /// The zone of the next coarser level that each of `zones` counts to, where there is one.
    pub parents: Vec<Option<ZoneIx>>,
    /// The zone that each site counts to, by the site's place.
    pub of_site: Vec<Option<ZoneIx>>,
    /// Sites that no zone of this level holds.
    pub sites_in_none: u32,
    /// Sites that several of its zones hold: each counts to the first of them, once.
    pub sites_in_several: u32,
}

/// One side of a balance: what is given, or what is needed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// Flows.
    pub flows: u32,
    /// Those of them whose amount is missing or below a threshold: no sum holds them.
    pub unknown: u32,
    /// What the flows state.
    pub stated: Quantity,
    /// Of that, what the plan moves between sites of the zone.
    pub inside: Quantity,
    /// … what it moves to or from sites elsewhere in the study.
    pub across: Quantity,
    /// … what it leaves: wasted on the supplies' side, bought elsewhere on the demands'.
    pub left: Quantity,
}

/// One side of a balance in money, at the prices that the flows state, to the cent. A price below nought is one paid to be rid
/// of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EuroSide {
    /// Flows that no sum holds, for want of a price or of an amount.
    pub without: u32,
    /// What the flows state.
    pub stated: EurosGained,
    /// Of that, what the plan moves between sites of the zone.
    pub inside: EurosGained,
    /// … what it moves to or from sites elsewhere in the study.
    pub across: EurosGained,
    /// … what it leaves.
    pub left: EurosGained,
}

/// What a zone gives and needs of a resource family in one dimension. `stated = inside + across + left` on either side, to
/// the last digit.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneBalance {
    /// Place of the level.
    pub level: u32,
    /// The zone; `None` for all sites that no zone of the level holds.
    pub zone: Option<ZoneIx>,
    /// The resource family; empty for resources that maillon does not know.
    pub family: Box<str>,
    /// What its sites have to give.
    pub supply: Side,
    /// What they need.
    pub demand: Side,
    /// What its sites have to give, in money.
    pub supply_euros: EuroSide,
    /// What they need, in money.
    pub demand_euros: EuroSide,
}

impl ZoneBalance {
    /// Exchanged / (exchanged + wasted) of what the zone has to give; `None` where it gives nothing.
    pub fn closing_rate(&self) -> Option<f64> {
        share(self.supply.inside.annual() + self.supply.across.annual(), self.supply.stated.annual())
    }

    /// The share of its needs that the plan meets from inside the zone; `None` where it needs nothing.
    pub fn self_sufficiency(&self) -> Option<f64> {
        share(self.demand.inside.annual(), self.demand.stated.annual())
    }

    /// Local supply / local demand, whether it fits or not and at most 1: what self-sufficiency could be if it all did.
    pub fn potential(&self) -> Option<f64> {
        share(self.supply.stated.annual().min(self.demand.stated.annual()), self.demand.stated.annual())
    }
}

/// A part of a whole; `None` of nothing.
fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// What the plan moves from one zone to another, or inside one.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneExchange {
    /// Place of the level.
    pub level: u32,
    /// Where it comes from; `None` for what no zone of the level holds.
    pub from: Option<ZoneIx>,
    /// Where it goes.
    pub to: Option<ZoneIx>,
    /// Family of what is given.
    pub family: Box<str>,
    /// Family of what it replaces.
    pub replaces: Box<str>,
    /// What is given.
    pub supplied: Quantity,
    /// What it replaces.
    pub replaced: Quantity,
    /// Synergies that move it.
    pub synergies: u32,
    /// Emissions avoided by those with a factor; `None` where none has one.
    pub carbon: Option<CarbonSaved>,
    /// Synergies without a factor of carbon.
    pub without_carbon: u32,
    /// Money gained by those with a price; `None` where none has one.
    pub euros: Option<EurosGained>,
    /// Synergies without a price.
    pub without_euros: u32,
}
