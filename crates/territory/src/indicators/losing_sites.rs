//! Who would lose.

use maillon_model::{Framework, IndicatorWords, Surveyed};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "losing_sites",
        en: "Sites that lose",
        fr: "Sites perdants",
        definition: "Sites whose share of what is known of the plan's worth is a loss",
        definition_fr: "Les sites dont la part de ce que vaut le plan, pour ce qui en est connu, est une perte",
        formula: "count of sites with half the worth of their exchanges below nought",
        source: "no source: a choice of ours",
        unit: "",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let (mut losing, mut without) = (0_u64, 0);
    for gain in scene.survey.gains() {
        losing += u64::from(gain.loses());
        without += u64::from(gain.without_euros > 0);
    }
    vec![Told { without, ..Told::plain(Some(losing as f64)) }]
}
