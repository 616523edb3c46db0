//! Where a fact comes from.

use std::fmt;

/// A publication, or the words "unsourced estimate".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Short name that facts refer to.
    pub id: Box<str>,
    /// Author and title, or whatever finds it again.
    pub cite: Box<str>,
    /// Of publication.
    pub year: u16,
}

impl Source {
    /// The id of estimates that nobody published.
    pub const UNSOURCED: &str = "unsourced";

    /// Whether somebody published it.
    pub fn is_published(&self) -> bool {
        &*self.id != Self::UNSOURCED
    }
}

impl fmt::Display for Source {
    /// `Jensen and others, Quantifying geographic proximity (2011)`; an estimate has no year.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_published() { write!(f, "{} ({})", self.cite, self.year) } else { f.write_str(&self.cite) }
    }
}
