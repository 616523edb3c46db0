//! How many take part.

use maillon_model::{Framework, IndicatorWords};

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
    let gains = &scene.territory.gains;
    let taking_part = gains.iter().filter(|gain| gain.exchanges > 0).count();
    vec![Told::plain((!gains.is_empty()).then(|| 100.0 * taking_part as f64 / gains.len() as f64)).where_nothing_was()]
}
