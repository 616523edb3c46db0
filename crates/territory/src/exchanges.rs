//! What goes from zone to zone: the origin-destination matrix.

use std::collections::BTreeMap;

use maillon_model::{Dimension, FlowIx, Level, Planned, WorthSum, ZoneExchange, ZoneIx};

use crate::balance::families;
use crate::units::quantity;

type Key = ([(bool, Option<ZoneIx>); 2], [(u32, Dimension); 2]);

#[derive(Debug, Default)]
struct Sum {
    supplied: i128,
    replaced: i128,
    synergies: u32,
    worth: WorthSum,
}

/// What the plan moves between zones, inside each, and from or to what lies in none; at each level all of it, once.
pub(crate) fn exchanges(planned: &Planned, levels: &[Level]) -> Vec<ZoneExchange> {
    let (study, units) = (planned.study, planned.plan.units);
    let families = families(planned);
    let kind = |flow: FlowIx| (families.of[study.flow(flow).resource.0 as usize], planned.dimension(flow));
    let mut exchanges = Vec::new();
    for (place, level) in (0..).zip(levels) {
        let mut sums: BTreeMap<Key, Sum> = BTreeMap::new();
        for (place, a) in planned.plan.allocations.iter().enumerate() {
            let s = planned.matches.synergies.list().at(a.synergy as usize);
            let zone = |flow: FlowIx| {
                let zone = level.of_site[study.flow(flow).site.0 as usize];
                (zone.is_none(), zone)
            };
            let ends = [s.supply, s.demand];
            let sum = sums.entry((ends.map(zone), ends.map(kind))).or_default();
            sum.supplied += i128::from(a.supplied);
            sum.replaced += i128::from(a.replaced);
            sum.synergies += 1;
            sum.worth.add(planned.worth.at(place));
        }
        exchanges.extend(sums.into_iter().map(|(([from, to], [gives, takes]), sum)| ZoneExchange {
            level: place,
            from: from.1,
            to: to.1,
            family: families.names[gives.0 as usize].into(),
            replaces: families.names[takes.0 as usize].into(),
            supplied: quantity(units, sum.supplied, gives.1),
            replaced: quantity(units, sum.replaced, takes.1),
            synergies: sum.synergies,
            carbon: sum.worth.worth().carbon,
            without_carbon: sum.worth.without_carbon,
            euros: sum.worth.worth().euros,
            without_euros: sum.worth.without_euros,
        }));
    }
    exchanges
}
