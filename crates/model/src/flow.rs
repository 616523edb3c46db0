//! What a site has to give or needs.

use jiff::civil::Date;

use crate::amount::Amount;
use crate::measure::{Celsius, Distance, MeasureError, Percent};
use crate::origin::Origin;
use crate::place::SiteIx;
use crate::quantity::{Dimension, Quantity};
use crate::resource::ResourceIx;
use crate::word::Word;

/// A flow's place in [`Study::flows`](crate::Study::flows).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowIx(pub u32);

/// To give, or to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The site has it to give.
    Supply,
    /// The site needs it.
    Demand,
}

impl Direction {
    /// The word layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supply => "supply",
            Self::Demand => "demand",
        }
    }

    /// The other one.
    pub const fn opposite(self) -> Self {
        match self {
            Self::Supply => Self::Demand,
            Self::Demand => Self::Supply,
        }
    }
}

/// One resource that one site gives or needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// The user's own, or made from site, direction and resource where there is none.
    pub id: Word,
    /// Whose it is.
    pub site: SiteIx,
    /// To give or to take.
    pub direction: Direction,
    /// Of what.
    pub resource: ResourceIx,
    /// How much.
    pub amount: Amount,
    /// No partner farther than this, whatever the resource allows.
    pub max_distance: Option<Distance>,
    /// What else is known; most flows of a large file have none of it.
    pub details: Option<Box<Details>>,
    /// Where it was read.
    pub origin: Origin,
}

impl Flow {
    /// When the flow exists; always, where nothing is said.
    pub fn validity(&self) -> Validity {
        self.details.as_ref().map_or(Validity::default(), |d| d.validity)
    }
}

/// What may be known of a flow beyond its amount.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Details {
    /// Condition of the resource.
    pub quality: Quality,
    /// Less than this per year is not worth moving; any amount is, where nothing is said.
    pub min_lot: Option<Quantity>,
    /// What each connection costs as soon as anything moves through it (a pipe is built or not); nothing is to be built,
    /// where nothing is said.
    pub fixed_cost: Option<FixedCost>,
    /// How the year's amount spreads over the months.
    pub months: Option<Months>,
    /// What it sells for; negative where the giver pays.
    pub price: Option<Price>,
    /// How the amount is known.
    pub known: Option<Knowledge>,
    /// When the flow exists.
    pub validity: Validity,
    /// The user's words.
    pub note: Option<Box<str>>,
    /// Not to be published.
    pub confidential: bool,
}

/// The condition a resource is given or needed in. What is absent is not known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quality {
    /// Temperature of a heat, steam or water flow.
    pub temperature: Option<Celsius>,
    /// Water content.
    pub moisture: Option<Percent>,
    /// Content of the substance that counts.
    pub concentration: Option<Percent>,
    /// Bar, chips, dust, sludge, …
    pub form: Option<Box<str>>,
    /// Hazardous in the sense of waste law.
    pub hazardous: Option<bool>,
}

/// Euros per base unit of a dimension (€/t, €/MWh, …); negative where the giver pays to be rid of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    euros: f64,
    per: Dimension,
}

impl Price {
    /// A price of `euros` for each base unit of `per`.
    ///
    /// # Errors
    /// NaN or infinite.
    pub fn new(euros: f64, per: Dimension) -> Result<Self, MeasureError> {
        if euros.is_finite() { Ok(Self { euros, per }) } else { Err(MeasureError::NotFinite(euros)) }
    }

    /// Euros per base unit.
    pub const fn euros(self) -> f64 {
        self.euros
    }

    /// What the base unit counts.
    pub const fn per(self) -> Dimension {
        self.per
    }
}

/// Euros per year that do not depend on the amount: a pipe's annuity and upkeep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixedCost(f64);

