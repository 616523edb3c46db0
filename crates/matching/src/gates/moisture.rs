use crate::gate::{Gate, Verdict};
use crate::link::Link;
use crate::pair::Pair;
use crate::quality;

pub(crate) struct Moisture;

impl Gate for Moisture {
    fn name(&self) -> &'static str {
        "moisture"
    }

    fn about(&self) -> &'static str {
        "Refuses a supply wetter than the rule or the demand takes, unless the rule's treatment dries it."
    }

    fn varies(&self, _link: &Link<'_>) -> bool {
        false
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        quality::moisture(pair).unwrap_or(Verdict::Pass)
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        let own = pair.given().and_then(|quality| quality.moisture);
        let own = own.map_or_else(|| "not known".to_owned(), |percent| format!("{} %", percent.value()));
        match quality::moisture_limit(pair) {
            Some(limit) => format!("supply {own}, at most {} %", limit.value()),
            None => format!("supply {own}, no limit"),
        }
    }
}
