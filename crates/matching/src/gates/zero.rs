use maillon_model::Amount;

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
        match (pair.supply.amount, pair.demand.amount) {
            (supply, demand) if supply.is_zero() || demand.is_zero() => Verdict::Refuse,
            (Amount::Known(_), Amount::Known(_)) => Verdict::Pass,
            _ => Verdict::Unknown,
        }
    }
}
