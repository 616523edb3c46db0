use maillon_model::Score;

use crate::criterion::Criterion;
use crate::gate::Verdict;
use crate::link::Link;
use crate::pair::Pair;
use crate::quality;

pub(crate) struct QualityFit;

impl Criterion for QualityFit {
    fn name(&self) -> &'static str {
        "quality_fit"
    }

    fn about(&self) -> &'static str {
        "Rewards a supply in the condition that rule and demand ask for; unknown where nothing is asked or told."
    }

    fn formula(&self) -> &'static str {
        "mean over temperature, form, moisture and concentration of 1 where it fits, 0.5 where it needs treatment"
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
        let verdicts =
            [quality::temperature, quality::form, quality::moisture, quality::concentration].map(|of| of(pair));
        let (mut sum, mut count) = (0.0, 0.0);
        for verdict in verdicts.into_iter().flatten() {
            sum += match verdict {
                Verdict::Pass => 1.0,
                Verdict::NeedsTreatment => 0.5,
                Verdict::Refuse => 0.0,
                Verdict::Unknown => continue,
            };
            count += 1.0;
        }
        (count > 0.0).then(|| Score::saturating(sum / count))
    }
}
