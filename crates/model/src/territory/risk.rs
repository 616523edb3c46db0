//! What breaks if something falls away.

use crate::flow::FlowIx;
use crate::measure::Score;
use crate::place::SiteIx;
use crate::quantity::{Dimension, Quantity};
use crate::sums::Sums;
use crate::worth::{CarbonSaved, EurosGained};

/// How safe a demand is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemandRisk {
    /// The demand.
    pub flow: FlowIx,
    /// Sites that could give, of those that matching kept.
    pub givers: u32,
    /// Sites that do give in the plan.
    pub used: u32,
    /// Herfindahl-Hirschman index of what the plan brings it: Σ share², 1 for a single giver; `None` where it brings nothing.
    pub hhi: Option<Score>,
    /// The share of the need that the givers could meet together, each by itself; `None` where an amount is not known.
    pub coverage: Option<Score>,
    /// The same without the giver that matters most.
    pub coverage_n1: Option<Score>,
    /// That giver.
    pub mainstay: Option<SiteIx>,
}

/// What a site's loss would do.
#[derive(Debug, Clone, PartialEq)]
pub struct CriticalSite {
    /// The site.
    pub site: SiteIx,
    /// What the plan moves from and to it, as supplies count, by dimension.
    pub moved: Sums,
    /// The largest share of what the plan moves in one dimension, anywhere, that touches it.
    pub share: Score,
    /// Sites that its synergies join it to.
    pub partners: u32,
    /// Demands that nobody else could meet, of those that matching kept.
    pub only_giver_of: u32,
    /// Demand that nobody else's supply could cover, by dimension.
    pub uncovered: Sums,
    /// Sites that would stop after it if nothing replaced what stops; one stops that has a need whose givers all stopped.
    pub cascade: u32,
    /// Steps of that cascade.
    pub steps: u32,
    /// What the plan moves from or to it or a site of its cascade, by dimension: what would stop.
    pub lost: Sums,
    /// The worth of these exchanges, as far as it is known.
    pub lost_euros: Option<EurosGained>,
    /// Those of them without a price.
    pub lost_without_euros: u32,
    /// The emissions they avoid, as far as they are known.
    pub lost_carbon: Option<CarbonSaved>,
    /// Those of them without a factor of carbon.
    pub lost_without_carbon: u32,
}

/// A link of the plan, and what it would take to replace it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CriticalLink {
    /// Its place in the list of synergies.
    pub synergy: u32,
    /// What it moves.
    pub supplied: Quantity,
    /// The share of the demand's need that it meets.
    pub of_demand: Score,
    /// Other sites that could give to that demand, of those that matching kept.
    pub others: u32,
    /// Whether the network of the plan falls in two without it.
    pub bridge: bool,
}

/// In which order sites fall away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttackOrder {
    /// By chance.
    Random,
    /// Those through which most of the plan goes first.
    Targeted,
}

impl AttackOrder {
    /// The word layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Targeted => "targeted",
        }
    }
}

/// What is left of the plan when so many sites have fallen away and nothing is planned anew.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AttackStep {
    /// In which order they fell.
    pub order: AttackOrder,
    /// How many of the plan's sites.
    pub removed: u32,
    /// Of how many.
    pub of: u32,
    /// What is counted.
    pub dimension: Dimension,
    /// The share of what moved that still moves; the mean of the draws where chance decides.
    pub left: Score,
    /// The share of the plan's sites in the largest part that still hangs together; likewise.
    pub largest: Score,
}
