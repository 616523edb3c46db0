//! Where a new firm would fit best: what each of its flows would find at a place.

use std::collections::BTreeSet;

use maillon_knowledge::Catalogue;
use maillon_model::{Dimension, Direction, Encounter, FlowIx, Position, Prospect, Quantity, Score, SiteIx, Study};
use rayon::prelude::*;

use crate::criteria::values;
use crate::ground::{Fitting, Ground, by_demand};
use crate::options::Options;
use crate::pair::Pair;
use crate::side::Side;

/// Best partners kept of each flow. No source: a choice of ours.
const PARTNERS: usize = 3;

/// What a new firm would find at each of the places, by place.
///
/// `study` holds the firm as its site `newcomer`, wherever that lies, and the firm's flows after all others: `find` would
/// match them at one place, and this does at many. Pairs, gates and scores are those of [`find`](crate::find()). Nothing is
/// allocated: two flows of the firm may count on one partner, and so may two firms.
///
/// A flow's part of the score is Σ score × share over its partners, the best first, each with the share of the flow's amount
/// that it covers, until all of it is covered: 0 where nobody is in reach, 1 where perfect partners take it all. Where the
/// flow's amount or every partner's is not known, it is the best partner's score.
///
/// Runs on the threads of the current rayon pool; the result is the same whatever their number.
pub fn prospects(
    study: &Study,
    catalogue: &Catalogue,
    options: &Options,
    newcomer: SiteIx,
    places: &[Position],
    progress: &(dyn Fn(usize) + Sync),
) -> Vec<Prospect> {
    let ground = &Ground::new(study, catalogue, options);
    let side = |direction| Side::of_others(ground, direction, newcomer);
    let (supplies, demands) = (&side(Direction::Supply), &side(Direction::Demand));
    let own: Vec<FlowIx> =
        study.flows().filter(|(ix, flow)| flow.site == newcomer && ground.takes_part(*ix)).map(|(ix, _)| ix).collect();
    let first = study.flows.iter().position(|flow| flow.site == newcomer).unwrap_or(study.flows.len()) as u32;
    let at = |place: &Position| {
        let found = own.iter().map(|ix| match study.flow(*ix).direction {
            Direction::Supply => takers(ground, demands, *ix, *place),
            Direction::Demand => givers(ground, supplies, *ix, *place),
        });
        let found: Vec<Vec<Encounter>> = found.collect();
        progress(1);
        prospect(study, first, &own, found)
    };
    places.par_iter().map(at).collect()
}

/// The encounter, where no gate is against it.
fn meet(ground: &Ground<'_>, fitting: Option<Fitting<'_>>, other: FlowIx, own: Direction) -> Option<Encounter> {
    let Fitting { pair, refused_by, .. } = fitting?;
    if refused_by.is_some() {
        return None;
    }
    let (score, _) = ground.options.weights.score(&values(&pair));
    Some(Encounter { own: 0, other, distance: pair.distance, score, covers: covers(&pair, own) })
}

/// What share of the firm's own amount the pair moves.
fn covers(pair: &Pair<'_>, own: Direction) -> Option<f64> {
    let both = pair.comparable()?;
    let whole = match own {
        Direction::Supply => both.supply,
        Direction::Demand => both.demand,
    };
    (whole > 0.0).then(|| both.supply.min(both.demand) / whole)
}

fn takers(ground: &Ground<'_>, demands: &Side, own: FlowIx, place: Position) -> Vec<Encounter> {
    let supply = ground.study.flow(own);
    let mut found = Vec::new();
    for links in by_demand(ground.links(supply.resource)) {
        demands.index(ground, links[0].demand()).within(place, ground.farthest(supply), |ix, distance| {
            let other = FlowIx(ix);
            if distance <= ground.radius(supply, ground.study.flow(other)) {
                found.extend(meet(ground, ground.fitting(own, other, links, distance), other, Direction::Supply));
            }
        });
    }
    found
}

fn givers(ground: &Ground<'_>, supplies: &Side, own: FlowIx, place: Position) -> Vec<Encounter> {
    let demand = ground.study.flow(own);
    let mut found = Vec::new();
    for resource in ground.served_by(demand.resource) {
        let links = ground.links_between(*resource, demand.resource);
        supplies.index(ground, *resource).within(place, ground.reach_of(*resource), |ix, distance| {
            let other = FlowIx(ix);
            if distance <= ground.radius(ground.study.flow(other), demand) {
                found.extend(meet(ground, ground.fitting(other, own, links, distance), other, Direction::Demand));
            }
        });
    }
    found
}

