//! How many take part.

use maillon_model::{Framework, IndicatorWords, Surveyed};

use crate::indicator::{ELIPSE, Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "participation",
        en: "Participation",
        fr: "Participation",
        definition: "The share of the sites with a flow that the plan serves",
        definition_fr: "La part des sites ayant un flux que le plan dessert",
        formula: "sites that exchange / sites with a flow",
        source: "no source: the usual ratio of the field",
        unit: "%",
        framework: Framework::NotChecked(ELIPSE),
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let (mut all, mut taking_part) = (0_u64, 0_u64);
    for gain in scene.survey.gains() {
        all += 1;
        taking_part += u64::from(gain.exchanges > 0);
    }
    vec![Told::plain((all > 0).then(|| 100.0 * taking_part as f64 / all as f64)).where_nothing_was()]
}
