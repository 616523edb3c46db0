use crate::gate::{Gate, Verdict};
use crate::pair::Pair;

pub(crate) struct Validity;

impl Gate for Validity {
    fn name(&self) -> &'static str {
        "validity"
    }

    fn about(&self) -> &'static str {
        "Refuses flows that never exist on the same day; a flow without dates always exists."
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        if pair.supply.validity().overlaps(pair.demand.validity()) { Verdict::Pass } else { Verdict::Refuse }
    }
}
