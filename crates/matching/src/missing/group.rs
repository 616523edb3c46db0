//! The plants of one rule, one after the other.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use maillon_knowledge as knowledge;
use maillon_model::{
    Direction, Distance, FlowIx, MissingProcessor, PlaceIx, Position, Quantity, ResourceIx, SiteIx, TreatmentIx, ZoneIx,
};
use maillon_spatial::PointIndex;
use rayon::prelude::*;

use super::service::{Party, Promise, Service, Sums};
use crate::gates::{open, refusing};
use crate::ground::Ground;
use crate::link::Link;
use crate::side::Side;

/// Plants told of one rule. No source: a choice of ours; nobody plans more at once.
const PLANTS: usize = 10;

/// Places looked at closely for each plant: the most promising ones. No source.
const LOOKS: usize = 64;

/// All that a rule would have treated, and nobody in reach to do it.
pub(super) struct Group<'g, 'a> {
    ground: &'g Ground<'a>,
    rule: &'a knowledge::Rule,
    supplies: Vec<Party>,
    demands: Vec<Party>,
    /// Indexes of both, by their places here.
    near: [PointIndex; 2],
    farthest: Distance,
    places: Vec<(PlaceIx, Position)>,
}

impl<'g, 'a> Group<'g, 'a> {
    pub(super) fn of(
        ground: &'g Ground<'a>,
        rule: &'a knowledge::Rule,
        side: &Side,
        served: &BTreeSet<(&str, FlowIx)>,
        zones: &[(ZoneIx, Position)],
    ) -> Option<Self> {
        let study = ground.study;
        let of_rule = |link: &&Link<'_>| link.substitution().is_some_and(|own| own.id == rule.id);
        // By resource: what the rule lets it replace. Most rules let none of a study's do so.
        let resources = (0..study.resources.len() as u32).map(ResourceIx);
        let links: Vec<Vec<_>> = resources.map(|ix| ground.links(ix).iter().filter(of_rule).collect()).collect();
        if links.iter().all(Vec::is_empty) {
            return None;
        }
        let mut supplies = Vec::new();
        let mut wanted = BTreeSet::new();
        for (ix, flow) in study.own_flows() {
            let links = &links[flow.resource.0 as usize];
            let Some(first) = links.first() else { continue };
            if flow.direction != Direction::Supply || !ground.takes_part(ix) || flow.amount.is_zero() {
                continue;
            }
            if !served.contains(&(&*rule.id, ix)) {
                let units = first.supply_units(flow);
                supplies.push(Party { flow: ix, site: flow.site, units, reach: ground.farthest(flow) });
                wanted.extend(links.iter().map(|link| (link.demand(), flow.resource)));
            }
        }
        let mut demands: Vec<Party> = Vec::new();
        let mut last = None;
        for (resource, supply) in wanted {
            if last.replace(resource) == Some(resource) {
                continue;
            }
            let link = ground.links_between(supply, resource).iter().find(of_rule)?;
            demands.extend(side.flows(resource).iter().map(|ix| (*ix, study.flow(*ix))).filter_map(|(ix, flow)| {
                let counts = !flow.amount.is_zero() && ground.holds_at(link, flow);
                counts.then(|| Party {
                    flow: ix,
                    site: flow.site,
                    units: link.demand_units(flow),
                    reach: Distance::EARTH,
                })
            }));
        }
        let farthest = supplies.iter().map(|party| party.reach).max().filter(|_| !demands.is_empty())?;
        let index = |parties: &[Party]| {
            PointIndex::new((0..).zip(parties).map(|(i, party)| (study.site(party.site).position, i)))
        };
        let sites: BTreeSet<SiteIx> = supplies.iter().chain(&demands).map(|party| party.site).collect();
        let sites = sites.into_iter().map(|ix| (PlaceIx::Site(ix), study.site(ix).position));
        let places = sites.chain(zones.iter().map(|(ix, position)| (PlaceIx::Zone(*ix), *position))).collect();
        let near = [index(&supplies), index(&demands)];
        Some(Self { ground, rule, supplies, demands, near, farthest, places })
    }

