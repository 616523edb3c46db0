//! Where supplies come from.

use geo_types::MultiPolygon;

use crate::flow::FlowIx;
use crate::measure::{Distance, Score};
use crate::place::ZoneIx;
use crate::quantity::{Dimension, Quantity};
use crate::resource::ResourceIx;

/// Whose supplies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaOf {
    /// Of a resource family, in the whole study.
    Family(Box<str>),
    /// Of a resource, in the whole study.
    Resource(ResourceIx),
    /// Of a resource family, in a zone of that level.
    Zone(u32, ZoneIx, Box<str>),
    /// Of one demand.
    Demand(FlowIx),
}

/// What comes from within a distance.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The distance.
    pub within: Distance,
    /// The share of the amount that comes from there; `None` where the amounts are not known.
    pub share: Option<Score>,
    /// All that is within that distance of a taker, in degrees.
    pub area: MultiPolygon<f64>,
}

/// What comes from a zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Provided {
    /// Place of the level.
    pub level: u32,
    /// The zone; `None` for what comes from no zone of the level.
    pub zone: Option<ZoneIx>,
    /// The share of the amount that comes from there; `None` where the amounts are not known.
    pub share: Option<Score>,
}

/// Where what the plan brings comes from; of a demand of unknown amount, which no plan can serve, where it could come from.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplyArea {
    /// Whose supplies.
    pub of: AreaOf,
    /// Sites that give.
    pub givers: u32,
    /// What amounts of it count.
    pub dimension: Dimension,
    /// What they bring, as demands count; `None` of a demand of unknown amount, whose givers are those that matching kept.
    pub amount: Option<Quantity>,
    /// Mean distance, by amount.
    pub mean: Option<Distance>,
    /// The longest way.
    pub farthest: Distance,
    /// A tight hull round givers and takers, in degrees; without a polygon where they are at fewer than three places, or in
    /// line.
    pub hull: MultiPolygon<f64>,
    /// What comes from within each distance asked.
    pub reach: Vec<Reach>,
    /// What comes from each zone of each level.
    pub provided: Vec<Provided>,
}
