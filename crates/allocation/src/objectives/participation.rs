//! The plan in which most sites take part.

use crate::objective::{Goal, Objective};

/// The plan in which most sites take part.
pub(crate) const PARTICIPATION: Objective = Objective {
    name: "participation",
    about: "Most sites that take part with at least their smallest lot (a hundredth of what a pair could move where none is stated); then the best score.",
    unit: "sites",
    goal: Goal::Sites,
    less_is_better: false,
};
