//! Why a flow is left, in a sentence of the study's language.

use maillon_model::{Direction, Distance, Language, Reason, Study, Unmatched, Unserved};

/// Why a flow has no synergy, in a sentence of the study's language.
///
/// # Panics
/// When the flow is of another study.
pub fn explain(study: &Study, unmatched: &Unmatched) -> String {
    let flow = study.flow(unmatched.flow);
    let resource = study.resource(flow.resource);
    let what = resource.label.as_deref().unwrap_or(&resource.code);
    let french = study.language == Language::Fr;
    let supply = flow.direction == Direction::Supply;
    match &unmatched.reason {
        Reason::NoPartner => match (french, supply) {
            (false, true) => format!("No site of the study needs \"{what}\"."),
            (false, false) => format!("No site of the study offers \"{what}\"."),
            (true, true) => format!("Aucun site de l'étude ne demande « {what} »."),
            (true, false) => format!("Aucun site de l'étude n'offre « {what} »."),
        },
        Reason::OnlyItself => match (french, supply) {
            (false, true) => format!("Only the site itself needs \"{what}\"."),
            (false, false) => format!("Only the site itself offers \"{what}\"."),
            (true, true) => format!("Seul le site lui-même demande « {what} »."),
            (true, false) => format!("Seul le site lui-même offre « {what} »."),
        },
        Reason::TooFar { nearest, radius } => {
            let (nearest, radius) = apart(*nearest, *radius);
            if french {
                let comma = |text: String| text.replace('.', ",");
                let (nearest, radius) = (comma(nearest), comma(radius));
                format!("Le partenaire le plus proche est à {nearest}, pour {radius} admis.")
            } else {
                format!("The nearest partner is {nearest} away, allowed {radius}.")
            }
        }
        Reason::Refused { gate, count } => match (french, *count) {
            (false, 1) => format!("A partner is in reach, but refused by the gate \"{gate}\"."),
            (false, n) => format!("Partners are in reach, but the gate \"{gate}\" refused {n}."),
            (true, 1) => format!("Un partenaire est à portée, mais refusé par le contrôle « {gate} »."),
            (true, n) => format!("Des partenaires sont à portée, mais le contrôle « {gate} » en refuse {n}."),
        },
        Reason::Outranked { partners } => match (french, *partners) {
            (false, 1) => "One partner is in reach, but has enough better ones.".to_owned(),
            (false, n) => format!("{n} partners are in reach, but each has enough better ones."),
            (true, 1) => "Un partenaire est à portée, mais en a assez de meilleurs.".to_owned(),
            (true, n) => format!("{n} partenaires sont à portée, mais chacun en a assez de meilleurs."),
        },
        Reason::NotValid if french => "Le flux n'existe pas à la date de l'étude.".to_owned(),
        Reason::NotValid => "The flow does not exist on the study's date.".to_owned(),
        Reason::Duplicate { of } => {
            let of = &study.flow(*of).id;
            if french {
                format!("Ce flux répète le flux « {of} », qui compte pour les deux.")
            } else {
                format!("It repeats flow \"{of}\", which stands for both.")
            }
        }
        Reason::Zero if french => "La quantité indiquée est zéro.".to_owned(),
        Reason::Zero => "The stated amount is zero.".to_owned(),
    }
}

/// Why the plan leaves something of a flow, in a sentence of the study's language.
pub fn explain_unserved(study: &Study, reason: Unserved) -> &'static str {
    let (en, fr) = match reason {
        Unserved::UnknownQuantity => (
            "Its amount is not known: it has partners, but no part in the plan.",
            "Sa quantité n'est pas connue : il a des partenaires, mais aucune part du plan.",
        ),
        Unserved::NoCandidate => ("It has no synergy.", "Il n'a aucune synergie."),
        Unserved::Blocked(_) => {
            ("Gates refuse every partner in reach.", "Les contrôles refusent tout partenaire à portée.")
        }
        Unserved::Closed => ("Its site is closed.", "Son site est fermé."),
        Unserved::CannotCount => (
            "None of its synergies can count: the partner's amount, or a factor of the objective, is not known.",
            "Aucune de ses synergies ne peut compter : la quantité du partenaire, ou un facteur de l'objectif, manque.",
        ),
        Unserved::NoValue => (
            "None of its synergies is worth anything to the objective.",
            "Aucune de ses synergies n'a de valeur pour l'objectif.",
        ),
        Unserved::MinimumLot => (
            "What its partners have left is less than the smallest lot, or does not pay for the connection.",
            "Ce qui reste à ses partenaires est inférieur au lot minimal, ou ne paie pas le raccordement.",
        ),
        Unserved::BetterUses => {
            ("Its partners are spent on better uses.", "Ses partenaires sont pris par de meilleurs usages.")
        }
    };
    if study.language == Language::Fr { fr } else { en }
}

/// Both distances in words, to the centimetre where they would read the same.
fn apart(nearest: Distance, radius: Distance) -> (String, String) {
    let words = (nearest.to_string(), radius.to_string());
    if words.0 != words.1 {
        return words;
    }
    (format!("{:.2} m", nearest.as_metres()), format!("{:.2} m", radius.as_metres()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hair_too_far_shows() {
        let m = |metres| Distance::metres(metres).unwrap();
        assert_eq!(apart(m(12_300.0), m(5_000.0)), ("12.3 km".into(), "5.0 km".into()));
        assert_eq!(apart(m(5_000.3), m(5_000.0)), ("5000.30 m".into(), "5000.00 m".into()));
    }
}
