use crate::gate::{Gate, Verdict};
use crate::link::Link;
use crate::pair::Pair;
use crate::quality;

pub(crate) struct Concentration;

impl Gate for Concentration {
    fn name(&self) -> &'static str {
        "concentration"
    }

    fn about(&self) -> &'static str {
        "Refuses a supply less concentrated than the rule or the demand asks, unless the rule's treatment concentrates it."
    }

    fn varies(&self, _link: &Link<'_>) -> bool {
        false
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        quality::concentration(pair).unwrap_or(Verdict::Pass)
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        let own = pair.given().and_then(|quality| quality.concentration);
        let own = own.map_or_else(|| "not known".to_owned(), |percent| format!("{} %", percent.value()));
        match quality::concentration_limit(pair) {
            Some(limit) => format!("supply {own}, at least {} %", limit.value()),
            None => format!("supply {own}, no limit"),
        }
    }
}
