//! What is covered without the worst site.

use maillon_model::{Framework, IndicatorWords, Surveyed};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "coverage_n1",
        en: "Coverage without the worst site",
        fr: "Couverture sans le pire site",
        definition: "The share of the needs that could still be covered if the site fell away whose loss uncovers most (N-1)",
        definition_fr: "La part des besoins encore couverte si disparaissait le site dont la perte en découvre le plus (N-1)",
        formula: "least over sites i of sum over demands j of min(d_j, supply without i) / sum of d_j; each giver counts for what it could give by itself",
        source: "no source: the N-1 criterion of power grids, applied to givers",
        unit: "%",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    scene.by_dimension(|dimension| {
        let (mut all, mut covered, mut without) = (0.0, 0.0, 0);
        for demand in scene.survey.demands().filter(|d| scene.planned.dimension(d.flow) == dimension) {
            match scene.planned.study.flow(demand.flow).amount.known().zip(demand.coverage) {
                Some((needed, coverage)) => {
                    all += needed.annual();
                    covered += needed.annual() * coverage.value();
                }
                None => without += 1,
            }
        }
        let worst = scene.survey.critical_sites().most_uncovered(dimension);
        Told::of(dimension, (all > 0.0).then(|| 100.0 * (covered - worst).max(0.0) / all), without)
    })
}
