//! Ids and names.

/// A short text: up to 15 bytes lie in place, so that millions of ids need no memory of their own.
pub type Word = ecow::EcoString;

/// A word that may be missing, in the room of one. An empty word says nothing, so it is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name(Word);

impl Name {
    /// None.
    pub const NONE: Name = Name(Word::new());

    /// The word, where there is one.
    pub fn as_deref(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|word| !word.is_empty())
    }
}

impl<W: Into<Word>> From<Option<W>> for Name {
    fn from(word: Option<W>) -> Self {
        word.map_or(Self::NONE, |word| Self(word.into()))
    }
}

impl From<&str> for Name {
    fn from(word: &str) -> Self {
        Self(word.into())
    }
}
