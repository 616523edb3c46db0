//! What is covered without the worst site.

use maillon_model::{Framework, IndicatorWords, Quantity};

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
        let needed = |flow| scene.planned.study.flow(flow).amount.known().filter(|q| q.dimension() == dimension);
        let of = || scene.territory.demands.iter().filter(|d| scene.planned.dimension(d.flow) == dimension);
        let known = || of().filter_map(|d| Some((needed(d.flow)?.annual(), d.coverage?.value())));
        let all: f64 = known().map(|(needed, _)| needed).sum();
        let covered: f64 = known().map(|(needed, coverage)| needed * coverage).sum();
        let lost = |sums: &[Quantity]| sums.iter().find(|q| q.dimension() == dimension).map_or(0.0, |q| q.annual());
        let worst = scene.territory.sites.iter().map(|site| lost(&site.uncovered)).fold(0.0, f64::max);
        let without = of().count() - known().count();
        Told::of(dimension, (all > 0.0).then(|| 100.0 * (covered - worst).max(0.0) / all), without as u64)
    })
}
