//! The plan that brings most money.

use crate::objective::{Goal, Objective};

/// The plan that brings most money.
pub(crate) const EUROS: Objective = Objective {
    name: "euros",
    about: "Best net euros, fixed costs included; synergies without a price are left out.",
    unit: "EUR/yr",
    goal: Goal::Total { value: |c| c.terms.euros, fixed: true },
    less_is_better: false,
};
