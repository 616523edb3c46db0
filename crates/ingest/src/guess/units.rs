//! Units that stand in headings: `Quantité (t/an)`, `Tonnage, t/an`, `chaleur_MWh`.

use maillon_model::Unit;

/// The heading without its unit, and the unit, where it has one.
pub(super) fn of_heading(heading: &str) -> (String, Option<String>) {
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((before, rest)) = heading.split_once(open)
            && let Some((inside, after)) = rest.split_once(close)
            && let Some(unit) = unit(inside.trim().trim_start_matches("en ").trim())
        {
            return (format!("{} {}", before.trim(), after.trim()).trim().to_owned(), Some(unit));
        }
    }
    for mark in [", ", " en ", " in "] {
        if let Some((before, after)) = heading.rsplit_once(mark)
            && let Some(unit) = unit(after.trim())
        {
            return (before.trim().to_owned(), Some(unit));
        }
    }
    let parts: Vec<&str> = heading.split([' ', '_']).filter(|part| !part.is_empty()).collect();
    for count in [2, 1] {
        let Some(at) = parts.len().checked_sub(count).filter(|at| *at > 0) else { continue };
        let last = parts[at..].join("/");
        // A single letter ends many a heading; only a tonne's is common.
        if (last.len() > 1 || last == "t")
            && let Some(unit) = unit(&last)
        {
            return (parts[..at].join(" "), Some(unit));
        }
    }
    (heading.to_owned(), None)
}

/// The text as a unit that maillon knows. Words that are units too, but say nothing in a heading, are none.
fn unit(text: &str) -> Option<String> {
    const WORDS: &[&str] = &["unit", "units", "unite", "unites", "unité", "unités", "to", "a", "h"];
    (!WORDS.contains(&text.to_lowercase().as_str()) && text.parse::<Unit>().is_ok()).then(|| text.to_owned())
}

/// The lower end of a temperature or a range of them in a heading (`100-200C`, `80 °C`), in degrees Celsius.
pub(super) fn temperature(heading: &str) -> Option<f64> {
    let lower = heading.to_lowercase().replace('°', "").replace(" c", "c");
    let mut found = None;
    for word in lower.split([' ', '_', '(', ')', '[', ']', '<', '>']) {
        let Some(range) = word.strip_suffix('c') else { continue };
        let first = range.split(['-', '–']).next().unwrap_or(range);
        found = found.or(first.parse::<f64>().ok().filter(|t| (-273.0..2000.0).contains(t)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_where_people_put_them() {
        for (heading, rest, expected) in [
            ("Quantité (t/an)", "Quantité", Some("t/an")),
            ("Quantité [en MWh/an]", "Quantité", Some("MWh/an")),
            ("Tonnage, t/an", "Tonnage", Some("t/an")),
            ("Volume en m3/j", "Volume", Some("m3/j")),
            ("chaleur_MWh", "chaleur", Some("MWh")),
            ("quantite_t_an", "quantite", Some("t/an")),
            ("Vapeur (offre)", "Vapeur (offre)", None),
            ("Nombre unités", "Nombre unités", None),
            ("t", "t", None),
            ("", "", None),
        ] {
            assert_eq!(of_heading(heading), (rest.to_owned(), expected.map(str::to_owned)), "{heading}");
        }
    }

    #[test]
    fn temperatures_are_read_from_their_lower_end() {
        assert_eq!(temperature("Excess_Heat_100-200C"), Some(100.0));
        assert_eq!(temperature("Vapeur 180 °C"), Some(180.0));
        assert_eq!(temperature("Excess_Heat_Total"), None);
        assert_eq!(temperature("CEC"), None);
    }
}
