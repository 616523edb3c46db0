//! Where supplies come from.

use geo_types::Polygon;

use crate::flow::FlowIx;
use crate::measure::{Distance, Score};
use crate::place::ZoneIx;
use crate::quantity::Quantity;

/// What comes from within a distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// The distance.
    pub within: Distance,
    /// What comes from there.
    pub amount: Quantity,
}

/// Where what the plan brings a demand comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplyArea {
    /// The demand.
    pub flow: FlowIx,
    /// Sites that give.
    pub givers: u32,
    /// What they bring, as the demand counts.
    pub amount: Quantity,
    /// Mean distance, by amount.
    pub mean: Distance,
    /// The farthest giver.
    pub farthest: Distance,
    /// A tight hull round the givers and the taker, in degrees; `None` where they are at fewer than three places or in line.
    pub hull: Option<Polygon<f64>>,
    /// What comes from within each distance asked.
    pub reach: Vec<Reach>,
    /// The share that each zone of each level provides: place of the level, zone (`None`: in no zone), share.
    pub zones: Vec<(u32, Option<ZoneIx>, Score)>,
}
