//! What zones have, need, use and leave: in amounts, in money, and of substances.

use std::collections::BTreeMap;

use maillon_model::{
    Content, Dimension, Direction, EuroSide, EurosGained, FlowIx, Level, Planned, Quantity, Side, Substance,
    SubstanceBalance, ZoneBalance, ZoneIx,
};

use crate::survey::Contents;
use crate::units::quantity;

/// One side, in whole numbers of something.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    flows: u32,
    unknown: u32,
    inside: i128,
    across: i128,
    left: i128,
}

impl Sum {
    /// The sum of its parts, each rounded by itself: that way it is so at every level.
    const fn stated(self) -> i128 {
        self.inside + self.across + self.left
    }
}

/// What so many whole units of a flow count by one measure.
#[derive(Clone, Copy)]
enum Counted {
    /// The measure is none for such flows.
    NotAsked,
    Unknown,
    Of(i128),
}

/// What is summed up: a zone, those without one last, and the rest of the key.
type Key<K> = (bool, Option<ZoneIx>, K);

/// By measure, supply and demand.
type Sums = [[Sum; 2]; 2];

/// The sums of a level by zone and key, by two measures at once: at each level a flow counts once. Where a measure does not know
/// what a flow counts, none of its exchanges counts either.
fn gather<K: Ord + Copy>(
    planned: &Planned,
    level: &Level,
    key: impl Fn(FlowIx) -> K,
    measure: impl Fn(FlowIx, i64) -> [Counted; 2],
) -> BTreeMap<Key<K>, Sums> {
    let study = planned.study;
    let mut sums: BTreeMap<Key<K>, Sums> = BTreeMap::new();
    let zone_of = |flow: FlowIx| level.of_site[study.flow(flow).site.0 as usize];
    for share in planned.plan.shares.iter() {
        let counted = measure(share.flow, share.capacity.map_or(0, |units| units - share.used));
        if let [Counted::NotAsked, Counted::NotAsked] = counted {
            continue;
        }
        let zone = zone_of(share.flow);
        let side = side(study.flow(share.flow).direction);
        let sums = sums.entry((zone.is_none(), zone, key(share.flow))).or_default();
        for (sum, counted) in sums.iter_mut().zip(counted) {
            let sum = &mut sum[side];
            match counted {
                Counted::NotAsked => continue,
                Counted::Of(left) if share.capacity.is_some() => sum.left += left,
                Counted::Of(_) | Counted::Unknown => sum.unknown += 1,
            }
            sum.flows += 1;
        }
    }
    for a in &planned.plan.allocations {
        let s = planned.matches.synergies.list().at(a.synergy as usize);
        let [from, to] = [s.supply, s.demand].map(zone_of);
        // Two sites outside every zone are in no common place: what goes between them crosses.
        let inside = from.is_some() && from == to;
        for (flow, zone, units, side) in [(s.supply, from, a.supplied, 0), (s.demand, to, a.replaced, 1)] {
            let counted = measure(flow, units);
            if counted.iter().all(|counted| !matches!(counted, Counted::Of(_))) {
                continue;
            }
            let sums = sums.entry((zone.is_none(), zone, key(flow))).or_default();
            for (sum, counted) in sums.iter_mut().zip(counted) {
                if let Counted::Of(moved) = counted {
                    *(if inside { &mut sum[side].inside } else { &mut sum[side].across }) += moved;
                }
            }
        }
    }
    sums
}

const fn side(direction: Direction) -> usize {
    match direction {
        Direction::Supply => 0,
        Direction::Demand => 1,
    }
}

