//! The resources maillon knows.

use std::sync::OnceLock;

use maillon_model::{Dimension, Distance, Language};

/// A resource of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Our code: words joined by dots, from family to kind (`heat.steam`).
    pub code: Box<str>,
    /// English name.
    pub en: Box<str>,
    /// French name.
    pub fr: Box<str>,
    /// What amounts of it count.
    pub dimension: Dimension,
    /// How far it usually travels.
    pub radius: Distance,
}

impl Entry {
    /// The name in that language.
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

/// Why the catalogue's data is refused.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML, or not of our schema.
    #[error("{0}")]
    Parse(#[from] toml::de::Error),
}

/// What a user's word for a resource stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution<'c> {
    /// The code that stands for it from here on: ours, a taxonomy's with its prefix, or the user's text, tidied.
    pub code: String,
    /// The catalogue's entry, where there is one.
    pub entry: Option<&'c Entry>,
    /// Codes that look like it, where there is none.
    pub suggestions: Vec<&'c str>,
}

/// The resources maillon knows.
#[derive(Debug)]
pub struct Catalogue {
    entries: Vec<Entry>,
}

impl Catalogue {
    /// The catalogue maillon ships.
    pub fn builtin() -> &'static Catalogue {
        static BUILTIN: OnceLock<Catalogue> = OnceLock::new();
        BUILTIN.get_or_init(|| Catalogue { entries: Vec::new() })
    }

    /// All entries, by code.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What `text` stands for.
    pub fn resolve(&self, text: &str) -> Resolution<'_> {
        Resolution { code: text.trim().to_owned(), entry: None, suggestions: Vec::new() }
    }
}
