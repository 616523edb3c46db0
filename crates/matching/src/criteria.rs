//! The criteria, each in its file.

mod proximity;
mod quantity_fit;

use maillon_model::Score;

use crate::criterion::Criterion;
use crate::pair::Pair;

/// Every criterion, in the order of the score's columns.
pub const CRITERIA: &[&dyn Criterion] = &[&proximity::Proximity, &quantity_fit::QuantityFit];

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
