//! The plan that moves most.

use crate::objective::{Goal, Objective};

/// The plan that moves most.
pub(crate) const TONNES: Objective = Objective {
    name: "tonnes",
    about: "Most tonnes (or MWh, m3: base units supplied); among equals the best score.",
    unit: "base units",
    goal: Goal::Amount { then: |c| c.score },
    less_is_better: false,
};
