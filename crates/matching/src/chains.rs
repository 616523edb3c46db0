//! Chains: from a giver through a processor to a taker, where a rule asks for a treatment.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use maillon_knowledge::Catalogue;
use maillon_model::{
    CarbonSaved, Chain, Chains, Direction, Distance, EurosGained, Flow, FlowIx, GateSet, Language, Matches, NotCounted,
    Position, Price, ProcessorIx, Quantity, RuleIx, Score, Study, TreatmentIx, TreatmentWords, ZoneIx,
};
use rayon::prelude::*;

use crate::balance::by_connection;
use crate::confidence::confidence;
use crate::criteria::values;
use crate::gates::{open, refusing, trade};
use crate::ground::{Ground, by_demand};
use crate::link::{Carbon, Link, converted};
use crate::missing;
use crate::options::Options;
use crate::pair::Pair;
use crate::processors::{Nearby, Processors, treatment};
use crate::side::Side;

/// A pair that its rule treats, through one processor.
struct Treated<'p> {
    pair: Pair<'p>,
    nearby: Nearby<'p>,
    demand: FlowIx,
    after: Distance,
    radii: [Distance; 2],
    open: GateSet,
    score: Score,
    known: Score,
    must_treat: bool,
}

/// The chains of a study: each supply that a rule lets serve a demand once it is treated, through each processor that
/// does that and has both within reach; the best `top` of each supply. Of neighbours' supplies, those with an own processor
/// in reach.
///
/// Each leg is at most as long as the supplied resource travels, and as flows and processor accept. The gates judge the pair
/// as they do without a processor; its score counts both legs. A pair that needs no treatment has no chain.
///
/// With `zones`, the processors that are missing too: where one could stand beside the sites themselves. Those of a study
/// with neighbours are the whole's to tell.
///
/// Runs on the threads of the current rayon pool; the result is the same whatever their number.
pub fn chains(
    study: &Study,
    catalogue: &Catalogue,
    options: &Options,
    matches: &Matches,
    zones: Option<&[(ZoneIx, Position)]>,
) -> Chains {
    let mut chains = Chains::default();
    let zones = zones.filter(|_| study.neighbours.is_empty());
    if study.processors.is_empty() && zones.is_none() {
        return chains;
    }
    let ground = &Ground::new(study, catalogue, options);
    let processors = &Processors::new(study, catalogue, ground);
    let demands = &Side::new(ground, Direction::Demand);
    // A processor tells how many chains go through it: those of neighbours too.
    let own_plant = |flow: &Flow| {
        let near = processors.within(ground.position(flow), ground.farthest(flow));
        near.iter().any(|nearby| study.owns(nearby.processor.site))
    };
    let supplies: Vec<FlowIx> = study
        .flows()
        .filter(|(ix, flow)| {
            flow.direction == Direction::Supply
                && ground.takes_part(*ix)
                && ground.links(flow.resource).iter().any(|link| treatment(link).is_some())
                && (study.owns(flow.site) || own_plant(flow))
        })
        .map(|(ix, _)| ix)
        .collect();
    let mut found: Vec<Vec<Treated<'_>>> =
        supplies.par_iter().map(|supply| of_supply(ground, processors, demands, *supply)).collect();
    let mut served: BTreeSet<(&str, FlowIx)> = BTreeSet::new();
    for (supply, treated) in supplies.iter().zip(&mut found) {
        served.extend(treated.iter().map(|treated| (treated.pair.link.name(), *supply)));
        treated.truncate(if options.top == 0 { usize::MAX } else { options.top });
    }
    let ranked = supplies.iter().zip(&found).flat_map(|(supply, treated)| {
        (1..).zip(treated).map(|(rank, treated)| (chain(treated, *supply, rank), treated.pair.link))
    });
    for (mut chain, link) in ranked {
        chain.rule = chains.rule_ix(link.words());
        chain.treatment = named(&mut chains, catalogue, study.language, treatment(link).unwrap_or_default());
        chains.list.push(chain);
    }
    let list = matches.synergies.list();
    let places = if study.processors.is_empty() { 0 } else { list.len() };
    let nearest = (0..places).into_par_iter().map(|place| {
        let synergy = list.at(place);
        synergy.treatment?;
        let rule = &matches.synergies.rule(synergy.rule).id;
        let (supply, demand) = (study.flow(synergy.supply), study.flow(synergy.demand));
        let links = ground.links_between(supply.resource, demand.resource);
        let link = links.iter().find(|link| *link.name() == **rule)?;
        let found = shortest(ground, processors, link, (synergy.supply, synergy.demand))?;
        Some(found.0)
    });
    chains.nearest = nearest.collect();
    if let Some(zones) = zones {
        missing::add(&mut chains, ground, catalogue, demands, &served, zones);
    }
    chains
}

/// The treatment's place among those of the chains.
pub(crate) fn named(chains: &mut Chains, catalogue: &Catalogue, language: Language, id: &str) -> TreatmentIx {
    let label = catalogue.treatment(id).map_or(id, |treatment| treatment.label(language));
    chains.treatment_ix(TreatmentWords { id: id.into(), label: label.into() })
}

