//! The matcher against all pairs, by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::common::{config, find, km, parts, study};
use jiff::civil::{Date, date};
use maillon_matching::{CRITERIA, GATES, Options, Weights};
use maillon_model::{Direction, Distance, Flow, FlowIx, Matches, Reason, Study, Synergy};
use maillon_spatial::{distance, geodesic};
use proptest::prelude::*;

/// One pair of flows of one resource at two sites.
#[derive(Debug, Clone, Copy)]
struct Naive {
    supply: usize,
    demand: usize,
    distance: Distance,
    radius: Distance,
    values: [Option<f64>; 2],
    score: f64,
    confidence: f64,
    refused_by: Option<&'static str>,
}

/// Everything a run decides, from all pairs and no index.
#[derive(Debug, PartialEq)]
struct Expected {
    /// Supply, demand, rank of either.
    synergies: Vec<(usize, usize, u32, u32)>,
    unmatched: Vec<(usize, Reason)>,
    accepted: usize,
    refused: BTreeMap<&'static str, u64>,
}

struct Setting {
    cap: Option<f64>,
    steam: Option<f64>,
    top: usize,
    on: Option<Date>,
    /// Of proximity and quantity fit.
    weights: [f64; 2],
}

impl Setting {
    fn options(&self) -> Options {
        let weights = ["proximity", "quantity_fit"].map(str::to_owned).into_iter().zip(self.weights);
        Options {
            radius_cap: self.cap.map(km),
            radius: self.steam.iter().map(|radius| ("bbb.one".to_owned(), km(*radius))).collect(),
            top: self.top,
            weights: Weights::new(&of_two(weights.collect())).unwrap(),
            keep_dominated: true,
            rejected: BTreeSet::new(),
            on: self.on,
        }
    }

    fn reach(&self, code: &str) -> Distance {
        km(match (code, self.steam) {
            ("bbb.one", Some(own)) => own,
            ("bbb.one", None) => self.cap.unwrap_or(f64::MAX).min(5.0),
            ("aaa", _) => self.cap.unwrap_or(f64::MAX).min(100.0),
            _ => self.cap.unwrap_or(50.0),
        })
    }

    fn exists(&self, flow: &Flow) -> bool {
        self.on.is_none_or(|day| flow.validity().holds(day))
    }
}

fn naive(study: &Study, setting: &Setting, s: usize, d: usize) -> Option<Naive> {
    let (supply, demand) = (&study.flows[s], &study.flows[d]);
    let of_a_kind = supply.direction == Direction::Supply
        && demand.direction == Direction::Demand
        && supply.resource == demand.resource
        && setting.exists(supply)
        && setting.exists(demand)
        && repeated(study, s).is_none()
        && repeated(study, d).is_none();
    if !of_a_kind || supply.site == demand.site {
        return None;
    }
    let distance = distance(study.site(supply.site).position, study.site(demand.site).position);
    let reach = setting.reach(&study.resource(supply.resource).code);
    let limits = [Some(reach), supply.max_distance, demand.max_distance];
    let radius = limits.into_iter().flatten().min().unwrap();
    let near = if distance == Distance::ZERO { 1.0 } else { (-distance.as_metres() / reach.as_metres()).exp() };
    let fit = match (supply.amount.known(), demand.amount.known()) {
        (Some(a), Some(b)) if a.dimension() == b.dimension() && a.annual() + b.annual() > 0.0 => {
            Some(a.annual().min(b.annual()) / a.annual().max(b.annual()))
        }
        _ => None,
    };
    let [w, v] = setting.weights;
    let (score, confidence) = match fit {
        Some(fit) => ((w * near + v * fit) / (w + v), 1.0),
        None if w == 0.0 => (0.0, 0.0),
        None => (w * near / w, w / (w + v)),
    };
    let refused_by = if supply.amount.is_zero() || demand.amount.is_zero() {
        Some("zero")
    } else if !supply.validity().overlaps(demand.validity()) {
        Some("validity")
    } else {
        None
    };
    Some(Naive { supply: s, demand: d, distance, radius, values: [Some(near), fit], score, confidence, refused_by })
}

