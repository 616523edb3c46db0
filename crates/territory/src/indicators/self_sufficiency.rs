//! How much of what zones need comes from themselves.

use maillon_model::{FigureOf, Framework, IndicatorWords, Side};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "self_sufficiency",
        en: "Self-sufficiency of zones",
        fr: "Autosuffisance des zones",
        definition: "The share of the needs of the known amounts of a level that the plan meets from inside the same zone",
        definition_fr: "La part des besoins de quantité connue d'un niveau que le plan couvre depuis la même zone",
        formula: "sum over the zones of met inside / sum of demand, of sites that a zone of the level holds",
        source: "the balances; the usual ratio of local supply to demand",
        unit: "%",
        framework: Framework::Adapted(
            "Eurostat, EU self-sufficiency for raw materials: 1 - import reliance, with what does not come from the zone as imports",
        ),
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let territory = scene.territory;
    let mut told = Vec::new();
    for (place, level) in (0..).zip(&territory.levels) {
        for dimension in scene.dimensions() {
            let of = |side: &&Side| side.stated.dimension() == *dimension;
            let zones = || territory.balances.iter().filter(|b| b.level == place && b.zone.is_some());
            let sides = || zones().map(|b| &b.demand).filter(of);
            let needed: f64 = sides().map(|side| side.stated.annual()).sum();
            let met: f64 = sides().map(|side| side.inside.annual()).sum();
            let without = sides().map(|side| u64::from(side.unknown)).sum();
            let value = (needed > 0.0).then(|| 100.0 * met / needed);
            let told_of = FigureOf::AmountsAt(*dimension, level.name.clone());
            told.push(Told { of: told_of, without, ..Told::plain(value).where_nothing_was() });
        }
    }
    told
}
