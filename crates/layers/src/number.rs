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
    format!("{value:.*e}", usize::from(digits.saturating_sub(1))).parse().unwrap_or(value)
}

/// A number as text, for people and spreadsheets.
pub(crate) fn text(value: f64) -> String {
    if value != 0.0 && !(1e-6..1e15).contains(&value.abs()) { format!("{value:e}") } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
