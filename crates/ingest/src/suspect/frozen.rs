//! Coordinates that stay the same from row to row while the other changes: a cell dragged down in a spreadsheet.

use maillon_model::{Issue, IssueCode};

use super::Seen;

/// Sites of one coordinate, and different others, that are no chance. No source: in 5,000 sites of a European register
/// none but a dragged column reaches it.
const LEAST: usize = 5;

/// Coordinates that repeat, beyond which the sites stand on a grid.
const GRID: usize = 5;

/// Decimals of a degree below which coordinates are rounded, and meet by chance.
const ROUNDED: f64 = 1e4;

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    for (word, axis) in [("longitude or easting", 0), ("latitude or northing", 1)] {
        let coordinates = |at: usize| {
            let (x, y) = seen.told[at].written;
            if axis == 0 { (x, y) } else { (y, x) }
        };
        let count = seen.sites.len();
        let mut order = super::repeated(count, (0..count).map(|at| (coordinates(at).0.to_bits(), at)));
        order.retain(|at| precise(coordinates(*at).0));
        order.sort_unstable_by(|a, b| {
            let ((a0, a1), (b0, b1)) = (coordinates(*a), coordinates(*b));
            a0.total_cmp(&b0).then(a1.total_cmp(&b1)).then(a.cmp(b))
        });
        let same = |a: &usize, b: &usize| coordinates(*a).0 == coordinates(*b).0;
        let frozen: Vec<&[usize]> = order.chunk_by(same).filter(|group| others(group, coordinates) >= LEAST).collect();
        if frozen.len() > GRID {
            continue;
        }
        for group in frozen {
            for at in group {
                let (site, value) = (&seen.sites[*at], coordinates(*at).0);
                let message = format!(
                    "site {} has the {word} {value}, as have {} others that lie elsewhere",
                    site.id,
                    group.len() - 1
                );
                issues.push(super::issue(IssueCode::FrozenCoordinate, site, message));
            }
        }
    }
}

/// How many different values the other coordinate has.
fn others(group: &[usize], coordinates: impl Fn(usize) -> (f64, f64)) -> usize {
    group.chunk_by(|a, b| coordinates(*a).1 == coordinates(*b).1).count()
}

/// Whether a coordinate has so many decimals that two places hardly share it.
fn precise(value: f64) -> bool {
    let scaled = value * ROUNDED;
    value.abs() > 360.0 || (scaled - scaled.round()).abs() > 1e-6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suspect::tests::suspected;

    #[test]
    fn a_dragged_longitude_is_seen() {
        let ids = ["a", "b", "c", "d", "e", "f"];
        let row = |lon: f64| -> Vec<(&str, f64, f64, &str)> {
            ids.iter().enumerate().map(|(i, id)| (*id, lon, 40.123_456 + i as f64 * 0.1, "")).collect()
        };
        assert_eq!(suspected(IssueCode::FrozenCoordinate, &row(43.319_417)), ids);
        assert!(suspected(IssueCode::FrozenCoordinate, &row(43.32)).is_empty(), "rounded");
        assert!(suspected(IssueCode::FrozenCoordinate, &row(43.319_417)[..4]).is_empty(), "few");
    }

    #[test]
    fn a_grid_is_not_frozen() {
        let ids: Vec<String> = (0..64).map(|i| format!("{i:02}")).collect();
        let grid: Vec<_> = ids
            .iter()
            .enumerate()
            .map(|(i, id)| (id.as_str(), 2.123_456 + (i % 8) as f64 * 0.01, 48.123_456 + (i / 8) as f64 * 0.01, ""))
            .collect();
        assert!(suspected(IssueCode::FrozenCoordinate, &grid).is_empty());
    }
}
