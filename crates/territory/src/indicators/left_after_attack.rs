//! What is left after an attack.

use maillon_model::{AttackOrder, Framework, IndicatorWords};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "left_after_attack",
        en: "Left after the loss of the busiest sites",
        fr: "Reste après la perte des sites les plus actifs",
        definition: "The share of what the plan moves that still moves when the tenth of its sites through which most goes has fallen and nothing is planned anew",
        definition_fr: "La part de ce que le plan déplace qui circule encore quand le dixième de ses sites par lesquels passe le plus est tombé, sans nouveau plan",
        formula: "amount between sites left / amount, with the first 10 % of the sites gone, rounded up",
        source: "Albert, Jeong and Barabasi, Nature 406, 2000, for attacks in order of degree; the order by amount and the tenth are ours",
        unit: "%",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    scene.by_dimension(|dimension| {
        let of = |order| scene.territory.attacks.iter().filter(move |s| s.dimension == dimension && s.order == order);
        // Steps are in rising order: the first that has a tenth gone.
        let step = of(AttackOrder::Targeted).find(|s| u64::from(s.removed) * 10 >= u64::from(s.of));
        Told::of(dimension, step.map(|step| 100.0 * step.left.value()), 0)
    })
}
