//! How much of a substance is used again.

use maillon_model::{Content, Direction, FigureOf, Framework, IndicatorWords, Substance};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "substances_kept",
        en: "Substances kept",
        fr: "Substances conservées",
        definition: "The share of the nitrogen and of the phosphorus in what there is to give that the plan moves to where it is used",
        definition_fr: "La part de l'azote et du phosphore contenus dans ce qu'il y a à donner que le plan porte là où ils servent",
        formula: "sum over supplies of content x used / sum of content x amount, of supplies whose content and amount are known",
        source: "the factors' own sources; substance flow analysis, Brunner and Rechberger, Handbook of Material Flow Analysis, 2004",
        unit: "%",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let (planned, study) = (scene.planned, scene.planned.study);
    let substance = |(i, substance): (usize, Substance)| {
        let (mut stated, mut used, mut without, mut asked) = (0.0, 0.0, 0, false);
        for share in planned.plan.shares.iter().filter(|s| study.flow(s.flow).direction == Direction::Supply) {
            let content = (scene.contents)(share.flow)[i];
            asked |= content != Content::NotAsked;
            match (content, share.capacity) {
                (Content::NotAsked, _) => {}
                (Content::Of(tonnes), Some(capacity)) => {
                    let base = |units| planned.plan.units.base(units, planned.dimension(share.flow));
                    stated += tonnes.annual() * base(capacity);
                    used += tonnes.annual() * base(share.used);
                }
                _ => without += 1,
            }
        }
        let value = (stated > 0.0).then(|| 100.0 * used / stated);
        let of = FigureOf::Substance(substance);
        asked.then(|| Told { of, without, ..Told::plain(value).where_nothing_was() })
    };
    Substance::ALL.into_iter().enumerate().filter_map(substance).collect()
}
