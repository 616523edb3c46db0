//! What the page's script says.

use serde_json::{Map, Value};

use crate::words::Words;

#[rustfmt::skip]
const SCRIPT: &[(&str, &str, &str)] = &[
    ("amount", "Amount", "Quantité"),
    ("below", "below {0}", "moins de {0}"),
    ("belowUnknown", "below a threshold", "sous un seuil"),
    ("card", "Match card", "Fiche de la synergie"),
    ("carbon", "Carbon avoided", "Carbone évité"),
    ("carbonUnit", "t CO₂e a year", "t CO₂e par an"),
    ("close", "Close", "Fermer"),
    ("confidence", "Confidence", "Confiance"),
    ("criteria", "What the score is made of", "De quoi le score est fait"),
    ("demand", "needs", "demande"),
    ("distance", "Distance", "Distance"),
    ("distanceValue", "{0} as the crow flies; up to {1} allowed", "{0} à vol d'oiseau ; {1} admis"),
    ("euros", "Gain of both sides", "Gain des deux parties"),
    ("eurosUnit", "€ a year", "€ par an"),
    ("flows", "What it gives and needs, in the synergies shown", "Ce qu'il offre et demande, parmi les synergies montrées"),
    ("freight", "the transport", "le transport"),
    ("gives", "gives: ", "donne\u{a0}: "),
    ("limits", "Pays off up to", "Rentable jusqu'à"),
    ("limitCarbon", "{0} for the carbon", "{0} pour le carbone"),
    ("limitEuros", "{0} for the money", "{0} pour l'argent"),
    ("mapActive", "Drag to move; wheel or two fingers to zoom", "Glisser pour déplacer ; molette ou deux doigts pour zoomer"),
    ("mapIdle", "Click the map to zoom with the wheel", "Cliquez sur la carte pour zoomer à la molette"),
    ("mapLabel", "Interactive map of sites and synergies", "Carte interactive des sites et des synergies"),
    ("never", "any distance", "toute distance"),
    ("next", "Next", "Suivante"),
    ("noLine", "No synergy in view", "Aucune synergie visible"),
    ("none", "No synergy fits these words.", "Aucune synergie ne répond à ces mots."),
    ("notCounted", "Not counted, for want of a factor", "Non compté, faute de facteur"),
    ("ofMany", "{0} of {1} here", "{0} sur {1} ici"),
    ("open", "To be checked", "À vérifier"),
    ("page", "Page {0} of {1}", "Page {0} sur {1}"),
    ("perYear", "{0} a year", "{0} par an"),
    ("plan", "In the plan", "Dans le plan"),
    ("planNone", "nothing: others make better use of it", "rien : d'autres en font meilleur usage"),
    ("planUnknown", "no part: an amount or a factor is not known", "aucune part : une quantité ou un facteur manque"),
    ("previous", "Previous", "Précédente"),
    ("replaces", "Replaces", "Remplace"),
    ("score", "Score", "Score"),
    ("shown", "{0} of {1} synergies", "{0} synergies sur {1}"),
    ("showOnMap", "Show on the map", "Voir sur la carte"),
    ("site", "Site", "Site"),
    ("siteSynergies", "Its synergies, best first", "Ses synergies, les meilleures d'abord"),
    ("sources", "Sources", "Sources"),
    ("supply", "gives", "offre"),
    ("takes", "needs: ", "demande\u{a0}: "),
    ("treatment", "Treatment needed", "Traitement nécessaire"),
    ("treatmentWord", "the treatment", "le traitement"),
    ("unknown", "not known", "inconnu"),
    ("unknownAmount", "amount not known", "quantité inconnue"),
    ("unpublished", "none published", "aucune publiée"),
    ("why", "Why it fits", "Pourquoi cela convient"),
];

/// Every text of the script, by its name.
pub(crate) fn script(words: Words) -> Map<String, Value> {
    SCRIPT.iter().map(|(name, en, fr)| ((*name).to_owned(), words.say(en, fr).into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_model::Language;

    #[test]
    fn the_script_asks_for_no_word_that_is_missing_and_for_every_one_there_is() {
        let words = script(Words(Language::Fr));
        let code = crate::page::SCRIPT;
        let mut asked: Vec<&str> = code
            .split("W.")
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(""))
            .collect();
        asked.sort_unstable();
        asked.dedup();
        let known: Vec<&str> = words.keys().map(String::as_str).collect();
        for word in &asked {
            assert!(known.contains(word), "the script asks for {word}");
        }
        for word in known {
            assert!(asked.contains(&word), "the script never says {word}");
        }
    }
}
