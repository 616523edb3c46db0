//! Numbers as people type them: `1 234,5`, `1'234.5`, `< 5`, `n.d.`.

/// A file's decimal sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decimal {
    Point,
    Comma,
}

/// What a cell of numbers holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    /// Nothing, or a word for it.
    Missing,
    /// Below a threshold, which may itself be unstated.
    Below(Option<f64>),
    /// A finite number.
    Value(f64),
}

/// Why a text is no number.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum NumberError {
    #[error("\"{0}\" is not a number")]
    NotANumber(String),
    #[error("{0} is not a finite number")]
    NotFinite(String),
}

/// Words for "nobody knows", compared in lower case.
const MISSING: &[&str] = &[
    "", "-", "–", "—", "?", "na", "n/a", "n.a.", "nd", "n.d.", "n.d", "nc", "n.c.", "n.c", "nr", "n.r.", "null",
    "none", "unknown", "inconnu", "inconnue",
];

/// Whether a text is a word for "nobody knows".
pub(crate) fn is_missing(text: &str) -> bool {
    MISSING.contains(&text.trim().to_lowercase().as_str())
}

/// Reads a cell. `decimal` settles what the cell alone does not (`1,234`); [`is_ambiguous`] tells which those are.
pub(crate) fn parse(text: &str, decimal: Decimal) -> Result<Number, NumberError> {
    let text = text.trim();
    if let Some(value) = simple(text, decimal) {
        return Ok(Number::Value(value));
    }
    if is_missing(text) {
        return Ok(Number::Missing);
    }
    if let Some(threshold) = text.strip_prefix(['<', '≤']) {
        let threshold = threshold.trim_start_matches('=').trim();
        return Ok(Number::Below(plain(threshold, decimal).ok().filter(|t| t.is_finite())));
    }
    let value = plain(text.trim_start_matches(['~', '≈']), decimal)?;
    if value.is_finite() { Ok(Number::Value(value)) } else { Err(NumberError::NotFinite(text.to_owned())) }
}

/// What nearly all cells hold: up to fifteen digits with a point that is no other sign. `None` for all else.
fn simple(text: &str, decimal: Decimal) -> Option<f64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, fraction)) if fraction.len() == 3 && decimal == Decimal::Comma || fraction.is_empty() => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let usual = (1..=15).contains(&whole.len()) && text.len() <= 16 && digits(whole) && digits(fraction);
    if usual { text.parse().ok() } else { None }
}

/// A number followed by its unit: `1 200 t/an`.
pub(crate) fn split_unit(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end = text.rfind(|c: char| c.is_ascii_digit()).map(|i| i + 1)?;
    let start = text.find(|c: char| c.is_alphabetic() || c == '€')?;
    // "12 m3" ends in a digit: the unit starts at the first letter all the same.
    let cut = if start < end { start } else { end };
    let (number, unit) = (text[..cut].trim(), text[cut..].trim());
    (!number.is_empty() && !unit.is_empty()).then_some((number, unit))
}

/// Whether only the file's decimal sign tells what the number is: `1,234` or `1.234`.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['~', '≈', '+', '-', '<', '≤', ' ']);
    let Some(at) = text.find([',', '.']) else { return false };
    let (whole, rest) = (&text[..at], &text[at + 1..]);
    (1..=3).contains(&whole.len())
        && whole.bytes().all(|b| b.is_ascii_digit())
        && !whole.starts_with('0')
        && rest.len() == 3
        && rest.bytes().all(|b| b.is_ascii_digit())
}

/// The decimal sign that a column's cells show, where one of them does.
pub(crate) fn recognise<'t>(cells: impl IntoIterator<Item = &'t str>) -> Option<Decimal> {
    let (mut comma, mut point) = (false, false);
    for cell in cells {
        if is_ambiguous(cell) || is_missing(cell) || !cell.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        match cell.rfind([',', '.']).map(|at| &cell[at..at + 1]) {
            Some(",") if cell.matches(',').count() == 1 => comma = true,
            Some(".") if cell.matches('.').count() == 1 => point = true,
            _ => {}
        }
    }
    match (comma, point) {
        (true, false) => Some(Decimal::Comma),
        (false, true) => Some(Decimal::Point),
        _ => None,
    }
}