fn all_pairs(study: &Study, setting: &Setting) -> Vec<Naive> {
    let n = study.flows.len();
    (0..n).flat_map(|s| (0..n).filter_map(move |d| naive(study, setting, s, d))).collect()
}

fn better(a: &Naive, b: &Naive) -> std::cmp::Ordering {
    b.score.total_cmp(&a.score).then(a.distance.cmp(&b.distance))
}

fn expected(study: &Study, setting: &Setting, pairs: &[Naive]) -> Expected {
    let in_reach: Vec<Naive> = pairs.iter().copied().filter(|pair| pair.distance <= pair.radius).collect();
    let accepted: Vec<Naive> = in_reach.iter().copied().filter(|pair| pair.refused_by.is_none()).collect();
    let mut kept: Vec<(Naive, u32)> = Vec::new();
    for s in 0..study.flows.len() {
        let mut own: Vec<Naive> = accepted.iter().copied().filter(|pair| pair.supply == s).collect();
        own.sort_by(|a, b| better(a, b).then(a.demand.cmp(&b.demand)));
        own.truncate(if setting.top == 0 { usize::MAX } else { setting.top });
        kept.extend(own.into_iter().zip(1..));
    }
    let rank_demand = |of: &Naive| {
        let mut rivals: Vec<&Naive> =
            kept.iter().map(|(pair, _)| pair).filter(|pair| pair.demand == of.demand).collect();
        rivals.sort_by(|a, b| better(a, b).then(a.supply.cmp(&b.supply)));
        rivals.iter().position(|rival| rival.supply == of.supply).unwrap() as u32 + 1
    };
    let synergies = kept.iter().map(|(pair, rank)| (pair.supply, pair.demand, *rank, rank_demand(pair))).collect();
    let matched = |i: usize| kept.iter().any(|(pair, _)| pair.supply == i || pair.demand == i);
    let unmatched = (0..study.flows.len())
        .filter(|i| !matched(*i))
        .map(|i| (i, why(study, setting, pairs, &in_reach, i)))
        .collect();
    let mut refused: BTreeMap<_, _> = GATES.iter().map(|gate| (gate.name(), 0)).collect();
    for gate in in_reach.iter().filter_map(|pair| pair.refused_by) {
        *refused.get_mut(gate).unwrap() += 1;
    }
    Expected { synergies, unmatched, accepted: accepted.len(), refused }
}

/// The first flow of the same site that says the very same, an amount included.
pub(crate) fn repeated(study: &Study, i: usize) -> Option<FlowIx> {
    let same = |a: &Flow, b: &Flow| {
        a.amount.known().is_some_and(|q| q.annual() > 0.0)
            && (a.site, a.direction, a.resource, a.amount, a.max_distance)
                == (b.site, b.direction, b.resource, b.amount, b.max_distance)
            && a.details == b.details
    };
    (0..i).find(|j| same(&study.flows[*j], &study.flows[i])).map(|j| FlowIx(j as u32))
}

/// What the score has no source for: the pedigree of amounts of which nobody says how they are known, and one gate (hazard)
/// that nothing answers.
const PEDIGREE_AND_GATE: f64 = 0.8 * 0.95;

/// Weights of the first two criteria; the others weigh nothing.
pub(crate) fn of_two(weights: BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    let mut all: BTreeMap<String, f64> = CRITERIA.iter().map(|criterion| (criterion.name().to_owned(), 0.0)).collect();
    all.extend(weights);
    all
}

