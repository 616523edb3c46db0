//! How much of what is needed is met.

use maillon_model::{Direction, Framework, IndicatorWords};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "needs_met",
        en: "Needs met from the territory",
        fr: "Besoins couverts par le territoire",
        definition: "The share of the territory's needs that the plan meets from its own sites",
        definition_fr: "La part des besoins du territoire que le plan couvre par ses propres sites",
        formula: "met by the plan / needed, of known amounts",
        source: "no source: the usual ratio of the field",
        unit: "%",
        framework: Framework::Adapted(
            "Eurostat, circular material use rate (env_ac_cur): U / (DMC + U), with what the plan replaces as U and what is still bought as DMC",
        ),
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    scene.used_share(Direction::Demand)
}
