//! How many of those that take part have fewer than 50 people.

use maillon_model::{Framework, IndicatorWords, SizeClass};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "small_firms",
        en: "Small firms taking part",
        fr: "Petites entreprises participantes",
        definition: "The share of the firms with fewer than 50 people among the sites that the plan serves and of which the study says how many work there",
        definition_fr: "La part des entreprises de moins de 50 personnes parmi les sites que le plan dessert et dont l'étude dit l'effectif",
        formula: "sites that exchange with fewer than 50 people / sites that exchange of known staff; by staff alone, without turnover or owners",
        source: "Commission Recommendation 2003/361/EC, annex, article 2",
        unit: "%",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    vec![scene.share_up_to(SizeClass::Small)]
}
