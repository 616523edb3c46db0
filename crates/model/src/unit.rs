//! Unit symbols as people write them: `t/an`, `MWh/yr`, `m³/h`, `kW`, `k€`.

use std::str::FromStr;

use crate::quantity::Dimension;

/// The time an amount is counted over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The default where none is written.
    Year,
    /// A twelfth of a year.
    Month,
    /// 52 weeks and a day make a year.
    Week,
    /// 365 make a year.
    Day,
    /// 8,760 make a year: a rate per hour is taken as running all year.
    Hour,
}

impl Period {
    /// How many make a year.
    pub const fn per_year(self) -> f64 {
        match self {
            Self::Year => 1.0,
            Self::Month => 12.0,
            Self::Week => 365.0 / 7.0,
            Self::Day => 365.0,
            Self::Hour => 8760.0,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "yr" | "y" | "year" | "years" | "a" | "an" | "ans" | "annee" | "année" | "annum" | "annual" => Self::Year,
            "mo" | "month" | "months" | "mois" => Self::Month,
            "wk" | "week" | "weeks" | "sem" | "semaine" => Self::Week,
            "d" | "day" | "days" | "j" | "jour" | "jours" | "jr" => Self::Day,
            "h" | "hr" | "hour" | "hours" | "heure" | "heures" => Self::Hour,
            _ => return None,
        })
    }
}

/// Why a text is no unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// No such symbol.
    #[error("unknown unit \"{0}\"")]
    Unknown(String),
    /// The unit stands, its period does not.
    #[error("unknown period \"{period}\" in unit \"{unit}\"")]
    Period {
        /// The whole text.
        unit: String,
        /// The part after the slash.
        period: String,
    },
}

/// A unit of an annual amount: a dimension, its factor to the base unit, and a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    dimension: Dimension,
    to_base: f64,
    period: Period,
}

impl Unit {
    /// What it counts.
    pub const fn dimension(self) -> Dimension {
        self.dimension
    }

    /// The time it counts over.
    pub const fn period(self) -> Period {
        self.period
    }

    /// `value` of this unit, per year and in the dimension's base unit.
    pub fn annual(self, value: f64) -> f64 {
        value * self.to_base * self.period.per_year()
    }

    /// How much of the dimension's base unit one of it is, whatever the period.
    pub const fn base_per_unit(self) -> f64 {
        self.to_base
    }

    /// The units a message offers when one is not understood.
    pub const EXAMPLES: &'static str =
        "t, kg, m3, Nm3, L, MWh, GWh, GJ, kW, EUR, unit, h, m2, each with /yr, /month, /day or /h";
}

