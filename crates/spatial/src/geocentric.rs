//! Positions in space, where a straight line is never longer than the way along the ground.

use maillon_model::{Distance, Position};

/// Semi-major axis of WGS 84, metres (NGA.STND.0036, 2014).
pub(crate) const SEMI_MAJOR: f64 = 6_378_137.0;
/// Flattening of WGS 84 (NGA.STND.0036, 2014).
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// First eccentricity, squared.
pub(crate) const ECCENTRICITY_2: f64 = FLATTENING * (2.0 - FLATTENING);

/// What rounding may add to a chord or take from a geodesic, metres. Coordinates of 6.4e6 m carry errors of some
/// 1e-9 m and GeographicLib some 1.5e-8 m; this is far above their sum.
pub(crate) const MARGIN: f64 = 1e-6;

/// Geocentric Cartesian coordinates on the ellipsoid's surface, metres.
pub fn geocentric(position: Position) -> [f64; 3] {
    geocentric_and_sine(position).0
}

/// The same, and the sine of the latitude.
pub(crate) fn geocentric_and_sine(position: Position) -> ([f64; 3], f64) {
    let (sin_lon, cos_lon) = position.lon().to_radians().sin_cos();
    let (sin_lat, cos_lat) = position.lat().to_radians().sin_cos();
    let normal = SEMI_MAJOR / (1.0 - ECCENTRICITY_2 * sin_lat * sin_lat).sqrt();
    ([normal * cos_lat * cos_lon, normal * cos_lat * sin_lon, normal * (1.0 - ECCENTRICITY_2) * sin_lat], sin_lat)
}

/// The square of the longest chord that a geodesic of that length can have, square metres.
pub(crate) fn chord_2(reach: Distance) -> f64 {
    (reach.as_metres() + MARGIN).powi(2)
}
