use maillon_model::Score;

use crate::criterion::Criterion;
use crate::pair::Pair;

pub(crate) struct QuantityFit;

impl Criterion for QuantityFit {
    fn name(&self) -> &'static str {
        "quantity_fit"
    }

    fn about(&self) -> &'static str {
        "Rewards amounts of one size; unknown where an amount is, where they count different things, or both are zero."
    }

    fn formula(&self) -> &'static str {
        "min(supply, demand) / max(supply, demand), after the rule's ratio and in one unit"
    }

    fn source(&self) -> &'static str {
        "no source; a fixed anchor of our own"
    }

    fn default_weight(&self) -> f64 {
        0.2
    }

    fn value(&self, pair: &Pair<'_>) -> Option<Score> {
        let both = pair.comparable()?;
        let larger = both.supply.max(both.demand);
        (larger > 0.0).then(|| Score::saturating(both.supply.min(both.demand) / larger))
    }
}
