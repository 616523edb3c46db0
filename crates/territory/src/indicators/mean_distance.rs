//! How far things travel.

use maillon_model::{Framework, IndicatorWords, Surveyed};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "mean_distance",
        en: "Mean distance",
        fr: "Distance moyenne",
        definition: "How far an exchanged unit travels, along the geodesic",
        definition_fr: "La distance que parcourt une unité échangée, le long de la géodésique",
        formula: "sum of amount x distance / sum of amount, as supplies count",
        source: "no source: a weighted mean",
        unit: "km",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let list = scene.planned.matches.synergies.list();
    scene.by_dimension(|dimension| {
        let (mut moved, mut way) = (0.0, 0.0);
        for link in scene.survey.links().filter(|link| link.supplied.dimension() == dimension) {
            moved += link.supplied.annual();
            way += list.distance_at(link.synergy as usize).as_kilometres() * link.supplied.annual();
        }
        Told::of(dimension, (moved > 0.0).then(|| way / moved), 0)
    })
}
