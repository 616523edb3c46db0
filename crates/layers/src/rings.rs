//! Polygons as RFC 7946 wants them: closed rings, exterior counter-clockwise, holes clockwise.

use geo_types::{LineString, MultiPolygon};

use crate::antimeridian::{DECIMALS, cut};
use crate::number::rounded;

/// Longitudes and latitudes; the last position is the first.
pub(crate) type Ring = Vec<[f64; 2]>;

/// The exterior, then the holes.
pub(crate) type Polygon = Vec<Ring>;

/// The polygons to write: cut at the antimeridian, rounded, rid of rings without a surface, wound.
pub(crate) fn polygons(geometry: &MultiPolygon<f64>) -> Vec<Polygon> {
    let ring = |line: &LineString<f64>| line.coords().map(|c| [c.x, c.y]).collect::<Ring>();
    geometry
        .iter()
        .map(|p| std::iter::once(ring(p.exterior())).chain(p.interiors().iter().map(ring)).collect::<Polygon>())
        .flat_map(cut)
        .filter_map(|polygon| {
            let mut rings = polygon.into_iter().map(tidy);
            let exterior = rings.next().flatten()?;
            Some(oriented(&std::iter::once(exterior).chain(rings.flatten()).collect()))
        })
        .collect()
}

/// The ring to the written decimals, without repeated positions; `None` where fewer than three are left.
fn tidy(mut ring: Ring) -> Option<Ring> {
    for p in &mut ring {
        *p = [rounded(p[0], DECIMALS), rounded(p[1], DECIMALS)];
    }
    ring.dedup();
    (ring.len() >= 4 && ring.iter().flatten().all(|x| x.is_finite())).then_some(ring)
}

/// The same polygon, exterior counter-clockwise and holes clockwise.
pub(crate) fn oriented(polygon: &Polygon) -> Polygon {
    let turn = |(i, ring): (usize, &Ring)| {
        let wrong = if i == 0 { signed_area(ring) < 0.0 } else { signed_area(ring) > 0.0 };
        if wrong { ring.iter().rev().copied().collect() } else { ring.clone() }
    };
    polygon.iter().enumerate().map(turn).collect()
}

/// The ring with east and west swapped, still wound the same way.
pub(crate) fn mirrored(ring: &Ring) -> Ring {
    ring.iter().rev().map(|[x, y]| [-x, *y]).collect()
}

/// Square degrees; positive for a counter-clockwise ring.
pub(crate) fn signed_area(ring: &[[f64; 2]]) -> f64 {
    // Relative to the first position: small zones far from the origin keep their sign.
    let Some([x0, y0]) = ring.first().copied() else { return 0.0 };
    ring.windows(2).map(|w| (w[0][0] - x0) * (w[1][1] - y0) - (w[1][0] - x0) * (w[0][1] - y0)).sum::<f64>() / 2.0
}

/// Whether a ray eastwards from `p` leaves the ring an odd number of times.
pub(crate) fn contains(ring: &[[f64; 2]], p: [f64; 2]) -> bool {
    ring.windows(2)
        .filter(|w| {
            let ([x1, y1], [x2, y2]) = (w[0], w[1]);
            (y1 > p[1]) != (y2 > p[1]) && p[0] < x1 + (p[1] - y1) / (y2 - y1) * (x2 - x1)
        })
        .count()
        % 2
        == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    #[test]
    fn rings_follow_the_right_hand_rule() {
        let clockwise = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 0.0, y: 9.0), (x: 9.0, y: 9.0), (x: 9.0, y: 0.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0), (x: 1.0, y: 2.0)]],
        );
        let out = polygons(&MultiPolygon(vec![clockwise]));
        assert_eq!(out.len(), 1);
        assert!(signed_area(&out[0][0]) > 0.0);
        assert!(signed_area(&out[0][1]) < 0.0);
        assert!(out[0].iter().all(|ring| ring.first() == ring.last() && ring.len() >= 4));
    }

    #[test]
    fn what_has_no_surface_is_left_out() {
        let speck = polygon![(x: 1.0, y: 1.0), (x: 1.000_000_001, y: 1.0), (x: 1.0, y: 1.000_000_001)];
        let none = polygon![(x: f64::NAN, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0)];
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        let out = polygons(&MultiPolygon(vec![speck, none, square]));
        assert_eq!(out, [[[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]]);
    }
}
