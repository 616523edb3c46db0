use crate::activity::{Seen, seen};
use crate::confidence::OPEN_GATE;
use crate::gate::{Gate, Verdict};
use crate::link::Link;
use crate::pair::Pair;

/// What towns and states do for everybody (NACE 84, public administration): heat, roads, water, green spaces.
const PUBLIC: &str = "84";

pub(crate) struct Trade;

impl Gate for Trade {
    fn name(&self) -> &'static str {
        "trade"
    }

    fn about(&self) -> &'static str {
        "Refuses a taker of a trade that no source tells of, where its demand does not tell either: natural gas, sand, wood."
    }

    fn varies(&self, link: &Link<'_>) -> bool {
        link.substitution().is_some()
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        match taker(pair) {
            None | Some(Seen::Exactly) => Verdict::Pass,
            Some(Seen::Nearby | Seen::Elsewhere) if common(pair) && !public(pair) => Verdict::Refuse,
            Some(Seen::Nearby | Seen::Elsewhere | Seen::Unknown) => Verdict::Unknown,
        }
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        let takers = pair.link.substitution().map_or(&[][..], |rule| &rule.takers);
        let named: Vec<String> = takers.iter().map(ToString::to_string).collect();
        let own = pair.taker.first().map_or_else(|| "not known".to_owned(), ToString::to_string);
        match taker(pair) {
            None => "the rule is open to every trade".to_owned(),
            Some(_) => format!("the taker's trade is {own}; seen with the rule: {}", named.join(", ")),
        }
    }
}

/// How the taker's activity stands to those that the rule was seen with; `None` where the rule names none.
fn taker(pair: &Pair<'_>) -> Option<Seen> {
    let takers = &pair.link.substitution()?.takers;
    (!takers.is_empty()).then(|| seen(takers, pair.taker))
}

/// Whether trades use what is demanded in ways of their own.
fn common(pair: &Pair<'_>) -> bool {
    pair.link.demanded().is_some_and(|entry| entry.common)
}

fn public(pair: &Pair<'_>) -> bool {
    pair.taker.iter().any(|code| code.digits().starts_with(PUBLIC))
}

/// What is left of a rule's sureness where the taker's trade is not one that it was seen with.
pub(crate) fn seldom(pair: &Pair<'_>) -> Option<f64> {
    match taker(pair)? {
        Seen::Exactly => None,
        Seen::Nearby | Seen::Elsewhere | Seen::Unknown => Some(OPEN_GATE),
    }
}
