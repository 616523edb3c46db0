//! The fairest plan.

use crate::objective::{Goal, Objective};

/// The fairest plan.
pub(crate) const FAIR: Objective = Objective {
    name: "fair",
    about: "Fair shares: the least served demand is served as well as it can be, then the next; then the best score.",
    unit: "share",
    goal: Goal::Fair,
    less_is_better: false,
};
