//! Amounts a thousand times off against their peers: kilograms taken for tonnes, or the other way round.

use maillon_model::{Dimension, Issue, IssueCode};

use super::Seen;

/// Peers that are needed to tell what is usual, and how far (in powers of ten) their middle one may stray from it: where
/// amounts differ by nature, none is suspect. No source.
const PEERS: usize = 8;
const STRAY: f64 = 0.25;

/// Powers of ten about the third that a wrong prefix moves an amount by. No source.
const SLACK: f64 = 0.3;

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    for group in peers(seen).iter().filter(|group| group.len() > PEERS) {
        let usual = median(group.iter().map(|(power, _)| *power));
        let stray = median(group.iter().map(|(power, _)| (power - usual).abs()));
        if stray > STRAY {
            continue;
        }
        for (power, flow) in group.iter().filter(|(power, _)| ((power - usual).abs() - 3.0).abs() <= SLACK) {
            let flow = &seen.flows[*flow as usize];
            let Some(quantity) = flow.amount.known() else { continue };
            let message = format!(
                "flow {}: {:.3} {unit}/yr, where {} flows of {} have about {:.3} {unit}/yr",
                flow.id,
                10_f64.powf(*power),
                group.len(),
                seen.resources[flow.resource.0 as usize].code,
                10_f64.powf(usual),
                unit = quantity.dimension().base_unit(),
            );
            issues.push(Issue::new(IssueCode::SuspectUnit, flow.origin.source, message).at(flow.origin.feature));
        }
    }
}

/// The powers of ten of amounts, and whose they are, by resource, direction and dimension.
fn peers(seen: &Seen<'_>) -> Vec<Vec<(f64, u32)>> {
    const DIRECTIONS: usize = 2;
    let of_resource = DIRECTIONS * Dimension::ALL.len();
    let mut peers: Vec<Vec<(f64, u32)>> = vec![Vec::new(); seen.resources.len() * of_resource];
    // Where all resources are as common; no list need grow then.
    let usual = seen.flows.len() / (seen.resources.len() * DIRECTIONS).max(1);
    for (flow, at) in seen.flows.iter().zip(0..) {
        if let Some(quantity) = flow.amount.known().filter(|quantity| quantity.annual() > 0.0) {
            let kind = flow.direction as usize * Dimension::ALL.len() + quantity.dimension() as usize;
            let group = &mut peers[flow.resource.0 as usize * of_resource + kind];
            if group.is_empty() {
                group.reserve(usual);
            }
            group.push((quantity.annual().log10(), at));
        }
    }
    peers
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}
