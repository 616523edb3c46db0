//! What each synergy is worth to a plan.

use maillon_allocation::Terms;
use maillon_model::{FlowIx, Matches, Plan, Quantity, Study, Worth};

/// The terms of every synergy, by its place.
///
/// The only place where carbon and euros enter the plan. Matching does not weigh them yet: an objective in either leaves
/// every synergy out, and says so.
pub(crate) fn of(study: &Study, matches: &Matches) -> Vec<Terms> {
    let lot = |ix: FlowIx| study.flow(ix).details.as_ref().and_then(|details| details.min_lot).map(Quantity::annual);
    let terms = matches.synergies.list().iter().map(|synergy| Terms {
        // Both count the same where they can be paired at all, so the greater lot binds.
        min_lot: [lot(synergy.supply), lot(synergy.demand)].into_iter().flatten().reduce(f64::max),
        ..Terms::default()
    });
    terms.collect()
}

/// What each allocation of a plan is worth, by its place.
pub(crate) fn worth(plan: &Plan) -> Vec<Worth> {
    vec![Worth::default(); plan.allocations.len()]
}