impl FixedCost {
    /// So many euros per year.
    ///
    /// # Errors
    /// NaN, infinite or negative.
    pub fn euros_per_year(euros: f64) -> Result<Self, MeasureError> {
        if !euros.is_finite() {
            Err(MeasureError::NotFinite(euros))
        } else if euros < 0.0 {
            Err(MeasureError::OutOfRange { value: euros, min: 0.0, max: f64::MAX, unit: "EUR/yr" })
        } else {
            Ok(Self(euros + 0.0))
        }
    }

    /// Euros per year.
    pub const fn as_euros_per_year(self) -> f64 {
        self.0
    }
}

/// How an amount is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knowledge {
    /// Read off an instrument or a weighbridge.
    Measured,
    /// Stated by the site.
    Declared,
    /// Derived from ratios or registers.
    Modelled,
}

impl Knowledge {
    /// The word layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Declared => "declared",
            Self::Modelled => "modelled",
        }
    }
}

/// First and last day a flow exists; an open end is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Validity {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Validity {
    /// Whether the flow exists on that day.
    pub fn holds(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether two flows share a day.
    pub fn overlaps(self, other: Self) -> bool {
        fn ends_before(a: Option<Date>, b: Option<Date>) -> bool {
            matches!((a, b), (Some(a), Some(b)) if a < b)
        }
        !ends_before(self.to, other.from) && !ends_before(other.to, self.from)
    }
}

/// Why twelve numbers are no monthly profile.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum MonthsError {
    /// A year has twelve.
    #[error("{0} numbers for the 12 months")]
    Count(usize),
    /// NaN, infinite or negative.
    #[error("{0} is no share of a year")]
    Value(f64),
    /// No month has anything.
    #[error("all 12 months are zero")]
    Empty,
}

/// The share of each month, January first, summing to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Months([f32; 12]);

impl Months {
    /// Twelve weights in any unit: tonnes, per cent, or 1 and 0.
    ///
    /// # Errors
    /// Not twelve, not finite, negative, or nothing in any month.
    pub fn new(weights: &[f64]) -> Result<Self, MonthsError> {
        if weights.len() != 12 {
            return Err(MonthsError::Count(weights.len()));
        }
        if let Some(bad) = weights.iter().find(|w| !w.is_finite() || **w < 0.0) {
            return Err(MonthsError::Value(*bad));
        }
        let sum: f64 = weights.iter().sum();
        if sum <= 0.0 || !sum.is_finite() {
            return Err(MonthsError::Empty);
        }
        let mut shares = [0.0; 12];
        for (share, weight) in shares.iter_mut().zip(weights) {
            *share = (weight / sum) as f32;
        }
        Ok(Self(shares))
    }

    /// The twelve shares.
    pub const fn shares(self) -> [f32; 12] {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_row_takes_little_room() {
        assert_eq!([size_of::<Flow>(), size_of::<crate::Site>()], [80, 80], "there may be tens of millions");
    }

    #[test]
    fn validity_is_inclusive_and_open_ended() {
        let coal = Validity { from: Some(date(1981, 1, 1)), to: Some(date(2019, 12, 31)) };
        let later = Validity { from: Some(date(2019, 12, 31)), to: None };
        let after = Validity { from: Some(date(2020, 1, 1)), to: None };
        assert!(coal.overlaps(later) && later.overlaps(coal));
        assert!(!coal.overlaps(after) && !after.overlaps(coal));
        assert!(coal.overlaps(Validity::default()));
        assert!(coal.holds(date(2019, 12, 31)) && !coal.holds(date(2020, 1, 1)));
    }

    #[test]
    fn months_are_twelve_shares() {
        assert_eq!(Months::new(&[1.0; 11]), Err(MonthsError::Count(11)));
        assert_eq!(Months::new(&[0.0; 12]), Err(MonthsError::Empty));
        assert!(Months::new(&[f64::NAN; 12]).is_err());
        let sum: f32 = Months::new(&[3.0; 12]).unwrap().shares().iter().sum();
        assert!((sum - 1.0).abs() < 1e-6);
    }
}