    /// The plants that would serve most, one after the other.
    pub(super) fn plants(mut self) -> Vec<(MissingProcessor, &'g Link<'a>)> {
        let mut places: BinaryHeap<Promise> = {
            let at = |place: usize| self.promise(place);
            (0..self.places.len()).into_par_iter().map(at).collect::<Vec<_>>().into()
        };
        let mut plants = Vec::new();
        while plants.len() < PLANTS {
            let Some((place, service)) = self.best(&mut places) else { break };
            let Some(plant) = self.plant(place, &service) else { break };
            plants.push(plant);
            for (s, d, units) in &service.moved {
                for (party, units) in [(&mut self.supplies[*s], units), (&mut self.demands[*d], units)] {
                    party.units = party.units.map(|left| (left - units).max(0.0));
                }
            }
            // What nobody knows is served whole, as far as anybody can tell.
            let moved: BTreeSet<usize> = service.moved.iter().map(|(s, ..)| *s).collect();
            for s in service.supplies.iter().filter(|s| !moved.contains(s)) {
                self.supplies[*s].units = Some(0.0);
            }
        }
        plants
    }

    /// The place that serves most of what is left, by a close look at the most promising ones.
    fn best(&self, places: &mut BinaryHeap<Promise>) -> Option<(usize, Service)> {
        let mut looked = Vec::new();
        let mut best: Option<(Promise, Service)> = None;
        while let Some(promise) = places.pop() {
            let (amount, flows, ..) = promise;
            let enough = best.as_ref().is_some_and(|(known, _)| (amount, flows) < (known.0, known.1));
            if enough || looked.len() == LOOKS || (amount, flows) == (0, 0) {
                places.push(promise);
                break;
            }
            let Reverse(place) = promise.3;
            let now = self.promise(place);
            if now < promise {
                places.push(now);
                continue;
            }
            let service = self.service(place);
            let found = service.promise(place);
            if best.as_ref().is_none_or(|(known, _)| found > *known) {
                best = Some((found, service));
            }
            looked.push(now);
        }
        places.extend(looked);
        best.filter(|(promise, _)| (promise.0, promise.1) > (0, 0))
            .map(|((.., Reverse(place)), service)| (place, service))
    }

    /// Visits the parties of a side within reach of a place that have anything left.
    fn near(&self, side: usize, place: usize, mut visit: impl FnMut(usize, Distance)) {
        let parties = [&self.supplies, &self.demands][side];
        self.near[side].within(self.places[place].1, self.farthest, |i, distance| {
            let party = &parties[i as usize];
            if distance <= party.reach && party.units != Some(0.0) {
                visit(i as usize, distance);
            }
        });
    }

    /// The same, the nearest first.
    fn parties(&self, side: usize, place: usize) -> Vec<(usize, Distance)> {
        let mut found = Vec::new();
        self.near(side, place, |i, distance| found.push((i, distance)));
        found.sort_unstable_by_key(|(i, distance)| (*distance, *i));
        found
    }

    /// What a place can come to at most: the lesser of both sides in reach.
    fn promise(&self, place: usize) -> Promise {
        let [given, needed] = [0, 1].map(|side| {
            let mut sums = Sums::default();
            let parties = [&self.supplies, &self.demands][side];
            self.near(side, place, |i, distance| sums.add(parties[i].units, distance));
            sums
        });
        if given.parties == 0 || needed.parties == 0 {
            return (0, 0, Reverse(0), Reverse(place));
        }
        let unknown = if needed.unknown == 0 { given.unknown } else { given.parties };
        (
            given.units.min(needed.units).to_bits(),
            unknown,
            Reverse((given.work + needed.work).to_bits()),
            Reverse(place),
        )
    }

