//! What holds of every unit, whichever it is.

use proptest::prelude::*;
use proptest::sample::select;

use super::{POWERS, Period, SYMBOLS, Unit};
use crate::quantity::{Quantity, QuantityError};

/// Relative error of a few multiplications.
const ROUNDING: f64 = 1e-12;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= ROUNDING * a.abs().max(b.abs())
}

/// Words for each period, in both languages.
const PERIODS: &[(&str, Period)] = &[
    ("yr", Period::Year),
    ("an", Period::Year),
    ("mois", Period::Month),
    ("month", Period::Month),
    ("sem", Period::Week),
    ("week", Period::Week),
    ("j", Period::Day),
    ("day", Period::Day),
    ("h", Period::Hour),
    ("heure", Period::Hour),
];

/// A unit as somebody writes it, with what it should be.
fn written() -> impl Strategy<Value = (String, Unit)> {
    let forms = select(&["{s}/{p}", "{s} / {p}", "{s} per {p}", "{s} par {p}", "({s}/{p})", " {s}.{p}-1 "][..]);
    (select(SYMBOLS), select(PERIODS), forms).prop_map(|((symbol, dimension, to_base), (word, period), form)| {
        let text = form.replace("{s}", symbol).replace("{p}", word);
        (text, Unit { dimension, to_base, period })
    })
}

fn unit() -> impl Strategy<Value = Unit> {
    written().prop_map(|(_, unit)| unit)
}

fn amount() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 1e-9..1e9_f64, 0.0..1.0_f64]
}

proptest! {
    #[test]
    fn however_it_is_written_it_is_that_unit((text, unit) in written()) {
        prop_assert_eq!(text.parse::<Unit>(), Ok(unit));
    }

    #[test]
    fn a_power_is_its_energy_per_hour((symbol, mwh) in select(POWERS), value in amount()) {
        let power: Unit = symbol.parse().unwrap();
        let energy: Unit = format!("{symbol}h/h").parse().unwrap();
        prop_assert!(close(power.annual(value), energy.annual(value)) && close(power.base_per_unit(), mwh));
    }

    #[test]
    fn what_is_printed_reads_back(value in amount(), unit in unit()) {
        let quantity = Quantity::new(value, unit).unwrap();
        let text = quantity.to_string();
        let (number, unit) = text.split_once(' ').unwrap();
        prop_assert_eq!(Quantity::new(number.parse().unwrap(), unit.parse().unwrap()), Ok(quantity));
    }

    #[test]
    fn there_and_back_is_the_same(value in amount(), one in unit(), other in unit()) {
        let there = one.annual(value) / other.annual(1.0);
        prop_assert!(close(other.annual(there) / one.annual(1.0), value));
    }

    #[test]
    fn more_of_a_unit_is_more((a, b) in (amount(), amount()), unit in unit()) {
        let (x, y) = (Quantity::new(a, unit).unwrap(), Quantity::new(b, unit).unwrap());
        if a <= b {
            prop_assert!(x.annual() <= y.annual());
        }
        prop_assert_eq!(x.min(y).unwrap().annual(), x.annual().min(y.annual()));
    }

    #[test]
    fn only_what_is_alike_adds_up((a, b) in (amount(), amount()), (one, other) in (unit(), unit())) {
        let (x, y) = (Quantity::new(a, one).unwrap(), Quantity::new(b, other).unwrap());
        match x.plus(y) {
            Ok(sum) => {
                prop_assert_eq!((one.dimension, sum.dimension()), (other.dimension, one.dimension));
                prop_assert_eq!(Ok(sum), y.plus(x));
                prop_assert_eq!(sum.annual(), x.annual() + y.annual());
            }
            Err(error) => {
                prop_assert_eq!(error, QuantityError::Dimensions(one.dimension, other.dimension));
                prop_assert!(one.dimension != other.dimension);
            }
        }
    }

    #[test]
    fn no_text_panics_and_every_unit_is_finite(text in "\\PC{0,16}") {
        if let Ok(unit) = text.parse::<Unit>() {
            prop_assert!(unit.annual(1.0) > 0.0 && unit.annual(1.0).is_finite());
        }
    }
}
