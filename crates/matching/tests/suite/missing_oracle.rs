//! Missing processors against a slow count of every place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::chain_cases::{Case, RULES, Stated, cases};
use crate::common::config;
use maillon_model::{Direction, Distance, MissingProcessor, PlaceIx, Position, Quantity, ZoneIx};
use maillon_spatial::distance;
use proptest::prelude::*;

/// Tonnes that a flow has left, as the rule counts what is given; `None` where nobody knows how much there is.
type Left = BTreeMap<usize, Option<f64>>;

/// What a plant at a place would do.
#[derive(Default)]
struct Served {
    moved: Vec<(usize, usize, f64)>,
    /// Tonne-metres, both legs together.
    work: f64,
    supplies: Vec<usize>,
    demands: Vec<usize>,
}

impl Served {
    fn tonnes(&self) -> f64 {
        self.moved.iter().map(|(.., tonnes)| tonnes).sum()
    }

    /// Tonnes, then supplies of which nobody knows how much would go.
    fn worth(&self) -> (f64, usize) {
        let known = |s: &&usize| self.moved.iter().any(|(moved, ..)| moved == *s);
        (self.tonnes(), self.supplies.iter().filter(|s| !known(s)).count())
    }
}

/// One rule's parties.
struct Group<'c> {
    case: &'c Case,
    rule: &'static Stated,
    supplies: Left,
    demands: Left,
}

impl<'c> Group<'c> {
    fn of(case: &'c Case, rule: &'static Stated) -> Self {
        let (_, given, needed, ratio, ..) = *rule;
        let served = case.served();
        let all = || 0..case.study.flows.len();
        let resource = |i: usize| case.flow(i).resource.0 as usize;
        let units = |i: usize, ratio: f64| (i, Case::tonnes(case.flow(i).amount).map(|tonnes| tonnes / ratio));
        let supplies = all().filter(|i| case.counts(*i, Direction::Supply) && resource(*i) == given);
        let demands = all().filter(|i| case.counts(*i, Direction::Demand) && needed.contains(&resource(*i)));
        Self {
            case,
            rule,
            supplies: supplies.filter(|i| !served.contains(&(rule.0, *i))).map(|i| units(i, 1.0)).collect(),
            demands: demands.map(|i| units(i, ratio)).collect(),
        }
    }

    fn way(&self, flow: usize, at: Position) -> Distance {
        distance(self.case.study.site(self.case.flow(flow).site).position, at)
    }

    /// Flows that have anything left, the nearest first.
    fn near(&self, side: &Left, at: Position) -> Vec<usize> {
        let mut near: Vec<usize> = side.iter().filter(|(_, left)| **left != Some(0.0)).map(|(i, _)| *i).collect();
        near.sort_by_key(|i| (self.way(*i, at), self.case.flow(*i).resource, *i));
        near
    }

    /// Whether a plant there may bring the one to the other.
    fn joins(&self, s: usize, d: usize, at: Position) -> bool {
        let (supply, demand) = (self.case.flow(s), self.case.flow(d));
        self.way(s, at) <= self.case.radius(s, &[supply.max_distance])
            && self.way(d, at) <= self.case.radius(s, &[supply.max_distance, demand.max_distance])
            && self.case.needs(self.rule, s, d)
    }

    fn serve(&self, at: Position) -> Served {
        let demands = self.near(&self.demands, at);
        let mut room = self.demands.clone();
        let mut served = Served::default();
        let mut taking = BTreeSet::new();
        for s in self.near(&self.supplies, at) {
            let mut rest = self.supplies[&s];
            for d in demands.iter().copied().filter(|d| self.joins(s, *d, at)) {
                // What nobody knows goes to the first.
                let gone = rest == Some(0.0) || rest.is_none() && served.supplies.last() == Some(&s);
                if gone || room[&d] == Some(0.0) {
                    continue;
                }
                taking.insert(d);
                if served.supplies.last() != Some(&s) {
                    served.supplies.push(s);
                }
                if let (Some(units), Some(left)) = (rest, room[&d]) {
                    let moved = units.min(left);
                    served.moved.push((s, d, moved));
                    served.work += moved * (self.way(s, at).as_metres() + self.way(d, at).as_metres());
                    rest = Some(units - moved);
                    room.insert(d, Some(left - moved));
                }
            }
        }
        let could = |d: &usize| taking.contains(d) || served.supplies.iter().any(|s| self.joins(*s, *d, at));
        served.demands = demands.into_iter().filter(could).collect();
        served
    }

