//! Where what the plan brings comes from (aires d'approvisionnement).

use std::collections::BTreeMap;

use geo_types::MultiPolygon;
use maillon_model::{
    Allocation, AreaOf, Dimension, Distance, FlowIx, Level, Planned, Position, Provided, Reach, ResourceIx, Score,
    SiteIx, SupplyArea, ZoneIx,
};

use crate::balance::families;
use crate::disks;
use crate::hull::hull;
use crate::resilience::reach::Reach as Known;
use crate::survey::Options;
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
    Demand(FlowIx),
}

/// What a synergy brings an area.
#[derive(Debug, Clone, Copy)]
struct Part {
    of: Of,
    dimension: Dimension,
    synergy: u32,
    units: i64,
}

impl Part {
    fn key(&self) -> (Of, Dimension) {
        (self.of, self.dimension)
    }
}

/// The areas of each family and resource, of each zone and family, and of each demand that the plan serves or that is of unknown amount; by whose they are, then
/// by dimension.
pub(crate) fn areas(planned: &Planned, levels: &[Level], options: &Options, reach: &Known) -> Vec<SupplyArea> {
    let study = planned.study;
    let families = families(planned);
    let list = planned.matches.synergies.list();
    let ends = |synergy: u32| list.ends_at(synergy as usize);
    let taken = |of: &dyn Fn(FlowIx) -> Option<Of>| -> Vec<Part> {
        let part = |a: &Allocation| {
            let [_, demand] = ends(a.synergy);
            Some(Part { of: of(demand)?, dimension: planned.dimension(demand), synergy: a.synergy, units: a.replaced })
        };
        planned.plan.allocations.iter().filter_map(part).collect()
    };
    let mut areas = Vec::new();
    // One kind after the other, as each is of all that moves.
    let mut add = |mut parts: Vec<Part>| {
        // Stable: the ways of an area stay in the order of the plan.
        parts.sort_by_key(Part::key);
        areas.extend(parts.chunk_by(|a, b| a.key() == b.key()).map(|parts| {
            let of = match parts[0].of {
                Of::Family(family) => AreaOf::Family(families.names[family as usize].into()),
                Of::Resource(resource) => AreaOf::Resource(resource),
                Of::Zone(level, zone, family) => AreaOf::Zone(level, zone, families.names[family as usize].into()),
                Of::Demand(flow) => AreaOf::Demand(flow),
            };
            let ways: Vec<Way> = parts.iter().map(|part| way(planned, part)).collect();
            area(planned, levels, options, of, parts[0].dimension, &ways)
        }));
    };
    let family = |demand: FlowIx| families.of[study.flow(demand).resource.0 as usize];
    add(taken(&|demand| Some(Of::Family(family(demand)))));
    add(taken(&|demand| Some(Of::Resource(study.flow(demand).resource))));
    for (place, level) in (0..).zip(levels) {
        let zone = |demand: FlowIx| level.of_site[study.flow(demand).site.0 as usize];
        add(taken(&|demand| Some(Of::Zone(place, zone(demand)?, family(demand)))));
    }
    let mut of_demands = taken(&|demand| Some(Of::Demand(demand)));
    // What nobody knows the amount of is in no plan: it could come from all whom matching kept.
    for share in planned.plan.shares.iter().filter(|share| share.capacity.is_none()) {
        let (of, dimension) = (Of::Demand(share.flow), planned.dimension(share.flow));
        let known = reach.synergies(share.flow).iter().filter(|k| ends(**k)[1] == share.flow);
        of_demands.extend(known.map(|k| Part { of, dimension, synergy: *k, units: 0 }));
    }
    add(of_demands);
    areas
}

fn way(planned: &Planned, part: &Part) -> Way {
    let (list, place) = (planned.matches.synergies.list(), part.synergy as usize);
    let [giver, taker] = list.ends_at(place).map(|flow| planned.study.flow(flow).site);
    Way { giver, taker, units: part.units, distance: list.distance_at(place) }
}

fn area(
    planned: &Planned,
    levels: &[Level],
    options: &Options,
    of: AreaOf,
    dimension: Dimension,
    ways: &[Way],
) -> SupplyArea {
    let sites = |end: fn(&Way) -> SiteIx| {
        let mut sites: Vec<SiteIx> = ways.iter().map(end).collect();
        sites.sort_unstable();
        sites.dedup();
        sites
    };
    let (givers, takers) = (sites(|way| way.giver), sites(|way| way.taker));
    let positions =
        |sites: &[SiteIx]| sites.iter().map(|site| planned.study.site(*site).position).collect::<Vec<Position>>();
    let total: i128 = ways.iter().map(|way| i128::from(way.units)).sum();
    let share = |units: i128| (total > 0).then(|| Score::saturating(units as f64 / total as f64));
    let weighted: f64 = ways.iter().map(|way| way.distance.as_metres() * way.units as f64).sum();
    let farthest = ways.iter().map(|way| way.distance).max().unwrap_or(Distance::ZERO);
    let takers = positions(&takers);
    let reach = options.within.iter().map(|&within| {
        let near = ways.iter().filter(|way| way.distance <= within).map(|way| i128::from(way.units)).sum();
        let area = if options.drawn { disks::within(&takers, within) } else { MultiPolygon(Vec::new()) };
        Reach { within, share: share(near), area }
    });
    let mut provided = Vec::new();
    for (place, level) in (0..).zip(levels) {
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
    let reach = reach.collect();
    provided.shrink_to_fit();
    let mut places = positions(&givers);
    places.extend(takers);
    SupplyArea {
        of,
        givers: givers.len() as u32,
        dimension,
        amount: (total > 0).then(|| quantity(planned.plan.units, total, dimension)),
        mean: Distance::metres(weighted / total as f64).ok().map(|mean| mean.min(farthest)),
        farthest,
        hull: hull(&places).map_or(MultiPolygon(Vec::new()), |hull| MultiPolygon(vec![hull])),
        reach,
        provided,
    }
}
