//! Balances add up, to the unit.

use std::collections::BTreeMap;

use maillon_model::{Dimension, Direction, Quantity, Side, SiteIx, Surveyed, Territory, ZoneBalance, ZoneIx, ZoneKind};

use crate::common::{Made, made, square, units};

type Part = fn(&Side) -> Quantity;
const PARTS: [Part; 4] = [|s| s.stated, |s| s.inside, |s| s.across, |s| s.left];

fn sides(b: &ZoneBalance) -> [Side; 2] {
    [b.supply, b.demand]
}

#[test]
fn each_level_adds_up_to_the_study() {
    for seed in 0..20 {
        let made = Made::random(seed);
        let survey = made.survey();
        let territory = survey.territory();
        assert_eq!(
            territory.levels.iter().map(|l| &*l.name).collect::<Vec<_>>(),
            ["commune", "departement", "region", "industrial"]
        );
        for level in 0..territory.levels.len() as u32 {
            for (side, direction) in [Direction::Supply, Direction::Demand].into_iter().enumerate() {
                for dimension in [Dimension::Mass, Dimension::Energy] {
                    let rows = || {
                        let of = |b: &&ZoneBalance| b.level == level && sides(b)[side].stated.dimension() == dimension;
                        territory.balances.iter().filter(of).map(|b| sides(b)[side])
                    };
                    let flows = || {
                        let of = |s: &maillon_model::Share| {
                            let flow = made.study.flow(s.flow);
                            flow.direction == direction && made.planned().dimension(s.flow) == dimension
                        };
                        made.plan.shares.iter().filter(of)
                    };
                    let stated: i64 = rows().map(|s| units(s.stated)).sum();
                    assert_eq!(stated, flows().filter_map(|s| s.capacity).sum::<i64>());
                    let moved: i64 = rows().map(|s| units(s.inside) + units(s.across)).sum();
                    assert_eq!(moved, flows().map(|s| s.used).sum::<i64>());
                    assert!(rows().all(|s| units(s.stated) == units(s.inside) + units(s.across) + units(s.left)));
                    assert_eq!(rows().map(|s| s.flows as usize).sum::<usize>(), flows().count());
                }
            }
        }
    }
}