    fn take(&mut self, served: &Served) {
        for (s, d, tonnes) in &served.moved {
            for (side, i) in [(&mut self.supplies, s), (&mut self.demands, d)] {
                side.entry(*i).and_modify(|left| *left = left.map(|left| left - tonnes));
            }
        }
        for s in served.supplies.iter().filter(|s| served.moved.iter().all(|(moved, ..)| moved != *s)) {
            self.supplies.insert(*s, Some(0.0));
        }
    }

    /// The most that plants at these places could bring to takers, however it is handed out.
    fn most(&self, places: &[Position]) -> f64 {
        let (mut left, mut room) = (self.supplies.clone(), self.demands.clone());
        let mut sent: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let joins = |s: usize, d: usize| places.iter().any(|at| self.joins(s, d, *at));
        let supplies: Vec<usize> = left.keys().copied().collect();
        let demands: Vec<usize> = room.keys().copied().collect();
        let mut most = 0.0;
        // Ways that send more, taking back what was sent where that helps (Ford and Fulkerson 1956).
        loop {
            let mut from: BTreeMap<usize, usize> = BTreeMap::new(); // who reached a demand
            let mut back: BTreeMap<usize, usize> = BTreeMap::new(); // the demand that a supply was reached from
            let start = |s: &usize| left[s].is_some_and(|left| left > 0.0);
            let mut front: Vec<usize> = supplies.iter().copied().filter(start).collect();
            let mut known: BTreeSet<usize> = front.iter().copied().collect();
            let end = 'search: loop {
                let Some(s) = front.pop() else { break None };
                for d in demands.iter().copied().filter(|d| room[d].is_some() && joins(s, *d)) {
                    if from.contains_key(&d) {
                        continue;
                    }
                    from.insert(d, s);
                    if room[&d].is_some_and(|room| room > 0.0) {
                        break 'search Some(d);
                    }
                    for other in supplies.iter().copied() {
                        if sent.get(&(other, d)).is_some_and(|sent| *sent > 0.0) && known.insert(other) {
                            back.insert(other, d);
                            front.push(other);
                        }
                    }
                }
            };
            let Some(end) = end else { return most };
            let mut way = vec![(from[&end], end)];
            while let Some(d) = back.get(&way[way.len() - 1].0) {
                way.push((from[d], *d));
            }
            let first = way[way.len() - 1].0;
            let mut tonnes = left[&first].unwrap().min(room[&end].unwrap());
            for pair in way.windows(2) {
                tonnes = tonnes.min(sent[&(pair[0].0, pair[1].1)]);
            }
            for pair in way.windows(2) {
                *sent.get_mut(&(pair[0].0, pair[1].1)).unwrap() -= tonnes;
            }
            way.iter().for_each(|hop| *sent.entry(*hop).or_default() += tonnes);
            left.entry(first).and_modify(|left| *left = left.map(|left| left - tonnes));
            room.entry(end).and_modify(|room| *room = room.map(|room| room - tonnes));
            most += tonnes;
        }
    }

    fn sites(&self, flows: &[usize]) -> u32 {
        flows.iter().map(|i| self.case.flow(*i).site).collect::<BTreeSet<_>>().len() as u32
    }

    fn unknown(flows: &[usize], side: &Left) -> u32 {
        flows.iter().filter(|i| side[i].is_none()).count() as u32
    }

    /// Every figure of a row, worked out at its place from what is left.
    fn is(&self, row: &MissingProcessor, served: &Served) -> Result<(), TestCaseError> {
        let near =
            |a: Option<f64>, b: f64| if b > 0.0 { a.is_some_and(|a| (a - b).abs() <= 1e-9 * b) } else { a.is_none() };
        let tonnes = served.tonnes();
        prop_assert!(near(row.size.map(Quantity::annual), tonnes), "{row:?}: {tonnes}");
        prop_assert!(near(row.replaced.map(Quantity::annual), tonnes * self.rule.3), "{row:?}");
        prop_assert_eq!((row.givers, row.takers), (self.sites(&served.supplies), self.sites(&served.demands)));
        prop_assert_eq!(row.supplies, [served.supplies.len() as u32, Self::unknown(&served.supplies, &self.supplies)]);
        prop_assert_eq!(row.demands, [served.demands.len() as u32, Self::unknown(&served.demands, &self.demands)]);
        match row.mean {
            None => prop_assert_eq!(tonnes, 0.0),
            Some(mean) => prop_assert!((mean.as_metres() - served.work / tonnes).abs() <= 1e-6, "{row:?}"),
        }
        let most = self.most(&[row.position]);
        prop_assert!(tonnes <= most + 1e-9 && 2.0 * tonnes >= most - 1e-9, "{tonnes} of {most}");
        Ok(())
    }
}

