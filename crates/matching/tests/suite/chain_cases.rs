//! Small studies with processors, and what their rules say.

use std::sync::LazyLock;

use crate::common::{ORIGIN, amount, km, parts, study};
use crate::oracle::{of_two, repeated};
use jiff::civil::{Date, date};
use maillon_knowledge::Catalogue;
use maillon_matching::{Options, Weights};
use maillon_model::{
    Amount, Chains, Dimension, Direction, Distance, Flow, Percent, Position, Processor, Quantity, Resource, ResourceIx,
    Site, SiteIx, Study, Validity, ZoneIx,
};
use proptest::prelude::*;

/// What the rules below say: id, given, needed, units replaced, treatment, whether always.
pub(crate) type Stated = (&'static str, usize, &'static [usize], f64, &'static str, bool);
pub(crate) const RULES: [Stated; 4] = [
    ("crushed", STONE, &[GRAVEL, SAND], 1.0, "crush-it", true),
    ("dried", SLUDGE, &[SOIL], 0.5, "dry-it", false),
    ("dried-too", SLUDGE, &[GRAVEL], 1.0, "dry-it", true),
    // Less sure than the first: a processor that does both crushes.
    ("stone-dried", STONE, &[GRAVEL], 1.0, "dry-it", true),
];
/// Places of the resources below, sorted by code.
const GRAVEL: usize = 0;
const SAND: usize = 1;
const SOIL: usize = 2;
const SLUDGE: usize = 3;
const STONE: usize = 4;
/// Of a supply that `dried` takes as it is, in per cent.
const DRY: f64 = 50.0;

pub(crate) static KNOWLEDGE: LazyLock<Catalogue> = LazyLock::new(|| {
    let rule = |id: &str, from: &str, to: &str, ratio: f64, treatment: &str, confidence: f64| {
        format!(
            "[[rule]]\nid = \"{id}\"\nen = \"{id}\"\nfr = \"{id}\"\nfrom = [\"{from}\"]\nto = [{to}]\nconfidence = {confidence}\n\
             ratio = {{ value = {ratio}, unit = \"t/t\", source = \"unsourced\" }}\nsource = [\"unsourced\"]\n{treatment}\n"
        )
    };
    let by = |id: &str, needed: bool| format!("treatment = {{ step = \"{id}\", needed = {needed}, by = \"{id}\" }}");
    let mut text = "resource = [\n".to_owned();
    for code in ["good", "good.gravel", "good.sand", "good.soil", "probe", "probe.sludge", "probe.stone"] {
        text += &format!(
            "{{ code = \"{code}\", en = \"my {code}\", fr = \"mon {code}\", dimension = \"mass\", class = \"L\", mode = \"lorry\" }},\n"
        );
    }
    text += "]\n";
    for id in ["crush-it", "dry-it"] {
        text += &format!("[[treatment]]\nid = \"{id}\"\nen = \"my {id}\"\nfr = \"mon {id}\"\n");
    }
    let limit = format!("when = {{ max_moisture_pct = {DRY}, source = \"unsourced\" }}\n{}", by("dry-it", false));
    text += &rule("crushed", "probe.stone", "\"good.gravel\", \"good.sand\"", 1.0, &by("crush-it", true), 0.8);
    text += &rule("dried", "probe.sludge", "\"good.soil\"", 0.5, &limit, 0.8);
    text += &rule("dried-too", "probe.sludge", "\"good.gravel\"", 1.0, &by("dry-it", true), 0.8);
    text += &rule("stone-dried", "probe.stone", "\"good.gravel\"", 1.0, &by("dry-it", true), 0.5);
    text += &rule("as-it-is", "probe.stone", "\"good.soil\"", 2.0, "", 0.8);
    Catalogue::builtin().with("mine.toml", &text).unwrap().0
});

/// A study, and what matching is asked of it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) study: Study,
    pub(crate) options: Options,
}

/// Random sites, flows and processors, with radii that some pairs keep and others do not.
pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let day = || proptest::option::of((2000..2030i16).prop_map(|year| Date::new(year, 7, 1).unwrap()));
    let reach = || prop_oneof![3 => Just(None), 1 => (1.0..30.0).prop_map(|n| Some(km(n)))];
    let plant = (any::<prop::sample::Index>(), 0..4usize, 0..4usize, amount(), reach(), day(), day());
    let asked = (proptest::option::of(5.0..40.0), 0..4usize, proptest::option::of(Just(date(2015, 1, 1))));
    (parts(), proptest::collection::vec(plant, 0..7), asked).prop_map(|((sites, flows), plants, (cap, top, on))| {
        let processors =
            plants.into_iter().enumerate().map(|(i, (site, does, takes, capacity, max_distance, from, to))| {
                let treatments = [&[][..], &["crush-it"], &["dry-it"], &["crush-it", "dry-it"]][does];
                Processor {
                    id: format!("p{i}").as_str().into(),
                    site: SiteIx(site.index(sites.len()) as u32),
                    treatments: treatments.iter().map(|id| (*id).into()).collect(),
                    resource: [None, None, Some(SLUDGE), Some(STONE)][takes].map(|ix| ResourceIx(ix as u32)),
                    capacity,
                    max_distance,
                    min_lot: None,
                    fee: None,
                    validity: Validity { from, to },
                    confidential: false,
                    note: None,
                    origin: ORIGIN,
                }
            });
        let processors = processors.collect();
        Case { study: Study { processors, ..territory(sites, flows) }, options: options(cap, top, on) }
    })
}

