//! What `summary.json` says of a plan.

use std::collections::BTreeMap;

use maillon_model::{Direction, PlanQuality, Planned, Quantity, Share, Unserved};
use serde_json::{Map, Value, json};

use super::tally;
use crate::context::{Allocated, Front};
use crate::number::significant;

/// The plan: what it is best at, how good it is, what it moves and what it leaves.
pub(super) fn of(plan: &Allocated) -> Value {
    let planned = &plan.planned;
    let p = planned.plan;
    let totals = planned.totals();
    let gap = match p.quality {
        PlanQuality::Optimal => Some(0.0),
        PlanQuality::Gap(gap) | PlanQuality::TimeLimit(gap) => Some(significant(100.0 * gap, 6)),
        PlanQuality::Heuristic => None,
    };
    json!({
        "objective": p.objective,
        "unit": plan.unit,
        "value": significant(p.value, 9),
        "bound": p.bound.map(|bound| significant(bound, 9)),
        "quality": p.quality.name(),
        "gap_pct": gap,
        "methods": p.methods,
        "greedy": p.greedy.map(|greedy| significant(greedy, 9)),
        "rounding_pct": p.rounding_pct,
        "synergies_used": p.allocations.len(),
        "moved": by_unit(&totals.moved),
        "co2_kg_per_year": totals.carbon.map(|c| significant(c.as_kg_per_year(), 9)),
        "synergies_without_co2_factor": totals.without_carbon,
        "value_eur_per_year": totals.euros.map(|e| significant(e.as_per_year(), 9)),
        "synergies_without_price": totals.without_euros,
        "flows": { "supply": flows(planned, Direction::Supply), "demand": flows(planned, Direction::Demand) },
        "cannot_count": cannot_count(planned),
        "front": plan.front.as_ref().map(front),
    })
}

/// Amounts by unit: `{"t_per_year": 5.0}`.
fn by_unit(amounts: &[Quantity]) -> Map<String, Value> {
    let each = amounts
        .iter()
        .map(|q| (format!("{}_per_year", q.dimension().base_unit().to_lowercase()), significant(q.annual(), 9).into()));
    each.collect()
}

/// How many flows of a direction the plan uses up, and why it leaves something of the others.
fn flows(planned: &Planned, direction: Direction) -> Value {
    let own = |share: &Share| planned.study.flow(share.flow).direction == direction;
    let shares = || planned.plan.shares.iter().filter(own);
    let left: BTreeMap<&str, u64> = tally(shares().filter_map(|share| share.unserved).map(Unserved::name));
    let gates = shares().filter_map(|share| match share.unserved {
        Some(Unserved::Blocked(gate)) => Some(gate),
        _ => None,
    });
    json!({
        "used_up": shares().filter(|share| share.unserved.is_none() && share.used > 0).count(),
        "used_in_part": shares().filter(|share| share.unserved.is_some() && share.used > 0).count(),
        "unknown_amount": shares().filter(|share| share.capacity.is_none()).count(),
        "left_because": left,
        "blocked_by": tally(gates),
    })
}

/// Synergies that could not count, and what they lack. Nothing is assumed in its place.
fn cannot_count(planned: &Planned) -> Value {
    let list = planned.matches.synergies.list();
    let known = |k: u32| {
        let s = list.at(k as usize);
        let amounts = [s.supply, s.demand].map(|ix| planned.study.flow(ix).amount.known());
        (amounts.iter().all(Option::is_some), s.amount.is_some())
    };
    let lacks = planned.plan.cannot_count.iter().map(|k| match known(*k) {
        (false, _) => "amount",
        (true, false) => "ratio_between_dimensions",
        (true, true) => "factor_of_the_objective",
    });
    json!({
        "synergies": planned.plan.cannot_count.len(),
        "for_want_of": tally(lacks),
        "assumed": "nothing: they are left out, not counted as zero",
    })
}

fn front(front: &Front) -> Value {
    let [(first, first_unit), (second, second_unit)] = front.objectives;
    let points = front.points.as_ref().map(|points| {
        let each = points.iter().map(|[a, b]| json!({ first: significant(*a, 9), second: significant(*b, 9) }));
        each.collect::<Vec<_>>()
    });
    json!({
        "objectives": [first, second],
        "units": [first_unit, second_unit],
        "points": points.as_ref().ok(),
        "none_because": points.err(),
    })
}
