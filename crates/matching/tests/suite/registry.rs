//! Every rule, gate and criterion, met through its table: a new entry is covered by being there.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{flow, site, tonnes};
use jiff::civil::date;
use maillon_knowledge::Catalogue;
use maillon_matching::{CRITERIA, Card, ExplainError, GATES, Meanings, Options, RULES, Verdict, explain};
use maillon_model::Direction::{Demand, Supply};
use maillon_model::{
    Amount, Celsius, Details, Dimension, Flow, Months, Percent, Price, Quality, Resource, ResourceIx, Site, Study,
    Validity,
};

/// Resources whose rules ask for every kind of condition.
const CODES: &[&str] = &[
    "heat.steam",
    "heat.hot-water",
    "mineral.slag.granulated",
    "mineral.slag.ground",
    "mineral.clinker",
    "chemical.acid.hydrochloric.spent",
    "chemical.acid.hydrochloric",
    "wood.sawdust",
    "wood.virgin",
    "gas.natural",
    "wood",
    "wood.chips",
    "mineral.aggregate",
    "ash.fly",
    "water.effluent",
    "water.process",
    "heat",
];

/// What flows may be like: one thing at a time, both good and bad.
fn variants() -> Vec<(Amount, Option<f64>, Details)> {
    let quality = |quality: Quality| Details { quality, ..Details::default() };
    let hot = |degrees: f64| quality(Quality { temperature: Celsius::new(degrees).ok(), ..Quality::default() });
    let wet = |percent: f64| quality(Quality { moisture: Percent::new(percent).ok(), ..Quality::default() });
    let strong = |percent: f64| quality(Quality { concentration: Percent::new(percent).ok(), ..Quality::default() });
    let form = |form: &str| quality(Quality { form: Some(form.into()), ..Quality::default() });
    let hazard = |hazardous| quality(Quality { hazardous: Some(hazardous), ..Quality::default() });
    let months = |weights: [f64; 12]| Details { months: Months::new(&weights).ok(), ..Details::default() };
    let price = |euros| Details { price: Price::new(euros, Dimension::Mass).ok(), ..Details::default() };
    let summer = [0., 0., 0., 1., 1., 1., 1., 1., 1., 0., 0., 0.];
    let valid = |from, to| Details { validity: Validity { from, to }, ..Details::default() };
    let known = [
        Details::default(),
        hot(60.0),
        hot(180.0),
        wet(5.0),
        wet(70.0),
        strong(5.0),
        strong(99.0),
        form("granulated"),
        form("painted"),
        hazard(true),
        hazard(false),
        months([1.0; 12]),
        months(summer),
        price(-50.0),
        price(80.0),
        valid(Some(date(2020, 1, 1)), None),
        valid(None, Some(date(2019, 12, 31))),
    ];
    let mut variants: Vec<_> = known.into_iter().map(|details| (tonnes(40.0), None, details)).collect();
    variants.push((tonnes(0.0), None, Details::default()));
    variants.push((Amount::Missing, None, Details::default()));
    variants.push((tonnes(7.0), Some(1.0), Details::default()));
    variants
}

/// Two givers, and takers near and far: a food factory, a cement works and a place that does not say.
fn sites() -> Vec<Site> {
    let of = |site: Site, activity: &str| Site { activity: activity.into(), ..site };
    vec![
        of(site("a", 2.0, 51.0), "24.10"),
        of(site("b", 2.01, 51.0), "10.51"),
        of(site("c", 2.1, 51.0), "23.51"),
        site("d", 8.0, 51.0),
    ]
}

fn sample() -> Study {
    let catalogue = Catalogue::builtin();
    let resources: Vec<Resource> = CODES
        .iter()
        .map(|code| {
            let entry = catalogue.entry(code).unwrap_or_else(|| panic!("{code} is not in the catalogue"));
            Resource {
                code: entry.code.clone(),
                family: entry.family().into(),
                label: None,
                dimension: Some(entry.dimension),
                radius: Some(entry.radius),
                stop: Some(entry.stop),
                known: true,
                readings: Vec::new(),
            }
        })
        .collect();
    let mut flows: Vec<Flow> = Vec::new();
    for (resource, _) in (0..).zip(&resources) {
        for (site, direction) in [(0, Supply), (1, Demand), (2, Demand), (3, Demand)] {
            for (amount, max, details) in variants() {
                let id = format!("f{:05}", flows.len());
                let max_distance = max.map(crate::common::km);
                flows.push(Flow {
                    amount,
                    max_distance,
                    details: Some(Box::new(details)),
                    ..flow(&id, site, direction, resource)
                });
            }
        }
    }
    Study { sites: sites(), flows, resources, ..Study::default() }
}

