//! Zones that hold a position.
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use geo_types::{Coord, LineString, MultiPolygon, Polygon, polygon};
use maillon_model::{Located, Origin, Position, Site, SourceIx, Study, Zone, ZoneIx, ZoneKind};
use maillon_spatial::{ZoneIndex, zones_of_sites};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn zone(polygons: Vec<Polygon<f64>>) -> Zone {
    Zone {
        id: "z".into(),
        name: None,
        kind: ZoneKind::Industrial,
        level: None,
        geometry: MultiPolygon(polygons),
        origin: Origin { source: SourceIx(0), feature: 1 },
    }
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Polygon<f64> {
    polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)]
}

fn at(lon: f64, lat: f64) -> Position {
    Position::new(lon, lat).unwrap()
}

#[track_caller]
fn check(zones: &[Zone], cases: &[(f64, f64, &[u32])]) {
    let index = ZoneIndex::new(zones);
    for (lon, lat, expected) in cases {
        let expected: Vec<ZoneIx> = expected.iter().copied().map(ZoneIx).collect();
        assert_eq!(index.holding(at(*lon, *lat)), expected, "{lon} {lat}");
    }
}

#[test]
fn nested_overlapping_and_holed_zones() {
    let hole: LineString<f64> = rectangle(4.0, 4.0, 6.0, 6.0).exterior().clone();
    let holed = Polygon::new(rectangle(0.0, 0.0, 10.0, 10.0).exterior().clone(), vec![hole]);
    let zones = [
        zone(vec![rectangle(0.0, 0.0, 10.0, 10.0)]),
        zone(vec![holed]),
        zone(vec![rectangle(1.0, 1.0, 2.0, 2.0), rectangle(8.0, 8.0, 12.0, 12.0)]),
        zone(vec![]),
    ];
    check(
        &zones,
        &[
            (5.0, 5.0, &[0]),
            (1.5, 1.5, &[0, 1, 2]),
            (9.0, 9.0, &[0, 1, 2]),
            (11.0, 11.0, &[2]),
            (0.0, 5.0, &[0, 1]),      // an edge
            (10.0, 10.0, &[0, 1, 2]), // a corner
            (4.0, 5.0, &[0, 1]),      // the edge of the hole
            (-0.000_001, 5.0, &[]),
        ],
    );
}

#[test]
fn zones_across_the_antimeridian() {
    let cut = vec![rectangle(178.0, -20.0, 180.0, -10.0), rectangle(-180.0, -20.0, -178.0, -10.0)];
    let zones = [
        zone(cut),
        zone(vec![rectangle(178.0, -20.0, 190.0, -10.0)]),
        zone(vec![rectangle(-190.0, -20.0, -178.0, -10.0)]),
        zone(vec![rectangle(170.0, -20.0, 180.0, -10.0)]),
    ];
    check(
        &zones,
        &[
            (179.0, -15.0, &[0, 1, 2, 3]),
            (180.0, -15.0, &[0, 1, 2, 3]),
            (-180.0, -15.0, &[0, 1, 2, 3]),
            (-179.0, -15.0, &[0, 1, 2]),
            (-175.0, -15.0, &[1]),
            (171.0, -15.0, &[2, 3]),
            (0.0, -15.0, &[]),
        ],
    );
}

#[test]
fn a_pole_has_every_longitude() {
    let zones = [zone(vec![rectangle(0.0, 80.0, 10.0, 90.0)]), zone(vec![rectangle(-180.0, -90.0, 180.0, -60.0)])];
    check(
        &zones,
        &[(5.0, 85.0, &[0]), (50.0, 90.0, &[0]), (50.0, 85.0, &[]), (-77.0, -90.0, &[1]), (180.0, -70.0, &[1])],
    );
}

#[test]
fn every_site_has_its_zones() {
    let origin = Origin { source: SourceIx(0), feature: 1 };
    let site = |position| Site {
        id: "s".into(),
        name: maillon_model::Name::NONE,
        activity: maillon_model::Name::NONE,
        position,
        located: Located::Point,
        origin,
    };
    let study = Study {
        sites: vec![site(at(5.0, 5.0)), site(at(50.0, 5.0))],
        zones: vec![zone(vec![rectangle(0.0, 0.0, 10.0, 10.0)])],
        ..Study::default()
    };
    assert_eq!(zones_of_sites(&study).iter().collect::<Vec<_>>(), [&[ZoneIx(0)][..], &[]]);
}

/// Even-odd crossings of a ray to the east, by hand.
fn inside(ring: &LineString<f64>, p: Coord<f64>) -> bool {
    let crossings = ring.lines().filter(|line| {
        let (a, b) = (line.start, line.end);
        (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)
    });
    crossings.count() % 2 == 1
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(2), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn holding_is_brute_force(
        triangles in proptest::collection::vec(proptest::array::uniform3((-10.0..10.0, -10.0..10.0)), 0..30),
        places in proptest::collection::vec((-10.0..10.0, -10.0..10.0), 30),
    ) {
        let zones: Vec<Zone> =
            triangles.iter().map(|corners| zone(vec![Polygon::new(corners.to_vec().into(), vec![])])).collect();
        let index = ZoneIndex::new(&zones);
        for (lon, lat) in places {
            let by_hand: Vec<ZoneIx> = zones
                .iter()
                .zip(0..)
                .filter(|(zone, _)| inside(zone.geometry.0[0].exterior(), Coord { x: lon, y: lat }))
                .map(|(_, i)| ZoneIx(i))
                .collect();
            prop_assert_eq!(index.holding(at(lon, lat)), by_hand);
        }
    }
}
