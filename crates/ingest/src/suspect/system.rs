//! Files whose coordinates look read in the wrong system.

use std::collections::BTreeMap;

use geo::{BoundingRect, Rect};
use maillon_model::{Issue, IssueCode, Position, SourceIx, Zone};

use super::{Seen, sea};
use crate::frame::guesses_but;

/// Sites of a file that are needed to speak of the file, and not of each of them. No source.
const LEAST: usize = 3;

/// Degrees beyond the area of a system's use at which a site is outside it, and from all zones at which it has nothing to
/// do with them. No source: border regions are drawn with their neighbours.
const BEYOND: f64 = 1.0;

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    for (source, message) in files(seen) {
        issues.push(Issue::new(IssueCode::SuspectCrs, source, message));
    }
}

/// The files of sites that are suspected, and why.
pub(super) fn files(seen: &Seen<'_>) -> BTreeMap<SourceIx, String> {
    let mut files: BTreeMap<SourceIx, Vec<u32>> = BTreeMap::new();
    let usual = seen.sites.len() / seen.systems.len().max(1);
    for (site, at) in seen.sites.iter().zip(0..) {
        files.entry(site.origin.source).or_insert_with(|| Vec::with_capacity(usual)).push(at);
    }
    let near_zones = Surroundings::of(seen.zones);
    files
        .into_iter()
        .filter(|(_, sites)| sites.len() >= LEAST)
        .filter_map(|(source, sites)| Some((source, why(seen, source, &sites, near_zones.as_ref())?)))
        .collect()
}

fn why(seen: &Seen<'_>, source: SourceIx, sites: &[u32], zones: Option<&Surroundings>) -> Option<String> {
    let total = sites.len();
    let places = || sites.iter().map(|at| seen.sites[*at as usize].position);
    let most = |outside: &dyn Fn(f64, f64) -> bool| {
        let count = places().filter(|at| outside(at.lon(), at.lat())).count();
        (count * 2 > total).then_some(count)
    };
    let crs = seen.systems.of(source);
    let label = crs.map_or("EPSG:4326", |crs| crs.label());
    let outside = crs.and_then(|crs| crs.area()).and_then(|area| most(&|lon, lat| !area.holds(lon, lat, BEYOND)));
    let reason = if let Some(count) = outside {
        format!("{count} of its {total} sites lie outside the area that {label} is made for")
    } else if let Some(count) = most(&|lon, lat| !sea::is_land(lon, lat)) {
        format!("read in {label}, {count} of its {total} sites lie in the open sea")
    } else if let Some(zones) = zones
        && places().all(|at| !zones.hold(at.lon(), at.lat()))
    {
        format!("read in {label}, none of its {total} sites is near the study's zones")
    } else {
        return None;
    };
    let written = seen.told[sites[total / 2] as usize].written;
    Some(format!("{reason}{}", hint(places(), written, label, zones)))
}

/// What would make more of the numbers, of which `(x, y)` are some.
fn hint(
    mut places: impl Iterator<Item = Position>,
    (x, y): (f64, f64),
    label: &str,
    zones: Option<&Surroundings>,
) -> String {
    let swapped = |at: Position| {
        let (lon, lat) = (at.lat(), at.lon());
        lat.abs() <= 90.0 && zones.map_or_else(|| sea::is_land(lon, lat), |zones| zones.hold(lon, lat))
    };
    if x.abs() <= 360.0 && y.abs() <= 360.0 {
        if places.all(swapped) {
            return "; with latitude and longitude swapped all would lie where they may".to_owned();
        }
        return String::new();
    }
    guesses_but(x, y, label)
}

/// Where zones are: the box of each, and a degree around it.
struct Surroundings(Vec<Rect<f64>>);

impl Surroundings {
    fn of(zones: &[Zone]) -> Option<Self> {
        let around = |rect: Rect<f64>| {
            let (min, max) = (rect.min(), rect.max());
            Rect::new((min.x - BEYOND, min.y - BEYOND), (max.x + BEYOND, max.y + BEYOND))
        };
        let boxes: Vec<Rect<f64>> = zones.iter().filter_map(|zone| zone.geometry.bounding_rect()).map(around).collect();
        (!boxes.is_empty()).then_some(Self(boxes))
    }

    /// Zones across the antimeridian run on beyond 180 degrees.
    fn hold(&self, lon: f64, lat: f64) -> bool {
        self.0.iter().any(|area| {
            (area.min().y..=area.max().y).contains(&lat)
                && [lon, lon + 360.0, lon - 360.0].iter().any(|lon| (area.min().x..=area.max().x).contains(lon))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::suspect::tests::suspected_files;

    #[test]
    fn a_file_in_the_sea_is_one_suspicion() {
        // Brittany with its axes swapped lies off Africa.
        let rows = [("a", 47.2, -1.5, ""), ("b", 48.1, -1.7, ""), ("c", 48.4, -4.5, ""), ("d", 47.7, -3.4, "")];
        let found = suspected_files(&rows);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("open sea") && found[0].contains("swapped all would lie"), "{}", found[0]);
        assert!(suspected_files(&rows[..2]).is_empty(), "two sites speak for themselves");
        let fine = [("a", -1.5, 47.2, ""), ("b", -1.7, 48.1, ""), ("c", 0.0, 0.0, "")];
        assert!(suspected_files(&fine).is_empty());
    }
}
