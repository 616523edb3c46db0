//! Whole units, so that sums of sums are equal to the last digit.

use maillon_model::{Dimension, PlanUnits, Quantity};

/// So many whole units as a quantity: the float nearest to that decimal, for as long as the decimal has 15 digits.
pub(crate) fn quantity(units: PlanUnits, mut whole: i128, dimension: Dimension) -> Quantity {
    let mut decimals = i32::from(units.decimals(dimension));
    // Zeros at the end are no digits: without them the division is exact.
    while decimals > 0 && whole % 10 == 0 {
        (whole, decimals) = (whole / 10, decimals - 1);
    }
    let power = 10f64.powi(decimals.abs());
    let base = if decimals > 0 { whole as f64 / power } else { whole as f64 * power };
    Quantity::per_year(base.max(0.0), dimension).unwrap_or(Quantity::none(dimension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_the_decimal_that_it_prints() {
        let units = PlanUnits::new([9; Dimension::ALL.len()]);
        let whole = 1_234_567_890_123_i128 * 1_000_000; // 1234567890.123 t in units of 10⁻⁹
        assert_eq!(quantity(units, whole, Dimension::Mass).annual(), 1_234_567_890.123);
        assert_eq!(quantity(units, 0, Dimension::Mass).annual(), 0.0);
        let coarse = PlanUnits::new([-2; Dimension::ALL.len()]);
        assert_eq!(quantity(coarse, 3, Dimension::Energy).annual(), 300.0);
    }
}
