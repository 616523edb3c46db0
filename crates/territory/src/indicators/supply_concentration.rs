//! How much demands depend on few givers.

use maillon_model::{Framework, IndicatorWords, Quantity};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "supply_concentration",
        en: "Concentration of supply",
        fr: "Concentration de l'offre",
        definition: "How much the demands that the plan serves depend on few givers: 1 where each has a single one",
        definition_fr: "À quel point les besoins servis par le plan dépendent de peu de fournisseurs : 1 où chacun n'en a qu'un",
        formula: "mean over demands of the Herfindahl-Hirschman index (sum of the givers' squared shares), by what the plan brings",
        source: "Hirschman 1945; Herfindahl 1950",
        unit: "0 to 1",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let brought = |flow| scene.planned.used(flow).map_or(0.0, Quantity::annual);
    scene.by_dimension(|dimension| {
        let of = || scene.territory.demands.iter().filter(|d| scene.planned.dimension(d.flow) == dimension);
        let all: f64 = of().map(|d| brought(d.flow)).sum();
        let weighted: f64 = of().filter_map(|d| Some(d.hhi?.value() * brought(d.flow))).sum();
        Told::of(dimension, (all > 0.0).then(|| weighted / all), 0)
    })
}
