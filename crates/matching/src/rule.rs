//! What makes one resource serve for another.

use maillon_knowledge as knowledge;
use maillon_knowledge::Entry;
use maillon_model::{ResourceIx, Score};

use crate::meaning::Meanings;

/// A resource that a supplied one can serve, and how surely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lead<'a> {
    /// What can be served.
    pub demand: ResourceIx,
    /// What the supply is taken for, where the knowledge has it.
    pub supplied: Option<&'a Entry>,
    /// What the demand is taken for, likewise.
    pub demanded: Option<&'a Entry>,
    /// The substitution that pairs them, where one does.
    pub substitution: Option<&'a knowledge::Rule>,
    /// Whether it holds only where the taker's activity is one that the substitution names: the demand is not
    /// specific enough by itself.
    pub takers_only: bool,
    /// How sure it is: of the codes' readings and of the rule together.
    pub confidence: Score,
}

/// Leads less sure than this are none. No source: below it, most readings of a code are wrong.
pub(crate) const LEAST: f64 = 0.1;

/// A source of [`Lead`]s.
pub trait Rule: Sync {
    /// In `snake_case`, unique among rules.
    fn name(&self) -> &'static str;

    /// What it says, in a line.
    fn about(&self) -> &'static str;

    /// The same, in French.
    fn about_fr(&self) -> &'static str;

    /// What the supplied resource can serve. Asked once per resource, not per pair.
    fn leads<'a>(&self, meanings: &Meanings<'a>, supply: ResourceIx) -> Vec<Lead<'a>>;
}
