//! What makes one pair better than another.

use maillon_model::Score;

use crate::link::Link;
use crate::pair::Pair;

/// One part of the score. Its value depends on the pair alone, never on other pairs: adding a site changes no
/// score that was there before.
pub trait Criterion: Sync {
    /// In `snake_case`, unique among criteria; layers show the value as `score_<name>`.
    fn name(&self) -> &'static str;

    /// What it rewards, in a line.
    fn about(&self) -> &'static str;

    /// How the value is computed.
    fn formula(&self) -> &'static str;

    /// Where the formula comes from.
    fn source(&self) -> &'static str;

    /// Its weight where the study gives none. No source; a default the study can change.
    fn default_weight(&self) -> f64;

    /// Whether the value may differ between two pairs of one link whose flows state nothing but an amount; see
    /// [`Gate::varies`](crate::Gate::varies).
    fn varies(&self, _link: &Link<'_>) -> bool {
        true
    }

    /// The value, or `None` where the data does not tell.
    fn value(&self, pair: &Pair<'_>) -> Option<Score>;
}