/// The cards of a spread of the sample's pairs: every supply variant with the plain demands, and the other way round.
fn for_each_card(visit: &mut dyn FnMut(&Card<'_>)) {
    // Explaining runs the whole match for its alternatives: a small study each time.
    let whole = sample();
    let plain =
        |flow: &Flow| flow.details.as_ref().is_some_and(|d| **d == Details::default()) && flow.amount == tonnes(40.0);
    let options = Options::default();
    for (i, supply) in whole.flows.iter().enumerate().filter(|(_, flow)| flow.direction == Supply) {
        for (j, demand) in whole.flows.iter().enumerate().filter(|(_, flow)| flow.direction == Demand) {
            let (a, b) = (i % variants().len(), j % variants().len());
            let telling = plain(supply) || plain(demand) || a == b || a + 1 == b;
            if !telling {
                continue;
            }
            let study = Study {
                flows: vec![supply.clone(), demand.clone()],
                sites: whole.sites.clone(),
                resources: whole.resources.clone(),
                ..Study::default()
            };
            match explain(&study, Catalogue::builtin(), &options, maillon_model::FlowIx(0), maillon_model::FlowIx(1)) {
                Ok(card) => visit(&card),
                Err(ExplainError::NoRule { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
}

#[track_caller]
fn check_names<'a>(entries: impl Iterator<Item = (&'a str, Vec<&'a str>)>) {
    let mut names = BTreeSet::new();
    for (name, lines) in entries {
        let snake = name
            .split('_')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        assert!(snake, "{name} is not snake_case");
        assert!(
            lines.iter().all(|line| line.len() > 10 && !line.contains('\n')),
            "{name} wants its lines of documentation"
        );
        assert!(names.insert(name), "{name} stands twice");
    }
    assert!(!names.is_empty());
}

#[test]
fn rules_link_resources_of_the_study() {
    check_names(RULES.iter().map(|rule| (rule.name(), vec![rule.about(), rule.about_fr()])));
    let study = sample();
    let meanings = Meanings::new(&study, Catalogue::builtin());
    for rule in RULES {
        let leads: Vec<_> =
            (0..study.resources.len() as u32).flat_map(|i| rule.leads(&meanings, ResourceIx(i))).collect();
        assert!(!leads.is_empty(), "{} links nothing of the sample: extend the sample", rule.name());
        assert!(leads.iter().all(|lead| (lead.demand.0 as usize) < study.resources.len()), "{}", rule.name());
    }
}

#[test]
fn gates_and_criteria_tell_pairs_apart() {
    check_names(GATES.iter().map(|gate| (gate.name(), vec![gate.about()])));
    check_names(CRITERIA.iter().map(|c| (c.name(), vec![c.about(), c.formula(), c.source()])));
    assert!(CRITERIA.iter().all(|criterion| criterion.default_weight() >= 0.0));
    let mut verdicts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut values: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    let mut cards = 0;
    for_each_card(&mut |card| {
        cards += 1;
        for gate in &card.gates {
            assert!(!gate.words.is_empty(), "{} says nothing", gate.name);
            verdicts.entry(gate.name).or_default().insert(gate.verdict.name());
        }
        for line in &card.criteria {
            values.entry(line.name).or_default().extend(line.value.map(|value| value.value().to_bits()));
        }
        let sum: f64 = card.criteria.iter().filter_map(|line| line.adds).sum();
        assert!((sum - card.score.value()).abs() < 1e-9, "the parts of a score make it up");
        assert!(card.wishes.iter().all(|wish| wish.confidence >= card.confidence), "{:?}", card.wishes);
    });
    assert!(cards > 1000, "{cards} cards");
    for gate in GATES.iter().map(|gate| gate.name()) {
        // What the study rejects is tested with a study that does.
        let stops = gate == "rejected"
            || verdicts[gate].contains(Verdict::Refuse.name())
            || verdicts[gate].contains("needs_treatment");
        assert!(stops && verdicts[gate].contains("pass"), "{gate}: {:?}: extend the sample", verdicts[gate]);
    }
    for criterion in CRITERIA.iter().map(|criterion| criterion.name()) {
        assert!(values[criterion].len() > 1, "{criterion} says the same of every pair: extend the sample");
    }
}
