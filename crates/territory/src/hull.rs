//! A tight hull round places.

use std::collections::BTreeMap;

use geo::{Area, ConcaveHull};
use geo_types::{Coord, MultiPoint, Point, Polygon};
use maillon_model::Position;

/// How tight: of a hull's edge and the way round by a place inside, the longest detour that is taken is the edge divided by this.
/// 2 is the usual default of the algorithm (Park and Oh 2012, "A New Concave Hull Algorithm and Concaveness Measure for
/// n-dimensional Datasets").
const CONCAVITY: f64 = 2.0;

/// A hull of places in degrees; `None` where they are fewer than three, or in line. Of more than 200 places, one may lie outside by a
/// thirty-second of the width of them all. Its longitudes may pass 180 where it
/// crosses the antimeridian.
pub(crate) fn hull(places: Vec<Position>) -> Option<Polygon<f64>> {
    let first = *places.first()?;
    // Degrees of longitude shrink towards the poles: in degrees alone, what is near would depend on the latitude.
    let middle = places.iter().map(|place| place.lat()).sum::<f64>() / places.len() as f64;
    let shrink = middle.to_radians().cos().max(0.01);
    let round = |lon: f64| {
        let turn = lon - first.lon();
        first.lon()
            + if turn > 180.0 {
                turn - 360.0
            } else if turn < -180.0 {
                turn + 360.0
            } else {
                turn
            }
    };
    let mut points: Vec<Point> =
        places.into_iter().map(|place| Point::new(round(place.lon()) * shrink, place.lat())).collect();
    points.sort_unstable_by(|a, b| a.x().total_cmp(&b.x()).then(a.y().total_cmp(&b.y())));
    points.dedup();
    if points.len() < 3 {
        return None;
    }
    let points = thinned(points);
    let options = geo::concave_hull::ConcaveHullOptions::default().concavity(CONCAVITY);
    let hull = MultiPoint(points).concave_hull_with_options(options);
    // A square of a tenth of a metre: less is no surface.
    if hull.unsigned_area() < 1e-12 {
        return None;
    }
    let ring = hull.exterior().coords().map(|c| Coord { x: c.x / shrink, y: c.y });
    Some(Polygon::new(ring.collect(), Vec::new()))
}

/// Of many places, which go from west to east, the outermost two of each square of a grid: what a map of them all would show. Fewer
/// are kept whole.
fn thinned(points: Vec<Point<f64>>) -> Vec<Point<f64>> {
    const MANY: usize = 200;
    const SQUARES: f64 = 32.0;
    let (west, east) = match &points[..] {
        [first, .., last] if points.len() > MANY => (first.x(), last.x()),
        _ => return points,
    };
    let south = points.iter().map(|p| p.y()).fold(f64::INFINITY, f64::min);
    let north = points.iter().map(|p| p.y()).fold(f64::NEG_INFINITY, f64::max);
    let step = (east - west).max(north - south) / SQUARES;
    let place = |v: f64, from: f64| ((v - from) / step) as u32;
    let mut kept: Vec<Point> = Vec::new();
    for column in points.chunk_by(|a, b| place(a.x(), west) == place(b.x(), west)) {
        let mut ends: BTreeMap<u32, [Point; 2]> = BTreeMap::new();
        for point in column {
            ends.entry(place(point.y(), south)).or_insert([*point; 2])[1] = *point;
        }
        kept.extend(ends.into_values().flatten());
    }
    kept.sort_by(|a, b| a.x().total_cmp(&b.x()).then(a.y().total_cmp(&b.y())));
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{ConvexHull, Distance, Intersects};

    fn at(lon: f64, lat: f64) -> Position {
        Position::new(lon, lat).unwrap()
    }

    #[test]
    fn it_holds_every_place_and_is_tighter_than_the_convex_one() {
        // A carpenter's square, of points a little out of line.
        let places: Vec<Position> = (0..900)
            .map(|i| (f64::from(i % 30), f64::from(i / 30)))
            .filter(|(x, y)| *x < 8.0 || *y < 8.0)
            .map(|(x, y)| at((x + 0.3 * (y * 7.0).sin()) / 30.0, (y + 0.3 * (x * 5.0).sin()) / 30.0))
            .collect();
        let hull = hull(places.clone()).unwrap();
        let points: MultiPoint = places.iter().map(|p| Point::new(p.lon(), p.lat())).collect();
        assert!(hull.unsigned_area() < 0.85 * points.convex_hull().unsigned_area());
        let near = |point: &Point| {
            let step = 1e-9;
            [(0.0, 0.0), (step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)]
                .iter()
                .any(|(x, y)| hull.intersects(&Point::new(point.x() + x, point.y() + y)))
        };
        assert!(points.iter().all(near));
        let mut shuffled = places.clone();
        shuffled.reverse();
        // The ring may only differ where the longitudes are unrolled from.
        let area = super::hull(shuffled).unwrap().unsigned_area();
        assert!((area - hull.unsigned_area()).abs() < 1e-9);
    }

    /// Thousands of places in a ring: the hull is theirs, but for a thirty-second of its width.
    #[test]
    fn many_places_are_thinned_by_what_no_map_shows() {
        let places: Vec<Position> = (0..20_000)
            .map(|i| {
                let (angle, radius) = (f64::from(i) * 0.1, 1.0 - f64::from(i % 97) / 300.0);
                at(2.0 + radius * angle.cos(), radius * angle.sin())
            })
            .collect();
        let hull = hull(places.clone()).unwrap();
        assert!(hull.exterior().0.len() < 2_000);
        let area = std::f64::consts::PI;
        assert!((0.9 * area..1.001 * area).contains(&hull.unsigned_area()), "{}", hull.unsigned_area());
        let off = |p: &Position| geo::Euclidean.distance(&Point::new(p.lon(), p.lat()), &hull);
        assert!(places.iter().all(|p| off(p) < 2.0 / 32.0));
    }

    #[test]
    fn what_has_no_surface_has_no_hull() {
        assert_eq!(hull(vec![]), None);
        assert_eq!(hull(vec![at(1.0, 1.0), at(2.0, 2.0)]), None);
        assert_eq!(hull(vec![at(1.0, 1.0), at(2.0, 1.0), at(3.0, 1.0), at(1.0, 1.0)]), None);
    }

    #[test]
    fn it_crosses_the_antimeridian_the_short_way() {
        let hull = hull(vec![at(179.0, 0.0), at(-179.0, 0.0), at(180.0, 1.0)]).unwrap();
        assert!(hull.unsigned_area() < 2.0, "{hull:?}");
    }
}
