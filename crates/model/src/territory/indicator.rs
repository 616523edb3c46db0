//! The figures of a territory.

use crate::quantity::Dimension;

/// What an indicator says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndicatorWords {
    /// snake_case; stable, scripts rely on it.
    pub id: &'static str,
    /// English name.
    pub en: &'static str,
    /// French name.
    pub fr: &'static str,
    /// What it tells, in a sentence.
    pub definition: &'static str,
    /// The same in French.
    pub definition_fr: &'static str,
    /// How it is worked out.
    pub formula: &'static str,
    /// Where the formula comes from, or `no source`.
    pub source: &'static str,
    /// Its unit; `<unit>` stands for the dimension's.
    pub unit: &'static str,
}

/// One value of an indicator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// Which indicator.
    pub words: &'static IndicatorWords,
    /// The dimension it is of, where it is of one.
    pub dimension: Option<Dimension>,
    /// The value; `None` where the data does not tell.
    pub value: Option<f64>,
    /// How many things it does not hold, for want of an amount or a factor.
    pub without: u64,
}
