//! Ids and names.

/// A short text: up to 15 bytes lie in place, so that millions of ids need no memory of their own.
pub type Word = ecow::EcoString;
