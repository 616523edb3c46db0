//! What headings say: the dictionary, and how like a phrase of it a heading is.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::words::fold;

/// Phrases by role.
pub(super) type Phrases = BTreeMap<String, Vec<String>>;

/// The dictionary: one table per kind of table, and words that stand within headings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Headings {
    pub(super) sites: Phrases,
    pub(super) place: Phrases,
    pub(super) zones: Phrases,
    pub(super) flows: Phrases,
    pub(super) direction: Phrases,
    pub(super) crs: Phrases,
}

/// As shipped; a test reads it.
pub(super) static HEADINGS: LazyLock<Headings> = LazyLock::new(|| {
    let empty = || Headings {
        sites: Phrases::new(),
        place: Phrases::new(),
        zones: Phrases::new(),
        flows: Phrases::new(),
        direction: Phrases::new(),
        crs: Phrases::new(),
    };
    toml::from_str(include_str!("../../data/headings.toml")).unwrap_or_else(|_| empty())
});

/// A heading as it is compared: words in lower case without accents, `SiteID` as two words, without what stands in brackets
/// and without years.
pub(super) fn words(heading: &str) -> String {
    let mut open = 0_u32;
    let mut parted = String::new();
    let mut before = ' ';
    for c in heading.chars() {
        match c {
            '(' | '[' => open += 1,
            ')' | ']' => open = open.saturating_sub(1),
            c if open == 0 => {
                if c.is_uppercase() && before.is_lowercase() {
                    parted.push(' ');
                }
                parted.push(if c.is_alphanumeric() { c } else { ' ' });
                before = c;
            }
            _ => {}
        }
    }
    let folded = fold(&parted);
    let year = |word: &&str| {
        word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.parse::<u16>().is_ok()
    };
    folded.split_whitespace().filter(|word| !year(word)).collect::<Vec<_>>().join(" ")
}

/// How surely a heading means one of the phrases, from 0 to 1, and which.
pub(super) fn likeness<'p>(words: &str, phrases: &'p [String]) -> Option<(f64, &'p str)> {
    // The first phrases of a list are the likelier ones: among equals they win, by a little.
    let ranked = phrases.iter().enumerate().filter_map(|(place, phrase)| {
        let like = like(words, phrase)?;
        Some((like - 0.001 * place as f64, phrase.as_str()))
    });
    ranked.max_by(|a, b| a.0.total_cmp(&b.0))
}

/// Words that say what a column is only where they are the whole heading.
const COMMON: &[&str] = &[
    "code",
    "name",
    "label",
    "site",
    "type",
    "total",
    "value",
    "valeur",
    "volume",
    "title",
    "libelle",
    "reference",
    "numero",
    "nature",
    "production",
    "consommation",
    "form",
    "forme",
    "etat",
    "role",
    "from",
    "rayon",
    "zone",
    "level",
    "niveau",
    "kind",
    "sector",
    "secteur",
];

fn like(words: &str, phrase: &str) -> Option<f64> {
    if words == phrase {
        return Some(1.0);
    }
    let (own, asked): (Vec<&str>, Vec<&str>) = (words.split(' ').collect(), phrase.split(' ').collect());
    // A short or common word within a long heading means little.
    if phrase.len() > 3 && !COMMON.contains(&phrase) && own.windows(asked.len()).any(|window| window == asked) {
        return Some(0.6 + 0.3 * asked.len() as f64 / own.len() as f64);
    }
    // A dBASE table cuts names after ten characters.
    let joined = (words.replace(' ', "_"), phrase.replace(' ', "_"));
    if joined.0.len() == 10 && joined.1.len() > 10 && joined.1.starts_with(&joined.0) {
        return Some(0.8);
    }
    (phrase.len() > 5 && strsim::jaro_winkler(words, phrase) > 0.95).then_some(0.7)
}

/// Which of the entries has a word or phrase that stands in the heading.
pub(super) fn holding<'p>(words: &str, entries: &'p Phrases) -> Option<(&'p str, &'p str)> {
    let padded = format!(" {words} ");
    let held = entries.iter().flat_map(|(key, phrases)| phrases.iter().map(move |p| (key.as_str(), p.as_str())));
    let mut held: Vec<(&str, &str)> = held.filter(|(_, phrase)| padded.contains(&format!(" {phrase} "))).collect();
    held.sort_by_key(|(_, phrase)| std::cmp::Reverse(phrase.len()));
    held.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_reads_and_no_phrase_can_be_missed() {
        let headings: Headings = toml::from_str(include_str!("../../data/headings.toml")).unwrap();
        let tables =
            [&headings.sites, &headings.place, &headings.zones, &headings.flows, &headings.direction, &headings.crs];
        let mut phrases = 0;
        for table in tables {
            for (role, list) in table {
                assert!(!list.is_empty(), "{role}");
                for (i, phrase) in list.iter().enumerate() {
                    // A system's code looks like a year.
                    assert!(words(phrase) == *phrase || phrase.parse::<u16>().is_ok(), "{role}: {phrase}");
                    assert!(!list[..i].contains(phrase), "{role}: {phrase} twice");
                    phrases += 1;
                }
            }
        }
        assert!(phrases > 250, "{phrases}");
    }

    #[test]
    fn headings_are_compared_by_their_words() {
        for (heading, expected) in [
            ("SiteID", "site id"),
            ("Quantité (t/an)", "quantite"),
            ("N° SITE", "n site"),
            ("tonnage_2023", "tonnage"),
            ("Excess_Heat_100-200C", "excess heat 100 200c"),
            ("Secteur d'activité", "secteur d activite"),
        ] {
            assert_eq!(words(heading), expected, "{heading}");
        }
        let quantity = &HEADINGS.flows["quantity"];
        for (heading, expected) in
            [("Quantité annuelle", true), ("TOTAL_RELE", true), ("Quantitee", true), ("Commune", false)]
        {
            assert_eq!(likeness(&words(heading), quantity).is_some(), expected, "{heading}");
        }
        assert_eq!(holding("besoins en eau", &HEADINGS.direction), Some(("demand", "besoins")));
    }
}
