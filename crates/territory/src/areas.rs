//! Where what the plan brings comes from (aires d'approvisionnement).

use std::collections::BTreeMap;

use geo_types::MultiPolygon;
use maillon_model::{
    AreaOf, Dimension, Distance, Level, Planned, Position, Provided, Reach, ResourceIx, Score, SiteIx, SupplyArea,
    ZoneIx,
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
    Demand(maillon_model::FlowIx),
}

/// The areas of each family and resource, of each zone and family, and of each demand that the plan serves or that is of unknown amount; by whose they are, then
/// by dimension.
pub(crate) fn areas(planned: &Planned, levels: &[Level], options: &Options, reach: &Known) -> Vec<SupplyArea> {
    let study = planned.study;
    let families = families(planned);
    let mut ways: Vec<(Of, Dimension, Way)> = Vec::with_capacity((3 + levels.len()) * planned.plan.allocations.len());
    for a in &planned.plan.allocations {
        let s = planned.matches.synergies.list().at(a.synergy as usize);
        let [giver, taker] = [s.supply, s.demand].map(|flow| study.flow(flow).site);
        let resource = study.flow(s.demand).resource;
        let family = families.of[resource.0 as usize];
        let dimension = planned.dimension(s.demand);
        let way = Way { giver, taker, units: a.replaced, distance: s.distance };
        ways.extend([Of::Family(family), Of::Resource(resource), Of::Demand(s.demand)].map(|of| (of, dimension, way)));
        for (place, level) in (0..).zip(levels) {
            if let Some(zone) = level.of_site[taker.0 as usize] {
                ways.push((Of::Zone(place, zone, family), dimension, way));
            }
        }
    }
    // What nobody knows the amount of is in no plan: it could come from all whom matching kept.
    for share in planned.plan.shares.iter().filter(|share| share.capacity.is_none()) {
        for k in reach.synergies(share.flow) {
            let s = planned.matches.synergies.list().at(*k as usize);
            if s.demand == share.flow {
                let [giver, taker] = [s.supply, s.demand].map(|flow| study.flow(flow).site);
                let way = Way { giver, taker, units: 0, distance: s.distance };
                ways.push((Of::Demand(s.demand), planned.dimension(s.demand), way));
            }
        }
    }
    // Stable: the ways of an area stay in the order of the plan.
    ways.sort_by_key(|(of, dimension, _)| (*of, *dimension));
    let same = |a: &(Of, Dimension, Way), b: &(Of, Dimension, Way)| (a.0, a.1) == (b.0, b.1);
    (ways.chunk_by(same))
        .map(|ways| {
            let of = match ways[0].0 {
                Of::Family(family) => AreaOf::Family(families.names[family as usize].into()),
                Of::Resource(resource) => AreaOf::Resource(resource),
                Of::Zone(level, zone, family) => AreaOf::Zone(level, zone, families.names[family as usize].into()),
                Of::Demand(flow) => AreaOf::Demand(flow),
            };
            let dimension = ways[0].1;
            let ways: Vec<Way> = ways.iter().map(|(_, _, way)| *way).collect();
            area(planned, levels, options, of, dimension, &ways)
        })
        .collect()
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
