//! What zones have, need, use and leave.

use std::collections::BTreeMap;

use maillon_model::{Dimension, Direction, Level, Planned, Side, SiteIx, ZoneBalance, ZoneIx};

use crate::units::quantity;

/// One side in whole units.
#[derive(Debug, Clone, Copy, Default)]
struct Units {
    flows: u32,
    unknown: u32,
    stated: i128,
    inside: i128,
    across: i128,
}

/// A family in a dimension at one level in one zone, those without a zone last.
type Key<'a> = (u32, bool, Option<ZoneIx>, &'a str, Dimension);

/// The balances of every level: at each, a flow counts once.
pub(crate) fn balances(planned: &Planned, levels: &[Level]) -> Vec<ZoneBalance> {
    let study = planned.study;
    let mut sums: BTreeMap<Key, [Units; 2]> = BTreeMap::new();
    for (place, level) in (0..).zip(levels) {
        let key = |zone: Option<ZoneIx>, flow| {
            let resource = study.resource(study.flow(flow).resource);
            let family = if resource.known { &*resource.family } else { "" };
            (place, zone.is_none(), zone, family, planned.dimension(flow))
        };
        let zone_of = |site: SiteIx| level.of_site[site.0 as usize];
        for share in &planned.plan.shares {
            let flow = study.flow(share.flow);
            let side = &mut sums.entry(key(zone_of(flow.site), share.flow)).or_default()[side(flow.direction)];
            side.flows += 1;
            match share.capacity {
                Some(capacity) => side.stated += i128::from(capacity),
                None => side.unknown += 1,
            }
        }
        for a in &planned.plan.allocations {
            let s = planned.matches.synergies.list().at(a.synergy as usize);
            let [from, to] = [s.supply, s.demand].map(|flow| zone_of(study.flow(flow).site));
            // Two sites outside every zone are in no common place: what goes between them crosses.
            let inside = from.is_some() && from == to;
            for (flow, zone, units, side) in [(s.supply, from, a.supplied, 0), (s.demand, to, a.replaced, 1)] {
                let side = &mut sums.entry(key(zone, flow)).or_default()[side];
                *(if inside { &mut side.inside } else { &mut side.across }) += i128::from(units);
            }
        }
    }
    let units = planned.plan.units;
    let told = |((level, _, zone, family, dimension), [supply, demand]): (Key, [Units; 2])| {
        let side = |side: Units| Side {
            flows: side.flows,
            unknown: side.unknown,
            stated: quantity(units, side.stated, dimension),
            inside: quantity(units, side.inside, dimension),
            across: quantity(units, side.across, dimension),
            left: quantity(units, side.stated - side.inside - side.across, dimension),
        };
        ZoneBalance { level, zone, family: family.into(), supply: side(supply), demand: side(demand) }
    };
    sums.into_iter().map(told).collect()
}

const fn side(direction: Direction) -> usize {
    match direction {
        Direction::Supply => 0,
        Direction::Demand => 1,
    }
}
