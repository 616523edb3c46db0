//! How far things travel.

use maillon_model::{CriticalLink, Framework, IndicatorWords};

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
    scene.by_dimension(|dimension| {
        let of =
            || scene.links().filter(|(_, _, link)| link.supplied.dimension() == dimension).map(|(_, _, link)| link);
        let km = |link: &CriticalLink| scene.distance(link).as_kilometres() * link.supplied.annual();
        let moved: f64 = of().map(|link| link.supplied.annual()).sum();
        Told::of(dimension, (moved > 0.0).then(|| of().map(km).sum::<f64>() / moved), 0)
    })
}
