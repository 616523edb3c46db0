//! The gates, each in its file.

mod validity;
mod zero;

use crate::gate::{Gate, Verdict};
use crate::pair::Pair;

/// Every gate, in the order pairs meet them.
pub const GATES: &[&dyn Gate] = &[&zero::Zero, &validity::Validity];

/// The place of the gate that refuses the pair.
pub(crate) fn refusing(pair: &Pair<'_>) -> Option<usize> {
    GATES.iter().position(|gate| gate.check(pair) == Verdict::Refuse)
}
