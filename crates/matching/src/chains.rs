//! Chains: from a giver through a processor to a taker, where a rule asks for a treatment.

mod detail;
mod search;

use std::collections::BTreeSet;

use maillon_knowledge::Catalogue;
use maillon_model::{
    Chains, Direction, Distance, Flow, FlowIx, Language, Matches, Position, ProcessorIx, Study, TreatmentIx,
    TreatmentWords, ZoneIx,
};
use rayon::prelude::*;

use crate::ground::Ground;
use crate::link::Link;
use crate::missing;
use crate::options::Options;
use crate::processors::{Processors, treatment};
use crate::side::Side;
use detail::chain;
use search::{OfSupply, of_supply};

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
    let found: Vec<OfSupply<'_>> =
        supplies.par_iter().map(|supply| of_supply(ground, processors, demands, *supply)).collect();
    let mut served: BTreeSet<(&str, FlowIx)> = BTreeSet::new();
    for (supply, own) in supplies.iter().zip(&found) {
        served.extend(own.rules.iter().map(|rule| (*rule, *supply)));
    }
    let ranked = supplies.iter().zip(&found).flat_map(|(supply, own)| {
        (1..).zip(&own.best).map(|(rank, treated)| (chain(treated, *supply, rank), treated.pair.link))
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

/// Both legs together.
pub(crate) fn sum([before, after]: [Distance; 2]) -> Distance {
    Distance::saturating(before.as_metres() + after.as_metres())
}
