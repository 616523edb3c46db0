//! Single numbers with a meaning: a distance is not a score.

use std::fmt;
use std::num::NonZeroU64;

/// Longer than any geodesic on Earth, metres.
const EARTH: f64 = 20_100_000.0;

/// Why a number is no measure.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum MeasureError {
    /// NaN or infinite.
    #[error("{0} is not a finite number")]
    NotFinite(f64),
    /// Outside the range that has a meaning.
    #[error("{value} is outside {min} to {max} {unit}")]
    OutOfRange {
        /// The refused number.
        value: f64,
        /// Smallest number accepted.
        min: f64,
        /// Largest number accepted.
        max: f64,
        /// Unit of all three.
        unit: &'static str,
    },
}

fn within(value: f64, min: f64, max: f64, unit: &'static str) -> Result<f64, MeasureError> {
    if !value.is_finite() {
        Err(MeasureError::NotFinite(value))
    } else if value < min || value > max {
        Err(MeasureError::OutOfRange { value, min, max, unit })
    } else {
        Ok(value + 0.0) // -0 becomes 0
    }
}

/// Gives a wrapper of a finite `f64` its total order, which NaN would deny it.
macro_rules! ordered {
    ($type:ident) => {
        impl Eq for $type {}
        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $type {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.0.total_cmp(&other.0)
            }
        }
    };
}

/// A length along the ground: geodesic metres on WGS 84 unless its owner says otherwise.
///
/// Kept as the bits of the number, which no sign disorders, and one: so a distance that may be missing takes no more room.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Distance(NonZeroU64);

impl Distance {
    /// No way at all: two sites at one address.
    pub const ZERO: Distance = Distance::of(0.0);
    /// Longer than any geodesic on Earth (half a meridian is 20,003,931 m).
    pub const EARTH: Distance = Distance::of(EARTH);

    /// Of a number that is neither negative nor minus zero.
    const fn of(metres: f64) -> Self {
        Self(NonZeroU64::MIN.saturating_add(metres.to_bits()))
    }

    /// A distance in metres.
    ///
    /// # Errors
    /// NaN, infinite, negative, or beyond [`Distance::EARTH`].
    pub fn metres(value: f64) -> Result<Self, MeasureError> {
        within(value, 0.0, EARTH, "m").map(Self::of)
    }

    /// The nearest distance to a number of metres; NaN becomes [`Distance::EARTH`].
    #[inline]
    pub const fn saturating(metres: f64) -> Self {
        if metres < EARTH { if metres > 0.0 { Self::of(metres) } else { Self::ZERO } } else { Self::EARTH }
    }

    /// A distance in kilometres.
    ///
    /// # Errors
    /// As [`Distance::metres`].
    pub fn kilometres(value: f64) -> Result<Self, MeasureError> {
        Self::metres(value * 1000.0)
    }

    /// Metres.
    #[inline]
    pub const fn as_metres(self) -> f64 {
        f64::from_bits(self.0.get() - 1)
    }

    /// Kilometres.
    pub fn as_kilometres(self) -> f64 {
        self.as_metres() / 1000.0
    }
}

impl fmt::Debug for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Distance").field(&self.as_metres()).finish()
    }
}

impl fmt::Display for Distance {
    /// `850 m`, `12.3 km`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metres = self.as_metres();
        if metres < 1000.0 { write!(f, "{metres:.0} m") } else { write!(f, "{:.1} km", metres / 1000.0) }
    }
}

/// How good something is: 0 (worst) to 1 (best).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score(f64);
ordered!(Score);

impl Score {
    /// The worst.
    pub const ZERO: Score = Score(0.0);
    /// The best.
    pub const ONE: Score = Score(1.0);

    /// A score from a number in [0, 1].
    ///
    /// # Errors
    /// NaN, or outside [0, 1].
    pub fn new(value: f64) -> Result<Self, MeasureError> {
        within(value, 0.0, 1.0, "(score)").map(Self)
    }

    /// The nearest score to a number: rounding may carry a mean a hair past 1. NaN becomes 0.
    pub const fn saturating(value: f64) -> Self {
        if value > 1.0 {
            Self::ONE
        } else if value > 0.0 {
            Self(value)
        } else {
            Self::ZERO
        }
    }

    /// The number, 0 to 1.
    pub const fn value(self) -> f64 {
        self.0
    }
}

/// A temperature in degrees Celsius.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Celsius(f64);
ordered!(Celsius);

impl Celsius {
    /// A temperature from absolute zero (-273.15) to 3,500 °C: no flow of a territory is hotter.
    ///
    /// # Errors
    /// NaN, infinite, or outside that range.
    pub fn new(degrees: f64) -> Result<Self, MeasureError> {
        within(degrees, -273.15, 3500.0, "°C").map(Self)
    }

    /// Degrees Celsius.
    pub const fn degrees(self) -> f64 {
        self.0
    }
}

/// A share in per cent, 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percent(f64);
ordered!(Percent);

impl Percent {
    /// A share from 0 to 100.
    ///
    /// # Errors
    /// NaN, infinite, or outside that range.
    pub fn new(value: f64) -> Result<Self, MeasureError> {
        within(value, 0.0, 100.0, "%").map(Self)
    }

    /// Per cent, 0 to 100.
    pub const fn value(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_refuse_what_has_no_meaning() {
        for bad in [f64::NAN, f64::INFINITY, -1.0, 3e7] {
            assert!(Distance::metres(bad).is_err(), "{bad}");
        }
        assert!(Score::new(1.0000001).is_err());
        assert!(Celsius::new(-274.0).is_err());
        assert!(Celsius::new(1e9).is_err());
        assert!(Percent::new(101.0).is_err());
    }

    #[test]
    fn minus_zero_is_zero() {
        assert_eq!(Distance::metres(-0.0).unwrap().cmp(&Distance::ZERO), std::cmp::Ordering::Equal);
    }

    #[test]
    fn saturating_never_leaves_the_range() {
        assert_eq!(Score::saturating(1.0 + 1e-15), Score::ONE);
        assert_eq!(Score::saturating(-0.1), Score::ZERO);
        assert_eq!(Score::saturating(f64::NAN), Score::ZERO);
        assert_eq!([-1.0, -0.0, 5.0].map(|m| Distance::saturating(m).as_metres().to_bits()), [0, 0, 5.0_f64.to_bits()]);
        assert_eq!([3e7, f64::INFINITY, f64::NAN].map(Distance::saturating), [Distance::EARTH; 3]);
    }
}