/// What was met, so that the suite can tell it met all.
static MET: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

#[test]
fn missing_processors_are_brute_force() {
    missing_processors_are_all_by_hand();
    let met = MET.lock().unwrap();
    for what in
        ["crushed", "dried", "dried-too", "stone-dried", "unknown", "several", "zone", "more than nearest first"]
    {
        assert!(met.contains(what), "no case with {what}");
    }
}

proptest! {
    #![proptest_config(config(12))]

    fn missing_processors_are_all_by_hand(case in cases(), lon in 2.0..2.6, lat in 50.8..51.1) {
        let zones = [(ZoneIx(0), Position::new(lon, lat).unwrap()), (ZoneIx(1), Position::new(2.3, 50.95).unwrap())];
        let chains = case.chains(case.options.top, Some(&zones));
        let mut met = MET.lock().unwrap();
        let mut told = 0;
        for rule in &RULES {
            let mut group = Group::of(&case, rule);
            let whole = Group::of(&case, rule);
            let mut sites: Vec<_> = group.supplies.keys().chain(group.demands.keys()).map(|i| case.flow(*i).site).collect();
            sites.sort();
            sites.dedup();
            let mut places: Vec<Position> = sites.iter().map(|site| case.study.site(*site).position).collect();
            places.extend(zones.iter().map(|(_, at)| *at));
            if group.supplies.is_empty() || group.demands.is_empty() {
                places.clear();
            }
            let rows: Vec<&MissingProcessor> =
                chains.missing.iter().filter(|row| *chains.rule(row.rule).id == *rule.0).collect();
            told += rows.len();
            for row in &rows {
                let at = match row.place {
                    PlaceIx::Site(site) => case.study.site(site).position,
                    PlaceIx::Zone(zone) => zones[zone.0 as usize].1,
                };
                prop_assert_eq!(row.position, at);
                prop_assert_eq!(&*chains.treatment(row.treatment).id, rule.4);
                let served = group.serve(at);
                group.is(row, &served)?;
                // No other place serves more of what is left.
                let own = served.worth();
                prop_assert!(places.iter().all(|other| group.serve(*other).worth() <= own), "{}: {:?}", rule.0, row);
                met.insert(rule.0);
                met.extend((own.1 > 0).then_some("unknown"));
                met.extend(matches!(row.place, PlaceIx::Zone(_)).then_some("zone"));
                met.extend((group.most(&[at]) > own.0).then_some("more than nearest first"));
                group.take(&served);
            }
            met.extend((rows.len() > 1).then_some("several"));
            // Nothing is claimed twice, whoever counts it; and nothing is left that a place could serve.
            let claimed: f64 = rows.iter().filter_map(|row| row.size).map(Quantity::annual).sum();
            let most = whole.most(&rows.iter().map(|row| row.position).collect::<Vec<_>>());
            prop_assert!(claimed <= most + 1e-9 * most.max(1.0), "{claimed} of {most}");
            let left = places.iter().any(|at| !group.serve(*at).supplies.is_empty());
            prop_assert!(rows.len() == 10 || !left, "{}: something is left of {rows:?}", rule.0);
        }
        drop(met);
        prop_assert_eq!(told, chains.missing.len());
    }
}
