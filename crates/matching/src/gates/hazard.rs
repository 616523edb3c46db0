use maillon_knowledge::{HazardRule, ListOfWaste, Taxonomy, TaxonomyCode};

use crate::gate::{Gate, Verdict};
use crate::link::Link;
use crate::pair::Pair;

/// What is known of the supply's hazard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Supply {
    /// The flow says so, or its entry of the List of Waste does.
    Stated(bool),
    /// Its class usually is, or usually is not.
    Usual(bool),
    /// Nobody says.
    Unknown,
}

pub(crate) struct Hazard;

impl Gate for Hazard {
    fn name(&self) -> &'static str {
        "hazard"
    }

    fn about(&self) -> &'static str {
        "Refuses a hazardous supply where the rule does not take one or the demand says that it is not licensed for it."
    }

    fn varies(&self, _link: &Link<'_>) -> bool {
        false
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        let licensed = pair.asked().and_then(|quality| quality.hazardous);
        let refused = pair.link.substitution().is_some_and(|rule| rule.conditions.hazard == HazardRule::Refused);
        match supply(pair) {
            Supply::Stated(false) | Supply::Usual(false) => Verdict::Pass,
            Supply::Stated(true) if refused => Verdict::Refuse,
            Supply::Stated(true) | Supply::Usual(true) => match licensed {
                Some(true) if !refused => Verdict::Pass,
                Some(false) => Verdict::Refuse,
                Some(true) | None => Verdict::Unknown,
            },
            Supply::Unknown => {
                if licensed == Some(true) && !refused {
                    Verdict::Pass
                } else {
                    Verdict::Unknown
                }
            }
        }
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        let supply = match supply(pair) {
            Supply::Stated(true) => "the supply is hazardous",
            Supply::Stated(false) => "the supply is not hazardous",
            Supply::Usual(true) => "such a supply usually is hazardous",
            Supply::Usual(false) => "such a supply usually is not hazardous",
            Supply::Unknown => "whether the supply is hazardous is not known",
        };
        let licence = match pair.asked().and_then(|quality| quality.hazardous) {
            Some(true) => "the taker is licensed for hazardous supplies",
            Some(false) => "the taker is not licensed for hazardous supplies",
            None => "whether the taker is licensed is not known",
        };
        format!("{supply}; {licence}")
    }
}

fn supply(pair: &Pair<'_>) -> Supply {
    if let Some(stated) = pair.given().and_then(|quality| quality.hazardous) {
        return Supply::Stated(stated);
    }
    let code = &pair.study.resource(pair.supply.resource).code;
    if let Some(digits) = code.split("; ").find_map(|part| part.strip_prefix("ewc:"))
        && let Some(code) = TaxonomyCode::new(Taxonomy::Ewc, digits)
        && let Some(waste) = ListOfWaste::official().get(&code).filter(|waste| waste.is_entry())
    {
        return Supply::Stated(waste.hazardous());
    }
    pair.link.supplied().map_or(Supply::Unknown, |entry| Supply::Usual(entry.hazardous))
}
