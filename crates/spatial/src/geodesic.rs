//! The distance between two positions.

use geo::{Distance as _, Geodesic, Point};
use maillon_model::{Distance, Position};

/// The length of the geodesic between two positions on WGS 84, in metres; to the last bit the same whichever comes
/// first, since the algorithm puts the two in an order of its own.
///
/// By GeographicLib's series (C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87, 2013,
/// doi 10.1007/s00190-012-0578-z), which is good to some 15 nanometres everywhere, antipodes included.
///
/// ```
/// use maillon_model::Position;
/// use maillon_spatial::geodesic;
/// let dunkirk = Position::new(2.377, 51.034)?;
/// let kalundborg = Position::new(11.088, 55.679)?;
/// assert_eq!(geodesic(dunkirk, kalundborg).to_string(), "775.9 km");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn geodesic(a: Position, b: Position) -> Distance {
    let metres = Geodesic.distance(Point::new(a.lon(), a.lat()), Point::new(b.lon(), b.lat()));
    Distance::metres(metres).unwrap_or(Distance::EARTH) // no geodesic is longer, and positions are finite
}
