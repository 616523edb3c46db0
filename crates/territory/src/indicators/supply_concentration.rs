//! How much demands depend on few givers.

use maillon_model::{Direction, Framework, IndicatorWords, Quantity};

use crate::indicator::{Indicator, Scene, Told};
use crate::resilience::demands::concentration;

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
    scene.by_dimension(|dimension| {
        let (mut all, mut weighted) = (0.0, 0.0);
        let demands = scene.planned.study.flows().filter(|(_, flow)| flow.direction == Direction::Demand);
        for (demand, _) in demands.filter(|(demand, _)| scene.planned.dimension(*demand) == dimension) {
            let brought = scene.planned.used(demand).map_or(0.0, Quantity::annual);
            all += brought;
            if let Some(hhi) = concentration(scene.survey.index(), demand) {
                weighted += hhi.value() * brought;
            }
        }
        Told::of(dimension, (all > 0.0).then(|| weighted / all), 0)
    })
}
