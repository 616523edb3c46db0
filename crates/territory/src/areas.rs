//! Where what the plan brings comes from (aires d'approvisionnement).

use std::collections::BTreeMap;

use geo_types::MultiPolygon;
use maillon_model::{
    Allocation, AreaOf, Dimension, Distance, FlowIx, Level, Planned, Position, Provided, Reach, Score, SiteIx,
    SupplyArea, ZoneIx,
};

use crate::hull::hull;
use crate::units::quantity;

/// One allocation, seen from the taker.
#[derive(Debug, Clone, Copy)]
struct Way {
    giver: SiteIx,
    taker: SiteIx,
    units: i64,
    distance: Distance,
}

/// The areas of each family, of each zone and family, and of each demand that the plan serves; by whose they are, then by
/// dimension.
pub(crate) fn areas(planned: &Planned, levels: &[Level], within: &[Distance]) -> Vec<SupplyArea> {
    let study = planned.study;
    let mut ways: BTreeMap<(AreaOf, Dimension), Vec<Way>> = BTreeMap::new();
    for a in &planned.plan.allocations {
        let s = planned.matches.synergies.list().at(a.synergy as usize);
        let way = way(planned, a);
        let resource = study.resource(study.flow(s.demand).resource);
        let family: &str = if resource.known { &resource.family } else { "" };
        let dimension = planned.dimension(s.demand);
        let mut add = |of| ways.entry((of, dimension)).or_default().push(way);
        add(AreaOf::Family(family.into()));
        for (place, level) in (0..).zip(levels) {
            if let Some(zone) = level.of_site[way.taker.0 as usize] {
                add(AreaOf::Zone(place, zone, family.into()));
            }
        }
    }
    let mut areas: Vec<SupplyArea> =
        ways.into_iter().map(|((of, dimension), ways)| area(planned, levels, within, of, dimension, &ways)).collect();
    // Demands come last; there are many, of few ways each.
    let mut to: Vec<(FlowIx, usize)> = (planned.plan.allocations.iter().enumerate())
        .map(|(place, a)| (planned.matches.synergies.list().ends_at(a.synergy as usize)[1], place))
        .collect();
    to.sort_unstable();
    areas.extend(to.chunk_by(|a, b| a.0 == b.0).map(|places| {
        let ways: Vec<Way> = places.iter().map(|(_, place)| way(planned, &planned.plan.allocations[*place])).collect();
        let demand = places[0].0;
        area(planned, levels, within, AreaOf::Demand(demand), planned.dimension(demand), &ways)
    }));
    areas
}

fn way(planned: &Planned, a: &Allocation) -> Way {
    let s = planned.matches.synergies.list().at(a.synergy as usize);
    let [giver, taker] = [s.supply, s.demand].map(|flow| planned.study.flow(flow).site);
    Way { giver, taker, units: a.replaced, distance: s.distance }
}

fn area(
    planned: &Planned,
    levels: &[Level],
    within: &[Distance],
    of: AreaOf,
    dimension: Dimension,
    ways: &[Way],
) -> SupplyArea {
    let mut givers: Vec<SiteIx> = ways.iter().map(|way| way.giver).collect();
    let mut sites: Vec<SiteIx> = ways.iter().flat_map(|way| [way.giver, way.taker]).collect();
    for list in [&mut givers, &mut sites] {
        list.sort_unstable();
        list.dedup();
    }
    let total: i128 = ways.iter().map(|way| i128::from(way.units)).sum();
    let share = |units: i128| Score::saturating(units as f64 / total as f64);
    let weighted: f64 = ways.iter().map(|way| way.distance.as_metres() * way.units as f64).sum();
    let farthest = ways.iter().map(|way| way.distance).max().unwrap_or(Distance::ZERO);
    let reach = within.iter().map(|&within| {
        let near = ways.iter().filter(|way| way.distance <= within).map(|way| i128::from(way.units)).sum();
        Reach { within, share: share(near) }
    });
    let mut from: BTreeMap<(u32, bool, Option<ZoneIx>), i128> = BTreeMap::new();
    for (place, level) in (0..).zip(levels) {
        for way in ways {
            let zone = level.of_site[way.giver.0 as usize];
            *from.entry((place, zone.is_none(), zone)).or_default() += i128::from(way.units);
        }
    }
    let provided = from.into_iter().map(|((level, _, zone), units)| Provided { level, zone, share: share(units) });
    let positions: Vec<Position> = sites.iter().map(|site| planned.study.site(*site).position).collect();
    SupplyArea {
        of,
        givers: givers.len() as u32,
        amount: quantity(planned.plan.units, total, dimension),
        mean: Distance::metres(weighted / total as f64).unwrap_or(farthest).min(farthest),
        farthest,
        hull: hull(&positions).map_or(MultiPolygon(Vec::new()), |hull| MultiPolygon(vec![hull])),
        reach: reach.collect(),
        provided: provided.collect(),
    }
}
