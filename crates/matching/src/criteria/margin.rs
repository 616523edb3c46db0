use maillon_model::Score;

use crate::balance::{by_connection, euros_slope, left};
use crate::criterion::Criterion;
use crate::link::Link;
use crate::pair::Pair;

pub(crate) struct Margin;

impl Criterion for Margin {
    fn name(&self) -> &'static str {
        "margin"
    }

    fn about(&self) -> &'static str {
        "Rewards a way that leaves much of the money gained; unknown where prices are, that of a needed treatment too."
    }

    fn formula(&self) -> &'static str {
        "net / gross euros: 1 at the door, 0 at the distance where the money is lost; unknown where the rule needs a treatment, of which nobody states the price"
    }

    fn source(&self) -> &'static str {
        "no source; a fixed anchor of our own"
    }

    fn default_weight(&self) -> f64 {
        0.1
    }

    fn varies(&self, _link: &Link<'_>) -> bool {
        false
    }

    fn value(&self, pair: &Pair<'_>) -> Option<Score> {
        // What a treatment costs nobody says: what is left without it is no margin. What is paid once, whatever is
        // carried, has no share of a unit's gain.
        let treated = pair.link.substitution().and_then(|rule| rule.treatment.as_ref()).is_some_and(|step| step.needed);
        if treated || by_connection(pair.link, pair.supply, pair.demand) {
            return None;
        }
        left(euros_slope(pair.link, pair.supply, pair.demand)?, pair.distance)
    }
}
