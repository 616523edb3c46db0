//! Columns that hold one of a few words, and what forms call each: one line here per column.

use maillon_model::Language;

/// A word as the data holds it, in English and in French.
pub(crate) type Word = (&'static str, &'static str, &'static str);

/// The words of one column.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) layer: &'static str,
    pub(crate) column: &'static str,
    pub(crate) words: &'static [Word],
}

impl Words {
    /// What forms call a word.
    pub(crate) fn label(word: &Word, language: Language) -> &'static str {
        match language {
            Language::En => word.1,
            Language::Fr => word.2,
        }
    }
}

const DIRECTIONS: &[Word] = &[("supply", "Supply", "Offre"), ("demand", "Demand", "Demande")];

const AMOUNT_STATES: &[Word] = &[
    ("known", "Known", "Connue"),
    ("below", "Below a threshold", "Sous un seuil"),
    ("missing", "Missing", "Manquante"),
];

/// Every such column.
#[rustfmt::skip]
pub(crate) const WORDS: &[Words] = &[
    Words { layer: "synergies", column: "kind", words: &[("substitution", "Substitution", "Substitution")] },
    Words { layer: "synergies", column: "distance_method", words: &[("geodesic", "As the crow flies", "À vol d'oiseau")] },
    Words { layer: "sites", column: "located", words: &[
        ("point", "The point itself", "Le point lui-même"),
        ("interior point", "A point inside the polygon", "Un point dans le polygone"),
        ("central point", "The most central of several", "Le plus central de plusieurs"),
    ] },
    Words { layer: "flows", column: "direction", words: DIRECTIONS },
    Words { layer: "flows", column: "amount_state", words: AMOUNT_STATES },
    Words { layer: "flows", column: "hazardous", words: &[("yes", "Yes", "Oui"), ("no", "No", "Non")] },
    Words { layer: "flows", column: "known", words: &[
        ("measured", "Measured", "Mesurée"),
        ("declared", "Declared", "Déclarée"),
        ("modelled", "Modelled", "Modélisée"),
    ] },
    Words { layer: "processors", column: "capacity_state", words: AMOUNT_STATES },
    Words { layer: "unmatched", column: "direction", words: DIRECTIONS },
    Words { layer: "unmatched", column: "amount_state", words: AMOUNT_STATES },
    Words { layer: "unmatched", column: "reason", words: &[
        ("no_partner", "Nobody offers or needs it", "Personne ne l'offre ou ne le demande"),
        ("only_itself", "Only the site itself", "Seulement le site lui-même"),
        ("too_far", "Too far", "Trop loin"),
        ("refused", "Refused by a check", "Refusé par un contrôle"),
        ("outranked", "Partners have better ones", "Les partenaires en ont de meilleurs"),
        ("not_valid", "Not on the study's date", "Pas à la date de l'étude"),
        ("zero", "The amount is zero", "La quantité est zéro"),
        ("duplicate", "Repeats another flow", "Répète un autre flux"),
    ] },
    Words { layer: "unserved", column: "direction", words: DIRECTIONS },
    Words { layer: "unserved", column: "reason", words: &[
        ("unknown_quantity", "Amount not known", "Quantité inconnue"),
        ("no_candidate", "No synergy", "Aucune synergie"),
        ("closed", "Site closed", "Site fermé"),
        ("cannot_count", "Nothing to count by", "Rien pour la compter"),
        ("no_value", "Of no value to the plan", "Sans valeur pour le plan"),
        ("minimum_lot", "Less than the smallest lot", "Inférieur au lot minimal"),
        ("better_uses", "Partners have better uses", "Les partenaires ont de meilleurs usages"),
    ] },
    Words { layer: "issues", column: "severity", words: &[
        ("error", "Error", "Erreur"),
        ("warning", "Warning", "Avertissement"),
        ("info", "Information", "Information"),
    ] },
    Words { layer: "pools", column: "kind", words: &[("pooling", "Pooling", "Mutualisation")] },
    Words { layer: "pools", column: "form", words: &[
        ("round", "Lorry rounds", "Tournées"),
        ("unit", "Whole units", "Lots entiers"),
    ] },
    Words { layer: "pools", column: "direction", words: DIRECTIONS },
    Words { layer: "pools", column: "threshold_check", words: &[
        ("reached", "Reached together", "Atteint ensemble"),
        ("unknown", "Not known: amounts are missing", "Inconnu : des quantités manquent"),
    ] },
    Words { layer: "pools", column: "hub_kind", words: &[
        ("site", "Site", "Site"),
        ("zone", "Zone", "Zone"),
        ("place", "Given place", "Lieu donné"),
    ] },
    Words { layer: "pool_members", column: "takes_part", words: &[
        ("yes", "Yes", "Oui"),
        ("later", "Once its amount is known", "Quand sa quantité sera connue"),
    ] },
    Words { layer: "sankey", column: "state", words: &[
        ("before", "Without the plan", "Sans le plan"),
        ("after", "With the plan", "Avec le plan"),
    ] },
    Words { layer: "substance_balances", column: "substance", words: &[
        ("N", "Nitrogen", "Azote"),
        ("P", "Phosphorus", "Phosphore"),
    ] },
    Words { layer: "gains", column: "size", words: &[
        ("micro", "Fewer than 10 people", "Moins de 10 personnes"),
        ("small", "10 to 49", "10 à 49"),
        ("medium", "50 to 249", "50 à 249"),
        ("large", "250 and more", "250 et plus"),
    ] },
    Words { layer: "indicators", column: "framework_status", words: &[
        ("none", "None", "Aucun"),
        ("adapted", "After a public definition", "D'après une définition publique"),
        ("not_checked", "Not checked against the official form", "Non vérifié sur le formulaire officiel"),
    ] },
    Words { layer: "differences", column: "turn", words: &[
        ("lost", "Lost", "Perdue"),
        ("reduced", "Reduced", "Réduite"),
        ("raised", "Raised", "Accrue"),
        ("gained", "Gained", "Gagnée"),
    ] },
];

/// The words of a column, where it holds one of a few.
pub(crate) fn of(layer: &str, column: &str) -> Option<&'static Words> {
    WORDS.iter().find(|words| words.layer == layer && words.column == column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use crate::layer::{LAYERS, Table};
    use crate::row::Value;
    use crate::sample::Sample;

    #[test]
    fn rows_hold_no_other_word() {
        let sample = Sample::new();
        let runs = sample.runs();
        let mut seen = 0;
        for words in WORDS {
            let layer = LAYERS.iter().find(|layer| layer.name == words.layer).unwrap();
            let run = runs.iter().find(|run| run.subject.about() == layer.subject).unwrap();
            let context = Context::new(run);
            let table = Table { layer, context: &context };
            let place = table.fields().iter().position(|field| field.name == words.column).unwrap();
            let before = seen;
            for row in table.rows() {
                match &row.values[place] {
                    Value::Null => {}
                    Value::Text(text) if words.words.iter().any(|(word, ..)| word == text) => seen += 1,
                    other => panic!("{}.{}: {other:?}", words.layer, words.column),
                }
            }
            assert!(seen > before, "the sample has no word of {}.{}", words.layer, words.column);
        }
    }
}
