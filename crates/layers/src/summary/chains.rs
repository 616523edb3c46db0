//! What `summary.json` says of processors and of the chains through them.

use std::collections::BTreeMap;

use maillon_model::{Chains, PlanQuality, Quantity};
use serde_json::{Map, Value, json};

use super::per_year;
use crate::context::Context;
use crate::number::significant;

/// How many there are, who gets the capacity, and what is missing.
pub(super) fn of(context: &Context, chains: &Chains) -> Value {
    let study = context.study();
    let plan = chains.plan.as_ref().filter(|_| context.planned().is_some());
    json!({
        "processors": study.processors.iter().filter(|processor| study.owns(processor.site)).count(),
        "chains": chains.list.iter().filter(|chain| study.owns_flow(chain.supply)).count(),
        "assignment": plan.map(|plan| json!({
            "methods": plan.methods,
            "quality": plan.quality.name(),
            "gap": match plan.quality {
                PlanQuality::Gap(gap) | PlanQuality::TimeLimit(gap) => Some(significant(gap, 9)),
                PlanQuality::Optimal => Some(0.0),
                PlanQuality::Heuristic => None,
            },
            "value": significant(plan.value, 9),
            "bound": significant(plan.bound, 9),
            "used": used(plan.used.iter().flatten()),
            "chains_of_unknown_amount": plan.cannot_count,
        })),
        "missing_processors": chains.missing.len(),
    })
}

fn used<'q>(amounts: impl Iterator<Item = &'q Quantity>) -> Value {
    let mut sums: BTreeMap<String, f64> = BTreeMap::new();
    for amount in amounts {
        *sums.entry(per_year(amount.dimension())).or_default() += amount.annual();
    }
    sums.into_iter().map(|(unit, sum)| (unit, significant(sum, 9).into())).collect::<Map<_, _>>().into()
}
