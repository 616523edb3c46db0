//! From geometries to places: the point distances are measured from, the polygons zones are made of.

use geo::{BoundingRect, InteriorPoint, MapCoords};
use geo_types::{Coord, Geometry, MultiPolygon};
use maillon_model::{IssueCode, Located};

/// Why a geometry is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LocateError {
    #[error("the geometry is empty")]
    Empty,
    #[error("the geometry has a coordinate that is not a finite number")]
    NotFinite,
    #[error("a {0} is no place for a site")]
    NotASite(&'static str),
    #[error("a {0} is not an area")]
    NotAnArea(&'static str),
}

impl LocateError {
    /// The issue that it is.
    pub(crate) const fn code(self) -> IssueCode {
        match self {
            Self::Empty => IssueCode::NullGeometry,
            Self::NotFinite => IssueCode::PositionOutOfRange,
            Self::NotASite(_) | Self::NotAnArea(_) => IssueCode::UnsupportedGeometry,
        }
    }
}

/// The point a site's distances are measured from, in the geometry's own coordinates.
pub(crate) fn site_point(geometry: &Geometry<f64>) -> Result<(Coord<f64>, Located), LocateError> {
    let (point, located) = match geometry {
        Geometry::Point(point) => (Some(point.0), Located::Point),
        Geometry::MultiPoint(points) => match points.0.as_slice() {
            [only] => (Some(only.0), Located::Point),
            several => (central(several.iter().map(|p| p.0)), Located::CentralPoint),
        },
        Geometry::Polygon(polygon) => (inside(&MultiPolygon(vec![polygon.clone()])), Located::InteriorPoint),
        Geometry::MultiPolygon(polygons) => (inside(polygons), Located::InteriorPoint),
        Geometry::Rect(rect) => (inside(&MultiPolygon(vec![rect.to_polygon()])), Located::InteriorPoint),
        Geometry::Triangle(triangle) => (inside(&MultiPolygon(vec![triangle.to_polygon()])), Located::InteriorPoint),
        Geometry::GeometryCollection(collection) => match collection.0.as_slice() {
            [] => (None, Located::Point),
            [only] => return site_point(only),
            _ => return Err(LocateError::NotASite("collection of several geometries")),
        },
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => {
            return Err(LocateError::NotASite("line"));
        }
    };
    let point = point.ok_or(LocateError::Empty)?;
    if point.x.is_finite() && point.y.is_finite() { Ok((point, located)) } else { Err(LocateError::NotFinite) }
}

/// The polygons of a zone, in the geometry's own coordinates.
pub(crate) fn zone_area(geometry: Geometry<f64>) -> Result<MultiPolygon<f64>, LocateError> {
    let area = match geometry {
        Geometry::Polygon(polygon) => MultiPolygon(vec![polygon]),
        Geometry::MultiPolygon(polygons) => polygons,
        Geometry::Rect(rect) => MultiPolygon(vec![rect.to_polygon()]),
        Geometry::Triangle(triangle) => MultiPolygon(vec![triangle.to_polygon()]),
        Geometry::GeometryCollection(collection) => {
            let parts: Result<Vec<_>, _> = collection.0.into_iter().map(zone_area).collect();
            MultiPolygon(parts?.into_iter().flat_map(|part| part.0).collect())
        }
        Geometry::Point(_) | Geometry::MultiPoint(_) => return Err(LocateError::NotAnArea("point")),
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => {
            return Err(LocateError::NotAnArea("line"));
        }
    };
    let rect = area.bounding_rect().ok_or(LocateError::Empty)?;
    if [rect.min().x, rect.min().y, rect.max().x, rect.max().y].iter().all(|c| c.is_finite()) {
        Ok(unwrap_antimeridian(area))
    } else {
        Err(LocateError::NotFinite)
    }
}

/// A polygon in degrees that jumps from 179 to -179 is brought to run on to 181. One that is cut at the antimeridian,
/// as RFC 7946 has it, has an edge there and stays.
pub(crate) fn unwrap_antimeridian(area: MultiPolygon<f64>) -> MultiPolygon<f64> {
    let unwrapped = area.0.into_iter().map(|polygon| {
        let jumps = polygon.exterior().lines().any(|edge| (edge.end.x - edge.start.x).abs() > 180.0);
        let degrees = polygon.exterior().coords().all(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
        if jumps && degrees {
            polygon.map_coords(|c| if c.x < 0.0 { Coord { x: c.x + 360.0, y: c.y } } else { c })
        } else {
            polygon
        }
    });
    MultiPolygon(unwrapped.collect())
}

fn inside(area: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    let finite = area.0.iter().all(|p| p.exterior().coords().all(|c| c.x.is_finite() && c.y.is_finite()));
    if !finite {
        return Some(Coord { x: f64::NAN, y: f64::NAN });
    }
    unwrap_antimeridian(area.clone()).interior_point().map(|point| point.0)
}

/// Of several points, the one nearest their mean; the first of equals.
fn central(points: impl Iterator<Item = Coord<f64>> + Clone) -> Option<Coord<f64>> {
    let count = points.clone().count();
    if count == 0 {
        return None;
    }
    let mean = points.clone().fold(Coord { x: 0.0, y: 0.0 }, |sum, c| sum + c) / count as f64;
    let off = |c: &Coord<f64>| (c.x - mean.x).powi(2) + (c.y - mean.y).powi(2);
    points.min_by(|a, b| off(a).total_cmp(&off(b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Contains;
    use geo_types::{line_string, point, polygon};

    #[test]
    fn a_horseshoe_is_measured_from_inside() {
        let horseshoe = polygon![
            (x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 10.0), (x: 9.0, y: 10.0),
            (x: 9.0, y: 1.0), (x: 1.0, y: 1.0), (x: 1.0, y: 10.0), (x: 0.0, y: 10.0),
        ];
        let (at, located) = site_point(&horseshoe.clone().into()).unwrap();
        assert_eq!(located, Located::InteriorPoint);
        assert!(horseshoe.contains(&at));
    }

    #[test]
    fn a_site_across_the_antimeridian_is_not_in_africa() {
        let fiji = polygon![(x: 179.0, y: -17.0), (x: -179.0, y: -17.0), (x: -179.0, y: -16.0), (x: 179.0, y: -16.0)];
        let (at, _) = site_point(&fiji.into()).unwrap();
        assert!((at.x - 180.0).abs() <= 1.0, "{at:?}");
    }

    #[test]
    fn lines_and_nothing_are_no_sites() {
        let line = line_string![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0)];
        assert_eq!(site_point(&line.clone().into()), Err(LocateError::NotASite("line")));
        assert_eq!(zone_area(line.into()), Err(LocateError::NotAnArea("line")));
        assert_eq!(site_point(&MultiPolygon::<f64>(vec![]).into()), Err(LocateError::Empty));
        assert_eq!(site_point(&point! { x: f64::NAN, y: 0.0 }.into()), Err(LocateError::NotFinite));
    }
}