fn prospect(study: &Study, first: u32, own: &[FlowIx], mut found: Vec<Vec<Encounter>>) -> Prospect {
    let (mut sum, mut served, mut unweighed) = (0.0, 0, 0);
    let mut partners = [BTreeSet::new(), BTreeSet::new()];
    let mut moved = [[None::<f64>; Dimension::ALL.len()]; 2];
    for (ix, encounters) in own.iter().zip(&mut found) {
        let flow = study.flow(*ix);
        encounters.sort_by(|a, b| b.score.cmp(&a.score).then(a.distance.cmp(&b.distance)).then(a.other.cmp(&b.other)));
        let Some(best) = encounters.first() else { continue };
        served += 1;
        let side = usize::from(flow.direction == Direction::Demand);
        partners[side].extend(encounters.iter().map(|encounter| study.flow(encounter.other).site));
        let (mut value, mut left) = (0.0, 1.0_f64);
        for (encounter, covers) in encounters.iter().filter_map(|e| Some((e, e.covers?))) {
            let share = covers.min(left);
            value += share * encounter.score.value();
            left -= share;
        }
        let weighed = encounters.iter().any(|encounter| encounter.covers.is_some());
        sum += if weighed { value } else { best.score.value() };
        unweighed += u32::from(!weighed);
        if let Some(amount) = flow.amount.known().filter(|_| weighed) {
            *moved[side][amount.dimension() as usize].get_or_insert(0.0) += (1.0 - left) * amount.annual();
        }
    }
    let score = if own.is_empty() { Score::ZERO } else { Score::saturating(sum / own.len() as f64) };
    let quantities = |side: [Option<f64>; Dimension::ALL.len()]| {
        let of = |dimension: Dimension| Quantity::per_year(side[dimension as usize]?, dimension).ok();
        Dimension::ALL.into_iter().filter_map(of).collect()
    };
    let mut best: Vec<Encounter> = found
        .into_iter()
        .zip(own)
        .flat_map(|(list, ix)| list.into_iter().take(PARTNERS).map(move |e| Encounter { own: ix.0 - first, ..e }))
        .collect();
    best.sort_by(|a, b| {
        b.score.cmp(&a.score).then(a.distance.cmp(&b.distance)).then((a.own, a.other).cmp(&(b.own, b.other)))
    });
    let [takers, givers] = partners.map(|sites: BTreeSet<SiteIx>| sites.len() as u32);
    let [gives, gets] = moved.map(quantities);
    Prospect { score, takers, givers, flows: own.len() as u32, served, unweighed, gives, gets, best }
}

/// A flow that sites of an activity are known to have, and the rule that tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typical {
    /// To give or to take.
    pub direction: Direction,
    /// Code of the resource that the rule speaks of.
    pub resource: Box<str>,
    /// The substitutions that name the activity.
    pub rules: Vec<Box<str>>,
}

/// What sites of an activity typically give and take: of each substitution that names the activity among those seen giving
/// or taking, the resource that it speaks of first. That is what the knowledge holds; it knows no amounts.
pub fn typical(catalogue: &Catalogue, activity: &maillon_knowledge::TaxonomyCode) -> Vec<Typical> {
    let mut flows: Vec<Typical> = Vec::new();
    for rule in catalogue.rules() {
        let sides =
            [(Direction::Supply, &rule.givers, rule.from.first()), (Direction::Demand, &rule.takers, rule.to.first())];
        for (direction, named, resource) in sides {
            let Some(resource) = resource.filter(|_| named.iter().any(|code| code.covers(activity))) else { continue };
            match flows.iter_mut().find(|flow| flow.direction == direction && flow.resource == *resource) {
                Some(flow) => flow.rules.push(rule.id.clone()),
                None => flows.push(Typical { direction, resource: resource.clone(), rules: vec![rule.id.clone()] }),
            }
        }
    }
    flows.sort_by(|a, b| (a.direction, &a.resource).cmp(&(b.direction, &b.resource)));
    flows
}
