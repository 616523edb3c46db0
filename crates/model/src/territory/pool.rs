//! What neighbours could share.

use crate::flow::FlowIx;
use crate::measure::{Distance, Score};
use crate::place::SiteIx;
use crate::quantity::Quantity;
use crate::worth::{CarbonSaved, EurosGained};

/// A site that pools, and what it gains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// Its flow.
    pub flow: FlowIx,
    /// What it brings into the pool.
    pub amount: Quantity,
    /// What it would cost it alone.
    pub alone: EurosGained,
    /// What it saves by its share of the pool: never less than nothing.
    pub saves: EurosGained,
    /// How far that share may be off, where it was drawn by lot: one standard error.
    pub error: Option<EurosGained>,
}

/// A group of neighbours with the same need or the same waste, each too small alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// The site where the shared thing stands.
    pub hub: SiteIx,
    /// By flow.
    pub members: Vec<Member>,
    /// All together.
    pub amount: Quantity,
    /// What each alone does not reach and all together do.
    pub threshold: Quantity,
    /// Metres of one round through all members.
    pub round: Distance,
    /// Metres of the rounds that each would need alone, there and back.
    pub separate: Distance,
    /// Emissions avoided by the shorter way.
    pub carbon: Option<CarbonSaved>,
    /// Money saved by the group.
    pub euros: Option<EurosGained>,
    /// How far from the best the choice of places may be, as a share; 0 is the best.
    pub gap: Score,
}