fn plain(text: &str, decimal: Decimal) -> Result<f64, NumberError> {
    let refuse = || NumberError::NotANumber(text.to_owned());
    let lower = text.to_ascii_lowercase();
    if matches!(lower.trim_start_matches(['+', '-']), "nan" | "inf" | "infinity") {
        return Err(NumberError::NotFinite(text.to_owned()));
    }
    // Spaces and apostrophes part thousands, nothing else.
    let digits: String =
        text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')).collect();
    if !digits.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',')) {
        return Err(refuse());
    }
    let (commas, points) = (digits.matches(',').count(), digits.matches('.').count());
    let comma_is_decimal = match (commas, points) {
        (0, 0) => return digits.parse().map_err(|_| refuse()),
        (0, 1) | (1, 0) if is_ambiguous(&digits) => decimal == Decimal::Comma,
        (0, 1) => false,
        (1, 0) => true,
        (1, _) if points > 0 && digits.rfind(',') > digits.rfind('.') => true,
        (_, 1) if commas > 0 && digits.rfind('.') > digits.rfind(',') => false,
        (0, _) => true,  // 1.234.567: points part thousands
        (_, 0) => false, // 1,234,567
        _ => return Err(refuse()),
    };
    let (thousands, sign) = if comma_is_decimal { ('.', ',') } else { (',', '.') };
    let (whole, fraction) = digits.split_once(sign).unwrap_or((&digits, ""));
    let mut groups = whole.split(thousands);
    let first = groups.next().unwrap_or_default().trim_start_matches(['+', '-']);
    let grouped = whole.contains(thousands);
    if grouped && (first.is_empty() || first.len() > 3 || groups.any(|g| g.len() != 3)) {
        return Err(refuse());
    }
    let mut tidy = whole.replace(thousands, "");
    if !fraction.is_empty() {
        tidy.push('.');
        tidy.push_str(fraction);
    }
    tidy.parse().map_err(|_| refuse())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str, decimal: Decimal) -> f64 {
        match parse(text, decimal) {
            Ok(Number::Value(v)) => v,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn numbers_as_people_type_them() {
        use Decimal::{Comma, Point};
        for (text, decimal, expected) in [
            ("1234", Point, 1234.0),
            ("1 234,5", Point, 1234.5),
            ("1\u{202f}234,50", Comma, 1234.5),
            ("1.234,5", Point, 1234.5),
            ("1,234.5", Comma, 1234.5),
            ("1,234", Comma, 1.234),
            ("1,234", Point, 1234.0),
            ("1.234", Point, 1.234),
            ("1.234", Comma, 1234.0),
            ("0,123", Point, 0.123),
            ("12,5", Point, 12.5),
            ("1.234.567", Point, 1_234_567.0),
            ("1,234,567", Comma, 1_234_567.0),
            ("1'234.5", Point, 1234.5),
            ("~700,000", Point, 700_000.0),
            ("1e-6", Point, 1e-6),
            ("-5", Point, -5.0),
            ("+.5", Point, 0.5),
        ] {
            assert_eq!(value(text, decimal), expected, "{text} {decimal:?}");
        }
    }

    #[test]
    fn missing_censored_and_wrong_are_three_things() {
        for text in ["", " ", "n.d.", "-", "NA", "?"] {
            assert_eq!(parse(text, Decimal::Point), Ok(Number::Missing), "{text}");
        }
        assert_eq!(parse("< 2 000", Decimal::Point), Ok(Number::Below(Some(2000.0))));
        assert_eq!(parse("<seuil", Decimal::Point), Ok(Number::Below(None)));
        assert_eq!(parse("0", Decimal::Point), Ok(Number::Value(0.0)));
        for text in ["NaN", "inf", "-Infinity", "1e999"] {
            assert!(matches!(parse(text, Decimal::Point), Err(NumberError::NotFinite(_))), "{text}");
        }
        for text in ["abc", "12 tonnes", "1,2,3", "1.2.3", "12-13", "1,23.456,7", "--5"] {
            assert!(parse(text, Decimal::Point).is_err(), "{text}");
        }
    }

    #[test]
    fn a_unit_may_stand_beside_its_number() {
        assert_eq!(split_unit("1 200 t/an"), Some(("1 200", "t/an")));
        assert_eq!(split_unit("12m3"), Some(("12", "m3")));
        assert_eq!(split_unit("5.5"), None);
        assert_eq!(split_unit("t"), None);
    }

    #[test]
    fn a_column_shows_its_decimal_sign() {
        assert_eq!(recognise(["1,234", "", "12,5"]), Some(Decimal::Comma));
        assert_eq!(recognise(["1,234", "0.5"]), Some(Decimal::Point));
        assert_eq!(recognise(["1,234", "12"]), None);
        assert_eq!(recognise(["12,5", "12.5"]), None);
    }

    /// A whole number in groups of three.
    fn grouped(whole: u64, sign: &str) -> String {
        let digits = whole.to_string();
        let groups: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().filter_map(|g| std::str::from_utf8(g).ok()).collect();
        groups.join(sign)
    }

    proptest! {
        /// The same number in French, English, German, Swiss and plain writing.
        #[test]
        fn every_way_to_write_a_number_is_that_number(whole in 0..10_000_000_000_u64, cents in 0..100_u64) {
            let expected: f64 = format!("{whole}.{cents:02}").parse().unwrap();
            let ways = [(" ", ","), ("\u{a0}", ","), ("\u{202f}", ","), (".", ","), (",", "."), ("'", "."), ("’", ","), ("", "."), ("", ",")];
            for (thousands, sign) in ways {
                let text = format!("{}{sign}{cents:02}", grouped(whole, thousands));
                // Two decimals: whatever the file's sign is said to be, there is but one way to read it.
                for decimal in [Decimal::Comma, Decimal::Point] {
                    prop_assert_eq!(value(&text, decimal), expected, "{} {:?}", &text, decimal);
                }
                prop_assert!(!is_ambiguous(&text), "{}", &text);
            }
        }

        /// What could be either is read by the file's sign, and only then.
        #[test]
        fn what_is_ambiguous_is_settled_by_the_sign(a in 1..1000_u64, b in 0..1000_u64) {
            for (sign, decimal, other) in [(",", Decimal::Comma, Decimal::Point), (".", Decimal::Point, Decimal::Comma)] {
                let text = format!("{a}{sign}{b:03}");
                prop_assert!(is_ambiguous(&text));
                prop_assert_eq!(value(&text, decimal), format!("{a}.{b:03}").parse::<f64>().unwrap());
                prop_assert_eq!(value(&text, other), (a * 1000 + b) as f64);
            }
        }

        #[test]
        fn any_number_reads_back(v in -1e12..1e12f64) {
            prop_assert_eq!(value(&format!("{v:.3}"), if is_ambiguous(&format!("{v:.3}")) { Decimal::Point } else { Decimal::Comma }), format!("{v:.3}").parse::<f64>().unwrap());
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,12}") {
            let _ = (parse(&text, Decimal::Comma), split_unit(&text), recognise([text.as_str()]));
        }
    }
}
