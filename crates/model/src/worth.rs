//! What a synergy is worth, and how far it may travel before it is worth nothing.

use crate::measure::{Distance, MeasureError};

/// Emissions avoided: kilograms of CO2 equivalent per year; negative where the synergy emits more than it avoids.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CarbonSaved(f64);

impl CarbonSaved {
    /// A saving in kilograms of CO2 equivalent per year.
    ///
    /// # Errors
    /// NaN or infinite.
    pub fn kg_per_year(value: f64) -> Result<Self, MeasureError> {
        finite(value).map(Self)
    }

    /// Kilograms of CO2 equivalent per year.
    pub const fn as_kg_per_year(self) -> f64 {
        self.0
    }
}

/// Money gained by both sides together: euros per year; negative where the synergy costs more than it saves.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EurosGained(f64);

impl EurosGained {
    /// A gain in euros per year.
    ///
    /// # Errors
    /// NaN or infinite.
    pub fn per_year(value: f64) -> Result<Self, MeasureError> {
        finite(value).map(Self)
    }

    /// Euros per year.
    pub const fn as_per_year(self) -> f64 {
        self.0
    }
}

fn finite(value: f64) -> Result<f64, MeasureError> {
    if value.is_finite() { Ok(value + 0.0) } else { Err(MeasureError::NotFinite(value)) } // -0 becomes 0
}

/// How far a resource may travel before what it saves is spent on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BreakEven {
    /// At that geodesic distance; at none, where it costs more than it saves even at the door.
    At(Distance),
    /// Farther than any two places on Earth are apart.
    Never,
}

impl BreakEven {
    /// Where a balance of `at_door` for each unit, less `per_metre` for each metre, is nought; `None` where travel
    /// costs nothing, so that distance settles nothing.
    pub fn of(at_door: f64, per_metre: f64) -> Option<Self> {
        if !at_door.is_finite() || !per_metre.is_finite() || per_metre <= 0.0 {
            return None;
        }
        Some(Distance::metres((at_door / per_metre).max(0.0)).map_or(Self::Never, Self::At))
    }

    /// The distance; [`Distance::EARTH`] where it is never reached.
    pub const fn distance(self) -> Distance {
        match self {
            Self::At(distance) => distance,
            Self::Never => Distance::EARTH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // 4.6 kg/t over 0.1049 kg/t.km: 43.85 km, the 44 km of the literature.
        let aggregate = BreakEven::of(4.6, 0.1049e-3).unwrap();
        assert!((aggregate.distance().as_kilometres() - 43.851).abs() < 1e-3);
        assert_eq!(BreakEven::of(-1.0, 1e-4), Some(BreakEven::At(Distance::ZERO)));
        assert_eq!(BreakEven::of(1e6, 1e-4), Some(BreakEven::Never));
        assert_eq!(BreakEven::of(1.0, 0.0), None);
        assert_eq!(BreakEven::of(f64::NAN, 1.0), None);
        assert!(BreakEven::At(Distance::EARTH) < BreakEven::Never);
    }

    #[test]
    fn worth_may_be_negative_but_is_a_number() {
        assert_eq!(CarbonSaved::kg_per_year(-3.0).unwrap().as_kg_per_year(), -3.0);
        assert!(CarbonSaved::kg_per_year(f64::NAN).is_err());
        assert!(EurosGained::per_year(f64::INFINITY).is_err());
    }
}
