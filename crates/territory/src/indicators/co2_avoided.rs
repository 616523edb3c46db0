//! Emissions avoided.

use maillon_model::{CarbonSaved, Framework, IndicatorWords};

use crate::indicator::{ELIPSE, Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "co2_avoided",
        en: "CO2 avoided",
        fr: "CO2 évité",
        definition: "Emissions that the plan avoids",
        definition_fr: "Les émissions que le plan évite",
        formula: "sum over the exchanges with a factor; see the balances of docs/method.md",
        source: "the factors' own sources",
        unit: "kg CO2e/yr",
        framework: Framework::NotChecked(ELIPSE),
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let totals = scene.planned.totals();
    let kg = totals.carbon.map(CarbonSaved::as_kg_per_year);
    vec![Told { without: totals.without_carbon as u64, ..Told::plain(kg).where_nothing_was() }]
}
