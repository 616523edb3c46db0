//! What numbers the symbols are scaled by: the greatest amount of each unit, so that each unit uses all widths.

use std::collections::BTreeMap;

use super::expression::{choose, column, or_zero, text};

/// Amounts of a layer, as shares of the greatest in their unit.
#[derive(Debug, Clone)]
pub(super) struct Shares {
    greatest: Vec<(String, f64)>,
    sorted: Vec<f64>,
}

impl Shares {
    /// Of amounts with their units.
    pub(super) fn of<'u>(amounts: impl Iterator<Item = (&'u str, f64)>) -> Self {
        let mut by_unit: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (unit, amount) in amounts.filter(|(_, amount)| *amount > 0.0) {
            by_unit.entry(unit).or_default().push(amount);
        }
        let (mut greatest, mut sorted) = (Vec::new(), Vec::new());
        for (unit, mut amounts) in by_unit {
            let most = amounts.iter().copied().fold(0.0, f64::max);
            amounts.iter_mut().for_each(|amount| *amount /= most);
            greatest.push((unit.to_owned(), most));
            sorted.append(&mut amounts);
        }
        sorted.sort_unstable_by(|a: &f64, b| b.total_cmp(a));
        Self { greatest, sorted }
    }

    /// The expression that gives a feature's share, from 0 to 1; 0 where its amount is not known, so that it is drawn
    /// thin, not left out.
    pub(super) fn expression(&self, amount: &str, unit: &str) -> String {
        let case = |(name, most): &(String, f64)| {
            (format!("{} = {}", column(unit), text(name)), format!("{} / {most:e}", or_zero(amount)))
        };
        choose(&self.greatest.iter().map(case).collect::<Vec<_>>(), "0")
    }

    /// The share that so many features reach; 0 where there are no more.
    pub(super) fn reached_by(&self, count: usize) -> f64 {
        if self.sorted.len() > count { self.sorted[count - 1] } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_has_its_own_greatest() {
        let shares = Shares::of([("t/yr", 10.0), ("t/yr", 5.0), ("MWh/yr", 0.1), ("t/yr", 0.0)].into_iter());
        assert_eq!(shares.sorted, [1.0, 1.0, 0.5]);
        assert_eq!(shares.reached_by(2), 1.0);
        assert_eq!(shares.reached_by(3), 0.0);
        let expression = shares.expression("\"amount\"", "unit");
        assert!(
            expression.starts_with("CASE WHEN \"unit\" = 'MWh/yr' THEN coalesce(\"amount\", 0) / 1e-1"),
            "{expression}"
        );
        assert_eq!(Shares::of([].into_iter()).expression("\"amount\"", "unit"), "0");
    }
}
