//! Where a fact comes from.

use std::fmt;

/// A publication, or the words "unsourced estimate".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Short name that facts refer to.
    pub id: Box<str>,
    /// Author and title, or whatever finds it again.
    pub cite: Box<str>,
    /// Of publication, where it bears one.
    pub year: Option<u16>,
}

impl Source {
    /// The id of estimates that nobody published.
    pub const UNSOURCED: &str = "unsourced";

    /// The id of what follows from the words themselves: a tonne replaces a tonne of the same thing.
    pub const DEFINITION: &str = "definition";

    /// Whether somebody published it.
    pub fn is_published(&self) -> bool {
        !matches!(&*self.id, Self::UNSOURCED | Self::DEFINITION)
    }
}

impl fmt::Display for Source {
    /// `Jensen and others, Quantifying geographic proximity (2011)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{} ({year})", self.cite),
            None if self.is_published() => write!(f, "{} (undated)", self.cite),
            None => f.write_str(&self.cite),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_says_how_old_it_is() {
        let source = |id: &str, year| Source { id: id.into(), cite: "Some page".into(), year };
        assert_eq!(source("page", Some(2019)).to_string(), "Some page (2019)");
        assert_eq!(source("page", None).to_string(), "Some page (undated)");
        assert_eq!(source(Source::UNSOURCED, None).to_string(), "Some page");
    }
}
