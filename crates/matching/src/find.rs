//! The run: search, rank, explain.

use std::ops::Range;

use maillon_knowledge::Catalogue;
use maillon_model::{
    CarbonSaved, Direction, EurosGained, FlowIx, Matches, Merged, NotCounted, ResourceIx, RuleIx, Study, Synergies,
    Synergy, SynergyKind, Unmatched,
};
use maillon_spatial::PointIndex;
use rayon::prelude::*;

use crate::balance::{self, Slope};
use crate::candidate::{Best, Candidate};
use crate::confidence::confidence;
use crate::criteria::{CRITERIA, Values, values};
use crate::dominated;
use crate::gates::{GATES, open};
use crate::ground::{Fitting, Ground, by_demand};
use crate::link::{Carbon, Link};
use crate::near::Near;
use crate::options::Options;
use crate::plain::Plain;
use crate::reason::reason;
use crate::side::Side;
use crate::tally::Tally;

/// Blocks of neighbouring supplies that one thread takes at a time: enough to make a task worth its start, few enough to
/// share out evenly. No source; results do not depend on it.
const BLOCKS: usize = 8;

/// Blocks whose candidates lie about one by one until they are put together: few beside all, many for the threads to share.
/// No source; results do not depend on it.
const AT_A_TIME: usize = 4096;

/// Candidates that memory is set aside for at once, at most. No source; results do not depend on it.
const SET_ASIDE: usize = 1 << 24;

/// Candidates that are made synergies at a time: few beside all. No source; results do not depend on it.
const CHUNK: usize = 1 << 14;

/// Candidates that are forgotten at once. No source; results do not depend on it.
const PART: usize = 1 << 18;

/// Matches the supplies of a study with its demands.
///
/// Every pair that a rule links, at two different sites within its radius (see [`reach`](crate::reach())), that no gate
/// refuses, is a candidate; each supply keeps its `top` best. Better is a higher score, then a shorter way, then the
/// demand that comes first. Each flow is either in a synergy or among the unmatched, with the reason.
///
/// Where the study has neighbours, what is found of its own sites is, to the last rank, what a run of the whole would find of
/// them. Beside their synergies stand those that neighbours offer them; pairs of two neighbours, and neighbours without a
/// synergy, are left out; pairs are counted by the site that gives.
///
/// Runs on the threads of the current rayon pool; the result is the same whatever their number. `progress` hears,
/// from any thread, of each few supplies done. Takes O(n log n + pairs) time, and memory for supplies × `top`.
pub fn find(study: &Study, catalogue: &Catalogue, options: &Options, progress: &(dyn Fn(usize) + Sync)) -> Matches {
    let ground = &Ground::new(study, catalogue, options);
    let (kept, mut matches) = searched(ground, progress);
    let ranks = ranks_by_demand(&kept);
    // In parts, each forgotten once its synergies are made: to hold all of both is the most that matching would need.
    let parts: Vec<Vec<Candidate>> = kept.chunks(PART).map(<[_]>::to_vec).collect();
    drop(kept);
    matches.synergies = synergies(ground, parts, &ranks);
    debug_assert!(is_complete(study, &matches), "a flow is neither matched nor unmatched, or both");
    matches
}

/// What is kept, in order, and all that matching tells beside it. The indexes that it took are forgotten.
fn searched(ground: &Ground<'_>, progress: &(dyn Fn(usize) + Sync)) -> (Vec<Candidate>, Matches) {
    let (study, options) = (ground.study, ground.options);
    let (supplies, demands) = (&Side::new(ground, Direction::Supply), &Side::new(ground, Direction::Demand));
    let tally = &Tally::new(study.flows.len());

    let near = &Near::new(ground, supplies);
    let blocks: Vec<Block<'_>> = supplies
        .resources()
        .flat_map_iter(|own| blocks(ground, supplies, own))
        .filter(|block| block.flows().any(|ix| near.has_a_say(ground, ix)))
        .collect();
    // Growing would hold them twice; what is set aside too much is never touched.
    let most = blocks.iter().map(|block| block.places.len()).sum::<usize>().saturating_mul(options.top);
    let mut kept: Vec<Candidate> = Vec::with_capacity(most.min(SET_ASIDE));
    for blocks in blocks.chunks(AT_A_TIME) {
        let search = |block: &Block<'_>| {
            let kept = search(ground, demands, tally, block, options.top);
            progress(block.places.len());
            kept
        };
        let found: Vec<Vec<Candidate>> = blocks.par_iter().with_min_len(BLOCKS).map(search).collect();
        kept.extend(found.into_iter().flatten());
    }
    kept.par_sort_unstable();
    let given = |kept: &[Candidate]| kept.iter().filter(|candidate| study.owns_flow(candidate.supply)).count() as u64;
    let all = given(&kept);
    if options.top != 0 && !options.keep_dominated {
        dominated::drop_from(ground, &mut kept);
    }
    let dominated = all - given(&kept);

    let mut matched = vec![false; study.flows.len()];
    for candidate in &kept {
        matched[candidate.supply.0 as usize] = true;
        matched[candidate.demand.0 as usize] = true;
    }
    let left: Vec<FlowIx> = study.own_flows().map(|(ix, _)| ix).filter(|ix| !matched[ix.0 as usize]).collect();
    let explain = |&flow| Unmatched { flow, reason: reason(ground, supplies, demands, tally, flow) };
    let unmatched = left.par_iter().map(explain).collect();

    let order: Vec<FlowIx> = blocks.iter().flat_map(Block::flows).filter(|ix| study.owns_flow(*ix)).collect();
    let (accepted, refusals) = tally.totals(&order);
    let candidates = accepted + refusals.values().sum::<u64>();
    let duplicates = study.own_flows().filter(|(ix, _)| ground.repeats(*ix).is_some()).count() as u64;
    let merged = Merged { duplicates, dominated };
    (kept, Matches { synergies: Synergies::default(), unmatched, candidates, accepted, refusals, merged })
}

