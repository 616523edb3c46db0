//! The distance against GeographicLib's own test set.
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

use std::path::Path;

use maillon_model::{Distance, Position};
use maillon_spatial::geodesic;

fn at(lon: f64, lat: f64) -> Position {
    Position::new(lon, lat).unwrap()
}

#[test]
fn the_distance_is_the_same_both_ways() {
    let places = [at(0.0, 0.0), at(179.9, 0.2), at(-179.9, -0.2), at(12.0, 45.0), at(-170.0, -45.0), at(3.0, 90.0)];
    for a in places {
        for b in places {
            assert_eq!(geodesic(a, b), geodesic(b, a), "{a:?} {b:?}");
        }
    }
}

#[test]
fn poles_antimeridian_and_antipodes_are_ordinary() {
    assert_eq!(geodesic(at(10.0, 90.0), at(-100.0, 90.0)), Distance::ZERO);
    assert_eq!(geodesic(at(180.0, 5.0), at(-180.0, 5.0)), Distance::ZERO);
    let across = geodesic(at(179.95, 0.0), at(-179.95, 0.0)).as_metres();
    let degree = 6_378_137.0 * std::f64::consts::PI / 180.0; // of the equator
    assert!((across - 0.1 * degree).abs() < 1e-6, "{across}");
    let half_meridian = geodesic(at(0.0, 0.0), at(180.0, 0.0)).as_metres();
    assert!((half_meridian - 20_003_931.458_6).abs() < 1e-4, "{half_meridian}");
}

/// Karney's GeodTest: lat1 lon1 azi1 lat2 lon2 azi2 s12 …, the reference distance to 0.1 µm.
#[test]
fn agrees_with_karneys_test_set() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/conformance/geodesic/GeodTest-100.dat");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: no test set beside the repository");
        return;
    };
    let mut worst: f64 = 0.0;
    for line in text.lines() {
        let n: Vec<f64> = line.split_whitespace().map(|word| word.parse().unwrap()).collect();
        let error = (geodesic(at(n[1], n[0]), at(n[4], n[3])).as_metres() - n[6]).abs();
        worst = worst.max(error);
    }
    println!("{} geodesics, largest error {worst:e} m", text.lines().count());
    assert_eq!(text.lines().count(), 100);
    assert!(worst < 1e-7, "{worst:e} m");
}
