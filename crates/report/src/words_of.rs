//! What the stable words of the layers are called on a page.

mod issues;
mod script;

use maillon_knowledge::{Catalogue, FactorKind};
use maillon_model::{Dimension, Resource};

use crate::words::Words;

pub(crate) use issues::issue;
pub(crate) use script::script;

/// A stable word, in English and in French.
type Names = &'static [(&'static str, &'static str, &'static str)];

const CRITERIA: Names = &[
    ("proximity", "short way", "proximité"),
    ("quantity_fit", "amounts of one size", "quantités comparables"),
    ("quality_fit", "quality that fits", "qualité adaptée"),
    ("seasonal_overlap", "same season", "saisons communes"),
    ("carbon", "carbon", "carbone"),
    ("margin", "margin", "marge"),
    ("evidence", "seen elsewhere", "déjà vu ailleurs"),
];

const GATES: Names = &[
    ("zero", "an amount of zero", "quantité nulle"),
    ("validity", "dates in common", "dates communes"),
    ("rejected", "turned down by the study", "écartée par l'étude"),
    ("stop", "hard limit of distance", "distance limite"),
    ("hazard", "hazard, and the licence for it", "danger, et l'autorisation"),
    ("excluded_use", "uses that are closed to it", "usages exclus"),
    ("trade", "the taker's trade", "métier du preneur"),
    ("temperature", "temperature", "température"),
    ("form", "form", "forme"),
    ("moisture", "moisture", "humidité"),
    ("concentration", "concentration", "concentration"),
];

const REASONS: Names = &[
    ("no_partner", "Nobody offers or wants it", "Personne ne l'offre ni ne la demande"),
    ("only_itself", "Only the site itself does", "Seul le site lui-même"),
    ("too_far", "The nearest partner is too far", "Le partenaire le plus proche est trop loin"),
    ("refused", "Partners in reach, but refused", "Des partenaires à portée, mais refusés"),
    ("outranked", "Partners in reach have enough better ones", "Les partenaires à portée en ont de meilleurs"),
    ("not_valid", "Does not exist on the study's date", "N'existe pas à la date de l'étude"),
    ("zero", "Its stated amount is zero", "La quantité indiquée est nulle"),
    ("duplicate", "It repeats another flow", "Répète un autre flux"),
];

const KINDS: Names = &[
    ("freight", "freight", "transport"),
    ("production", "production", "production"),
    ("recycling", "recycling", "recyclage"),
    ("reuse", "reuse", "réemploi"),
    ("disposal", "disposal", "élimination"),
    ("tax", "tax", "taxe"),
    ("combustion", "combustion", "combustion"),
    ("detour", "detour by road", "détour par la route"),
    ("nitrogen", "nitrogen", "azote"),
    ("phosphorus", "phosphorus", "phosphore"),
];

const OBJECTIVES: Names = &[
    ("score", "the best matches", "les meilleures correspondances"),
    ("tonnes", "as much matter and energy as possible", "le plus de matière et d'énergie"),
    ("euros", "the most money", "le plus d'argent"),
    ("carbon", "the most carbon avoided", "le plus de carbone évité"),
    ("transport", "the shortest ways", "les trajets les plus courts"),
    ("participation", "as many sites as possible", "le plus de sites"),
    ("fair", "fair shares", "un partage équitable"),
];

fn named(table: Names, words: Words, word: &str) -> String {
    let known = table.iter().find(|(name, ..)| *name == word);
    known.map_or_else(|| word.replace('_', " "), |(_, en, fr)| words.say(en, fr).to_owned())
}

/// A criterion of the score.
pub(crate) fn criterion(words: Words, name: &str) -> String {
    named(CRITERIA, words, name)
}

/// What a gate asks.
pub(crate) fn gate(words: Words, name: &str) -> String {
    named(GATES, words, name)
}

/// Why a flow has no synergy.
pub(crate) fn reason(words: Words, name: &str) -> String {
    named(REASONS, words, name)
}

/// What a factor counts.
pub(crate) fn factor(words: Words, kind: FactorKind) -> String {
    named(KINDS, words, kind.name())
}

/// What a plan is best at.
pub(crate) fn objective(words: Words, name: &str) -> String {
    named(OBJECTIVES, words, name)
}

/// A resource's name, or its code where it has none.
pub(crate) fn resource(resource: &Resource) -> &str {
    resource.label.as_deref().unwrap_or(&resource.code)
}

/// The name of a resource family; of what maillon does not know, none.
pub(crate) fn family(words: Words, catalogue: &Catalogue, resource: &Resource) -> String {
    let known = catalogue.entry(&resource.family).filter(|_| resource.known);
    known.map_or_else(|| words.say("Other", "Autres").to_owned(), |entry| entry.label(words.0).to_owned())
}

/// What a dimension's amounts are of.
pub(crate) fn dimension(words: Words, dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Mass => words.say("Matter", "Matière"),
        Dimension::Volume => words.say("Water and gas, by volume", "Eau et gaz, en volume"),
        Dimension::Energy => words.say("Energy", "Énergie"),
        Dimension::Money => words.say("Purchases", "Achats"),
        Dimension::Count => words.say("Pieces", "Pièces"),
        Dimension::Area => words.say("Space", "Surface"),
        Dimension::Time => words.say("Hours", "Heures"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_tables_has_a_name() {
        let has = |table: Names, word: &str| table.iter().any(|(name, ..)| *name == word);
        for criterion in maillon_matching::CRITERIA {
            assert!(has(CRITERIA, criterion.name()), "CRITERIA lacks {}", criterion.name());
        }
        for gate in maillon_matching::GATES {
            assert!(has(GATES, gate.name()), "GATES lacks {}", gate.name());
        }
        for factor in Catalogue::builtin().factors() {
            assert!(has(KINDS, factor.kind.name()), "KINDS lacks {}", factor.kind.name());
        }
    }
}
