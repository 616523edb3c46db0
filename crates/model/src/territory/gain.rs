//! Who gains.

use crate::measure::Score;
use crate::place::{SiteIx, SizeClass, ZoneIx};
use crate::worth::{CarbonSaved, EurosGained};

/// What the plan brings a site: half of the worth of each of its exchanges, since neither side has it without the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiteGain {
    /// The site.
    pub site: SiteIx,
    /// How large the firm is, where the study says.
    pub size: Option<SizeClass>,
    /// Synergies of the plan that it takes part in.
    pub exchanges: u32,
    /// Those of them without a price.
    pub without_euros: u32,
    /// Money, of the others; `None` where none has a price, nothing where it takes part in none.
    pub euros: Option<EurosGained>,
    /// Those without a factor of carbon.
    pub without_carbon: u32,
    /// Emissions, of the others; likewise.
    pub carbon: Option<CarbonSaved>,
}

impl SiteGain {
    /// Whether what is known of it is a loss.
    pub fn loses(&self) -> bool {
        self.euros.is_some_and(|euros| euros.as_per_year() < 0.0)
    }
}

/// What the plan brings the sites of a zone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZoneGain {
    /// Place of the level.
    pub level: u32,
    /// The zone; `None` for all sites that no zone of the level holds.
    pub zone: Option<ZoneIx>,
    /// Sites that have a flow.
    pub sites: u32,
    /// Those of them that the plan serves.
    pub taking_part: u32,
    /// Those of them that lose.
    pub losing: u32,
    /// Of those that the plan serves, small firms: fewer than 50 people.
    pub small: u32,
    /// … those of which nobody says how many work there.
    pub without_size: u32,
    /// Money, of the sites whose gain is known; `None` where none is.
    pub euros: Option<EurosGained>,
    /// Sites whose gain is not known, or not all of it.
    pub without_euros: u32,
    /// Emissions, likewise.
    pub carbon: Option<CarbonSaved>,
    /// Gini coefficient of the sites' known gains; `None` below two sites, where nothing is gained, or where somebody loses.
    pub gini: Option<Score>,
}
