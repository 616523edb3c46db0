//! The index against brute force and GeographicLib.
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use geographiclib_rs::{Geodesic, InverseGeodesic};
use maillon_model::{Distance, Position};
use maillon_spatial::{PointIndex, geodesic};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 200, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() }
}

/// Anywhere on Earth, with a bias to where indexes fail: poles, antimeridian, the same few addresses.
fn position() -> impl Strategy<Value = Position> {
    let lon = prop_oneof![-180.0..180.0, 179.0..180.0, -180.0..-179.0, Just(-180.0), Just(180.0), Just(0.0), 2.0..2.1];
    let lat = prop_oneof![-90.0..=90.0, 89.5..=90.0, -90.0..=-89.5, Just(90.0), Just(-90.0), Just(0.0), 48.0..48.1];
    (lon, lat).prop_map(|(lon, lat)| Position::new(lon, lat).unwrap())
}

fn points() -> impl Strategy<Value = Vec<Position>> {
    proptest::collection::vec(position(), 0..120)
}

fn numbered(points: &[Position]) -> Vec<(Position, u32)> {
    points.iter().copied().zip(0..).collect()
}

fn within(index: &PointIndex, from: Position, radius: Distance) -> Vec<(u32, Distance)> {
    let mut found = Vec::new();
    index.within(from, radius, |payload, distance| found.push((payload, distance)));
    found.sort_unstable();
    found
}

fn reference(a: Position, b: Position) -> f64 {
    Geodesic::wgs84().inverse(a.lat(), a.lon(), b.lat(), b.lon())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_distance_is_the_same_both_ways(a in position(), b in position()) {
        prop_assert_eq!(geodesic(a, b), geodesic(b, a));
    }

    #[test]
    fn within_is_brute_force(points in points(), from in position(), metres in prop_oneof![0.0..2e7, 0.0..2e5, Just(0.0)]) {
        let radius = Distance::metres(metres).unwrap();
        let by_hand: Vec<(u32, f64)> = numbered(&points)
            .into_iter()
            .map(|(point, payload)| (payload, reference(from, point)))
            .filter(|(_, metres)| *metres <= radius.as_metres())
            .collect();
        let found = within(&PointIndex::new(numbered(&points)), from, radius);
        prop_assert_eq!(found.len(), by_hand.len());
        for ((payload, distance), (expected, metres)) in found.into_iter().zip(by_hand) {
            prop_assert_eq!(payload, expected);
            prop_assert!((distance.as_metres() - metres).abs() < 1e-4);
        }
    }

    #[test]
    fn the_border_is_exact(points in proptest::collection::vec(position(), 0..30), from in position()) {
        let index = PointIndex::new(numbered(&points));
        for (point, payload) in numbered(&points) {
            let exact = geodesic(from, point);
            let holds = |metres: f64| {
                let radius = Distance::metres(metres).unwrap();
                within(&index, from, radius).iter().any(|(found, _)| *found == payload)
            };
            prop_assert!(holds(exact.as_metres()));
            prop_assert!(holds(exact.as_metres() + 1e-3));
            if exact.as_metres() >= 1e-3 {
                prop_assert!(!holds(exact.as_metres() - 1e-3));
                prop_assert!(!holds(exact.as_metres().next_down()));
            }
        }
    }

    #[test]
    fn join_is_within_for_each_point(
        (points, others) in (points(), points()),
        radii in proptest::collection::vec(prop_oneof![0.0..2e7, 0.0..2e5, Just(0.0)], 120),
    ) {
        let radius = |payload: u32| Distance::metres(radii[payload as usize]).unwrap();
        let (own, index) = (PointIndex::new(numbered(&points)), PointIndex::new(numbered(&others)));
        let mut joined = vec![Vec::new(); points.len()];
        let payload = |place: u32| own.payloads()[place as usize];
        for block in own.blocks() {
            own.join(block, &index, |place| radius(payload(place)), |place, near| {
                let found = near.pairs().map(|(other, distance)| (index.payloads()[other as usize], distance));
                joined[payload(place) as usize].extend(found);
            });
        }
        for (i, mut found) in joined.into_iter().enumerate() {
            found.sort_unstable();
            prop_assert_eq!(found, within(&index, points[i], radius(i as u32)));
        }
    }

    #[test]
    fn nearest_is_brute_force(points in points(), from in position(), step in 1u32..4) {
        let by_hand = numbered(&points)
            .into_iter()
            .filter(|(_, payload)| payload % step == 0)
            .map(|(point, payload)| (geodesic(from, point), payload))
            .min()
            .map(|(distance, payload)| (payload, distance));
        let found = PointIndex::new(numbered(&points)).nearest(from, |payload| payload % step == 0);
        prop_assert_eq!(found, by_hand);
    }

    #[test]
    fn the_order_of_points_leaves_no_trace(points in points(), from in position()) {
        let visits = |points: Vec<(Position, u32)>| {
            let mut visits = Vec::new();
            PointIndex::new(points).within(from, Distance::EARTH, |payload, distance| visits.push((payload, distance)));
            visits
        };
        let mut reversed = numbered(&points);
        reversed.reverse();
        prop_assert_eq!(visits(numbered(&points)), visits(reversed));
    }
}

