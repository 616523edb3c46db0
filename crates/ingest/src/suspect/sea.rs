//! Sites in the open sea.

use std::cell::LazyCell;
use std::sync::LazyLock;

use maillon_model::{Issue, IssueCode};

use super::{Seen, system};

/// Cells of one degree around the Earth.
const ROUND: usize = 360;

/// Rows of cells from the south pole up; whether each cell holds land or touches one that does.
static LAND: LazyLock<Vec<[bool; ROUND]>> = LazyLock::new(|| {
    let mut rows = vec![[false; ROUND]; 180];
    for line in include_str!("../../data/land.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((south, cells)) = line.split_once('\t') else { continue };
        let Some(row) = south.parse::<f64>().ok().and_then(|south| rows.get_mut(cell(south, 90.0))) else { continue };
        for range in cells.split(' ') {
            let ends = range.split_once("..").and_then(|(a, b)| Some((a.parse::<f64>().ok()?, b.parse::<f64>().ok()?)));
            let Some((first, last)) = ends else { continue };
            row[cell(first, 180.0)..=cell(last, 180.0)].fill(true);
        }
    }
    rows
});

/// The cell of a coordinate, counted from `-least`.
fn cell(degrees: f64, least: f64) -> usize {
    (degrees + least).floor().max(0.0) as usize
}

/// Whether a place in degrees is on land, or nearer to it than the open sea.
pub(super) fn is_land(lon: f64, lat: f64) -> bool {
    let row = &LAND[cell(lat, 90.0).min(179)];
    row[cell(lon, 180.0).min(ROUND - 1)]
}

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    let lost = LazyCell::new(|| system::files(seen));
    for site in seen.sites {
        let (lon, lat) = (site.position.lon(), site.position.lat());
        if is_land(lon, lat) || lost.contains_key(&site.origin.source) {
            continue;
        }
        let hint = if lat.abs() <= 90.0 && lon.abs() <= 90.0 && is_land(lat, lon) {
            "; with latitude and longitude swapped it would lie on land"
        } else {
            ""
        };
        let message = format!("site {} lies in the open sea, at longitude {lon}, latitude {lat}{hint}", site.id);
        issues.push(super::issue(IssueCode::AtSea, site, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suspect::tests::suspected;

    #[test]
    fn land_and_islands_are_no_sea() {
        for (place, lon, lat) in [
            ("Paris", 2.35, 48.86),
            ("Réunion", 55.5, -21.1),
            ("the Azores", -25.7, 37.7),
            ("Malta", 14.4, 35.9),
            ("Tahiti", -149.5, -17.6),
            ("Fiji", 179.9, -16.6),
            ("Kourou", -52.7, 5.2),
            ("Longyearbyen", 15.6, 78.2),
            ("the pole", 0.0, -90.0),
        ] {
            assert!(is_land(lon, lat), "{place}");
        }
        for (place, lon, lat) in
            [("null island", 0.0, 0.0), ("the Bay of Biscay", -6.5, 45.5), ("the Pacific", -130.0, 30.0)]
        {
            assert!(!is_land(lon, lat), "{place}");
        }
    }

    #[test]
    fn a_site_at_sea_is_seen() {
        let rows = [("a", 2.3, 48.8, ""), ("b", 0.0, 0.0, ""), ("c", 3.0, 50.6, ""), ("d", -0.5, 44.8, "")];
        assert_eq!(suspected(IssueCode::AtSea, &rows), ["b"]);
        assert!(suspected(IssueCode::SuspectCrs, &rows).is_empty());
        // Aalborg with its axes swapped, alone.
        assert_eq!(suspected(IssueCode::AtSea, &[("a", 57.03, 9.86, "")]), ["a"]);
    }
}
