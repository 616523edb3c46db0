//! Money gained.

use maillon_model::{EurosGained, Framework, IndicatorWords};

use crate::indicator::{ELIPSE, Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "gain",
        en: "Gain",
        fr: "Gain",
        definition: "Money that the plan brings both sides together",
        definition_fr: "L'argent que le plan apporte aux deux parties ensemble",
        formula: "sum over the exchanges with a price; see the balances of docs/method.md",
        source: "the factors' own sources",
        unit: "EUR/yr",
        framework: Framework::NotChecked(ELIPSE),
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let totals = scene.planned.totals();
    let euros = totals.euros.map(EurosGained::as_per_year);
    vec![Told { without: totals.without_euros as u64, ..Told::plain(euros).where_nothing_was() }]
}
