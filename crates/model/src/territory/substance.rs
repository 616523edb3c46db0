//! What of a substance is in what flows.

use super::balance::Side;
use crate::place::ZoneIx;
use crate::quantity::Quantity;

/// An element that is worth following whatever it is bound in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Substance {
    /// Nitrogen.
    Nitrogen,
    /// Phosphorus, as the element: P2O5 is 2.29 times that.
    Phosphorus,
}

impl Substance {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Nitrogen, Self::Phosphorus];

    /// Chemical symbol: the word layers use.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Nitrogen => "N",
            Self::Phosphorus => "P",
        }
    }
}

/// How much of a substance a flow holds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Content {
    /// None that anybody would ask for: steam, steel.
    #[default]
    NotAsked,
    /// Some, and nobody says how much.
    Unknown,
    /// So many tonnes in each of the flow's base units.
    Of(Quantity),
}

/// What of a substance the flows of a zone hold, on each side. `stated = inside + across + left`, to the last digit.
#[derive(Debug, Clone, PartialEq)]
pub struct SubstanceBalance {
    /// Place of the level.
    pub level: u32,
    /// The zone; `None` for all sites that no zone of the level holds.
    pub zone: Option<ZoneIx>,
    /// The substance.
    pub substance: Substance,
    /// In what its sites have to give, in tonnes of the substance. Flows whose content or amount is not known are `unknown`.
    pub supply: Side,
    /// In what they need.
    pub demand: Side,
}
