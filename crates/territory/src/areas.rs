//! Where what the plan brings comes from (aires d'approvisionnement).

use std::collections::BTreeMap;

use geo_types::MultiPolygon;
use maillon_model::{
    AreaOf, Dimension, Direction, Distance, Each, FlowIx, Level, Planned, Position, Provided, Reach, ResourceIx, Score,
    SiteIx, SupplyArea, ZoneIx,
};

use crate::balance::families;
use crate::disks;
use crate::hull::hull;
use crate::index::Index;
use crate::units::quantity;

/// One allocation, seen from the taker.
#[derive(Debug, Clone, Copy)]
struct Way {
    giver: SiteIx,
    taker: SiteIx,
    units: i64,
    distance: Distance,
}

/// Whose supplies, with the family by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Family(u32),
    Resource(ResourceIx),
    Zone(u32, ZoneIx, u32),
}

/// How areas are looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) levels: &'a [Level],
    pub(crate) within: &'a [Distance],
    /// Whether a hull is drawn.
    pub(crate) hull: bool,
    /// Whether what is within each distance of the takers is drawn.
    pub(crate) reach: bool,
}

/// The areas of each family and resource, and of each zone and family; by whose they are, then by dimension.
pub(crate) fn areas(planned: &Planned, asked: Asked) -> Vec<SupplyArea> {
    let (study, families) = (planned.study, families(planned));
    let list = planned.matches.synergies.list();
    let mut areas = Vec::new();
    // One kind after the other, as each is of all that moves.
    let mut add = |of: &dyn Fn(FlowIx) -> Option<Of>| {
        let part = |i: usize| {
            let [_, demand] = list.ends_at(planned.plan.allocations[i].synergy as usize);
            Some(((of(demand)?, planned.dimension(demand)), i as u32))
        };
        // As long as it may get: a list that grows is held twice, and this one is of all that moves.
        let mut parts: Vec<((Of, Dimension), u32)> = Vec::with_capacity(planned.plan.allocations.len());
        parts.extend((0..planned.plan.allocations.len()).filter_map(part));
        // The ways of an area stay in the order of the plan.
        parts.sort_unstable();
        areas.extend(parts.chunk_by(|a, b| a.0 == b.0).map(|parts| {
            let (of, dimension) = parts[0].0;
            let of = match of {
                Of::Family(family) => AreaOf::Family(families.names[family as usize].into()),
                Of::Resource(resource) => AreaOf::Resource(resource),
                Of::Zone(level, zone, family) => AreaOf::Zone(level, zone, families.names[family as usize].into()),
            };
            let allocations = parts.iter().map(|(_, i)| &planned.plan.allocations[*i as usize]);
            let ways: Vec<Way> = allocations.map(|a| way(planned, a.synergy, a.replaced)).collect();
            area(planned, asked, of, dimension, &ways)
        }));
    };
    let family = |demand: FlowIx| families.of[study.flow(demand).resource.0 as usize];
    add(&|demand| Some(Of::Family(family(demand))));
    add(&|demand| Some(Of::Resource(study.flow(demand).resource)));
    for (place, level) in (0..).zip(asked.levels) {
        let zone = |demand: FlowIx| level.of_site[study.flow(demand).site.0 as usize];
        add(&|demand| Some(Of::Zone(place, zone(demand)?, family(demand))));
    }
    areas
}

/// Demands that the plan serves or that are of unknown amount and have a synergy.
pub(crate) fn with_area(index: &Index) -> impl Iterator<Item = FlowIx> {
    let demands = index.planned.study.flows().filter(|(_, flow)| flow.direction == Direction::Demand);
    demands.map(|(demand, _)| demand).filter(|demand| ways(index, *demand).next().is_some())
}

/// The area of each demand that has one, by flow.
pub(crate) fn of_demands<'a>(index: &'a Index, asked: Asked<'a>) -> Each<'a, SupplyArea> {
    Each::of(with_area(index), move |demand| {
        let ways: Vec<Way> = ways(index, demand).collect();
        area(&index.planned, asked, AreaOf::Demand(demand), index.planned.dimension(demand), &ways)
    })
}

/// What the plan brings a demand. What nobody knows the amount of is in no plan: it could come from all whom matching kept.
fn ways(index: &Index, demand: FlowIx) -> impl Iterator<Item = Way> {
    let planned = &index.planned;
    let unknown = planned.plan.shares.of(demand).capacity.is_none();
    let could = if unknown { index.taken(demand) } else { &[] };
    let moved = index.exchanges(demand).map(|a| way(planned, a.synergy, a.replaced));
    moved.chain(could.iter().map(|k| way(planned, *k, 0)))
}

/// A synergy that brings so many units.
fn way(planned: &Planned, synergy: u32, units: i64) -> Way {
    let (list, place) = (planned.matches.synergies.list(), synergy as usize);
    let [giver, taker] = list.ends_at(place).map(|flow| planned.study.flow(flow).site);
    Way { giver, taker, units, distance: list.distance_at(place) }
}

fn area(planned: &Planned, asked: Asked, of: AreaOf, dimension: Dimension, ways: &[Way]) -> SupplyArea {
    let sites = |end: fn(&Way) -> SiteIx| {
        let mut sites: Vec<SiteIx> = ways.iter().map(end).collect();
        sites.sort_unstable();
        sites.dedup();
        sites
    };
    let (givers, takers) = (sites(|way| way.giver), sites(|way| way.taker));
    let position = |site: &SiteIx| planned.study.site(*site).position;
    let total: i128 = ways.iter().map(|way| i128::from(way.units)).sum();
    let share = |units: i128| (total > 0).then(|| Score::saturating(units as f64 / total as f64));
    let weighted: f64 = ways.iter().map(|way| way.distance.as_metres() * way.units as f64).sum();
    let farthest = ways.iter().map(|way| way.distance).max().unwrap_or(Distance::ZERO);
    let at_takers: Vec<Position> = if asked.reach { takers.iter().map(position).collect() } else { Vec::new() };
    let reach = asked.within.iter().map(|&within| {
        let near = ways.iter().filter(|way| way.distance <= within).map(|way| i128::from(way.units)).sum();
        Reach { within, share: share(near), area: disks::within(&at_takers, within) }
    });
    let mut provided = Vec::new();
    for (place, level) in (0..).zip(asked.levels) {
        let mut from: BTreeMap<(bool, Option<ZoneIx>), i128> = BTreeMap::new();
        for way in ways {
            let zone = level.of_site[way.giver.0 as usize];
            *from.entry((zone.is_none(), zone)).or_default() += i128::from(way.units);
        }
        provided.extend(from.into_iter().map(|((_, zone), units)| Provided {
            level: place,
            zone,
            share: share(units),
        }));
    }
    let hull = asked.hull.then(|| hull(givers.iter().chain(&takers).map(position).collect())).flatten();
    SupplyArea {
        of,
        givers: givers.len() as u32,
        dimension,
        amount: (total > 0).then(|| quantity(planned.plan.units, total, dimension)),
        mean: Distance::metres(weighted / total as f64).ok().map(|mean| mean.min(farthest)),
        farthest,
        hull: MultiPolygon(hull.into_iter().collect()),
        reach: reach.collect(),
        provided,
    }
}
