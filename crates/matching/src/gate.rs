//! What rules a pair out.

use crate::pair::Pair;

/// What a gate says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing against it.
    Pass,
    /// The data does not tell; the pair goes on.
    Unknown,
    /// It cannot be.
    Refuse,
}

/// A condition without which there is no synergy, however good the rest.
pub trait Gate: Sync {
    /// In `snake_case`, unique among gates.
    fn name(&self) -> &'static str;

    /// What it refuses, in a line.
    fn about(&self) -> &'static str;

    /// The verdict. Asked for every pair within its radius that no earlier gate refused.
    fn check(&self, pair: &Pair<'_>) -> Verdict;
}
