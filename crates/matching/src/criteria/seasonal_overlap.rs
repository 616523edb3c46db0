use maillon_model::Score;

use crate::criterion::Criterion;
use crate::link::Link;
use crate::pair::Pair;

pub(crate) struct SeasonalOverlap;

impl Criterion for SeasonalOverlap {
    fn name(&self) -> &'static str {
        "seasonal_overlap"
    }

    fn about(&self) -> &'static str {
        "Rewards a supply that comes when the demand does; unknown where a monthly profile is."
    }

    fn formula(&self) -> &'static str {
        "sum over the months of the smaller of both shares of the year"
    }

    fn source(&self) -> &'static str {
        "domain practice: the overlap of monthly profiles, here of shares so that amounts count once"
    }

    fn default_weight(&self) -> f64 {
        0.1
    }

    fn varies(&self, _link: &Link<'_>) -> bool {
        false
    }

    fn value(&self, pair: &Pair<'_>) -> Option<Score> {
        let months = |flow: &maillon_model::Flow| flow.details.as_ref()?.months;
        let (supply, demand) = (months(pair.supply)?.shares(), months(pair.demand)?.shares());
        let shared: f64 = supply.iter().zip(demand).map(|(a, b)| f64::from(a.min(b))).sum();
        Some(Score::saturating(shared))
    }
}
