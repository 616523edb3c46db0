//! The plan that avoids most carbon.

use crate::objective::{Goal, Objective};

/// The plan that avoids most carbon.
pub(crate) const CARBON: Objective = Objective {
    name: "carbon",
    about: "Most CO2 avoided, net; synergies without a factor are left out.",
    unit: "kg CO2/yr",
    goal: Goal::Total { value: |c| c.terms.co2_kg, fixed: false },
    less_is_better: false,
};
