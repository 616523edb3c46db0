//! What rules a pair out.

use crate::link::Link;
use crate::pair::Pair;

/// What a gate says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing against it.
    Pass,
    /// The data does not tell; the pair goes on.
    Unknown,
    /// Not as it is, but the rule's treatment would do; the pair goes on.
    NeedsTreatment,
    /// It cannot be.
    Refuse,
}

impl Verdict {
    /// The word cards use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Unknown => "unknown",
            Self::NeedsTreatment => "needs_treatment",
            Self::Refuse => "refuse",
        }
    }
}

/// A condition without which there is no synergy, however good the rest.
pub trait Gate: Sync {
    /// In `snake_case`, unique among gates.
    fn name(&self) -> &'static str;

    /// What it refuses, in a line.
    fn about(&self) -> &'static str;

    /// The verdict. Asked for every pair within its radius that no earlier gate refused.
    fn check(&self, pair: &Pair<'_>) -> Verdict;

    /// Whether the verdict may differ between two pairs of one link whose flows state nothing but an amount: by distance,
    /// amounts, sites or rejection. What does not is asked once for all of them.
    fn varies(&self, _link: &Link<'_>) -> bool {
        true
    }

    /// What the verdict rests on, in words, for the match card.
    fn words(&self, pair: &Pair<'_>) -> String;
}