    /// What a plant at the place would do, handed out nearest first.
    fn service(&self, place: usize) -> Service {
        let [supplies, demands] = [0, 1].map(|side| self.parties(side, place));
        let mut left: Vec<Option<f64>> = demands.iter().map(|(d, _)| self.demands[*d].units).collect();
        let mut takes = vec![false; demands.len()];
        let mut service = Service::default();
        for (s, before) in supplies {
            let mut rest = self.supplies[s].units;
            let mut gives = false;
            for (place, (d, after)) in demands.iter().enumerate() {
                let done = rest == Some(0.0) || rest.is_none() && gives;
                if done || left[place] == Some(0.0) || !self.fits(s, *d, before, *after) {
                    continue;
                }
                (gives, takes[place]) = (true, true);
                if let (Some(units), Some(room)) = (rest, left[place]) {
                    let moved = units.min(room);
                    service.moved.push((s, *d, moved));
                    service.work += moved * (before.as_metres() + after.as_metres());
                    rest = Some(units - moved);
                    left[place] = Some(room - moved);
                }
            }
            if gives {
                service.supplies.push(s);
            }
        }
        // Those who could take what others got before them.
        let reach = |s: usize| self.distance(self.supplies[s].site, place);
        for (place, (d, after)) in demands.iter().enumerate().filter(|(place, _)| !takes[*place]).collect::<Vec<_>>() {
            takes[place] = service.supplies.iter().any(|s| self.fits(*s, *d, reach(*s), *after));
        }
        service.demands = demands.iter().zip(&takes).filter(|(_, takes)| **takes).map(|((d, _), _)| *d).collect();
        service
    }

    fn distance(&self, site: SiteIx, place: usize) -> Distance {
        maillon_spatial::distance(self.ground.study.site(site).position, self.places[place].1)
    }

    fn link(&self, s: usize, d: usize) -> Option<&'g Link<'a>> {
        let resource = |party: &Party| self.ground.study.flow(party.flow).resource;
        let links = self.ground.links_between(resource(&self.supplies[s]), resource(&self.demands[d]));
        links.iter().find(|link| link.substitution().is_some_and(|rule| rule.id == self.rule.id))
    }

    /// Whether the rule lets the one serve the other after the treatment, which it needs, over these legs.
    fn fits(&self, s: usize, d: usize, before: Distance, after: Distance) -> bool {
        let (supply, demand) = (self.supplies[s], self.demands[d]);
        let (giver, taker) = (self.ground.study.flow(supply.flow), self.ground.study.flow(demand.flow));
        let Some(link) = self.link(s, d) else { return false };
        if supply.site == demand.site || after > self.ground.radius(giver, taker) || !self.ground.holds_at(link, taker)
        {
            return false;
        }
        let pair = self.ground.pair(supply.flow, demand.flow, link, before.max(after));
        let needed = self.rule.treatment.as_ref().is_some_and(|treatment| treatment.needed);
        refusing(&pair).is_none() && (needed || open(&pair).1)
    }

    fn plant(&self, place: usize, service: &Service) -> Option<(MissingProcessor, &'g Link<'a>)> {
        let (first, taker) = (*service.supplies.first()?, *service.demands.first()?);
        let link = self
            .link(first, taker)
            .or_else(|| service.demands.iter().find_map(|d| service.supplies.iter().find_map(|s| self.link(*s, *d))))?;
        let sites = |parties: &[Party], chosen: &[usize]| {
            chosen.iter().map(|i| parties[*i].site).collect::<BTreeSet<_>>().len() as u32
        };
        let flows = |parties: &[Party], chosen: &[usize]| {
            let unknown = chosen.iter().filter(|i| parties[**i].units.is_none());
            [chosen.len() as u32, unknown.count() as u32]
        };
        let amount = service.amount();
        let size = (amount > 0.0).then(|| Quantity::per_year(amount, self.rule.ratio.given).ok()).flatten();
        let mean = size.map(|size| Distance::saturating(service.work / size.annual()));
        let missing = MissingProcessor {
            treatment: TreatmentIx(0), // both set where all come together
            rule: maillon_model::RuleIx(0),
            place: self.places[place].0,
            position: self.places[place].1,
            size,
            replaced: size.and_then(|size| self.rule.ratio.replaces(size)),
            givers: sites(&self.supplies, &service.supplies),
            takers: sites(&self.demands, &service.demands),
            supplies: flows(&self.supplies, &service.supplies),
            demands: flows(&self.demands, &service.demands),
            mean,
            rank: 0,
        };
        Some((missing, link))
    }
}
