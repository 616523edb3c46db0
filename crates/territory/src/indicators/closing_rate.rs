//! How much of what is given is used.

use maillon_model::{Direction, Framework, IndicatorWords};

use crate::indicator::{ELIPSE, Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "closing_rate",
        en: "Closing rate",
        fr: "Taux de bouclage",
        definition: "The share of what the territory's sites have to give that the plan puts to use",
        definition_fr: "La part de ce que les sites du territoire ont à donner que le plan valorise",
        formula: "exchanged / (exchanged + wasted), of known amounts",
        source: "no source: the usual ratio of the field",
        unit: "%",
        framework: Framework::NotChecked(ELIPSE),
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    scene.used_share(Direction::Supply)
}
