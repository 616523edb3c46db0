//! What a plan is to be best at.

use crate::candidates::Candidate;
use crate::objectives;

/// How an objective judges a plan.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// The greatest total of a value per base unit supplied; `None` where the synergy lacks the factor. `fixed` counts
    /// the euros of building.
    Total { value: fn(&Candidate) -> Option<f64>, fixed: bool },
    /// The greatest amount; among all plans that move it, the greatest total of the second value per base unit.
    Amount { then: fn(&Candidate) -> f64 },
    /// The most sites that take part; then the best score.
    Sites,
    /// The least served demand served as well as it can be, then the next; then the best score.
    Fair,
}

/// One thing a plan can be best at.
#[derive(Debug)]
pub struct Objective {
    /// The word studies use.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// What a plan's value counts.
    pub unit: &'static str,
    pub(crate) goal: Goal,
    /// What a plan is worth, from each candidate and the base units it supplies.
    pub(crate) less_is_better: bool,
}

/// All objectives, in the order help lists them.
pub const OBJECTIVES: &[Objective] = &[
    objectives::score::SCORE,
    objectives::tonnes::TONNES,
    objectives::euros::EUROS,
    objectives::carbon::CARBON,
    objectives::transport::TRANSPORT,
    objectives::participation::PARTICIPATION,
    objectives::fair::FAIR,
];

impl Objective {
    /// The objective of that name.
    pub fn from_name(name: &str) -> Option<&'static Self> {
        OBJECTIVES.iter().find(|o| o.name == name)
    }

    /// Euros of building a candidate's connection, where the objective counts them.
    pub(crate) fn building(&self, c: &Candidate) -> f64 {
        match self.goal {
            Goal::Total { fixed: true, .. } => c.terms.fixed_euros.unwrap_or(0.0),
            _ => 0.0,
        }
    }

    /// What a base unit supplied adds to the plan's value, where that is a total; `None` where a factor lacks.
    pub(crate) fn rate(&self, c: &Candidate) -> Option<f64> {
        match self.goal {
            Goal::Total { value, .. } => value(c),
            Goal::Amount { then } if self.less_is_better => Some(-then(c)),
            Goal::Amount { .. } => Some(1.0),
            Goal::Sites | Goal::Fair => Some(c.score),
        }
    }
}