/// The balances of every level.
pub(crate) fn balances(planned: &Planned, levels: &[Level]) -> Vec<ZoneBalance> {
    let study = planned.study;
    let units = planned.plan.units;
    let families = families(planned);
    let key = |flow: FlowIx| (families.of[study.flow(flow).resource.0 as usize], planned.dimension(flow));
    let cents = |flow: FlowIx, amount: i64| {
        let dimension = planned.dimension(flow);
        let price = study.flow(flow).details.as_ref()?.price.filter(|price| price.per() == dimension)?;
        Some((100.0 * price.euros() * units.base(amount, dimension)).round() as i128)
    };
    let measure =
        |flow, amount: i64| [Counted::Of(amount.into()), cents(flow, amount).map_or(Counted::Unknown, Counted::Of)];
    let mut balances = Vec::new();
    for (place, level) in (0..).zip(levels) {
        for ((_, zone, (family, dimension)), [[supply, demand], paid]) in gather(planned, level, key, measure) {
            let side = |sum: Sum| side_of(sum, |whole| quantity(units, whole, dimension));
            balances.push(ZoneBalance {
                level: place,
                zone,
                family: families.names[family as usize].into(),
                supply: side(supply),
                demand: side(demand),
                supply_euros: euros(paid[0]),
                demand_euros: euros(paid[1]),
            });
        }
    }
    balances
}

/// What of each substance is in the flows of every level: in grams, so that sums of sums are equal.
pub(crate) fn substances(planned: &Planned, levels: &[Level], contents: &Contents) -> Vec<SubstanceBalance> {
    let measure = |flow: FlowIx, amount: i64| {
        contents(flow).map(|content| match content {
            Content::NotAsked => Counted::NotAsked,
            Content::Unknown => Counted::Unknown,
            Content::Of(tonnes) => {
                let base = planned.plan.units.base(amount, planned.dimension(flow));
                Counted::Of((1e6 * tonnes.annual() * base).round() as i128)
            }
        })
    };
    let mut balances = Vec::new();
    for (place, level) in (0..).zip(levels) {
        for ((_, zone, ()), sums) in gather(planned, level, |_| (), measure) {
            for (substance, [supply, demand]) in Substance::ALL.into_iter().zip(sums) {
                if supply.flows + demand.flows > 0 {
                    let [supply, demand] = [supply, demand].map(|sum| side_of(sum, tonnes));
                    balances.push(SubstanceBalance { level: place, zone, substance, supply, demand });
                }
            }
        }
    }
    balances
}

fn tonnes(grams: i128) -> Quantity {
    let mass = Dimension::Mass;
    Quantity::per_year((grams as f64 / 1e6).max(0.0), mass).unwrap_or(Quantity::none(mass))
}

fn side_of(sum: Sum, told: impl Fn(i128) -> Quantity) -> Side {
    Side {
        flows: sum.flows,
        unknown: sum.unknown,
        stated: told(sum.stated()),
        inside: told(sum.inside),
        across: told(sum.across),
        left: told(sum.left),
    }
}

fn euros(sum: Sum) -> EuroSide {
    // Cents of a study are far below 2^53: the quotient is the decimal itself.
    let euros = |cents: i128| EurosGained::per_year(cents as f64 / 100.0).unwrap_or_default();
    EuroSide {
        without: sum.unknown,
        stated: euros(sum.stated()),
        inside: euros(sum.inside),
        across: euros(sum.across),
        left: euros(sum.left),
    }
}

/// The resource families of a study by name, and that of each resource; those that maillon does not know have none.
pub(crate) struct Families<'a> {
    pub(crate) names: Vec<&'a str>,
    pub(crate) of: Vec<u32>,
}

pub(crate) fn families<'a>(planned: &Planned<'a>) -> Families<'a> {
    let resources = &planned.study.resources;
    let family = |known: bool, family: &'a str| if known { family } else { "" };
    let mut names: Vec<&str> = resources.iter().map(|r| family(r.known, &r.family)).collect();
    names.sort_unstable();
    names.dedup();
    let place =
        |r: &maillon_model::Resource| names.partition_point(|name| *name < if r.known { &*r.family } else { "" });
    let of = resources.iter().map(|r| place(r) as u32).collect();
    Families { names, of }
}
