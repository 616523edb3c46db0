//! How much, when it is known at all.

use crate::quantity::Quantity;

/// A flow's amount. Missing, zero and "below the threshold" are three different things:
/// zero is `Known` with a quantity of 0.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Amount {
    /// Nobody said.
    #[default]
    Missing,
    /// Measured or declared below a threshold, which is given where it is known ("< 2000 t", "< seuil").
    Below(Option<Quantity>),
    /// The stated quantity.
    Known(Quantity),
}

impl Amount {
    /// The quantity, where it is known.
    pub const fn known(self) -> Option<Quantity> {
        match self {
            Self::Known(quantity) => Some(quantity),
            Self::Missing | Self::Below(_) => None,
        }
    }

    /// `known`, `below` or `missing`: the word layers use.
    pub const fn state(self) -> &'static str {
        match self {
            Self::Known(_) => "known",
            Self::Below(_) => "below",
            Self::Missing => "missing",
        }
    }

    /// True only for a stated zero.
    pub fn is_zero(self) -> bool {
        matches!(self, Self::Known(q) if q.annual() == 0.0)
    }
}
