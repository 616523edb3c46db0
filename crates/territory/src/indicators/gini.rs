//! How unevenly gains are spread.

use maillon_model::{Framework, IndicatorWords, Score, Surveyed};

use crate::gains::known;
use crate::gini::gini;
use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "gini",
        en: "Gini coefficient of gains",
        fr: "Coefficient de Gini des gains",
        definition: "How unevenly the plan's gains are spread over the sites with a flow: 0 evenly, 1 all to one",
        definition_fr: "L'inégalité des gains du plan entre les sites qui ont un flux : 0 tous autant, 1 tout à un seul",
        formula: "sum of (2 i - n - 1) x_i / (n sum of x_i), gains in rising order; of sites whose gain is wholly known; none where somebody loses",
        source: "Gini 1912; Sen, On Economic Inequality, 1973, p. 31",
        unit: "0 to 1",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let (mut of_sites, mut without) = (Vec::new(), 0);
    for gain in scene.survey.gains() {
        of_sites.extend(known(&gain));
        without += u64::from(gain.without_euros > 0);
    }
    vec![Told { without, ..Told::plain(gini(of_sites).map(Score::value)) }]
}
