//! How many exchanges there are.

use maillon_model::{Framework, IndicatorWords};

use crate::indicator::{ELIPSE, Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "exchanges",
        en: "Exchanges",
        fr: "Échanges",
        definition: "How many synergies the plan uses",
        definition_fr: "Le nombre de synergies que le plan utilise",
        formula: "count",
        source: "none needed: a count",
        unit: "",
        framework: Framework::NotChecked(ELIPSE),
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    vec![Told::plain(Some(scene.planned.plan.allocations.len() as f64)).where_nothing_was()]
}
