//! How closely the sites are knit.

use maillon_model::{Framework, IndicatorWords, Surveyed};

use crate::indicator::{Indicator, Scene, Told};

pub(crate) const INDICATOR: Indicator = Indicator {
    words: IndicatorWords {
        id: "connectance",
        en: "Connectance",
        fr: "Connectance",
        definition: "How many of all pairs of sites that could exchange do",
        definition_fr: "Parmi toutes les paires de sites qui pourraient échanger, celles qui le font",
        formula: "2 E / (N (N - 1)): E pairs of sites that exchange, N sites with a flow",
        source: "density of a graph; used for food webs since Gardner and Ashby 1970",
        unit: "%",
        framework: Framework::None,
    },
    values,
};

fn values(scene: &Scene) -> Vec<Told> {
    let (planned, list) = (scene.planned, scene.planned.matches.synergies.list());
    let sites = scene.survey.gains().count() as f64;
    let pair = |synergy: u32| {
        let [from, to] = list.ends_at(synergy as usize).map(|flow| planned.study.flow(flow).site.0);
        [from.min(to), from.max(to)]
    };
    let mut pairs: Vec<[u32; 2]> = planned.plan.allocations.iter().map(|a| pair(a.synergy)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    vec![Told::plain((sites > 1.0).then(|| 100.0 * 2.0 * pairs.len() as f64 / (sites * (sites - 1.0))))]
}
