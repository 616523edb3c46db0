//! The plan of least transport.

use crate::objective::{Goal, Objective};

/// The plan of least transport.
pub(crate) const TRANSPORT: Objective = Objective {
    name: "transport",
    about: "Least transport (base units times kilometres) among the plans that move the most.",
    unit: "base units km",
    goal: Goal::Amount { then: |c| -c.km },
    less_is_better: true,
};
