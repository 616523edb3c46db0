//! How unevenly gains are spread over zones.

use maillon_model::{EurosGained, FigureOf, Framework, IndicatorWords, Score};

use crate::gini::gini;
use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "gini_zones",
        en: "Gini coefficient of gains of zones",
        fr: "Coefficient de Gini des gains des zones",
        definition: "How unevenly the plan's gains are spread over the zones of a level: 0 evenly, 1 all to one",
        definition_fr: "L'inégalité des gains du plan entre les zones d'un niveau : 0 toutes autant, 1 tout à une seule",
        formula: "as the Gini coefficient of gains, of zones with a site that has a flow and whose gain is wholly known; none where a zone loses",
        source: "Gini 1912; Sen, On Economic Inequality, 1973, p. 31",
        unit: "0 to 1",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let level = |(place, level): (u32, &maillon_model::Level)| {
        let zones = || scene.territory.zone_gains.iter().filter(|gain| gain.level == place && gain.zone.is_some());
        let known: Vec<f64> = zones()
            .filter(|gain| gain.without_euros == 0)
            .filter_map(|gain| gain.euros)
            .map(EurosGained::as_per_year)
            .collect();
        let of = FigureOf::Level(level.name.clone());
        let without = (zones().count() - known.len()) as u64;
        Told { of, without, ..Told::plain(gini(known).map(Score::value)) }
    };
    (0..).zip(&scene.territory.levels).map(level).collect()
}
