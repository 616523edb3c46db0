//! What is still paid for what is needed.

use maillon_model::{Direction, Framework, IndicatorWords};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "still_bought",
        en: "Still bought",
        fr: "Achats restants",
        definition: "What the needs that the plan leaves cost at the prices that they state: money that goes to suppliers the study does not know",
        definition_fr: "Ce que coûtent, aux prix déclarés, les besoins que le plan laisse : l'argent qui va à des fournisseurs que l'étude ne connaît pas",
        formula: "sum over demands of price x (amount - met); before the plan, of price x amount",
        source: "no source: the demand side of the balance in money",
        unit: "EUR/yr",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let (planned, study) = (scene.planned, scene.planned.study);
    let (mut before, mut after, mut without) = (None, 0.0, 0);
    for share in planned.plan.shares.iter() {
        let flow = study.flow(share.flow);
        if flow.direction != Direction::Demand {
            continue;
        }
        let dimension = planned.dimension(share.flow);
        let price = flow.details.as_ref().and_then(|d| d.price).filter(|price| price.per() == dimension);
        let Some((price, capacity)) = price.zip(share.capacity) else {
            without += 1;
            continue;
        };
        let euros = |units: i64| price.euros() * planned.plan.units.base(units, dimension);
        *before.get_or_insert(0.0) += euros(capacity);
        after += euros(capacity - share.used);
    }
    vec![Told { before, without, ..Told::plain(before.map(|_| after)) }]
}
