//! What makes one resource serve for another.

use maillon_model::{ResourceIx, Study};

/// A reason why a supplied resource can serve a demanded one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The name that synergies carry: the rule's own, or that of one entry of a rule that reads a table.
    pub rule: &'static str,
    /// What can be served.
    pub demand: ResourceIx,
}

/// A source of [`Link`]s.
pub trait Rule: Sync {
    /// In `snake_case`, unique among rules.
    fn name(&self) -> &'static str;

    /// What it says, in a line.
    fn about(&self) -> &'static str;

    /// What the supplied resource can serve. Asked once per resource, not per pair; where two rules link
    /// the same resources, the first in [`RULES`](crate::RULES) does.
    fn links(&self, study: &Study, supply: ResourceIx) -> Vec<Link>;
}
