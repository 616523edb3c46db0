//! Flows that say the same twice.

use std::hash::BuildHasher;

use maillon_model::{Flow, Issue, IssueCode, Quantity};
use rustc_hash::FxBuildHasher;

use super::Seen;

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    let key = |flow: &Flow| {
        let amount = flow.amount.known().map(Quantity::annual).map(f64::to_bits);
        (flow.site, flow.direction, flow.resource, amount)
    };
    let hash = |flow: &Flow| FxBuildHasher.hash_one(key(flow));
    // Two flows of unknown amount may well be two.
    let known = seen.flows.iter().filter(|flow| flow.amount.known().is_some_and(|q| q.annual() > 0.0));
    let mut known = super::repeated(seen.flows.len(), known.map(|flow| (hash(flow), flow)));
    // They come by id, and the first of them is the one that matching keeps.
    known.sort_by_key(|flow| key(flow));
    for group in known.chunk_by(|a, b| key(a) == key(b)) {
        for (nth, flow) in group.iter().enumerate().skip(1) {
            let says_same = |other: &&&Flow| {
                other.details == flow.details && other.amount == flow.amount && other.max_distance == flow.max_distance
            };
            let same = group[..nth].iter().find(says_same);
            if let Some(first) = same {
                let message = format!("flow {} says the same as flow {}", flow.id, first.id);
                issues.push(Issue::new(IssueCode::RepeatedFlow, flow.origin.source, message).at(flow.origin.feature));
            }
        }
    }
}
