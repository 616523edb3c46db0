//! The most valuable plan by score.

use crate::objective::{Goal, Objective};

/// The most valuable plan by score.
pub(crate) const SCORE: Objective = Objective {
    name: "score",
    about: "Most valuable by score: the sum of each amount times its synergy's score.",
    unit: "score-weighted base units",
    goal: Goal::Total { value: |c| Some(c.score), fixed: false },
    less_is_better: false,
};
