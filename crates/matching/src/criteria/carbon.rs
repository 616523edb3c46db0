use maillon_model::Score;

use crate::balance::left;
use crate::criterion::Criterion;
use crate::link::Link;
use crate::pair::Pair;

pub(crate) struct Carbon;

impl Criterion for Carbon {
    fn name(&self) -> &'static str {
        "carbon"
    }

    fn about(&self) -> &'static str {
        "Rewards a way that leaves much of the emissions avoided; unknown where these are."
    }

    fn formula(&self) -> &'static str {
        "net / avoided emissions: 1 at the door, 0 at the distance where the carbon is lost"
    }

    fn source(&self) -> &'static str {
        "no source; a fixed anchor of our own"
    }

    fn default_weight(&self) -> f64 {
        0.1
    }

    fn varies(&self, link: &Link<'_>) -> bool {
        link.carbon(false).slope.is_some()
    }

    fn value(&self, pair: &Pair<'_>) -> Option<Score> {
        left(pair.carbon().slope?, pair.distance)
    }
}
