use maillon_model::Score;

use crate::criterion::Criterion;
use crate::link::Link;
use crate::pair::Pair;

pub(crate) struct Evidence;

impl Criterion for Evidence {
    fn name(&self) -> &'static str {
        "evidence"
    }

    fn about(&self) -> &'static str {
        "Rewards a rule that documented exchanges bear out, and codes that surely mean what the rule says."
    }

    fn formula(&self) -> &'static str {
        "(implemented + 1) / (documented + 2) of the substitution, times how surely the codes mean it; 1 for the same resource"
    }

    fn source(&self) -> &'static str {
        "Laplace's rule of succession over the exchanges counted in the knowledge"
    }

    fn default_weight(&self) -> f64 {
        0.1
    }

    fn varies(&self, _link: &Link<'_>) -> bool {
        false
    }

    fn value(&self, pair: &Pair<'_>) -> Option<Score> {
        Some(pair.link.confidence())
    }
}
