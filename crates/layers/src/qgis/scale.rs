//! What numbers the symbols are scaled by: the greatest amount of each unit, so that each unit uses all widths.

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
        let amounts: Vec<(&str, f64)> = amounts.filter(|(_, amount)| *amount > 0.0).collect();
        let mut greatest: Vec<(String, f64)> = Vec::new();
        for (unit, amount) in &amounts {
            match greatest.iter_mut().find(|(known, _)| known == unit) {
                Some((_, most)) => *most = most.max(*amount),
                None => greatest.push(((*unit).to_owned(), *amount)),
            }
        }
        greatest.sort_by(|a, b| a.0.cmp(&b.0));
        let most = |unit: &str| greatest.iter().find(|(known, _)| known == unit).map_or(1.0, |(_, most)| *most);
        let mut sorted: Vec<f64> = amounts.iter().map(|(unit, amount)| amount / most(unit)).collect();
        sorted.sort_by(|a, b| b.total_cmp(a));
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
