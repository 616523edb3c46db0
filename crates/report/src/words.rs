//! Words and numbers as the reader's language writes them.

use maillon_model::{Language, Quantity};

/// The reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Language);

/// Longest name that a page shows; the layers hold the whole of it.
const LONGEST: usize = 120;

impl Words {
    /// The one of two wordings that the reader understands.
    pub(crate) const fn say<'w>(self, en: &'w str, fr: &'w str) -> &'w str {
        match self.0 {
            Language::En => en,
            Language::Fr => fr,
        }
    }

    /// The language's code in HTML.
    pub(crate) const fn code(self) -> &'static str {
        self.say("en", "fr")
    }

    /// `12,345 sites`: one word for one, the other for many (and, in English, for none).
    pub(crate) fn count(self, n: usize, en: [&str; 2], fr: [&str; 2]) -> String {
        let many = match self.0 {
            Language::En => n != 1,
            Language::Fr => n > 1,
        };
        format!("{}\u{a0}{}", self.whole(n as f64), self.say(en[usize::from(many)], fr[usize::from(many)]))
    }

    /// A whole number with its thousands apart.
    pub(crate) fn whole(self, number: f64) -> String {
        self.decimal(number, 0)
    }

    /// A number with so many decimals and its thousands apart.
    pub(crate) fn decimal(self, number: f64, decimals: usize) -> String {
        let text = format!("{:.decimals$}", number.abs());
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let mut grouped = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push_str(self.say(",", "\u{202f}"));
            }
            grouped.push(digit);
        }
        if !rest.is_empty() {
            grouped.push_str(self.say(".", ","));
            grouped.push_str(rest);
        }
        let zero = grouped.chars().all(|c| matches!(c, '0' | '.' | ','));
        if number < 0.0 && !zero { format!("\u{2212}{grouped}") } else { grouped }
    }

    /// A number to three significant digits, millions and more in words: `1.23 million`.
    pub(crate) fn about(self, number: f64) -> String {
        let size = number.abs();
        if size >= 1e15 {
            return format!("{number:.2e}");
        }
        let many = usize::from(size >= 2e9 || (2e6..1e9).contains(&size));
        let (scaled, word) = match size {
            1e9.. => (number / 1e9, self.say("\u{a0}billion", ["\u{a0}milliard", "\u{a0}milliards"][many])),
            1e6.. => (number / 1e6, self.say("\u{a0}million", ["\u{a0}million", "\u{a0}millions"][many])),
            _ => (number, ""),
        };
        let scaled = significant(scaled);
        let decimals = match scaled.abs() {
            100.0.. => 0,
            10.0.. => 1,
            1.0.. => 2,
            0.0 => 0,
            _ => 3,
        };
        let text = self.decimal(scaled, decimals);
        let point = self.say(".", ",");
        let text = if text.contains(point) { text.trim_end_matches('0').trim_end_matches(point) } else { &text };
        format!("{text}{word}")
    }

    /// An amount with its unit: `1.23 million t`.
    pub(crate) fn amount(self, quantity: Quantity) -> String {
        format!("{}\u{a0}{}", self.about(quantity.annual()), unit(quantity.dimension().base_unit()))
    }

    /// What is shown of so many, where that is not all: ` The first 20 of 134.`
    pub(crate) fn first(self, shown: usize, all: usize) -> String {
        if all <= shown {
            return String::new();
        }
        let [shown, all] = [shown, all].map(|n| self.whole(n as f64));
        match self.0 {
            Language::En => format!(" The first {shown} of {all}."),
            Language::Fr => format!(" Les {shown} premiers sur {all}."),
        }
    }

    /// A distance: `850 m`, `12.3 km`.
    pub(crate) fn distance(self, metres: f64) -> String {
        if metres < 999.5 {
            format!("{}\u{a0}m", self.whole(metres))
        } else {
            format!("{}\u{a0}km", self.decimal(metres / 1000.0, usize::from(metres < 99_950.0)))
        }
    }

    /// A share from 0 to 1, in per cent.
    pub(crate) fn percent(self, share: f64) -> String {
        format!("{}{}%", self.whole(100.0 * share), self.say("", "\u{a0}"))
    }
}

fn significant(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// A name short enough to show: the beginning of it, where it is too long.
pub(crate) fn clipped(name: &str) -> String {
    let name = name.trim();
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

/// A unit as people write it.
pub(crate) fn unit(base: &'static str) -> &'static str {
    match base {
        "m3" => "m³",
        "m2" => "m²",
        "EUR" => "€",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let (en, fr) = (Words(Language::En), Words(Language::Fr));
        assert_eq!(en.decimal(-1_234_567.891, 1), "\u{2212}1,234,567.9");
        assert_eq!(fr.decimal(1_234.5, 1), "1\u{202f}234,5");
        assert_eq!(en.decimal(-0.04, 1), "0.0", "no minus zero");
        assert_eq!(
            [0.0, 0.1234, 9.999, 12_345.0, 1.0e6, 2_345_678.0, 7.0e9].map(|n| en.about(n)),
            ["0", "0.123", "10", "12,300", "1\u{a0}million", "2.35\u{a0}million", "7\u{a0}billion"]
        );
        assert_eq!(fr.about(2_500_000.0), "2,5\u{a0}millions");
        assert_eq!(fr.about(-1_500.0), "\u{2212}1\u{202f}500");
        assert_eq!(en.about(1e30), "1.00e30");
        assert_eq!(
            (en.distance(999.6), en.distance(12_345.0), fr.distance(850.4)),
            ("1.0\u{a0}km".into(), "12.3\u{a0}km".into(), "850\u{a0}m".into())
        );
        assert_eq!(en.count(0, ["site", "sites"], ["site", "sites"]), "0\u{a0}sites");
        assert_eq!(fr.count(0, ["site", "sites"], ["site", "sites"]), "0\u{a0}site");
    }

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(clipped(" é "), "é");
        assert_eq!(clipped(&"é".repeat(10_000)).chars().count(), LONGEST);
    }
}
