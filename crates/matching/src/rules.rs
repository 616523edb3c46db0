//! The rules, each in its file.

mod branch;
mod same_resource;
mod similar;
mod substitution;

use crate::rule::Rule;

/// Every rule, the strongest first: of two that are equally sure of a pair, the first names the synergy.
pub const RULES: &[&dyn Rule] =
    &[&same_resource::SameResource, &branch::Branch, &substitution::Substitution, &similar::Similar];

/// Families whose kinds differ by grade and not by nature: sea water is no drinking water, though both are water.
/// Rules alone say which of them serves which.
const GRADED: &[&str] = &["water"];
