//! Annual amounts and their dimension.

use std::fmt;

use crate::unit::Unit;

/// What is counted. Amounts of different dimensions never add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Tonnes.
    Mass,
    /// Cubic metres; of a gas, at normal conditions (0 °C, 1 atm).
    Volume,
    /// Megawatt-hours.
    Energy,
    /// Euros.
    Money,
    /// Pieces, pallets, full-time posts.
    Count,
    /// Square metres of storage or land.
    Area,
    /// Hours of equipment or staff.
    Time,
}

impl Dimension {
    /// All of them, in the order tables list them.
    pub const ALL: [Dimension; 7] =
        [Self::Mass, Self::Volume, Self::Energy, Self::Money, Self::Count, Self::Area, Self::Time];

    /// The unit amounts of this dimension are kept and written in, per year.
    pub const fn base_unit(self) -> &'static str {
        match self {
            Self::Mass => "t",
            Self::Volume => "m3",
            Self::Energy => "MWh",
            Self::Money => "EUR",
            Self::Count => "unit",
            Self::Area => "m2",
            Self::Time => "h",
        }
    }

    /// The dimension's name in a study or data file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mass => "mass",
            Self::Volume => "volume",
            Self::Energy => "energy",
            Self::Money => "money",
            Self::Count => "count",
            Self::Area => "area",
            Self::Time => "time",
        }
    }

    /// The dimension of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.name() == name)
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a number is no quantity, or two quantities do not meet.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum QuantityError {
    /// NaN or infinite.
    #[error("{0} is not a finite number")]
    NotFinite(f64),
    /// Direction is the flow's, never the sign's.
    #[error("{0} is negative")]
    Negative(f64),
    /// Tonnes and megawatt-hours, say.
    #[error("{0} and {1} do not add up")]
    Dimensions(Dimension, Dimension),
}

/// An amount per year, in its dimension's base unit: finite and not negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    per_year: f64,
    dimension: Dimension,
}

impl Quantity {
    /// `value` of `unit` as an annual amount. A unit per hour counts 8,760 hours, per day 365 days.
    ///
    /// # Errors
    /// NaN, infinite (also after conversion) or negative.
    ///
    /// ```
    /// use maillon_model::{Quantity, Unit};
    /// let heat = Quantity::new(2.0, "GWh/yr".parse::<Unit>()?)?;
    /// assert_eq!(heat.to_string(), "2000 MWh/yr");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(value: f64, unit: Unit) -> Result<Self, QuantityError> {
        Self::per_year(unit.annual(value), unit.dimension())
    }

    /// An annual amount in `dimension`'s base unit.
    ///
    /// # Errors
    /// NaN, infinite or negative.
    pub fn per_year(value: f64, dimension: Dimension) -> Result<Self, QuantityError> {
        if !value.is_finite() {
            Err(QuantityError::NotFinite(value))
        } else if value < 0.0 {
            Err(QuantityError::Negative(value))
        } else {
            Ok(Self { per_year: value + 0.0, dimension }) // -0 becomes 0
        }
    }

    /// None of it.
    pub const fn none(dimension: Dimension) -> Self {
        Self { per_year: 0.0, dimension }
    }

    /// What is counted.
    pub const fn dimension(self) -> Dimension {
        self.dimension
    }

    /// The number, in the dimension's base unit per year.
    pub const fn annual(self) -> f64 {
        self.per_year
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// Different dimensions, or a sum too large for a number.
    pub fn plus(self, other: Self) -> Result<Self, QuantityError> {
        self.meets(other)?;
        Self::per_year(self.per_year + other.per_year, self.dimension)
    }

    /// The smaller of two amounts.
    ///
    /// # Errors
    /// Different dimensions.
    pub fn min(self, other: Self) -> Result<Self, QuantityError> {
        self.meets(other)?;
        Ok(if other.per_year < self.per_year { other } else { self })
    }

    fn meets(self, other: Self) -> Result<(), QuantityError> {
        if self.dimension == other.dimension {
            Ok(())
        } else {
            Err(QuantityError::Dimensions(self.dimension, other.dimension))
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/yr", self.per_year, self.dimension.base_unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_never_add_up() {
        let t = Quantity::per_year(1.0, Dimension::Mass).unwrap();
        let mwh = Quantity::per_year(1.0, Dimension::Energy).unwrap();
        assert_eq!(t.plus(mwh), Err(QuantityError::Dimensions(Dimension::Mass, Dimension::Energy)));
        assert!(t.min(mwh).is_err());
        assert_eq!(t.plus(t).unwrap().annual(), 2.0);
    }

    #[test]
    fn no_quantity_from_nonsense() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.5] {
            assert!(Quantity::per_year(bad, Dimension::Mass).is_err(), "{bad}");
        }
        let unit: Unit = "GWh/h".parse().unwrap();
        assert!(Quantity::new(f64::MAX, unit).is_err(), "overflow in conversion");
    }

    #[test]
    fn names_round_trip() {
        for d in Dimension::ALL {
            assert_eq!(Dimension::from_name(d.name()), Some(d));
        }
    }
}
