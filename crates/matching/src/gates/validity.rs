use maillon_model::Flow;

use crate::gate::{Gate, Verdict};
use crate::link::Link;
use crate::pair::Pair;

pub(crate) struct Validity;

impl Gate for Validity {
    fn name(&self) -> &'static str {
        "validity"
    }

    fn about(&self) -> &'static str {
        "Refuses flows that never exist on the same day; a flow without dates always exists."
    }

    fn varies(&self, _link: &Link<'_>) -> bool {
        false
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        if pair.supply.validity().overlaps(pair.demand.validity()) { Verdict::Pass } else { Verdict::Refuse }
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        let dates = |flow: &Flow| {
            let validity = flow.validity();
            let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
            format!("{} to {}", day(validity.from), day(validity.to))
        };
        format!("supply {}, demand {}", dates(pair.supply), dates(pair.demand))
    }
}
