//! Angles as people copy them from maps: `48°51'24"N`, `48° 51,4' N`, `2 21 07 O`.

/// Degrees of a text of degrees, minutes and perhaps seconds; `None` where it is not that.
pub(super) fn read(text: &str) -> Option<f64> {
    let text = text.trim().to_uppercase();
    let letter = |c: char| matches!(c, 'N' | 'S' | 'E' | 'W' | 'O');
    let (first, last) = (text.chars().next()?, text.chars().next_back()?);
    let side = [last, first].into_iter().find(|c| letter(*c));
    let bare = text.trim_matches(letter).trim();
    let negative = bare.starts_with('-');
    let bare = bare.trim_start_matches(['-', '+']);
    let marks = |c: char| matches!(c, '°' | 'º' | '\'' | '’' | '′' | '"' | '”' | '″' | ':') || c.is_whitespace();
    let marked = bare.contains(['°', 'º', '\'', '’', '′']);
    let parts: Vec<&str> = bare.split(marks).filter(|part| !part.is_empty()).collect();
    // Numbers alone are an angle only where a side of the world makes them one.
    if !(marked || side.is_some()) || parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let mut degrees = 0.0;
    for (nth, part) in parts.iter().enumerate() {
        let whole = nth + 1 < parts.len();
        let digits = part.bytes().all(|b| b.is_ascii_digit() || (!whole && matches!(b, b'.' | b',')));
        let number: f64 = part.replace(',', ".").parse().ok().filter(|_| digits)?;
        if nth > 0 && number >= 60.0 {
            return None;
        }
        degrees += number / 60_f64.powi(nth as i32);
    }
    let south_or_west = matches!(side, Some('S' | 'W' | 'O'));
    Some(if negative != south_or_west { -degrees } else { degrees })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_as_people_write_them() {
        for (text, expected) in [
            ("48°51'24\"N", Some(48.0 + 51.0 / 60.0 + 24.0 / 3600.0)),
            ("48° 51′ 24″ N", Some(48.0 + 51.0 / 60.0 + 24.0 / 3600.0)),
            ("48°51,4' N", Some(48.0 + 51.4 / 60.0)),
            ("N 48° 51.4'", Some(48.0 + 51.4 / 60.0)),
            ("2 21 07 O", Some(-(2.0 + 21.0 / 60.0 + 7.0 / 3600.0))),
            ("-2°30'", Some(-2.5)),
            ("2°30' W", Some(-2.5)),
            ("12.5°", Some(12.5)),
            ("51.03N", Some(51.03)),
            ("W 2,5", Some(-2.5)),
            ("48.85", None),
            ("1 200", None),
            ("48°61'", None),
            ("1°2°3°4", None),
            ("12.5°30'", None),
            ("N", None),
            ("été", None),
            ("", None),
        ] {
            let got = read(text);
            let same = match (got, expected) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-12,
                (a, b) => a == b,
            };
            assert!(same, "{text}: {got:?}");
        }
    }
}
