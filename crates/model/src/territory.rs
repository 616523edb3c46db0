//! What a plan does for a territory: the words that its indicators are told in.

mod area;
mod balance;
mod gain;
mod indicator;
mod risk;
mod substance;
mod surveyed;

pub use area::{AreaOf, Provided, Reach, SupplyArea};
pub use balance::{EuroSide, Level, Side, ZoneBalance, ZoneExchange};
pub use gain::{SiteGain, ZoneGain};
pub use indicator::{Figure, FigureOf, Framework, IndicatorWords};
pub use risk::{AttackOrder, AttackStep, CriticalLink, CriticalSite, DemandRisk};
pub use substance::{Content, Substance, SubstanceBalance};
pub use surveyed::{Drawn, Each, Later, Surveyed};

use crate::place::{Position, ZoneIx};

/// What a plan does for a territory, but for what is told [row by row](Surveyed).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Territory {
    /// The levels of zones: those that nest from the finest to the coarsest, then one per kind of the others.
    pub levels: Vec<Level>,
    /// A point inside each zone, by the zone's place; `None` for a zone without surface.
    pub anchors: Vec<Option<Position>>,
    /// By level, zone, resource family and dimension; what lies in no zone comes last at each level.
    pub balances: Vec<ZoneBalance>,
    /// By level, zone and substance: what of it is in what flows. Rows of no zone come last at each level.
    pub substances: Vec<SubstanceBalance>,
    /// By level, zones and families: what the plan moves between zones, and inside each.
    pub exchanges: Vec<ZoneExchange>,
    /// What is left of the plan as sites fall away.
    pub attacks: Vec<AttackStep>,
    /// By level, then zone.
    pub zone_gains: Vec<ZoneGain>,
    /// Of each resource family and resource, of each zone and family.
    pub areas: Vec<SupplyArea>,
    /// The territory's figures, in the order of the table of indicators.
    pub figures: Vec<Figure>,
}

impl Territory {
    /// A point inside a zone, where it has a surface.
    pub fn anchor(&self, zone: ZoneIx) -> Option<Position> {
        self.anchors.get(zone.0 as usize).copied().flatten()
    }
}
