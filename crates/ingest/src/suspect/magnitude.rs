//! Amounts a thousand times off against their peers: kilograms taken for tonnes, or the other way round.

use std::collections::BTreeMap;

use maillon_model::{Issue, IssueCode};

use super::Seen;

/// Peers that are needed to tell what is usual, and how far (in powers of ten) their middle one may stray from it: where
/// amounts differ by nature, none is suspect. No source.
const PEERS: usize = 8;
const STRAY: f64 = 0.25;

/// Powers of ten about the third that a wrong prefix moves an amount by. No source.
const SLACK: f64 = 0.3;

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    let mut peers: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for (flow, at) in seen.flows.iter().zip(0..) {
        if let Some(quantity) = flow.amount.known().filter(|quantity| quantity.annual() > 0.0) {
            peers.entry((flow.resource, flow.direction, quantity.dimension())).or_default().push(at);
        }
    }
    let power = |at: &u32| {
        let flow = &seen.flows[*at as usize];
        Some((flow.amount.known()?.annual().log10(), flow))
    };
    for ((resource, _, dimension), flows) in peers.into_iter().filter(|(_, flows)| flows.len() > PEERS) {
        let powers = || flows.iter().filter_map(power);
        let usual = median(powers().map(|(power, _)| power));
        let stray = median(powers().map(|(power, _)| (power - usual).abs()));
        if stray > STRAY {
            continue;
        }
        for (power, flow) in powers().filter(|(power, _)| ((power - usual).abs() - 3.0).abs() <= SLACK) {
            let message = format!(
                "flow {}: {:.3} {unit}/yr, where {} flows of {} have about {:.3} {unit}/yr",
                flow.id,
                10_f64.powf(power),
                flows.len(),
                seen.resources[resource.0 as usize].code,
                10_f64.powf(usual),
                unit = dimension.base_unit(),
            );
            issues.push(Issue::new(IssueCode::SuspectUnit, flow.origin.source, message).at(flow.origin.feature));
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}
