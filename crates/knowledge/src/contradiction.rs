//! Rules of a study's own file that say otherwise than another rule of the same case.

use crate::catalogue::Catalogue;
use crate::rule::{Ratio, Rule};

/// Two substitutions for the same resources under the same conditions that differ in how much replaces how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction<'a> {
    /// One that maillon does not ship as it stands.
    pub own: &'a Rule,
    /// What it contradicts: another of the study's own, later by id, or a shipped one.
    pub other: &'a Rule,
    /// A resource that both let serve.
    pub from: &'a str,
    /// A resource that both let it replace.
    pub to: &'a str,
}

impl Catalogue {
    /// Where rules added to the shipped ones contradict another; by id.
    pub fn contradictions(&self) -> Vec<Contradiction<'_>> {
        let mut found = Vec::new();
        for own in self.rules().iter().filter(|rule| !is_shipped(rule)) {
            let others = self.rules().iter().filter(|other| is_shipped(other) || own.id < other.id);
            found.extend(others.filter_map(|other| contradiction(own, other)));
        }
        found
    }
}

fn is_shipped(rule: &Rule) -> bool {
    Catalogue::builtin().rule(&rule.id) == Some(rule)
}

fn contradiction<'a>(own: &'a Rule, other: &'a Rule) -> Option<Contradiction<'a>> {
    let shared = |one: &'a [Box<str>], other: &[Box<str>]| one.iter().find(|code| other.contains(code)).map(|c| &**c);
    let (from, to) = (shared(&own.from, &other.from)?, shared(&own.to, &other.to)?);
    let differs = !same(&own.ratio, &other.ratio) && own.conditions == other.conditions;
    differs.then_some(Contradiction { own, other, from, to })
}

fn same(one: &Ratio, other: &Ratio) -> bool {
    (one.value, one.replaced, one.given) == (other.value, other.replaced, other.given)
}