fn why(study: &Study, setting: &Setting, pairs: &[Naive], in_reach: &[Naive], i: usize) -> Reason {
    let flow = &study.flows[i];
    if !setting.exists(flow) {
        return Reason::NotValid;
    }
    if let Some(of) = repeated(study, i) {
        return Reason::Duplicate { of };
    }
    if flow.amount.is_zero() {
        return Reason::Zero;
    }
    let own: Vec<&Naive> = in_reach.iter().filter(|pair| pair.supply == i || pair.demand == i).collect();
    let refused = |gate| own.iter().filter(|pair| pair.refused_by == Some(gate)).count() as u32;
    let partners = own.len() as u32 - refused("zero") - refused("validity");
    if partners > 0 {
        return Reason::Outranked { partners };
    }
    match (refused("zero"), refused("validity")) {
        (0, 0) => {}
        (zero, validity) if zero >= validity => return Reason::Refused { gate: "zero", count: zero },
        (_, count) => return Reason::Refused { gate: "validity", count },
    }
    let at = |flow: usize| study.site(study.flows[flow].site).position;
    let exact = |pair: &Naive| geodesic(at(pair.supply), at(pair.demand));
    let mine = pairs.iter().filter(|pair| pair.supply == i || pair.demand == i);
    if let Some(nearest) = mine.min_by_key(|pair| (exact(pair), pair.supply + pair.demand)) {
        return Reason::TooFar { nearest: exact(nearest), radius: nearest.radius };
    }
    let at_home = study
        .flows
        .iter()
        .any(|other| other.resource == flow.resource && other.direction != flow.direction && setting.exists(other));
    if at_home { Reason::OnlyItself } else { Reason::NoPartner }
}

fn outcome(matches: &Matches) -> Expected {
    let ix = |flow: FlowIx| flow.0 as usize;
    Expected {
        synergies: matches
            .synergies
            .list()
            .iter()
            .map(|s| (ix(s.supply), ix(s.demand), s.rank_supply, s.rank_demand))
            .collect(),
        unmatched: matches.unmatched.iter().map(|u| (ix(u.flow), u.reason.clone())).collect(),
        accepted: matches.accepted as usize,
        refused: matches.refusals.clone(),
    }
}

fn numbers_agree(synergy: &Synergy, values: &[Option<f64>], pair: &Naive) -> Result<(), TestCaseError> {
    // A list keeps centimetres.
    prop_assert!((synergy.distance.as_metres() - pair.distance.as_metres()).abs() < 0.0051);
    prop_assert_eq!(synergy.radius, pair.radius);
    prop_assert!((synergy.score.value() - pair.score).abs() < 1e-9);
    prop_assert!((synergy.confidence.value() - pair.confidence * PEDIGREE_AND_GATE).abs() < 1e-9);
    // A list keeps nine decimals.
    let near = |(a, b): (&Option<f64>, Option<f64>)| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        (a, b) => *a == b,
    };
    prop_assert!(values[..2].iter().zip(pair.values).all(near), "{:?} {:?}", values, pair.values);
    Ok(())
}

/// The reasons and numbers of synergies met, so that the suite can tell it met them all.
static MET: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

#[test]
fn find_is_brute_force() {
    find_is_all_pairs_by_hand();
    let met = MET.lock().unwrap();
    for word in
        ["no_partner", "only_itself", "too_far", "refused", "outranked", "not_valid", "duplicate", "many synergies"]
    {
        assert!(met.contains(word), "no case with {word}");
    }
}

proptest! {
    #![proptest_config(config(3))]

    fn find_is_all_pairs_by_hand(
        (sites, flows) in parts(),
        cap in proptest::option::of(0.0..60.0),
        steam in proptest::option::of(0.0..60.0),
        top in 0..5usize,
        on in proptest::option::of(Just(date(2015, 1, 1))),
        weights in prop_oneof![Just([0.6, 0.4]), Just([0.0, 2.0])],
    ) {
        let study = study(sites, flows);
        let setting = Setting { cap, steam, top, on, weights };
        let pairs = all_pairs(&study, &setting);
        let matches = find(&study, &setting.options(), &|_| {});
        prop_assert_eq!(outcome(&matches), expected(&study, &setting, &pairs));
        let mut met = MET.lock().unwrap();
        met.extend(matches.unmatched.iter().map(|unmatched| unmatched.reason.name().to_owned()));
        met.extend((matches.synergies.list().len() > 30).then(|| "many synergies".to_owned()));
        drop(met);
        prop_assert_eq!(matches.candidates, matches.accepted + matches.refusals.values().sum::<u64>());
        for (i, synergy) in matches.synergies.list().iter().enumerate() {
            let same = |p: &&Naive| p.supply == synergy.supply.0 as usize && p.demand == synergy.demand.0 as usize;
            let values: Vec<Option<f64>> = matches.synergies.values(i).iter().map(|v| v.map(|v| v.value())).collect();
            numbers_agree(&synergy, &values, pairs.iter().find(same).unwrap())?;
        }
    }
}
