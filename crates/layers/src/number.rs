//! Numbers without useless digits.

/// `value` to so many decimals: the float nearest to that decimal, so that it prints no digit more.
pub(crate) fn rounded(value: f64, decimals: u8) -> f64 {
    let scale = 10f64.powi(decimals.into());
    let scaled = value * scale;
    // From 2^53 on, a float has no decimals left to lose.
    if scaled.abs() < 9e15 { scaled.round() / scale + 0.0 } else { value }
}

/// `value` to so many significant digits.
pub(crate) fn significant(value: f64, digits: u8) -> f64 {
    let by_text = || format!("{value:.*e}", usize::from(digits.saturating_sub(1))).parse().unwrap_or(value);
    significant_by_power(value, digits).unwrap_or_else(by_text)
}

/// The same where a power of ten that is exact, and one rounding before the last, say it for sure.
fn significant_by_power(value: f64, digits: u8) -> Option<f64> {
    const EXACT: i32 = 22;
    let digits = i32::from(digits.max(1));
    let power = digits - 1 - Some(value.abs().log10().floor()).filter(|size| size.abs() < 300.0)? as i32;
    let (ten, all) = (10f64.powi(power.abs()), 10f64.powi(digits));
    let (up, down) = if power >= 0 { (ten, 1.0) } else { (1.0, ten) };
    let scaled = value * up / down;
    let from_half = (scaled.abs().fract() - 0.5).abs();
    let sure = digits <= 15 && power.abs() <= EXACT && scaled.abs() < all && from_half > all * f64::EPSILON;
    (sure && scaled.abs() >= all / 10.0).then(|| scaled.round() / up * down)
}

/// A number as text, for people and spreadsheets.
pub(crate) fn text(value: f64) -> String {
    if value != 0.0 && !(1e-6..1e15).contains(&value.abs()) { format!("{value:e}") } else { decimal(value) }
}

/// A number as the shortest decimal that is read as the same, without an exponent.
pub(crate) fn decimal(value: f64) -> String {
    // Beyond these the faster way writes exponents.
    if value.abs() < 1e-4 || value.abs() >= 1e15 || value.is_nan() {
        return value.to_string();
    }
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value);
    text.strip_suffix(".0").unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_digit_is_useless() {
        assert_eq!(rounded(0.1 + 0.2, 2).to_string(), "0.3");
        assert_eq!(rounded(11.079_000_000_000_01, 7).to_string(), "11.079");
        assert_eq!(rounded(-1e-12, 7).to_string(), "0", "no minus zero");
        assert_eq!(rounded(1e300, 2), 1e300);
        assert_eq!(significant(1_234.567_891_23, 9).to_string(), "1234.56789");
        assert_eq!(significant(0.1 + 0.2, 9).to_string(), "0.3");
        assert_eq!(significant(0.0, 9), 0.0);
        assert_eq!(text(1e300), "1e300");
        assert_eq!(text(170_000.0), "170000");
    }

    proptest! {
        #[test]
        fn the_fast_way_says_the_same(
            value in proptest::num::f64::NORMAL,
            size in -25..25,
            few in -99_999..99_999,
            digits in 1..18u8,
        ) {
            // The half of a last digit among them, as near as floats come.
            let near = |few: f64| {
                let value = few * 10f64.powi(size);
                [value, value.next_up(), value.next_down()]
            };
            let whole = f64::from(few);
            for value in [value, value % 1e15, value % 1.0, 0.0].into_iter().chain(near(whole)).chain(near(whole + 0.5)) {
                // Where two decimals of 16 or 17 digits are as near, each way takes its own; both are read as the same.
                let (ours, theirs) = (decimal(value), value.to_string());
                prop_assert_eq!(ours.len(), theirs.len(), "{} and {}", ours, theirs);
                prop_assert_eq!(ours.parse::<f64>().unwrap().to_bits(), value.to_bits());
                if theirs.bytes().filter(u8::is_ascii_digit).count() <= 15 {
                    prop_assert_eq!(ours, theirs);
                }
                if let Some(fast) = significant_by_power(value, digits) {
                    let text = format!("{value:.*e}", usize::from(digits - 1));
                    prop_assert_eq!(fast.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{} to {}", value, digits);
                }
            }
        }
    }
}
