//! The criteria, each in its file.

mod carbon;
mod evidence;
mod margin;
mod proximity;
mod quality_fit;
mod quantity_fit;
mod seasonal_overlap;

use maillon_model::Score;

use crate::criterion::Criterion;
use crate::pair::Pair;

/// Every criterion, in the order of the score's columns.
pub const CRITERIA: &[&dyn Criterion] = &[
    &proximity::Proximity,
    &quantity_fit::QuantityFit,
    &quality_fit::QualityFit,
    &seasonal_overlap::SeasonalOverlap,
    &carbon::Carbon,
    &margin::Margin,
    &evidence::Evidence,
];

/// One value per criterion, in the order of [`CRITERIA`].
pub(crate) type Values = [Option<Score>; CRITERIA.len()];

/// What each criterion says of a pair.
pub(crate) fn values(pair: &Pair<'_>) -> Values {
    let mut values = [None; CRITERIA.len()];
    for (value, criterion) in values.iter_mut().zip(CRITERIA) {
        *value = criterion.value(pair);
    }
    values
}