/// Whether each of the study's own flows is either in a synergy or, once, among the unmatched.
fn is_complete(study: &Study, matches: &Matches) -> bool {
    let matched = matches.synergies.list().ends().iter().flatten().copied();
    let mut flows: Vec<FlowIx> = matched.filter(|ix| study.owns_flow(*ix)).collect();
    flows.sort_unstable();
    flows.dedup();
    flows.extend(matches.unmatched.iter().map(|unmatched| unmatched.flow));
    flows.sort_unstable();
    flows.into_iter().eq(study.own_flows().map(|(ix, _)| ix))
}

/// Supplies of one resource that are near each other: they meet the same demands.
pub(crate) struct Block<'i> {
    pub(crate) resource: ResourceIx,
    pub(crate) index: &'i PointIndex,
    pub(crate) places: Range<u32>,
}

impl Block<'_> {
    fn flow(&self, place: u32) -> FlowIx {
        FlowIx(self.index.payloads()[place as usize])
    }

    fn flows(&self) -> impl Iterator<Item = FlowIx> {
        self.places.clone().map(|place| self.flow(place))
    }
}

fn blocks<'i>(
    ground: &Ground<'_>,
    supplies: &'i Side,
    resource: ResourceIx,
) -> impl Iterator<Item = Block<'i>> + use<'i> {
    let index = supplies.index(ground, resource);
    index.blocks().map(move |places| Block { resource, index, places })
}

/// The `top` best candidates of each supply of a block, or all for 0, in no order.
pub(crate) fn search(
    ground: &Ground<'_>,
    demands: &Side,
    tally: &Tally,
    block: &Block<'_>,
    top: usize,
) -> Vec<Candidate> {
    let farthest = |place| ground.farthest(ground.study.flow(block.flow(place)));
    let mut best: Vec<Best> = block.flows().map(|_| Best::new(top)).collect();
    for links in by_demand(ground.links(block.resource)) {
        let others = demands.index(ground, links[0].demand());
        let only = match links {
            [link] if !link.takers_only() => Some(link),
            _ => None,
        };
        let mut plain: Option<Plain> = None;
        block.index.join(block.places.clone(), others, farthest, |place, near| {
            let supply_ix = block.flow(place);
            let supply = ground.study.flow(supply_ix);
            let best = &mut best[(place - block.places.start) as usize];
            let only = only.filter(|_| supply.details.is_none());
            let mut passed = 0;
            for (other, distance) in near.pairs() {
                let demand_ix = FlowIx(others.payloads()[other as usize]);
                let demand = ground.study.flow(demand_ix);
                if demand.site == supply.site || distance > ground.radius(supply, demand) {
                    continue;
                }
                let judged = if let Some(link) = only.filter(|_| demand.details.is_none()) {
                    let pair = ground.pair(supply_ix, demand_ix, link, distance);
                    plain.get_or_insert_with(|| Plain::of(&pair)).judge(&pair)
                } else {
                    match ground.fitting(supply_ix, demand_ix, links, distance) {
                        None => continue,
                        Some(Fitting { refused_by: Some(gate), .. }) => Err(gate),
                        Some(Fitting { pair, .. }) => Ok(values(&pair)),
                    }
                };
                match judged {
                    Err(gate) => tally.refuse(supply_ix, demand_ix, gate),
                    Ok(values) => {
                        passed += 1;
                        tally.pass(demand_ix, 1);
                        let (score, _) = ground.options.weights.score(&values);
                        best.offer(Candidate { supply: supply_ix, demand: demand_ix, score, distance });
                    }
                }
            }
            tally.pass(supply_ix, passed);
        });
    }
    best.into_iter().flat_map(Best::into_candidates).collect()
}

