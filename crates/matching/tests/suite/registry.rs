//! Every rule, gate and criterion, met through its table: a new entry is covered by being there.

use std::collections::BTreeSet;

use crate::common::{flow, km, resources, site, study, tonnes, valid};
use jiff::civil::date;
use maillon_matching::{CRITERIA, GATES, Link, Pair, RULES, Verdict};
use maillon_model::Direction::{Demand, Supply};
use maillon_model::{Amount, Flow, ResourceIx, Score, Study};

/// Flows of every kind of amount and date.
fn sample() -> Study {
    let mut flows = Vec::new();
    for (site, direction) in [(0, Supply), (1, Demand)] {
        for amount in [Amount::Missing, Amount::Below(None), tonnes(0.0), tonnes(5.0), tonnes(1e12)] {
            for details in [None, valid(Some(date(2020, 1, 1)), None), valid(None, Some(date(2019, 12, 31)))] {
                let id = format!("f{}", flows.len());
                flows.push(Flow { amount, details, ..flow(&id, site, direction, 0) });
            }
        }
    }
    study(vec![site("a", 2.0, 51.0), site("b", 2.1, 51.0)], flows)
}

/// All pairs of the sample, at the door, on the way and at the border, a radius of zero included.
fn for_each_pair(mut visit: impl FnMut(&Pair<'_>)) {
    let study = sample();
    let link = Link { rule: "sample", demand: ResourceIx(0) };
    for supply in study.flows.iter().filter(|flow| flow.direction == Supply) {
        for demand in study.flows.iter().filter(|flow| flow.direction == Demand) {
            for (distance, radius) in [(0.0, 0.0), (0.0, 9.0), (4.0, 9.0), (9.0, 9.0)] {
                let (distance, radius) = (km(distance), km(radius));
                visit(&Pair { study: &study, supply, demand, link: &link, distance, reach: radius, radius });
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
    check_names(RULES.iter().map(|rule| (rule.name(), vec![rule.about()])));
    let study = sample();
    for rule in RULES {
        let links: Vec<Link> = (0..resources().len() as u32).flat_map(|i| rule.links(&study, ResourceIx(i))).collect();
        assert!(!links.is_empty(), "{} links nothing of the sample: extend the sample", rule.name());
        assert!(links.iter().all(|link| (link.demand.0 as usize) < study.resources.len()), "{}", rule.name());
    }
}

#[test]
fn gates_refuse_some_pairs_and_pass_others() {
    check_names(GATES.iter().map(|gate| (gate.name(), vec![gate.about()])));
    for gate in GATES {
        let (mut passed, mut refused) = (0, 0);
        for_each_pair(|pair| match gate.check(pair) {
            Verdict::Pass => passed += 1,
            Verdict::Refuse => refused += 1,
            Verdict::Unknown => {}
        });
        assert!(passed > 0 && refused > 0, "{}: {passed} passed, {refused} refused: extend the sample", gate.name());
    }
}

#[test]
fn criteria_tell_pairs_apart_and_repeat_themselves() {
    check_names(CRITERIA.iter().map(|c| (c.name(), vec![c.about(), c.formula(), c.source()])));
    assert!(CRITERIA.iter().all(|criterion| criterion.default_weight() >= 0.0));
    assert!(CRITERIA.iter().any(|criterion| criterion.default_weight() > 0.0));
    for criterion in CRITERIA {
        let mut values: Vec<Score> = Vec::new();
        for_each_pair(|pair| {
            assert_eq!(criterion.value(pair), criterion.value(pair));
            values.extend(criterion.value(pair));
        });
        values.sort();
        values.dedup();
        assert!(values.len() > 1, "{} says the same of every pair: extend the sample", criterion.name());
    }
}
