//! The pairs of a supply through every processor in reach.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use maillon_model::{Distance, FlowIx, Score};

use super::detail::{Treated, treated};
use super::sum;
use crate::criteria::values;
use crate::gates::{open, refusing, trade};
use crate::ground::Ground;
use crate::pair::Pair;
use crate::plain::Plain;
use crate::processors::{Nearby, Processors};
use crate::side::Side;

/// What goes through processors of one supply.
pub(super) struct OfSupply<'p> {
    /// The best first, no more than are kept.
    pub(super) best: Vec<Treated<'p>>,
    /// Of all there are, those that are not kept too.
    pub(super) rules: BTreeSet<&'p str>,
}

/// A pair through a processor, before it is known whether it is kept: there may be hundreds of times more.
struct Found {
    score: Score,
    /// Both legs.
    way: Distance,
    /// Places among the processors near the giver, and among the supply's links.
    nearby: u32,
    link: u32,
    demand: FlowIx,
    after: Distance,
}

/// The supply's pairs through every processor in reach.
pub(super) fn of_supply<'g>(
    ground: &'g Ground<'_>,
    processors: &Processors<'g>,
    demands: &Side,
    supply_ix: FlowIx,
) -> OfSupply<'g> {
    let supply = ground.study.flow(supply_ix);
    let (links, near) =
        (ground.links(supply.resource), processors.within(ground.position(supply), ground.farthest(supply)));
    let judge = Judge { ground, supply: supply_ix, plain: links.iter().map(|_| OnceCell::new()).collect() };
    let first_leg =
        |nearby: &Nearby<'_>| ground.farthest(supply).min(nearby.processor.max_distance.unwrap_or(Distance::EARTH));
    let mut found: Vec<Found> = Vec::new();
    for (place, nearby) in (0..).zip(&near) {
        let validity = nearby.processor.validity;
        if !validity.overlaps(supply.validity()) {
            continue;
        }
        let treats = |place: &usize| processors.treats(nearby.ix, supply.resource, &links[*place]).is_some();
        let served: Vec<usize> = (0..links.len()).filter(treats).collect();
        for served in served.chunk_by(|a, b| links[*a].demand() == links[*b].demand()) {
            demands.index(ground, links[served[0]].demand()).within(nearby.position, first_leg(nearby), |ix, after| {
                let demand = ground.study.flow(FlowIx(ix));
                let beyond = after > ground.radius(supply, demand);
                if demand.site == supply.site || beyond || !validity.overlaps(demand.validity()) {
                    return;
                }
                let legs = [nearby.distance, after];
                let of = |link: &usize| Some((*link, judge.score(*link, FlowIx(ix), legs)?));
                let best = served.iter().filter_map(of).reduce(|best, other| {
                    let merit = |(link, _): (usize, Score)| judge.merit(link, FlowIx(ix), sum(legs));
                    if merit(other) > merit(best) { other } else { best }
                });
                found.extend(best.map(|(link, score)| Found {
                    score,
                    way: sum(legs),
                    nearby: place,
                    link: link as u32,
                    demand: FlowIx(ix),
                    after,
                }));
            });
        }
    }
    let mut met = vec![false; links.len()];
    found.iter().for_each(|found| met[found.link as usize] = true);
    let order = |found: &Found| (Reverse(found.score), found.way, found.nearby, found.demand);
    let top = ground.options.top;
    if top != 0 && top < found.len() {
        found.select_nth_unstable_by_key(top, order);
        found.truncate(top);
    }
    found.sort_unstable_by_key(order);
    let treated = |found: Found| {
        let nearby = near[found.nearby as usize];
        let radii =
            [first_leg(&nearby), first_leg(&nearby).min(ground.radius(supply, ground.study.flow(found.demand)))];
        treated(ground, (supply_ix, found.demand), &links[found.link as usize], (nearby, found.after, radii))
    };
    OfSupply {
        best: found.into_iter().map(treated).collect(),
        rules: links.iter().zip(met).filter(|(_, met)| *met).map(|(link, _)| link.name()).collect(),
    }
}

/// Judges the pairs of one supply.
struct Judge<'g, 'a> {
    ground: &'g Ground<'a>,
    supply: FlowIx,
    /// By link: what its plain pairs have in common.
    plain: Vec<OnceCell<Plain>>,
}

impl<'g, 'a> Judge<'g, 'a> {
    fn pair(&self, link: usize, demand: FlowIx, distance: Distance) -> Pair<'g> {
        let supply = self.ground.study.flow(self.supply);
        self.ground.pair(self.supply, demand, &self.ground.links(supply.resource)[link], distance)
    }

    /// The score of a pair over both legs; `None` where a gate refuses it, or it needs no treatment.
    fn score(&self, link: usize, demand: FlowIx, legs: [Distance; 2]) -> Option<Score> {
        // A hard stop is of one leg: what comes out of the plant is loaded anew.
        let mut pair = self.pair(link, demand, legs[0].max(legs[1]));
        if !self.ground.holds_at(pair.link, pair.demand) {
            return None;
        }
        let plain = (pair.supply.details.is_none() && pair.demand.details.is_none())
            .then(|| self.plain[link].get_or_init(|| Plain::of(&pair)));
        let refused = plain.map_or_else(|| refusing(&pair), |plain| plain.refusing(&pair));
        let needed = || pair.link.substitution().and_then(|rule| rule.treatment.as_ref()).is_some_and(|t| t.needed);
        if refused.is_some() || !needed() && !open(&pair).1 {
            return None;
        }
        pair.distance = sum(legs);
        let values = plain.map_or_else(|| values(&pair), |plain| plain.values(&pair));
        Some(self.ground.options.weights.score(&values).0)
    }

    /// Of two rules for one pair, the better: as [`Ground::fitting`] has it.
    fn merit(&self, link: usize, demand: FlowIx, distance: Distance) -> (bool, Score) {
        let pair = self.pair(link, demand, distance);
        let sure = trade::seldom(&pair).unwrap_or(1.0) * pair.link.confidence().value();
        (!pair.link.takers_only(), Score::saturating(sure))
    }
}
