//! The figures of a territory.

use super::substance::Substance;
use crate::quantity::Dimension;

/// How an indicator stands to a framework that others publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framework {
    /// To none.
    None,
    /// After a definition that is public, applied to the flows of the study and not to what the framework counts.
    Adapted(&'static str),
    /// Of a kind that the framework has; its official form was not at hand, and may ask for something else.
    NotChecked(&'static str),
}

impl Framework {
    /// What it is called.
    pub const fn title(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Adapted(title) | Self::NotChecked(title) => Some(title),
        }
    }

    /// The word layers use.
    pub const fn status(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Adapted(_) => "adapted",
            Self::NotChecked(_) => "not_checked",
        }
    }
}

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
    /// How it stands to a public framework.
    pub framework: Framework,
}

/// What a figure is of, where an indicator has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FigureOf {
    /// Of the whole territory.
    Whole,
    /// Of amounts of that dimension.
    Amounts(Dimension),
    /// Of the zones of a level, by its name.
    Level(Box<str>),
    /// Of amounts, at a level.
    AmountsAt(Dimension, Box<str>),
    /// Of a substance.
    Substance(Substance),
}

impl FigureOf {
    /// The word layers use; `None` for the whole.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Whole => None,
            Self::Amounts(dimension) => Some(format!("{}/yr", dimension.base_unit())),
            Self::Level(level) => Some(level.to_string()),
            Self::AmountsAt(dimension, level) => Some(format!("{}/yr,{level}", dimension.base_unit())),
            Self::Substance(substance) => Some(substance.symbol().to_owned()),
        }
    }

    /// The dimension of the amounts, where it is of amounts.
    pub const fn dimension(&self) -> Option<Dimension> {
        match self {
            Self::Amounts(dimension) | Self::AmountsAt(dimension, _) => Some(*dimension),
            Self::Whole | Self::Level(_) | Self::Substance(_) => None,
        }
    }
}

/// One value of an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Which indicator.
    pub words: &'static IndicatorWords,
    /// What it is of.
    pub of: FigureOf,
    /// The value without the plan, where that means something and the data tells.
    pub before: Option<f64>,
    /// The value with the plan; `None` where the data does not tell.
    pub value: Option<f64>,
    /// How many things it does not hold, for want of an amount or a factor.
    pub without: u64,
}
