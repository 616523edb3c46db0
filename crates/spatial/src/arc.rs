//! The geodesic from the chord: a few multiplications in place of GeographicLib's series, for places near each other.

use maillon_model::{Distance, Position};

use crate::geocentric::{ECCENTRICITY_2, SEMI_MAJOR, geocentric_and_sine};
use crate::geodesic::geodesic;

/// Chords up to here are turned into arcs, metres. The error grows with the fifth power of the way: it is under
/// [`TOLERANCE`] here, as the tests measure.
pub(crate) const LONGEST: f64 = 200_000.0;

/// A chord that is rounding and no way, metres: the longitudes of a pole give it many coordinates.
const NOTHING: f64 = 1e-6;

/// What the arc may differ from the geodesic, metres.
pub(crate) const TOLERANCE: f64 = 1e-4;

/// The distance between two positions, as [`PointIndex`](crate::PointIndex) measures it: the geodesic on WGS 84 to
/// within a tenth of a millimetre, at a fraction of its price for places less than 200 km apart, and the geodesic itself
/// beyond. To the last bit the same whichever position comes first.
///
/// ```
/// use maillon_model::Position;
/// use maillon_spatial::{distance, geodesic};
/// let (a, b) = (Position::new(2.377, 51.034)?, Position::new(2.136, 51.015)?);
/// assert!((distance(a, b).as_metres() - geodesic(a, b).as_metres()).abs() < 1e-4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn distance(a: Position, b: Position) -> Distance {
    Spot::new(a).distance(&Spot::new(b))
}

/// A place as the arc needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) position: Position,
    pub(crate) geocentric: [f64; 3],
    /// Sine of the latitude.
    pub(crate) sin_lat: f64,
}

impl Spot {
    pub(crate) fn new(position: Position) -> Self {
        let (geocentric, sin_lat) = geocentric_and_sine(position);
        Self { position, geocentric, sin_lat }
    }

    /// The distance to another place, within [`TOLERANCE`] of the geodesic; the same both ways.
    #[inline]
    pub(crate) fn distance(&self, other: &Self) -> Distance {
        let [x, y, z] = [0, 1, 2].map(|i| (self.geocentric[i] - other.geocentric[i]).powi(2));
        let chord_2 = x + y + z;
        if chord_2 > LONGEST * LONGEST {
            return geodesic(self.position, other.position);
        }
        Distance::saturating(arc(chord_2, z, self.sin_lat + other.sin_lat))
    }

    /// The distance, where it is no longer than `radius` by GeographicLib's answer.
    #[inline]
    pub(crate) fn within(&self, other: &Self, radius: Distance) -> Option<Distance> {
        settled(self.distance(other), radius, || geodesic(self.position, other.position))
    }
}

/// A distance, where it is no longer than `radius` by GeographicLib's answer: that is asked where the arc leaves it open,
/// and only there.
#[inline]
pub(crate) fn settled(distance: Distance, radius: Distance, exact: impl FnOnce() -> Distance) -> Option<Distance> {
    let beyond = distance.as_metres() - radius.as_metres();
    if beyond.abs() > TOLERANCE {
        return (beyond < 0.0).then_some(distance);
    }
    (exact() <= radius).then_some(distance.min(radius))
}

/// The way along the ground over a chord no longer than [`LONGEST`], metres; of a longer one, more than its chord.
///
/// A normal section of the ellipsoid is all but a circle of the radius R of curvature at its middle, so that the way is
/// the series of 2 R asin(c / 2 R). By Euler's and Meusnier's theorems and with q the share of the chord that runs along
/// the axis, squared, 1/R = (W / a) (1 + e'² q), where W² = 1 - e² sin² of the middle latitude: the cosines of latitude
/// and azimuth cancel, and the poles are like any other place. Derived here;
/// measured, the worst of 181,000 random arcs up to 200 km is 8 micrometres off.
///
/// Takes the squares of the chord and of its part along the axis, and the sum of both ends' sines of latitude. Without a
/// branch and always inlined, so that a loop of it becomes vector instructions.
#[inline(always)]
pub(crate) fn arc(chord_2: f64, along_axis_2: f64, sines: f64) -> f64 {
    /// Second eccentricity, squared.
    const SECOND_ECCENTRICITY_2: f64 = ECCENTRICITY_2 / (1.0 - ECCENTRICITY_2);
    /// 1 / a²: to divide takes several times as long as to multiply.
    const PER_SEMI_MAJOR_2: f64 = 1.0 / (SEMI_MAJOR * SEMI_MAJOR);
    let middle = 0.5 * sines;
    let w_2 = 1.0 - ECCENTRICITY_2 * middle * middle;
    let along_axis = 1.0 + SECOND_ECCENTRICITY_2 * (along_axis_2 / chord_2);
    let bend = chord_2 * w_2 * along_axis * along_axis * PER_SEMI_MAJOR_2;
    let metres = chord_2.sqrt() * (1.0 + bend * (1.0 / 24.0 + bend * (3.0 / 640.0)));
    if chord_2 < NOTHING * NOTHING { 0.0 } else { metres }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers spread over [0, 1), the same at every run.
    fn spread(i: u32, prime: f64) -> f64 {
        (f64::from(i) * prime).fract()
    }

    #[test]
    fn the_arc_is_the_geodesic_to_a_tenth_of_a_millimetre() {
        let (mut worst, mut arcs) = (0.0_f64, 0);
        for i in 0..200_000 {
            let lat = 90.0 - 180.0 * spread(i, 0.754_877_666_246_692_8);
            let lon = -180.0 + 360.0 * spread(i, 0.569_840_290_998_053_3);
            // Up to some 250 km in any direction, many of them short.
            let reach = 2.2 * spread(i, 0.819_172_513_396_164_5).powi(2);
            let turn = std::f64::consts::TAU * spread(i, 0.671_043_606_703_789_3);
            let other = (lat + reach * turn.sin()).clamp(-90.0, 90.0);
            let shrink = lat.to_radians().cos().max(0.01);
            let (a, b) = (Position::new(lon, lat).unwrap(), Position::new(lon + reach * turn.cos() / shrink, other));
            let (a, b) = (Spot::new(a), Spot::new(b.unwrap_or(a)));
            let (arc, exact) = (a.distance(&b), geodesic(a.position, b.position));
            worst = worst.max((arc.as_metres() - exact.as_metres()).abs());
            assert_eq!(b.distance(&a), arc, "the same both ways");
            arcs += u32::from(exact.as_metres() < LONGEST);
        }
        assert!(arcs > 150_000, "{arcs} arcs");
        assert!(worst < TOLERANCE, "an arc is {worst} m off");
        println!("{arcs} arcs, the worst {worst} m off");
    }
}
