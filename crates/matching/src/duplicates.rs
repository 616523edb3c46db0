//! Rows that say the same thing twice.

use maillon_model::{Flow, FlowIx, Study};

/// By flow: the first flow of the same site that it repeats in all but id and place in the file. Only where the rows say
/// something that two flows would hardly share: an amount. Two flows of unknown amount may well be two.
pub(crate) fn repeats(study: &Study) -> Vec<Option<FlowIx>> {
    let mut order: Vec<FlowIx> = study.flows().map(|(ix, _)| ix).filter(|ix| tells(study.flow(*ix))).collect();
    let key = |ix: &FlowIx| {
        let flow = study.flow(*ix);
        (flow.site, flow.direction, flow.resource, flow.amount.known().map(|q| q.annual().to_bits()), *ix)
    };
    order.sort_unstable_by_key(key);
    let mut repeats = vec![None; study.flows.len()];
    let same_key = |a: &FlowIx, b: &FlowIx| {
        let (a, b) = (key(a), key(b));
        (a.0, a.1, a.2, a.3) == (b.0, b.1, b.2, b.3)
    };
    for group in order.chunk_by(same_key) {
        for (place, ix) in group.iter().enumerate().skip(1) {
            let first = group[..place]
                .iter()
                .find(|earlier| repeats[earlier.0 as usize].is_none() && same(study.flow(**earlier), study.flow(*ix)));
            repeats[ix.0 as usize] = first.copied();
        }
    }
    repeats
}

fn tells(flow: &Flow) -> bool {
    flow.amount.known().is_some_and(|quantity| quantity.annual() > 0.0)
}

fn same(a: &Flow, b: &Flow) -> bool {
    a.amount == b.amount && a.max_distance == b.max_distance && a.details == b.details
}
