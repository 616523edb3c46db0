//! All that is within a distance of some places.

use geo::{BooleanOps, unary_union};
use geo_types::{MultiPolygon, Polygon};
use maillon_model::{Distance, Position};

/// Corners of a circle.
const CORNERS: u32 = 32;

/// Places nearer to another than this share of the distance are drawn with it. No source: what a map of the whole does not show.
const THINNED: f64 = 0.03;

/// What is within a distance of any of the places, in degrees, drawn with corners that lie on the circles: it is at most one
/// per cent of the distance too small, and a twentieth where many places lie together. Nothing where a circle would hold a pole.
pub(crate) fn within(places: &[Position], distance: Distance) -> MultiPolygon<f64> {
    let Some(first) = places.first() else { return MultiPolygon(Vec::new()) };
    let circles: Option<Vec<Polygon<f64>>> =
        thinned(places, distance).iter().map(|place| place.circle(distance, CORNERS, first.lon())).collect();
    circles.map_or(MultiPolygon(Vec::new()), |circles| joined(&circles))
}

/// Halves are joined, then their outlines: all at once, circles that lie on each other meet in far too many points.
fn joined(circles: &[Polygon<f64>]) -> MultiPolygon<f64> {
    match circles {
        [] | [_] => MultiPolygon(circles.to_vec()),
        few if few.len() <= 8 => unary_union(few),
        many => {
            let (a, b) = many.split_at(many.len() / 2);
            joined(a).union(&joined(b))
        }
    }
}

/// The first place of each square of a grid, in bands from south to north, so that halves of the list are halves of the map.
fn thinned(places: &[Position], distance: Distance) -> Vec<Position> {
    let step = (distance.as_kilometres() * THINNED / 111.0).max(1e-9);
    let square = |place: &Position| {
        let parallel = place.lat().to_radians().cos().max(0.01);
        ((place.lat() / step).floor() as i64, (place.lon() * parallel / step).floor() as i64)
    };
    let mut sorted: Vec<((i64, i64), Position)> = places.iter().map(|place| (square(place), *place)).collect();
    sorted.sort_by(|a, b| {
        let band = |row: i64| row.div_euclid(10);
        (band(a.0.0), a.0.1, a.0.0)
            .cmp(&(band(b.0.0), b.0.1, b.0.0))
            .then(a.1.lat().total_cmp(&b.1.lat()))
            .then(a.1.lon().total_cmp(&b.1.lon()))
    });
    sorted.dedup_by_key(|(square, _)| *square);
    sorted.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, Distance as _, Geodesic, Point};

    #[test]
    fn what_is_near_is_inside_and_what_is_far_is_not() {
        let at = |lon, lat| Position::new(lon, lat).unwrap();
        let places: Vec<Position> =
            (0..300).map(|i| at(2.0 + f64::from(i % 20) * 0.03, 50.0 + f64::from(i / 20) * 0.02)).collect();
        let km = 10.0;
        let area = within(&places, Distance::kilometres(km).unwrap());
        let mut seen = [0, 0];
        for i in 0..2500 {
            let point = Point::new(1.5 + f64::from(i % 50) * 0.035, 49.6 + f64::from(i / 50) * 0.023);
            let metres = |place: &Position| Geodesic.distance(point, Point::new(place.lon(), place.lat()));
            let nearest = places.iter().map(metres).fold(f64::INFINITY, f64::min);
            if nearest < 940.0 * km {
                assert!(area.contains(&point), "{point:?} is {nearest} m away");
                seen[0] += 1;
            } else if nearest > 1010.0 * km {
                assert!(!area.contains(&point), "{point:?} is {nearest} m away");
                seen[1] += 1;
            }
        }
        assert!(seen[0] > 200 && seen[1] > 200, "{seen:?}");
    }

    #[test]
    fn two_places_far_apart_have_two_circles() {
        let at = |lon| Position::new(lon, 0.0).unwrap();
        let km = |km| Distance::kilometres(km).unwrap();
        assert_eq!(within(&[at(0.0), at(2.0)], km(10.0)).0.len(), 2);
        assert_eq!(within(&[at(179.99), at(-179.99)], km(10.0)).0.len(), 1, "over the antimeridian");
        assert!(within(&[Position::new(0.0, 89.99).unwrap()], km(10.0)).0.is_empty());
        assert!(within(&[], km(10.0)).0.is_empty());
    }
}