/// Numbers spread over [0, 1), the same at every run.
fn spread(i: u32, prime: f64) -> f64 {
    (f64::from(i) * prime).fract()
}

/// A million random pairs up to some 200 km apart, each with a radius at or a hair beside GeographicLib's answer for it: the
/// join must side with GeographicLib every time.
#[test]
fn a_million_borders_are_geographiclibs() {
    const NUDGES: [f64; 7] = [0.0, 1e-9, -1e-9, 1e-6, -1e-6, 1e-4, -1e-4];
    let (mut pairs, mut in_reach) = (0, 0);
    for star in 0..1000 {
        let lat = -89.0 + 178.0 * spread(star, 0.754_877_666_246_692_8);
        let lon = -180.0 + 360.0 * spread(star, 0.569_840_290_998_053_3);
        let centre = Position::new(lon, lat).unwrap();
        let around = |i: u32| {
            let (reach, turn) =
                (1.7 * spread(i, 0.819_172_513_396_164_5), std::f64::consts::TAU * spread(i, 0.618_034));
            let north = (lat + reach * turn.sin()).clamp(-90.0, 90.0);
            Position::new((lon + reach * turn.cos() / lat.to_radians().cos()) % 360.0, north).unwrap()
        };
        let points: Vec<Position> = (star..star + 1000).map(around).collect();
        let borders: Vec<(f64, Distance)> = points
            .iter()
            .zip(star as usize..)
            .map(|(point, i)| {
                let exact = reference(*point, centre);
                (exact, Distance::metres((exact + NUDGES[i % NUDGES.len()]).max(0.0)).unwrap())
            })
            .collect();
        let (own, centre) = (PointIndex::new(numbered(&points)), PointIndex::new([(centre, 0)]));
        let mut found = vec![false; points.len()];
        let payload = |place: u32| own.payloads()[place as usize] as usize;
        for block in own.blocks() {
            own.join(block, &centre, |place| borders[payload(place)].1, |place, _| found[payload(place)] = true);
        }
        for ((exact, radius), found) in borders.into_iter().zip(found) {
            assert_eq!(found, exact <= radius.as_metres(), "{exact} m within {radius:?}");
            pairs += 1;
            in_reach += u32::from(found);
        }
    }
    assert!(pairs == 1_000_000 && (400_000..700_000).contains(&in_reach), "{in_reach} of {pairs}");
}

/// Rings of points all but equally far: to the east chords are shorter for the same geodesic than to the north.
#[test]
fn nearest_ranks_by_geodesic_not_by_chord() {
    let from = Position::new(0.0, 0.0).unwrap();
    let ring: Vec<(Position, u32)> = (0..3600u32)
        .map(|i| {
            let azimuth = f64::from(i) / 10.0;
            let (lat, lon, _) = geographiclib_rs::DirectGeodesic::direct(&Geodesic::wgs84(), 0.0, 0.0, azimuth, 1.5e6);
            (Position::new(lon, lat).unwrap(), i)
        })
        .collect();
    let by_hand = ring.iter().map(|(point, i)| (geodesic(from, *point), *i)).min().map(|(d, i)| (i, d));
    assert_eq!(PointIndex::new(ring.iter().copied()).nearest(from, |_| true), by_hand);
    let farther = |metres: f64| {
        let radius = Distance::metres(metres).unwrap();
        within(&PointIndex::new(ring.iter().copied()), from, radius).len()
    };
    assert_eq!(farther(1.5e6 - 1e-3), 0);
    assert_eq!(farther(1.5e6 + 1e-3), 3600);
}

#[test]
fn an_empty_index_finds_nobody() {
    let index = PointIndex::new([]);
    let from = Position::new(0.0, 90.0).unwrap();
    assert!(index.is_empty());
    assert!(within(&index, from, Distance::EARTH).is_empty());
    assert_eq!(index.nearest(from, |_| true), None);
}
