//! Classes of material, energy, water or service.

use crate::measure::{Distance, Score};
use crate::quantity::Dimension;

/// A resource's place in [`Study::resources`](crate::Study::resources).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceIx(pub u32);

/// A class of material, energy, water or service, as far as a study needs to know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Our own code (`heat.steam`), or a taxonomy's with its prefix (`ewc:10 01 02`).
    pub code: Box<str>,
    /// The top of its branch (`heat`); layers total by it.
    pub family: Box<str>,
    /// Name in the study's language, where the knowledge has it.
    pub label: Option<Box<str>>,
    /// What amounts of it usually count.
    pub dimension: Option<Dimension>,
    /// How far it usually travels; `None` leaves it to the study's radius.
    pub radius: Option<Distance>,
    /// Farther than this it does not travel, whatever the study allows; `None` where the knowledge has no such limit.
    pub stop: Option<Distance>,
    /// Whether the knowledge knows the code.
    pub known: bool,
    /// What a taxonomy's code may mean, the surest first. A code of ours reads as itself, and so may be left empty.
    pub readings: Vec<Reading>,
}

/// A resource that another taxonomy's code may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Our own code of it.
    pub code: Box<str>,
    /// How surely the code means it.
    pub confidence: Score,
}
