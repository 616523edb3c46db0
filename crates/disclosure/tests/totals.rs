//! What is published, judged by somebody who adds and subtracts it at will.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use maillon_disclosure::{LARGEST_SHARE, PublicTotals, SMALLEST_GROUP};
use maillon_model::{
    Amount, Dimension, Direction, Flow, Grouped, Located, Origin, Position, Quantity, ResourceIx, Site, SiteIx,
    SourceIx, Study, ZoneIx,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const FAMILIES: usize = 2;
const ZONES: u32 = 4;
const ORIGIN: Origin = Origin { source: SourceIx(0), feature: 1 };

/// A study's sites, each with the zones that hold it and what it gives of each family.
type Sketch = Vec<(u8, [Option<u32>; FAMILIES])>;

fn study(sketch: &Sketch) -> (Study, Grouped<ZoneIx>) {
    let position = Position::new(2.0, 51.0).unwrap();
    let site = |i: usize| Site {
        id: format!("S{i}").into(),
        name: maillon_model::Name::NONE,
        activity: maillon_model::Name::NONE,
        position,
        located: Located::Point,
        origin: ORIGIN,
    };
    let amount = |amount: &Option<u32>| {
        amount.map_or(Amount::Missing, |t| Amount::Known(Quantity::per_year(f64::from(t), Dimension::Mass).unwrap()))
    };
    let mut flows = Vec::new();
    for (i, (_, given)) in sketch.iter().enumerate() {
        for (family, given) in given.iter().enumerate() {
            flows.push(Flow {
                id: format!("F{i}-{family}").into(),
                site: SiteIx(i as u32),
                direction: Direction::Supply,
                resource: ResourceIx(family as u32),
                amount: amount(given),
                max_distance: None,
                details: None,
                origin: ORIGIN,
            });
        }
    }
    let zones = sketch.iter().map(|(mask, _)| (0..ZONES).filter(move |z| mask >> z & 1 == 1).map(ZoneIx)).collect();
    (Study { sites: (0..sketch.len()).map(site).collect(), flows, ..Study::default() }, zones)
}

fn families() -> Vec<String> {
    (0..FAMILIES).map(|family| format!("family{family}")).collect()
}

/// Every published total as the contributions that it sums: a column for each site and family.
fn published(sketch: &Sketch, totals: &PublicTotals) -> Vec<(Vec<i64>, f64)> {
    let counts = |site: usize, family: usize| sketch[site].1[family].is_some_and(|amount| amount > 0);
    let row = |holds: &dyn Fn(usize, usize) -> bool| -> Vec<i64> {
        let cells = (0..sketch.len()).flat_map(|site| (0..FAMILIES).map(move |family| (site, family)));
        cells.map(|(site, family)| i64::from(counts(site, family) && holds(site, family))).collect()
    };
    let mut rows = Vec::new();
    for zone in 0..ZONES {
        for (family, name) in families().iter().enumerate() {
            if let Some(told) = totals.zone(ZoneIx(zone), name, Direction::Supply, Dimension::Mass) {
                rows.push((row(&|site, f| f == family && sketch[site].0 >> zone & 1 == 1), told));
            }
        }
    }
    if let Some(told) = totals.whole(Direction::Supply, Dimension::Mass) {
        rows.push((row(&|_, _| true), told));
    }
    rows
}

/// The rank of a matrix, modulo a prime larger than any of its minors.
fn rank(mut rows: Vec<Vec<i64>>) -> usize {
    const P: i64 = 2_147_483_647;
    let power = |mut base: i64, mut exponent: i64| {
        let mut result = 1;
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result * base % P;
            }
            base = base * base % P;
            exponent >>= 1;
        }
        result
    };
    let mut rank = 0;
    let columns = rows.first().map_or(0, Vec::len);
    for column in 0..columns {
        let Some(pivot) = (rank..rows.len()).find(|r| rows[*r][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let inverse = power(rows[rank][column], P - 2);
        for other in rank + 1..rows.len() {
            let factor = rows[other][column] * inverse % P;
            let pivot = rows[rank].clone();
            for (cell, pivot) in rows[other].iter_mut().zip(pivot) {
                *cell = (*cell - factor * pivot % P + P) % P;
            }
        }
        rank += 1;
    }
    rank
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    /// No combination of published totals speaks of the amounts of one or two sites alone.
    #[test]
    fn nobody_can_work_out_less_than_three_sites(
        sketch in prop::collection::vec((0_u8..16, [prop::option::weighted(0.7, 0_u32..50), prop::option::weighted(0.5, 0_u32..50)]), 0..12)
    ) {
        let (study, zones) = study(&sketch);
        let totals = PublicTotals::of(&study, &zones, &families());
        let told = published(&sketch, &totals);
        for (row, told) in &told {
            let amounts: Vec<f64> = sketch.iter().flat_map(|(_, given)| given.map(|a| f64::from(a.unwrap_or(0)))).collect();
            let sum: f64 = row.iter().zip(&amounts).map(|(holds, amount)| *holds as f64 * amount).sum();
            prop_assert!((sum - told).abs() < 1e-9, "a total is what it says");
            let by_site: Vec<f64> = row.chunks(FAMILIES).zip(amounts.chunks(FAMILIES))
                .map(|(holds, amounts)| holds.iter().zip(amounts).map(|(h, a)| *h as f64 * a).sum()).collect();
            prop_assert!(by_site.iter().filter(|amount| **amount > 0.0).count() >= SMALLEST_GROUP);
            prop_assert!(by_site.iter().all(|amount| *amount < LARGEST_SHARE * sum), "{by_site:?}");
        }
        let rows: Vec<Vec<i64>> = told.into_iter().map(|(row, _)| row).collect();
        let all = rank(rows.clone());
        for a in 0..sketch.len() {
            for b in a..sketch.len() {
                let of_others = |row: &Vec<i64>| -> Vec<i64> {
                    let columns = row.chunks(FAMILIES).enumerate();
                    columns.filter(|(site, _)| *site != a && *site != b).flat_map(|(_, cells)| cells.to_vec()).collect()
                };
                // What the rows can be combined to is of as many dimensions as what is left of it without the two sites: so
                // nothing but nought is left of them alone.
                prop_assert_eq!(rank(rows.iter().map(of_others).collect()), all, "sites {} and {} can be told", a, b);
            }
        }
    }
}

fn alike(count: usize, zones: u8) -> Sketch {
    vec![(zones, [Some(10), None]); count]
}

#[test]
fn groups_of_three_are_told_and_smaller_ones_are_not() {
    let told = |sketch: Sketch| {
        let (study, zones) = study(&sketch);
        let totals = PublicTotals::of(&study, &zones, &families());
        (0..2).map(|zone| totals.zone(ZoneIx(zone), "family0", Direction::Supply, Dimension::Mass)).collect::<Vec<_>>()
    };
    assert_eq!(told(alike(3, 1)), [Some(30.0), None]);
    assert_eq!(told(alike(2, 1)), [None, None]);
    assert_eq!(told([alike(3, 1), alike(4, 2)].concat()), [Some(30.0), Some(40.0)]);
    // Zone 0 holds zone 1: their difference would be two sites. Then only one of them is told.
    assert_eq!(told([alike(2, 1), alike(3, 3)].concat()), [Some(50.0), None]);
    assert_eq!(told([alike(3, 1), alike(3, 3)].concat()), [Some(60.0), Some(30.0)]);
    // One site that makes up nearly all.
    let mut sketch = alike(3, 1);
    sketch[0].1[0] = Some(1000);
    assert_eq!(told(sketch), [None, None]);
}