/// The processor by which a pair's treatment is the shortest way round, and both legs.
pub(crate) fn shortest(
    ground: &Ground<'_>,
    processors: &Processors<'_>,
    link: &Link<'_>,
    (supply_ix, demand_ix): (FlowIx, FlowIx),
) -> Option<(ProcessorIx, [Distance; 2])> {
    treatment(link)?;
    let (supply, demand) = (ground.study.flow(supply_ix), ground.study.flow(demand_ix));
    let near = processors.within(ground.position(supply), ground.farthest(supply));
    let legs = near.into_iter().filter_map(|nearby| {
        processors.treats(nearby.ix, supply.resource, link)?;
        let works = [supply, demand].iter().all(|flow| nearby.processor.validity.overlaps(flow.validity()));
        let after = maillon_spatial::distance(nearby.position, ground.position(demand));
        let most = nearby.processor.max_distance.into_iter().chain([ground.radius(supply, demand)]).min();
        (works && most.is_some_and(|most| after <= most)).then_some((nearby.ix, [nearby.distance, after]))
    });
    legs.min_by(|(a, p), (b, q)| sum(*p).cmp(&sum(*q)).then(a.cmp(b)))
}

/// The supply's pairs through every processor in reach, the best first.
fn of_supply<'g>(
    ground: &'g Ground<'_>,
    processors: &Processors<'g>,
    demands: &Side,
    supply_ix: FlowIx,
) -> Vec<Treated<'g>> {
    let supply = ground.study.flow(supply_ix);
    let mut found = Vec::new();
    for nearby in processors.within(ground.position(supply), ground.farthest(supply)) {
        if !nearby.processor.validity.overlaps(supply.validity()) {
            continue;
        }
        let before = ground.farthest(supply).min(nearby.processor.max_distance.unwrap_or(Distance::EARTH));
        for links in by_demand(ground.links(supply.resource)) {
            let served: Vec<&Link<'_>> =
                links.iter().filter(|link| processors.treats(nearby.ix, supply.resource, link).is_some()).collect();
            if served.is_empty() {
                continue;
            }
            demands.index(ground, links[0].demand()).within(nearby.position, before, |ix, after| {
                let demand = ground.study.flow(FlowIx(ix));
                let most = before.min(ground.radius(supply, demand));
                if demand.site == supply.site || after > most || !nearby.processor.validity.overlaps(demand.validity())
                {
                    return;
                }
                let legs = (nearby, after, [before, most]);
                let best = served.iter().filter_map(|link| treated(ground, (supply_ix, FlowIx(ix)), link, legs));
                found.extend(best.reduce(|best, other| if merit(&other) > merit(&best) { other } else { best }));
            });
        }
    }
    found.sort_by(|a, b| {
        let way = |treated: &Treated<'_>| sum([treated.nearby.distance, treated.after]);
        let ends = |treated: &Treated<'_>| (treated.nearby.ix, treated.demand);
        b.score.cmp(&a.score).then_with(|| way(a).cmp(&way(b))).then_with(|| ends(a).cmp(&ends(b)))
    });
    found
}

/// A pair through a processor, where the gates let it and it needs the treatment.
fn treated<'g>(
    ground: &'g Ground<'_>,
    (supply, demand): (FlowIx, FlowIx),
    link: &'g Link<'g>,
    (nearby, after, radii): (Nearby<'g>, Distance, [Distance; 2]),
) -> Option<Treated<'g>> {
    if !ground.holds_at(link, ground.study.flow(demand)) {
        return None;
    }
    // A hard stop is of one leg: what comes out of the plant is loaded anew.
    let mut pair = ground.pair(supply, demand, link, nearby.distance.max(after));
    if refusing(&pair).is_some() {
        return None;
    }
    let (open, must_treat) = open(&pair);
    if !must_treat && !link.substitution()?.treatment.as_ref()?.needed {
        return None;
    }
    pair.distance = sum([nearby.distance, after]);
    let (score, known) = ground.options.weights.score(&values(&pair));
    Some(Treated { pair, nearby, demand, after, radii, open, score, known, must_treat })
}

/// Of two rules for one pair, the better: as [`Ground::fitting`] has it.
fn merit(treated: &Treated<'_>) -> (bool, Score) {
    let link = treated.pair.link;
    let sure = trade::seldom(&treated.pair).unwrap_or(1.0) * link.confidence().value();
    (!link.takers_only(), Score::saturating(sure))
}

fn chain(treated: &Treated<'_>, supply: FlowIx, rank: u32) -> Chain {
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
    let lot = |flow: &maillon_model::Flow| flow.details.as_ref().and_then(|details| details.min_lot);
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

/// Both legs together.
pub(crate) fn sum([before, after]: [Distance; 2]) -> Distance {
    Distance::saturating(before.as_metres() + after.as_metres())
}
