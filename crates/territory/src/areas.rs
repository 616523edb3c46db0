//! Where what the plan brings comes from (aires d'approvisionnement).

use std::collections::BTreeMap;

use geo_types::MultiPolygon;
use maillon_model::{
    AreaOf, Dimension, Distance, Level, Planned, Position, Provided, Reach, Score, SiteIx, SupplyArea, ZoneIx,
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
        let s = &planned.matches.synergies.list()[a.synergy as usize];
        let [giver, taker] = [s.supply, s.demand].map(|flow| study.flow(flow).site);
        let resource = study.resource(study.flow(s.demand).resource);
        let family: &str = if resource.known { &resource.family } else { "" };
        let dimension = planned.dimension(s.demand);
        let way = Way { giver, taker, units: a.replaced, distance: s.distance };
        let mut add = |of| ways.entry((of, dimension)).or_default().push(way);
        add(AreaOf::Family(family.into()));
        add(AreaOf::Demand(s.demand));
        for (place, level) in (0..).zip(levels) {
            if let Some(zone) = level.of_site[taker.0 as usize] {
                add(AreaOf::Zone(place, zone, family.into()));
            }
        }
    }
    ways.into_iter().map(|((of, dimension), ways)| area(planned, levels, within, of, dimension, &ways)).collect()
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
