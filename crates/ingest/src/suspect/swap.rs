//! Sites whose latitude and longitude look swapped.
//!
//! A site that names its country and lies in it only the other way round is one too, wherever the others lie.

use geo::BoundingRect;
use maillon_model::{Issue, IssueCode, Site, Zone};

use super::Seen;

/// How many times farther out than the typical site one must lie to be looked at, and how much nearer the swapped
/// position must be. No source: chosen so that outlying but honest sites (overseas branches) stay unsuspected.
const FAR: f64 = 6.0;
/// Degrees below which nothing is far: a swap moves a place by much more, except near the diagonal where it
/// does not matter.
const LEAST: f64 = 2.0;

/// Reports sites whose latitude and longitude look swapped: out of the way as written, among the others (or the zones)
/// the other way round.
pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    let reference = Reference::of(seen.sites, seen.zones);
    for (site, told) in seen.sites.iter().zip(seen.told) {
        let (lon, lat) = (site.position.lon(), site.position.lat());
        if let Some(country) = told.country.filter(|country| super::country::only_swapped(*country, site.position)) {
            let message = format!(
                "site {} lies at longitude {lon}, latitude {lat}; swapped, it would lie in {}, as it says",
                site.id,
                super::country::name(country),
            );
            issues.push(super::issue(IssueCode::SuspectSwap, site, message));
            continue;
        }
        let Some(reference) = &reference else { continue };
        let as_written = reference.distance(lon, lat);
        if as_written <= reference.far {
            continue;
        }
        let swapped = reference.distance(lat, lon);
        if swapped * FAR < as_written && swapped <= reference.far {
            let message = format!(
                "site {} lies at longitude {lon}, latitude {lat}; swapped, it would lie among {}",
                site.id, reference.what
            );
            issues.push(super::issue(IssueCode::SuspectSwap, site, message));
        }
    }
}

/// Where things usually are: a middle, and how far from it is far. In degrees, longitudes shrunk to the middle's
/// latitude; good enough for a suspicion.
struct Reference {
    lon: f64,
    lat: f64,
    far: f64,
    what: &'static str,
}

impl Reference {
    fn of(sites: &[Site], zones: &[Zone]) -> Option<Self> {
        // Zones were drawn by other hands, so they tell even when all sites are swapped.
        let corners: Vec<(f64, f64)> = zones
            .iter()
            .filter_map(|zone| zone.geometry.bounding_rect())
            .flat_map(|rect| [(rect.min().x, rect.min().y), (rect.max().x, rect.max().y)])
            .collect();
        if !corners.is_empty() {
            return Some(Self::around(&corners, "the zones"));
        }
        let places: Vec<(f64, f64)> = sites.iter().map(|s| (s.position.lon(), s.position.lat())).collect();
        // A majority needs three.
        (places.len() >= 3).then(|| Self::around(&places, "the other sites"))
    }

    fn around(places: &[(f64, f64)], what: &'static str) -> Self {
        let mut reference = Self {
            lon: median(places.iter().map(|p| p.0).collect()),
            lat: median(places.iter().map(|p| p.1).collect()),
            far: f64::INFINITY,
            what,
        };
        let typical = median(places.iter().map(|p| reference.distance(p.0, p.1)).collect());
        reference.far = (FAR * typical).max(LEAST);
        reference
    }

    fn distance(&self, lon: f64, lat: f64) -> f64 {
        let east = (lon - self.lon + 540.0).rem_euclid(360.0) - 180.0;
        (east * self.lat.to_radians().cos()).hypot(lat - self.lat)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suspect::tests::suspected;

    fn suspects(places: &[(f64, f64)]) -> usize {
        let rows: Vec<_> = places.iter().map(|(lon, lat)| ("s", *lon, *lat, "")).collect();
        suspected(IssueCode::SuspectSwap, &rows).len()
    }

    #[test]
    fn one_swapped_site_stands_out() {
        assert_eq!(suspects(&[(11.08, 55.66), (11.10, 55.66), (11.09, 55.67), (55.67, 11.11)]), 1);
    }

    #[test]
    fn honest_outliers_do_not() {
        // Dunkirk, and a branch in Réunion: swapped it would lie no better.
        assert_eq!(suspects(&[(2.3, 51.0), (2.2, 51.0), (2.1, 51.0), (55.5, -21.0)]), 0);
        // Two sites: who would be right?
        assert_eq!(suspects(&[(2.3, 51.0), (51.0, 2.3)]), 0);
    }
}