/// A zone's own balance is that of its parts, of its sites outside every part, and of what crosses between these.
#[test]
fn nested_levels_add_up_to_each_other() {
    let mut compared = 0;
    for seed in 0..20 {
        let made = Made::random(seed);
        let survey = made.survey();
        let territory = survey.territory();
        for fine in 0..2 {
            let (level, coarse) = (&territory.levels[fine], &territory.levels[fine + 1]);
            assert_eq!(level.parent, Some(fine as u32 + 1));
            for &parent in &coarse.zones {
                for b in of_zone(territory, fine as u32 + 1, Some(parent)) {
                    let slow = slow_balance(&made, b, |site| coarse.of_site[site] == Some(parent));
                    assert_eq!(sides(b).map(|s| PARTS.map(|part| units(part(&s)))), slow);
                    // The sums of the parts, from the finer level's own rows, but for sites in none of them.
                    for (side, own) in sides(b).into_iter().enumerate() {
                        let parts: i64 = (level.zones.iter().zip(&level.parents))
                            .filter(|(_, p)| **p == Some(parent))
                            .flat_map(|(zone, _)| of_zone(territory, fine as u32, Some(*zone)))
                            .filter(|part| part.family == b.family && same(part, b))
                            .map(|part| units(sides(part)[side].stated))
                            .sum();
                        let rest = slow_balance(&made, b, |site| {
                            coarse.of_site[site] == Some(parent)
                                && level.of_site[site]
                                    .is_none_or(|zone| parent_of(territory, fine, zone) != Some(parent))
                        });
                        assert_eq!(units(own.stated), parts + rest[side][0]);
                        compared += 1;
                    }
                }
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

fn same(a: &ZoneBalance, b: &ZoneBalance) -> bool {
    a.supply.stated.dimension() == b.supply.stated.dimension()
}

fn parent_of(territory: &Territory, level: usize, zone: ZoneIx) -> Option<ZoneIx> {
    let level = &territory.levels[level];
    level.parents[level.zones.binary_search(&zone).expect("a zone of the level")]
}

fn of_zone(territory: &Territory, level: u32, zone: Option<ZoneIx>) -> impl Iterator<Item = &ZoneBalance> {
    territory.balances.iter().filter(move |b| b.level == level && b.zone == zone)
}

/// The balance of a set of sites, allocation by allocation.
fn slow_balance(made: &Made, like: &ZoneBalance, holds: impl Fn(usize) -> bool) -> [[i64; 4]; 2] {
    let mut slow = [[0; 4]; 2];
    let counts = |flow| {
        let f = made.study.flow(flow);
        let resource = made.study.resource(f.resource);
        let family = if resource.known { &*resource.family } else { "" };
        holds(f.site.0 as usize)
            && family == &*like.family
            && made.planned().dimension(flow) == like.supply.stated.dimension()
    };
    for share in made.plan.shares.iter() {
        if counts(share.flow) {
            let side = usize::from(made.study.flow(share.flow).direction == Direction::Demand);
            slow[side][0] += share.capacity.unwrap_or(0);
            slow[side][3] += share.capacity.unwrap_or(0) - share.used;
        }
    }
    for a in &made.plan.allocations {
        let s = made.matches.synergies.list().at(a.synergy as usize);
        let both = [s.supply, s.demand].iter().all(|f| holds(made.study.flow(*f).site.0 as usize));
        for (side, flow) in [s.supply, s.demand].into_iter().enumerate() {
            if counts(flow) {
                slow[side][if both { 1 } else { 2 }] += a.supplied;
            }
        }
    }
    slow
}

#[test]
fn the_matrix_is_what_the_balances_say() {
    let mut compared = 0;
    for seed in 0..10 {
        let made = Made::random(seed);
        let survey = made.survey();
        let territory = survey.territory();
        let mut sums: BTreeMap<(u32, Option<ZoneIx>, &str, Dimension), [i64; 2]> = BTreeMap::new();
        for x in &territory.exchanges {
            let inside = usize::from(x.from != x.to || x.from.is_none());
            sums.entry((x.level, x.from, &x.family, x.supplied.dimension())).or_default()[inside] += units(x.supplied);
        }
        for b in &territory.balances {
            let key = (b.level, b.zone, &*b.family, b.supply.stated.dimension());
            let sum = sums.remove(&key).unwrap_or_default();
            assert_eq!(sum, [units(b.supply.inside), units(b.supply.across)]);
            compared += 1;
        }
        assert!(sums.is_empty());
    }
    assert!(compared > 200);
}

#[test]
fn overlapping_zones_count_a_site_once_and_say_so() {
    let park = |id, west| square(id, None, ZoneKind::Industrial, west, 0.0, 2.0);
    let flows = [(0, Direction::Supply, 1, Some(5000)), (1, Direction::Demand, 1, Some(3000))];
    let made = made(&[(1.5, 1.0), (9.0, 9.0)], vec![park("a", 0.0), park("b", 1.0)], &flows, &[(0, 1, 3000, None)]);
    let survey = made.survey();
    let territory = survey.territory();
    let level = &territory.levels[0];
    assert_eq!((level.sites_in_several, level.sites_in_none), (1, 1));
    assert_eq!(level.of_site[0], Some(ZoneIx(0)));
    assert_eq!(territory.balances.len(), 2, "one for zone a, one for the site in no zone, none for zone b");
    assert_eq!(units(territory.balances[0].supply.across), 3000);
    assert_eq!(units(territory.balances[0].supply.left), 2000);
    assert_eq!(territory.balances[1].zone, None);
    assert_eq!(made.study.site(SiteIx(1)).position.lon(), 9.0);
}

#[test]
fn zones_with_holes_and_bad_rings_and_no_flows_at_all() {
    use geo_types::{MultiPolygon, polygon};
    let mut holed = square("holed", Some("commune"), ZoneKind::Urban, 0.0, 0.0, 4.0);
    holed.geometry = MultiPolygon(vec![polygon!(
        exterior: [(x: 0.0, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 4.0), (x: 0.0, y: 4.0)],
        interiors: [[(x: 1.0, y: 1.0), (x: 3.0, y: 1.0), (x: 3.0, y: 3.0), (x: 1.0, y: 3.0)]],
    )]);
    let mut bow = square("bow", Some("commune"), ZoneKind::Urban, 10.0, 0.0, 4.0);
    bow.geometry =
        MultiPolygon(vec![polygon![(x: 10.0, y: 0.0), (x: 14.0, y: 4.0), (x: 14.0, y: 0.0), (x: 10.0, y: 4.0)]]);
    let mut flat = square("flat", Some("commune"), ZoneKind::Urban, 20.0, 0.0, 4.0);
    flat.geometry = MultiPolygon(vec![polygon![(x: 20.0, y: 0.0), (x: 24.0, y: 0.0), (x: 20.0, y: 0.0)]]);
    let mut empty = square("empty", Some("commune"), ZoneKind::Urban, 30.0, 0.0, 4.0);
    empty.geometry = MultiPolygon(Vec::new());
    let made = made(&[(2.0, 2.0), (0.5, 0.5)], vec![holed, bow, flat, empty], &[], &[]);
    let survey = made.survey();
    let territory = survey.territory();
    assert_eq!(territory.levels[0].sites_in_none, 1, "in the hole");
    assert!(territory.balances.is_empty() && territory.exchanges.is_empty());
    assert_eq!(territory.anchors.iter().filter(|a| a.is_none()).count(), 1, "only the empty one has no place");
}
