//! What the study asks of matching.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use maillon_model::Distance;

use crate::weights::Weights;

/// What the study asks of matching.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Caps the resources' usual radii; see [`reach`](crate::reach()).
    pub radius_cap: Option<Distance>,
    /// Radii of the study's own, by resource code or an ancestor of it; see [`reach`](crate::reach()).
    pub radius: BTreeMap<String, Distance>,
    /// Synergies kept per supply flow; 0 keeps all.
    pub top: usize,
    /// What the criteria count.
    pub weights: Weights,
    /// Whether leads stay that others beat on every count; see [`Merged::dominated`](maillon_model::Merged).
    pub keep_dominated: bool,
    /// Pairs that people have looked at and turned down, by the ids of their supply and demand flows.
    pub rejected: BTreeSet<(String, String)>,
    /// The study's date: flows that do not exist that day are left out.
    pub on: Option<Date>,
}

impl Default for Options {
    /// No cap, the resources' own radii, the ten best per supply, default weights, any date.
    fn default() -> Self {
        Self {
            radius_cap: None,
            radius: BTreeMap::new(),
            top: 10,
            weights: Weights::default(),
            keep_dominated: false,
            rejected: BTreeSet::new(),
            on: None,
        }
    }
}