/// The synergies of candidates in order, part by part, each with its ranks and its criteria's values; the rank for the
/// demand is 0 where none is given.
pub(crate) fn synergies(
    ground: &Ground<'_>,
    parts: impl IntoIterator<Item = Vec<Candidate>>,
    rank_demand: &[u32],
) -> Synergies {
    let mut synergies = Synergies::new(CRITERIA.iter().map(|criterion| criterion.name()).collect())
        .with_gates(GATES.iter().map(|gate| gate.name()).collect())
        .with_room(rank_demand.len());
    let mut rank_demand = rank_demand.iter().copied().chain(std::iter::repeat(0));
    let (mut rank_supply, mut last) = (0, None);
    for part in parts {
        for candidates in part.chunks(CHUNK) {
            let told: Vec<Option<Told<'_>>> = candidates.par_iter().map(|candidate| tell(ground, candidate)).collect();
            for ((candidate, told), rank_demand) in candidates.iter().zip(told).zip(rank_demand.by_ref()) {
                rank_supply =
                    if last.replace(candidate.supply) == Some(candidate.supply) { rank_supply + 1 } else { 1 };
                let Some(Told { mut synergy, values, link, step }) = told else { continue };
                synergy.rule = rule_ix(&mut synergies, link);
                synergy.treatment = step.map(|step| synergies.step_ix(step));
                (synergy.rank_supply, synergy.rank_demand) = (rank_supply, rank_demand);
                synergies.push(synergy, &values);
            }
        }
    }
    synergies.shrink();
    synergies
}

/// A synergy but for what only the whole list tells: its ranks, and the places of its rule and step.
struct Told<'p> {
    synergy: Synergy,
    values: Values,
    link: &'p Link<'p>,
    step: Option<&'p str>,
}

/// `None` for a pair of two neighbours.
fn tell<'p>(ground: &'p Ground<'_>, candidate: &Candidate) -> Option<Told<'p>> {
    let &Candidate { supply, demand, distance, .. } = candidate;
    if ![supply, demand].iter().any(|ix| ground.study.owns_flow(*ix)) {
        return None;
    }
    let resource = |ix| ground.study.flow(ix).resource;
    let links = ground.links_between(resource(supply), resource(demand));
    let Fitting { pair, .. } = ground.fitting(supply, demand, links, distance)?; // always there
    let link = pair.link;
    let values = values(&pair);
    let (score, known) = ground.options.weights.score(&values);
    debug_assert_eq!(score, candidate.score, "plain pairs are judged as all others");
    let (open, must_treat) = open(&pair);
    let step = link.substitution().and_then(|rule| rule.treatment.as_ref()).filter(|step| step.needed || must_treat);
    let (units, amounts) = (pair.units(), pair.amounts());
    let yearly = |per_unit: Option<f64>| per_unit.zip(units).map(|(each, units)| each * units);
    let Carbon { slope, not_counted: left_out } = pair.carbon();
    let (carbon, euros) = (pair.carbon_per_unit(), pair.euros_per_unit());
    let synergy = Synergy {
        supply,
        demand,
        kind: SynergyKind::Substitution,
        rule: RuleIx(0),
        treatment: None,
        open,
        distance,
        radius: pair.radius,
        amount: amounts.map(|(given, _)| given),
        replaced: amounts.map(|(_, replaced)| replaced),
        not_counted: NotCounted {
            // Carbon of production less recycling holds the usual treatment; no price of any step is known.
            treatment: step.is_some() && (euros.is_some() || carbon.is_some() && (must_treat || left_out.treatment)),
            freight: left_out.freight && carbon.is_some()
                || euros.is_some() && balance::by_connection(link, pair.supply, pair.demand),
        },
        carbon: yearly(carbon).and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
        euros: yearly(euros).and_then(|euros| EurosGained::per_year(euros).ok()),
        break_even_carbon: slope.and_then(Slope::break_even),
        break_even_euros: balance::euros_slope(link, pair.supply, pair.demand).and_then(Slope::break_even),
        score,
        confidence: confidence(&pair, known, open),
        rank_supply: 0,
        rank_demand: 0,
    };
    Some(Told { synergy, values, link, step: step.map(|step| &*step.step) })
}

/// The rule's place, without its words where it already has one.
fn rule_ix(synergies: &mut Synergies, link: &Link<'_>) -> RuleIx {
    match synergies.rules().iter().position(|rule| *rule.id == *link.name()) {
        Some(place) => RuleIx(place as u32),
        None => synergies.rule_ix(link.words()),
    }
}

/// Each candidate's rank among those of its demand.
fn ranks_by_demand(kept: &[Candidate]) -> Vec<u32> {
    let candidate = |i: &u32| &kept[*i as usize];
    let mut order: Vec<u32> = (0..kept.len() as u32).collect();
    order.par_sort_unstable_by(|a, b| candidate(a).cmp_by_demand(candidate(b)));
    let mut ranks = vec![0; kept.len()];
    for group in order.chunk_by(|a, b| candidate(a).demand == candidate(b).demand) {
        for (rank, i) in (1..).zip(group) {
            ranks[*i as usize] = rank;
        }
    }
    ranks
}
