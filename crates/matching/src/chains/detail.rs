//! All there is to say of a chain.

use std::cmp::Ordering;

use maillon_model::{
    CarbonSaved, Chain, Distance, EurosGained, Flow, FlowIx, GateSet, NotCounted, Price, Quantity, RuleIx, Score,
    TreatmentIx,
};

use super::sum;
use crate::balance::by_connection;
use crate::confidence::confidence;
use crate::criteria::values;
use crate::gates::open;
use crate::ground::Ground;
use crate::link::{Carbon, Link, converted};
use crate::pair::Pair;
use crate::processors::Nearby;

/// A pair that its rule treats, through one processor.
pub(super) struct Treated<'p> {
    pub(super) pair: Pair<'p>,
    nearby: Nearby<'p>,
    demand: FlowIx,
    after: Distance,
    radii: [Distance; 2],
    open: GateSet,
    score: Score,
    known: Score,
    must_treat: bool,
}

/// All there is to say of a pair that is judged good.
pub(super) fn treated<'g>(
    ground: &'g Ground<'_>,
    (supply, demand): (FlowIx, FlowIx),
    link: &'g Link<'g>,
    (nearby, after, radii): (Nearby<'g>, Distance, [Distance; 2]),
) -> Treated<'g> {
    let mut pair = ground.pair(supply, demand, link, nearby.distance.max(after));
    let (open, must_treat) = open(&pair);
    pair.distance = sum([nearby.distance, after]);
    let (score, known) = ground.options.weights.score(&values(&pair));
    Treated { pair, nearby, demand, after, radii, open, score, known, must_treat }
}

pub(super) fn chain(treated: &Treated<'_>, supply: FlowIx, rank: u32) -> Chain {
    let Treated { pair, nearby, demand, after, radii, open, score, known, must_treat } = treated;
    let link = pair.link;
    let load = load(pair, nearby);
    let whole = pair.amounts().zip(nearby.processor.capacity.known()).zip(load);
    let part = whole.map(|(((given, replaced), capacity), load)| {
        let share =
            if load * given.annual() > capacity.annual() { capacity.annual() / load / given.annual() } else { 1.0 };
        let of = |quantity: Quantity| Quantity::per_year(quantity.annual() * share, quantity.dimension()).ok();
        (of(given), of(replaced), share)
    });
    let units = part.and_then(|(.., share)| Some(pair.units()? * share));
    let yearly = |each: Option<f64>| each.zip(units).map(|(each, units)| each * units);
    let Carbon { not_counted: left_out, .. } = pair.carbon();
    let (carbon, euros) = (pair.carbon_per_unit(), euros_per_unit(pair, nearby.processor.fee));
    let fee = nearby.processor.fee.is_some();
    Chain {
        supply,
        processor: nearby.ix,
        demand: *demand,
        rule: RuleIx(0), // both set where all chains come together
        treatment: TreatmentIx(0),
        open: *open,
        before: nearby.distance,
        after: *after,
        radii: *radii,
        amount: part.and_then(|(given, ..)| given),
        replaced: part.and_then(|(_, replaced, _)| replaced),
        ratio: pair.amounts().and_then(|(given, replaced)| ratio(given, replaced)),
        load,
        min_lot: min_lot(pair, nearby, load),
        carbon: yearly(carbon).and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
        euros: yearly(euros).and_then(|euros| EurosGained::per_year(euros).ok()),
        not_counted: NotCounted {
            treatment: euros.is_some() && !fee || carbon.is_some() && (*must_treat || left_out.treatment),
            freight: left_out.freight && carbon.is_some()
                || euros.is_some() && by_connection(link, pair.supply, pair.demand),
        },
        score: *score,
        confidence: confidence(pair, *known, *open),
        rank,
    }
}

/// Euros of a unit over both legs: it is loaded and unloaded twice, and the plant asks its fee.
fn euros_per_unit(pair: &Pair<'_>, fee: Option<Price>) -> Option<f64> {
    let again = pair.link.way.map_or(0.0, |way| way.at_door);
    let fee = match fee {
        Some(fee) => fee.euros() * pair.link.given_as(fee.per())?,
        None => 0.0,
    };
    Some(pair.euros_per_unit()? + again - fee)
}

/// Units of the capacity that one unit of the supply takes.
fn load(pair: &Pair<'_>, nearby: &Nearby<'_>) -> Option<f64> {
    let (given, capacity) = (pair.supply.amount.known()?, nearby.processor.capacity.known()?);
    let one = Quantity::per_year(1.0, given.dimension()).ok()?;
    converted(pair.link.supplied(), one, capacity.dimension()).filter(|load| *load > 0.0)
}

fn ratio(given: Quantity, replaced: Quantity) -> Option<f64> {
    let ratio = replaced.annual() / given.annual();
    (ratio.is_finite() && ratio > 0.0).then_some(ratio)
}

/// The greatest of the lots of all three, as the supply counts.
fn min_lot(pair: &Pair<'_>, nearby: &Nearby<'_>, load: Option<f64>) -> Option<f64> {
    let lot = |flow: &Flow| flow.details.as_ref().and_then(|details| details.min_lot);
    let taken = pair.amounts().and_then(|(given, replaced)| ratio(given, replaced));
    let lots = [
        lot(pair.supply).map(Quantity::annual),
        lot(pair.demand).zip(taken).map(|(lot, ratio)| lot.annual() / ratio),
        nearby.processor.min_lot.zip(load).map(|(lot, load)| lot.annual() / load),
    ];
    lots.into_iter()
        .flatten()
        .filter(|lot| lot.is_finite() && *lot > 0.0)
        .max_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal))
}