/// Symbol, dimension, factor to the base unit. Letter case counts (`mW` is no `MW`) only where this table has both.
/// Factors: SI Brochure (2019) prefixes; 1 MWh = 3.6 GJ; tonne of oil equivalent 41.868 GJ (IEA); thermie
/// 1 Mcal(15 °C) = 4.1855 MJ; short ton, pound and US gallon by NIST Handbook 44.
const SYMBOLS: &[(&str, Dimension, f64)] = &[
    ("t", Dimension::Mass, 1.0),
    ("to", Dimension::Mass, 1.0),
    ("tonne", Dimension::Mass, 1.0),
    ("tonnes", Dimension::Mass, 1.0),
    ("Mg", Dimension::Mass, 1.0),
    ("kt", Dimension::Mass, 1e3),
    ("Mt", Dimension::Mass, 1e6),
    ("kg", Dimension::Mass, 1e-3),
    ("g", Dimension::Mass, 1e-6),
    ("q", Dimension::Mass, 0.1),
    ("quintal", Dimension::Mass, 0.1),
    ("quintaux", Dimension::Mass, 0.1),
    ("lb", Dimension::Mass, 0.000_453_592_37),
    ("lbs", Dimension::Mass, 0.000_453_592_37),
    ("pounds", Dimension::Mass, 0.000_453_592_37),
    ("short ton", Dimension::Mass, 0.907_184_74),
    ("short tons", Dimension::Mass, 0.907_184_74),
    ("m3", Dimension::Volume, 1.0),
    ("Nm3", Dimension::Volume, 1.0),
    ("km3", Dimension::Volume, 1e9),
    ("Mm3", Dimension::Volume, 1e6),
    ("hm3", Dimension::Volume, 1e6),
    ("dm3", Dimension::Volume, 1e-3),
    ("L", Dimension::Volume, 1e-3),
    ("litre", Dimension::Volume, 1e-3),
    ("litres", Dimension::Volume, 1e-3),
    ("liter", Dimension::Volume, 1e-3),
    ("liters", Dimension::Volume, 1e-3),
    ("hL", Dimension::Volume, 0.1),
    ("ML", Dimension::Volume, 1e3),
    ("mL", Dimension::Volume, 1e-6),
    ("gal", Dimension::Volume, 0.003_785_411_784),
    ("Wh", Dimension::Energy, 1e-6),
    ("kWh", Dimension::Energy, 1e-3),
    ("MWh", Dimension::Energy, 1.0),
    ("GWh", Dimension::Energy, 1e3),
    ("TWh", Dimension::Energy, 1e6),
    ("MJ", Dimension::Energy, 1.0 / 3600.0),
    ("GJ", Dimension::Energy, 1.0 / 3.6),
    ("TJ", Dimension::Energy, 1000.0 / 3.6),
    ("PJ", Dimension::Energy, 1e6 / 3.6),
    ("toe", Dimension::Energy, 11.63),
    ("tep", Dimension::Energy, 11.63),
    ("ktoe", Dimension::Energy, 11_630.0),
    ("ktep", Dimension::Energy, 11_630.0),
    ("th", Dimension::Energy, 4.1855 / 3600.0),
    ("EUR", Dimension::Money, 1.0),
    ("€", Dimension::Money, 1.0),
    ("euro", Dimension::Money, 1.0),
    ("euros", Dimension::Money, 1.0),
    ("k€", Dimension::Money, 1e3),
    ("kEUR", Dimension::Money, 1e3),
    ("M€", Dimension::Money, 1e6),
    ("MEUR", Dimension::Money, 1e6),
    ("unit", Dimension::Count, 1.0),
    ("units", Dimension::Count, 1.0),
    ("unité", Dimension::Count, 1.0),
    ("unités", Dimension::Count, 1.0),
    ("u", Dimension::Count, 1.0),
    ("piece", Dimension::Count, 1.0),
    ("pieces", Dimension::Count, 1.0),
    ("pièce", Dimension::Count, 1.0),
    ("pièces", Dimension::Count, 1.0),
    ("pallet", Dimension::Count, 1.0),
    ("pallets", Dimension::Count, 1.0),
    ("palette", Dimension::Count, 1.0),
    ("palettes", Dimension::Count, 1.0),
    ("FTE", Dimension::Count, 1.0),
    ("ETP", Dimension::Count, 1.0),
    ("m2", Dimension::Area, 1.0),
    ("ha", Dimension::Area, 1e4),
    ("h", Dimension::Time, 1.0),
    ("hour", Dimension::Time, 1.0),
    ("hours", Dimension::Time, 1.0),
    ("heure", Dimension::Time, 1.0),
    ("heures", Dimension::Time, 1.0),
];

/// Power is energy per hour: symbol and megawatt-hours per hour.
const POWERS: &[(&str, f64)] = &[("W", 1e-6), ("kW", 1e-3), ("MW", 1.0), ("GW", 1e3)];

impl FromStr for Unit {
    type Err = UnitError;

    /// Reads `t`, `t/yr`, `tonnes par an`, `MWh per year`, `m³/h`, `kW`, `t.an-1`; a unit without a period is per year.
    ///
    /// ```
    /// use maillon_model::{Dimension, Period, Unit};
    /// let unit: Unit = "m³/h".parse()?;
    /// assert_eq!((unit.dimension(), unit.period()), (Dimension::Volume, Period::Hour));
    /// assert!("mW".parse::<Unit>().is_err(), "a milliwatt is no megawatt");
    /// # Ok::<(), maillon_model::UnitError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, UnitError> {
        let tidy: String = text.trim().trim_matches(['(', ')', '[', ']']).replace('³', "3").replace('²', "2");
        let tidy = tidy.trim();
        let (symbol, period) = split_period(tidy);
        let period = match period {
            None => Period::Year,
            Some(p) => Period::parse(&p.to_lowercase())
                .ok_or_else(|| UnitError::Period { unit: text.trim().to_owned(), period: p.to_owned() })?,
        };
        if let Some((_, mwh)) = find(POWERS, symbol, |e| e.0) {
            // A power already is per hour; "kW/yr" means the power, all year long.
            return match period {
                Period::Year => Ok(Self { dimension: Dimension::Energy, to_base: *mwh, period: Period::Hour }),
                _ => Err(UnitError::Unknown(text.trim().to_owned())),
            };
        }
        let (_, dimension, to_base) =
            find(SYMBOLS, symbol, |e| e.0).ok_or_else(|| UnitError::Unknown(text.trim().to_owned()))?;
        Ok(Self { dimension: *dimension, to_base: *to_base, period })
    }
}

