//! Where a study is: one polygon round its sites.

use geo::{Area, BoundingRect, ConvexHull};
use geo_types::{Coord, MultiPoint, MultiPolygon, Point, Polygon, Rect};
use maillon_model::Position;

use crate::rings::polygons;

/// Room left round sites that lie on one spot or one line, degrees: about a kilometre. No source: a choice of ours.
const MARGIN: f64 = 0.01;

/// Positions looked at together. No source; it decides memory alone.
const CHUNK: usize = 1 << 14;

/// The convex hull of positions on the map, cut at the antimeridian; a box where they lie on one spot or one line; nothing where
/// there are none.
pub(crate) fn around(positions: impl Iterator<Item = Position> + Clone) -> Option<geojson::Geometry> {
    let seam = seam(positions.clone())?;
    let mut points = positions.map(|p| Point::new(if p.lon() < seam { p.lon() + 360.0 } else { p.lon() }, p.lat()));
    // A hull of hulls is the hull, and there may be millions.
    let mut hull = Polygon::empty();
    loop {
        let some: Vec<Point<f64>> = points.by_ref().take(CHUNK).collect();
        if some.is_empty() {
            break;
        }
        let known = hull.exterior().coords().map(|c| Point(*c));
        hull = MultiPoint(known.chain(some).collect()).convex_hull();
    }
    let hull = if hull.unsigned_area() > 0.0 { hull } else { boxed(&hull)? };
    let polygons = polygons(&MultiPolygon(vec![hull]));
    (!polygons.is_empty()).then(|| geojson::Geometry::new(geojson::GeometryValue::new_multi_polygon(polygons)))
}

/// The longitude from which to count eastwards, so that the widest empty stretch lies outside.
fn seam(positions: impl Iterator<Item = Position>) -> Option<f64> {
    let mut lons: Vec<f64> = positions.map(Position::lon).collect();
    lons.sort_unstable_by(f64::total_cmp);
    let (first, last) = (*lons.first()?, *lons.last()?);
    let mut widest = (first + 360.0 - last, first);
    for pair in lons.windows(2) {
        if pair[1] - pair[0] > widest.0 {
            widest = (pair[1] - pair[0], pair[1]);
        }
    }
    Some(widest.1)
}

fn boxed(hull: &Polygon<f64>) -> Option<Polygon<f64>> {
    let bounds = hull.bounding_rect()?;
    let low = Coord { x: bounds.min().x - MARGIN, y: (bounds.min().y - MARGIN).max(-90.0) };
    let high = Coord { x: bounds.max().x + MARGIN, y: (bounds.max().y + MARGIN).min(90.0) };
    Some(Rect::new(low, high).to_polygon())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rings(lonlats: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let positions = lonlats.iter().map(|(lon, lat)| Position::new(*lon, *lat).unwrap());
        let Some(geometry) = around(positions) else { return Vec::new() };
        let json = serde_json::to_value(&geometry).unwrap();
        let number = |v: &serde_json::Value| v.as_f64().unwrap();
        let pairs = |ring: &serde_json::Value| {
            ring.as_array().unwrap().iter().map(|c| (number(&c[0]), number(&c[1]))).collect::<Vec<_>>()
        };
        json["coordinates"].as_array().unwrap().iter().map(|polygon| pairs(&polygon[0])).collect()
    }

    fn area(ring: &[(f64, f64)]) -> f64 {
        ring.windows(2).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum::<f64>() / 2.0
    }

    #[test]
    fn a_hull_holds_its_sites_and_no_more() {
        let found = rings(&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (1.0, 1.0)]);
        assert_eq!(found.len(), 1);
        assert_eq!(area(&found[0]), 4.0, "counterclockwise, without the point inside: {found:?}");
        assert!(rings(&[]).is_empty());
    }

    #[test]
    fn one_site_and_sites_in_a_line_have_a_box() {
        for (sites, expected) in [(vec![(2.0, 51.0)], 4e-4), (vec![(2.0, 51.0), (3.0, 51.0), (4.0, 51.0)], 2.02 * 0.02)]
        {
            let found = rings(&sites);
            assert!((area(&found[0]) - expected).abs() < 1e-9, "{found:?}");
        }
    }

    #[test]
    fn across_the_antimeridian_it_is_cut_not_wrapped_round_the_world() {
        let found = rings(&[(179.0, 0.0), (-179.0, 0.0), (-179.0, 2.0), (179.0, 2.0)]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!((found.iter().map(|ring| area(ring)).sum::<f64>() - 4.0).abs() < 1e-9, "{found:?}");
    }
}
