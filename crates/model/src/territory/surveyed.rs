//! What is told row by row.

use std::fmt::Debug;

use super::{AreaOf, CriticalLink, CriticalSite, DemandRisk, SiteGain, SupplyArea, Territory};

/// What of supply areas is drawn; the rest stays empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// Nothing: shares and distances alone.
    Nothing,
    /// Hulls.
    Hulls,
    /// What is within each distance of the takers, where that was asked; else there are no areas.
    Reach,
}

/// A survey of a territory. Of what there is one for each site, demand or exchange, it hands out rows made as they are read: all
/// of them at once would take more memory than the study.
pub trait Surveyed: Debug + Sync {
    /// What there is little of.
    fn territory(&self) -> &Territory;

    /// Every demand, by flow.
    fn demands(&self) -> Box<dyn Iterator<Item = DemandRisk> + '_>;

    /// Sites that have a synergy, the one whose loss would hurt most first.
    fn sites(&self) -> Box<dyn Iterator<Item = CriticalSite> + '_>;

    /// What the plan moves, the links that can least be replaced first.
    fn links(&self) -> Box<dyn Iterator<Item = CriticalLink> + '_>;

    /// Sites that have a flow, by their place.
    fn gains(&self) -> Box<dyn Iterator<Item = SiteGain> + '_>;

    /// Whose areas there are, without a look at them.
    fn whose_areas(&self) -> Box<dyn Iterator<Item = AreaOf> + '_>;

    /// Those of the [`Territory`], then one of each demand that is served or of unknown amount.
    fn areas(&self, drawn: Drawn) -> Box<dyn Iterator<Item = SupplyArea> + '_>;
}
