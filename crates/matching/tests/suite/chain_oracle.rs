//! Chains against every giver, processor and taker, by hand.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};

use crate::common::{ORIGIN, amount, config, find, km, parts, study};
use crate::oracle::{of_two, repeated};
use jiff::civil::{Date, date};
use maillon_knowledge::Catalogue;
use maillon_matching::{Options, Weights};
use maillon_model::{
    Chain, Chains, Dimension, Direction, Distance, Flow, FlowIx, Percent, Processor, ProcessorIx, Quantity, Resource,
    ResourceIx, Site, SiteIx, Study, Validity,
};
use maillon_spatial::distance;
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

static KNOWLEDGE: LazyLock<Catalogue> = LazyLock::new(|| {
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

/// Two sites' flows and processors, with radii that some pairs keep and others do not.
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
    pub(crate) fn chains(
        &self,
        top: usize,
        zones: Option<&[(maillon_model::ZoneIx, maillon_model::Position)]>,
    ) -> Chains {
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

    fn treats(&self, plant: &Processor, rule: &Stated, s: usize) -> bool {
        (plant.treatments.is_empty() || plant.treatments.iter().any(|id| **id == *rule.4))
            && plant.resource.is_none_or(|resource| resource == self.flow(s).resource)
            && !plant.capacity.is_zero()
            && self.options.on.is_none_or(|day| plant.validity.holds(day))
    }

    /// Tonnes a year; `None` where nobody knows, or knows only what does not convert.
    pub(crate) fn tonnes(quantity: maillon_model::Amount) -> Option<f64> {
        quantity.known().filter(|q| q.dimension() == Dimension::Mass).map(Quantity::annual)
    }

    /// Every giver, every processor, every taker.
    fn all(&self) -> Vec<Slow> {
        let mut all = Vec::new();
        let at = |site: SiteIx| self.study.site(site).position;
        for s in (0..self.study.flows.len()).filter(|i| self.counts(*i, Direction::Supply)) {
            for (p, plant) in self.study.processors.iter().enumerate() {
                for d in (0..self.study.flows.len()).filter(|i| self.counts(*i, Direction::Demand)) {
                    let (supply, demand) = (self.flow(s), self.flow(d));
                    let fits = |rule: &&Stated| self.needs(rule, s, d) && self.treats(plant, rule, s);
                    let Some(rule) = RULES.iter().find(fits) else { continue };
                    let legs = [distance(at(supply.site), at(plant.site)), distance(at(plant.site), at(demand.site))];
                    let radii = [
                        self.radius(s, &[supply.max_distance, plant.max_distance]),
                        self.radius(s, &[supply.max_distance, plant.max_distance, demand.max_distance]),
                    ];
                    let works = [supply, demand].iter().all(|flow| plant.validity.overlaps(flow.validity()));
                    if works && legs[0] <= radii[0] && legs[1] <= radii[1] {
                        all.push(self.slow(rule, [s, p, d], legs, radii));
                    }
                }
            }
        }
        all
    }

    fn slow(&self, rule: &Stated, [s, p, d]: [usize; 3], legs: [Distance; 2], radii: [Distance; 2]) -> Slow {
        let way = legs[0].as_metres() + legs[1].as_metres();
        let near = if way == 0.0 { 1.0 } else { (-way / self.reach(s).as_metres()).exp() };
        let both = Self::tonnes(self.flow(s).amount).zip(Self::tonnes(self.flow(d).amount).map(|t| t / rule.3));
        let fit = both.map(|(a, b)| a.min(b) / a.max(b));
        let score = fit.map_or(near, |fit| 0.6 * near + 0.4 * fit);
        let capacity = Self::tonnes(self.study.processors[p].capacity);
        let amount = both.zip(capacity).map(|((a, b), c)| a.min(b).min(c));
        Slow { ends: [s, p, d], rule: rule.0, legs, radii, score, amount, replaced: amount.map(|t| t * rule.3) }
    }

    /// Supplies that have a processor in reach, by rule.
    pub(crate) fn served(&self) -> BTreeSet<(&'static str, usize)> {
        self.all().iter().map(|slow| (slow.rule, slow.ends[0])).collect()
    }
}

/// A chain that there must be.
struct Slow {
    ends: [usize; 3],
    rule: &'static str,
    legs: [Distance; 2],
    radii: [Distance; 2],
    score: f64,
    amount: Option<f64>,
    replaced: Option<f64>,
}

fn ends(chain: &Chain) -> [usize; 3] {
    [chain.supply.0 as usize, chain.processor.0 as usize, chain.demand.0 as usize]
}

/// What was met, so that the suite can tell it met all.
static MET: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

#[test]
fn chains_are_brute_force() {
    chains_are_all_by_hand();
    let met = MET.lock().unwrap();
    for what in ["crushed", "dried", "dried-too", "stone-dried", "unknown", "cut", "nearest"] {
        assert!(met.contains(what), "no case with {what}");
    }
}

proptest! {
    #![proptest_config(config(11))]

    fn chains_are_all_by_hand(case in cases()) {
        let fast = case.chains(0, None);
        let mut slow = case.all();
        slow.sort_by_key(|slow| slow.ends);
        let mut order: Vec<usize> = (0..fast.list.len()).collect();
        order.sort_by_key(|i| ends(&fast.list[*i]));
        let found: Vec<[usize; 3]> = order.iter().map(|i| ends(&fast.list[*i])).collect();
        prop_assert_eq!(&found, &slow.iter().map(|slow| slow.ends).collect::<Vec<_>>());
        let mut met = MET.lock().unwrap();
        for (i, slow) in order.into_iter().zip(&slow) {
            let chain = &fast.list[i];
            prop_assert_eq!(&*fast.rule(chain.rule).id, slow.rule);
            prop_assert_eq!([chain.before, chain.after], slow.legs);
            prop_assert_eq!(chain.radii, slow.radii);
            prop_assert!((chain.score.value() - slow.score).abs() < 1e-9, "{} {}", chain.score.value(), slow.score);
            let near = |a: Option<Quantity>, b: Option<f64>| match (a.map(Quantity::annual), b) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b,
                (a, b) => a.is_none() && b.is_none(),
            };
            prop_assert!(near(chain.amount, slow.amount) && near(chain.replaced, slow.replaced), "{:?}", chain);
            met.insert(slow.rule);
            met.extend(slow.amount.is_none().then_some("unknown"));
        }
        // The best of each supply first, and `top` of them.
        let way = |chain: &Chain| chain.before.as_metres() + chain.after.as_metres();
        for own in fast.list.chunk_by(|a, b| a.supply == b.supply) {
            let order = |a: &Chain, b: &Chain| {
                b.score.cmp(&a.score).then(way(a).total_cmp(&way(b))).then(ends(a).cmp(&ends(b)))
            };
            prop_assert!(own.is_sorted_by(|a, b| order(a, b).is_le()));
            prop_assert!(own.iter().map(|chain| chain.rank).eq(1..=own.len() as u32));
        }
        let top = case.options.top;
        let best: Vec<&Chain> = fast.list.iter().filter(|chain| top == 0 || chain.rank <= top as u32).collect();
        let cut = case.chains(top, None);
        let of = |chains: &Chains, chain: &Chain| (ends(chain), chain.rank, chains.rule(chain.rule).id.clone());
        prop_assert_eq!(
            cut.list.iter().map(|chain| of(&cut, chain)).collect::<Vec<_>>(),
            best.iter().map(|chain| of(&fast, chain)).collect::<Vec<_>>()
        );
        met.extend((best.len() < fast.list.len()).then_some("cut"));
        drop(met);
        the_nearest_is_the_nearest(&case, &fast)?;
    }
}

/// Of a synergy that a plant must treat: the shortest way round, were the pair within reach of each other or not.
fn the_nearest_is_the_nearest(case: &Case, chains: &Chains) -> Result<(), TestCaseError> {
    let options = Options { top: 0, ..case.options.clone() };
    let matches = maillon_matching::find(&case.study, &KNOWLEDGE, &options, &|_| {});
    let all = case.all();
    for (place, synergy) in matches.synergies.list().iter().enumerate() {
        let rule = &matches.synergies.rule(synergy.rule).id;
        let of = |slow: &&Slow| {
            (slow.ends[0], slow.ends[2]) == (synergy.supply.0 as usize, synergy.demand.0 as usize)
                && *slow.rule == **rule
        };
        let way = |slow: &Slow| (slow.legs[0].as_metres() + slow.legs[1].as_metres(), slow.ends[1]);
        let nearest = all.iter().filter(of).map(way).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let nearest = nearest.filter(|_| synergy.treatment.is_some()).map(|(_, p)| ProcessorIx(p as u32));
        // A processor that does both is a chain of the surer rule alone, but the shortest way for either.
        if &**rule != "stone-dried" {
            prop_assert_eq!(chains.nearest.get(place).copied().flatten(), nearest);
        }
        MET.lock().unwrap().extend(nearest.map(|_| "nearest"));
    }
    let ends: Vec<FlowIx> = chains.list.iter().map(|chain| chain.supply).collect();
    prop_assert!(ends.is_sorted());
    Ok(())
}

/// The shipped knowledge knows none of it: the cases test what they say.
#[test]
fn the_resources_are_the_tests_own() {
    let codes = ["good.gravel", "probe.stone"];
    assert!(codes.iter().all(|code| Catalogue::builtin().entry(code).is_none() && KNOWLEDGE.entry(code).is_some()));
    assert!(find(&study(vec![], vec![]), &Options::default(), &|_| {}).synergies.list().is_empty());
}
