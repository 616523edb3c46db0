//! How far things travel.

use maillon_model::{Framework, IndicatorWords};

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
    let (plan, list) = (scene.planned.plan, scene.planned.matches.synergies.list());
    scene.by_dimension(|dimension| {
        let (mut moved, mut way) = (0.0, 0.0);
        let of = |synergy: u32| scene.planned.dimension(list.ends_at(synergy as usize)[0]);
        for a in plan.allocations.iter().filter(|a| of(a.synergy) == dimension) {
            let supplied = plan.units.base(a.supplied, dimension);
            moved += supplied;
            way += list.distance_at(a.synergy as usize).as_kilometres() * supplied;
        }
        Told::of(dimension, (moved > 0.0).then(|| way / moved), 0)
    })
}
