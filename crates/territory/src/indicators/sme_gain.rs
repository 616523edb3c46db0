//! What small and medium-sized firms have of the gain.

use maillon_model::{Framework, IndicatorWords, SizeClass, Surveyed};

use crate::gains::known;
use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "sme_gain",
        en: "Gain of small and medium-sized firms",
        fr: "Gain des PME",
        definition: "The share of the gains that go to firms with fewer than 250 people",
        definition_fr: "La part des gains qui va aux entreprises de moins de 250 personnes",
        formula: "sum of the gains of such sites / sum of the gains, of sites that exchange, of known staff, whose gain is wholly known; none where somebody loses",
        source: "Commission Recommendation 2003/361/EC, annex, article 2; halves as in the layer gains",
        unit: "%",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let (mut all, mut theirs, mut without, mut loses) = (0.0, 0.0, 0, false);
    for gain in scene.survey.gains().filter(|gain| gain.exchanges > 0) {
        let Some((size, euros)) = gain.size.zip(known(&gain)) else {
            without += 1;
            continue;
        };
        loses |= euros < 0.0;
        all += euros;
        theirs += if size <= SizeClass::Medium { euros } else { 0.0 };
    }
    vec![Told { without, ..Told::plain((all > 0.0 && !loses).then(|| 100.0 * theirs / all)) }]
}
