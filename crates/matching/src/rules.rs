//! The rules, each in its file.

mod same_resource;

use crate::rule::Rule;

/// Every rule; the first that links two resources names the synergy.
pub const RULES: &[&dyn Rule] = &[&same_resource::SameResource];