/// The entry of that exact symbol, else the only one it equals but for letter case.
fn find<'t, E>(table: &'t [E], symbol: &str, name: impl Fn(&E) -> &str) -> Option<&'t E> {
    if let Some(exact) = table.iter().find(|e| name(e) == symbol) {
        return Some(exact);
    }
    let lower = symbol.to_lowercase();
    // "MM3" may be cubic millimetres or megametres: short symbols whose case is a prefix are taken as written.
    if matches!(lower.as_str(), "mg" | "mt" | "mw" | "mj" | "ml" | "mm3" | "mwh" | "km3" | "pj") {
        let usual = matches!(symbol, "MWH" | "Mwh" | "mwh" | "MT" | "ML" | "MM3" | "MJ" | "KM3");
        return usual.then(|| table.iter().find(|e| name(e).to_lowercase() == lower)).flatten();
    }
    let mut hits = table.iter().filter(|e| name(e).to_lowercase() == lower);
    hits.next().filter(|_| hits.next().is_none())
}

/// Parts a unit from its period: at a slash, at `per` or `par`, at `.an-1`.
fn split_period(text: &str) -> (&str, Option<&str>) {
    if let Some((symbol, period)) = text.split_once('/') {
        return (symbol.trim(), Some(period.trim()));
    }
    for word in [" per ", " par ", " by "] {
        if let Some((symbol, period)) = text.split_once(word) {
            return (symbol.trim(), Some(period.trim()));
        }
    }
    if let Some(start) = text.strip_suffix("-1")
        && let Some((symbol, period)) = start.rsplit_once(['.', ' ', '·'])
    {
        return (symbol.trim(), Some(period.trim()));
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annual(value: f64, unit: &str) -> (f64, Dimension) {
        let unit: Unit = unit.parse().unwrap_or_else(|e| panic!("{e}"));
        (unit.annual(value), unit.dimension())
    }

    #[test]
    fn units_as_people_write_them() {
        let cases: &[(f64, &str, f64, Dimension)] = &[
            (1.0, "t", 1.0, Dimension::Mass),
            (1.0, "t/an", 1.0, Dimension::Mass),
            (1.0, "T/AN", 1.0, Dimension::Mass),
            (1.0, "tonnes par an", 1.0, Dimension::Mass),
            (2.0, "kt per year", 2000.0, Dimension::Mass),
            (1000.0, "kg/mois", 12.0, Dimension::Mass),
            (1.0, "t.an-1", 1.0, Dimension::Mass),
            (1.0, "t/j", 365.0, Dimension::Mass),
            (1.0, "m³/h", 8760.0, Dimension::Volume),
            (1.0, "Nm3/h", 8760.0, Dimension::Volume),
            (1000.0, "l/day", 365.0, Dimension::Volume),
            (5.4, "ML", 5400.0, Dimension::Volume),
            (1.0, "Mm3", 1e6, Dimension::Volume),
            (1.0, "mwh/an", 1.0, Dimension::Energy),
            (3.6, "GJ", 1.0, Dimension::Energy),
            (1.0, "kW", 8.76, Dimension::Energy),
            (1.0, "MW", 8760.0, Dimension::Energy),
            (1.0, "tep/an", 11.63, Dimension::Energy),
            (190.0, "k€/an", 190_000.0, Dimension::Money),
            (3.0, "FTE", 3.0, Dimension::Count),
            (2.0, "ha", 20_000.0, Dimension::Area),
            (7.0, "h/week", 365.0, Dimension::Time),
            (1.0, "(t/an)", 1.0, Dimension::Mass),
        ];
        for (value, unit, expected, dimension) in cases {
            let (got, dim) = annual(*value, unit);
            assert!((got - expected).abs() <= expected.abs() * 1e-12, "{value} {unit}: {got}, expected {expected}");
            assert_eq!(dim, *dimension, "{unit}");
        }
    }

    #[test]
    fn a_prefix_is_never_guessed() {
        for unit in ["mW", "mt", "mg", "mj", "mm3", "furlong", "", "kW/day", "t/fortnight"] {
            assert!(unit.parse::<Unit>().is_err(), "{unit}");
        }
    }

    #[test]
    fn symbols_are_unique() {
        for (i, a) in SYMBOLS.iter().enumerate() {
            assert!(SYMBOLS[i + 1..].iter().all(|b| a.0 != b.0), "{} stands twice", a.0);
        }
    }
}

#[cfg(test)]
mod properties;