fn territory(sites: Vec<Site>, mut flows: Vec<Flow>) -> Study {
    for (i, flow) in flows.iter_mut().enumerate() {
        let resource = match flow.direction {
            Direction::Supply => [STONE, SLUDGE, STONE],
            Direction::Demand => [GRAVEL, SOIL, SAND],
        };
        flow.resource = ResourceIx(resource[flow.resource.0 as usize] as u32);
        if let Some(moisture) = [None, Some(30.0), Some(80.0)][i % 3] {
            flow.details.get_or_insert_default().quality.moisture = Percent::new(moisture).ok();
        }
        // What a demand takes is not asked here.
        if flow.direction == Direction::Demand
            && let Some(details) = &mut flow.details
        {
            details.quality.moisture = None;
        }
    }
    let resource = |(code, radius): (&str, Option<f64>)| Resource {
        code: code.into(),
        family: code.split('.').next().unwrap().into(),
        label: None,
        dimension: Some(Dimension::Mass),
        radius: radius.map(km),
        stop: None,
        known: true,
        readings: Vec::new(),
    };
    let travels = [
        ("good.gravel", None),
        ("good.sand", None),
        ("good.soil", None),
        ("probe.sludge", Some(12.0)),
        ("probe.stone", Some(30.0)),
    ];
    Study { resources: travels.into_iter().map(resource).collect(), ..study(sites, flows) }
}

fn options(cap: Option<f64>, top: usize, on: Option<Date>) -> Options {
    let weights = [("proximity".to_owned(), 0.6), ("quantity_fit".to_owned(), 0.4)].into();
    let weights = Weights::new(&of_two(weights)).unwrap();
    Options { radius_cap: cap.map(km), top, weights, keep_dominated: true, on, ..Options::default() }
}

impl Case {
    pub(crate) fn chains(&self, top: usize, zones: Option<&[(ZoneIx, Position)]>) -> Chains {
        let options = Options { top, ..self.options.clone() };
        let matches = maillon_matching::find(&self.study, &KNOWLEDGE, &options, &|_| {});
        maillon_matching::chains(&self.study, &KNOWLEDGE, &options, &matches, zones)
    }

    pub(crate) fn flow(&self, i: usize) -> &Flow {
        &self.study.flows[i]
    }

    /// Whether a flow of that direction takes part at all.
    pub(crate) fn counts(&self, i: usize, direction: Direction) -> bool {
        let flow = self.flow(i);
        flow.direction == direction
            && !flow.amount.is_zero()
            && self.options.on.is_none_or(|day| flow.validity().holds(day))
            && repeated(&self.study, i).is_none()
    }

    /// How far a supply travels.
    pub(crate) fn reach(&self, s: usize) -> Distance {
        let usual = self.study.resource(self.flow(s).resource).radius.unwrap();
        self.options.radius_cap.map_or(usual, |cap| usual.min(cap))
    }

    /// The least of that and what flows accept.
    pub(crate) fn radius(&self, s: usize, others: &[Option<Distance>]) -> Distance {
        others.iter().flatten().fold(self.reach(s), |a, b| a.min(*b))
    }

    /// Whether the rule lets the one serve the other once it is treated, which it needs.
    pub(crate) fn needs(&self, rule: &Stated, s: usize, d: usize) -> bool {
        let (supply, demand) = (self.flow(s), self.flow(d));
        let (_, given, needed, _, _, always) = rule;
        let moist = supply.details.as_ref().and_then(|details| details.quality.moisture);
        supply.resource.0 as usize == *given
            && needed.contains(&(demand.resource.0 as usize))
            && supply.site != demand.site
            && supply.validity().overlaps(demand.validity())
            && (*always || moist.is_some_and(|moist| moist.value() > DRY))
    }

    pub(crate) fn treats(&self, plant: &Processor, rule: &Stated, s: usize) -> bool {
        (plant.treatments.is_empty() || plant.treatments.iter().any(|id| **id == *rule.4))
            && plant.resource.is_none_or(|resource| resource == self.flow(s).resource)
            && !plant.capacity.is_zero()
            && self.options.on.is_none_or(|day| plant.validity.holds(day))
    }

    /// Tonnes a year; `None` where nobody knows, or knows only what does not convert.
    pub(crate) fn tonnes(quantity: Amount) -> Option<f64> {
        quantity.known().filter(|q| q.dimension() == Dimension::Mass).map(Quantity::annual)
    }
}
