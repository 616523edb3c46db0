//! Why data is refused.

use crate::taxonomy::Taxonomy;

/// Why a data file is refused: which file, and what is wrong in it.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {fault}")]
pub struct CatalogueError {
    /// The file, as its reader called it.
    pub file: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a piece of data.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Not TOML, or not of our schema.
    #[error("{0}")]
    Parse(#[from] toml::de::Error),
    /// A code that is not lower-case words joined by dots.
    #[error("\"{0}\" is no code: write lower-case words joined by dots, such as heat.steam")]
    Malformed(String),
    /// The same code, or the same id, twice.
    #[error("\"{0}\" stands twice")]
    Duplicate(String),
    /// The dots name a parent that does not exist.
    #[error("\"{code}\" lacks its parent \"{parent}\"")]
    Parent {
        /// The orphan.
        code: String,
        /// Who is missing.
        parent: String,
    },
    /// A key that neither the entry nor its parents give.
    #[error("\"{code}\" gives no {key}, nor does a parent")]
    Missing {
        /// The entry.
        code: String,
        /// The key.
        key: &'static str,
    },
    /// A word outside the list of words.
    #[error("\"{code}\": unknown {key} \"{value}\"")]
    Unknown {
        /// The entry.
        code: String,
        /// The key.
        key: &'static str,
        /// Its value.
        value: String,
    },
    /// A number without meaning.
    #[error("\"{code}\": {key} {value} has no meaning")]
    Number {
        /// The entry.
        code: String,
        /// The key.
        key: &'static str,
        /// Its value.
        value: f64,
    },
    /// A label or synonym two resources claim.
    #[error("\"{name}\" names both \"{first}\" and \"{second}\"")]
    Ambiguous {
        /// The name.
        name: String,
        /// One resource.
        first: String,
        /// The other.
        second: String,
    },
    /// A code of another taxonomy that is none.
    #[error("\"{code}\": \"{value}\" is no {taxonomy} code")]
    Taxonomy {
        /// The entry.
        code: String,
        /// Whose code it should be.
        taxonomy: Taxonomy,
        /// The text.
        value: String,
    },
    /// A ratio without units, or with units that are none.
    #[error("rule \"{0}\": its ratio lacks units: write what is replaced over what is given, such as t/t or MWh/t")]
    RatioUnits(String),
    /// A rule that nobody vouches for.
    #[error("rule \"{0}\" names no source: name one, or \"unsourced\"")]
    NoSource(String),
    /// A rule by which a resource replaces itself.
    #[error("rule \"{rule}\" replaces \"{code}\" by itself")]
    Cycle {
        /// The rule.
        rule: String,
        /// The resource on both sides.
        code: String,
    },
    /// Conditions that nothing can meet.
    #[error("rule \"{rule}\" asks what nothing can be: {what}")]
    Impossible {
        /// The rule.
        rule: String,
        /// What contradicts itself.
        what: String,
    },
    /// More exchanges ran than there were.
    #[error("rule \"{0}\": more exchanges implemented than documented")]
    Evidence(String),
}
