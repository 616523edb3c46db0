use crate::gate::{Gate, Verdict};
use crate::pair::Pair;

pub(crate) struct Zero;

impl Gate for Zero {
    fn name(&self) -> &'static str {
        "zero"
    }

    fn about(&self) -> &'static str {
        "Refuses a stated amount of zero; a missing one, or one below a threshold, may be anything."
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        let zero = pair.supply.amount.is_zero() || pair.demand.amount.is_zero();
        if zero { Verdict::Refuse } else { Verdict::Pass }
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        format!("amounts: supply {}, demand {}", pair.supply.amount.state(), pair.demand.amount.state())
    }
}
