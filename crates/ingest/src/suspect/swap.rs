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
    /// How long a degree of longitude is, in degrees of latitude.
    shrunk: f64,
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
            return Some(Self::around(corners.iter().copied(), "the zones"));
        }
        let places = sites.iter().map(|s| (s.position.lon(), s.position.lat()));
        // A majority needs three.
        (sites.len() >= 3).then(|| Self::around(places, "the other sites"))
    }

    fn around(places: impl Iterator<Item = (f64, f64)> + Clone, what: &'static str) -> Self {
        // One list for all three: new memory is what costs here.
        let mut values: Vec<f64> = places.clone().map(|p| p.0).collect();
        let lon = median(&mut values);
        values.iter_mut().zip(places.clone()).for_each(|(value, p)| *value = p.1);
        let lat = median(&mut values);
        let mut reference = Self { lon, lat, shrunk: lat.to_radians().cos(), far: f64::INFINITY, what };
        values.iter_mut().zip(places).for_each(|(value, p)| *value = reference.distance(p.0, p.1));
        reference.far = (FAR * median(&mut values)).max(LEAST);
        reference
    }

    fn distance(&self, lon: f64, lat: f64) -> f64 {
        let turned = lon - self.lon + 540.0;
        // Nearly all lie on this side of the Earth, where the remainder is a difference, to the bit.
        let east = if (360.0..720.0).contains(&turned) { turned - 360.0 } else { turned.rem_euclid(360.0) } - 180.0;
        (east * self.shrunk).hypot(lat - self.lat)
    }
}

fn median(values: &mut [f64]) -> f64 {
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
