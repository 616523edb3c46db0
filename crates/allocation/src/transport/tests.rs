use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::oracle::best_value;
use super::*;

type Instance = (Vec<i64>, Vec<i64>, Vec<Arc>);

/// Instance `seed`: its shape follows from the seed, so that every shape comes up a hundred times in a thousand.
fn instance(seed: u64) -> Instance {
    let mut r = ChaCha8Rng::seed_from_u64(seed);
    let (most, share, caps, values) = [
        (12, 1.0, 0..100, 1..1000),                       // dense
        (14, 0.15, 1..100, 1..1000),                      // sparse
        (10, 0.5, 1..2, 1..20),                           // degenerate: an assignment
        (10, 0.5, 0..2, 1..20),                           // zero capacities
        (12, 0.6, 1..20, 1..3),                           // ties
        (10, 0.6, 5..6, 7..8),                            // all alike
        (12, 0.6, 1..50, -20..20),                        // negative values
        (30, 0.03, 1..50, 1..100),                        // many components
        (6, 0.7, 1..1_000_000_000_000, 1..1_000_000_000), // large numbers
        (3, 0.8, 0..4, 0..4),                             // tiny
    ][(seed % 10) as usize]
        .clone();
    let (m, n) = (r.random_range(1..=most), r.random_range(1..=most));
    let supply = (0..m).map(|_| r.random_range(caps.clone())).collect();
    let demand = (0..n).map(|_| r.random_range(caps.clone())).collect();
    let mut arcs = Vec::new();
    for from in 0..m {
        for to in 0..n {
            // Now and then two arcs between the same nodes.
            for _ in 0..1 + u32::from(r.random_bool(0.02)) {
                if r.random_bool(share) {
                    arcs.push(Arc { from, to, value: r.random_range(values.clone()) });
                }
            }
        }
    }
    (supply, demand, arcs)
}

/// Conservation with `==`, and optimality by the prices: no solver needed.
fn judge(supply: &[i64], demand: &[i64], arcs: &[Arc], plan: &Transport) {
    let (mut given, mut taken) = (vec![0; supply.len()], vec![0; demand.len()]);
    let mut value = 0;
    for &(k, units) in &plan.flows {
        let a = arcs[k as usize];
        assert!(units > 0);
        given[a.from as usize] += units;
        taken[a.to as usize] += units;
        value += i128::from(units) * i128::from(a.value);
        assert_eq!(a.value, plan.supply_price[a.from as usize] + plan.demand_price[a.to as usize]);
    }
    assert_eq!(value, plan.value);
    for (node, (price, (used, capacity))) in (plan.supply_price.iter().chain(&plan.demand_price))
        .zip(given.iter().chain(&taken).zip(supply.iter().chain(demand)))
        .enumerate()
    {
        assert!(used <= capacity && *price >= 0, "node {node}");
        assert!(used == capacity || *price == 0, "node {node} has a price and something left");
    }
    for a in arcs.iter().filter(|a| demand[a.to as usize] > 0) {
        assert!(a.value <= plan.supply_price[a.from as usize] + plan.demand_price[a.to as usize]);
    }
}

#[test]
fn equals_another_algorithm_on_a_thousand_instances() {
    let mut arcs_seen = 0;
    for seed in 0..1000 {
        let (supply, demand, arcs) = instance(seed);
        let plan = transport(&supply, &demand, &arcs).unwrap();
        judge(&supply, &demand, &arcs, &plan);
        assert_eq!(plan.value, best_value(&supply, &demand, &arcs), "instance {seed}");
        arcs_seen += arcs.len();
    }
    assert!(arcs_seen > 15_000, "{arcs_seen}: the instances have become too small to prove anything");
}

/// Tries every plan of whole units.
fn brute(supply: &mut [i64], demand: &mut [i64], arcs: &[Arc]) -> i128 {
    let Some((a, rest)) = arcs.split_first() else { return 0 };
    let (i, j) = (a.from as usize, a.to as usize);
    (0..=supply[i].min(demand[j]))
        .map(|units| {
            supply[i] -= units;
            demand[j] -= units;
            let value = i128::from(units) * i128::from(a.value) + brute(supply, demand, rest);
            supply[i] += units;
            demand[j] += units;
            value
        })
        .max()
        .unwrap_or(0)
}

#[test]
fn equals_brute_force_where_that_is_possible() {
    let mut tried = 0;
    for seed in (0..1000).filter(|seed| seed % 10 == 9) {
        let (mut supply, mut demand, arcs) = instance(seed);
        if arcs.len() <= 6 {
            tried += 1;
            assert_eq!(transport(&supply, &demand, &arcs).unwrap().value, brute(&mut supply, &mut demand, &arcs));
        }
    }
    assert!(tried > 50, "{tried}");
}

#[test]
fn prices_tell_what_a_unit_is_worth() {
    for seed in 0..200 {
        let (mut supply, mut demand, arcs) = instance(seed);
        let plan = transport(&supply, &demand, &arcs).unwrap();
        for i in 0..supply.len() {
            supply[i] += 1;
            let more = transport(&supply, &demand, &arcs).unwrap().value;
            assert_eq!(more - plan.value, plan.supply_price[i].into(), "instance {seed}, supply {i}");
            supply[i] -= 1;
        }
        for j in (0..demand.len()).filter(|&j| plan.demand_price[j] > 0) {
            demand[j] -= 1;
            let less = transport(&supply, &demand, &arcs).unwrap().value;
            assert_eq!(plan.value - less, plan.demand_price[j].into(), "instance {seed}, demand {j}");
            demand[j] += 1;
        }
    }
}

#[test]
fn the_same_plan_whatever_the_threads_and_the_order() {
    for seed in 0..300 {
        let (supply, demand, arcs) = instance(seed);
        let mut keyed = arcs.clone();
        keyed.sort_by_key(|a| (a.from, a.to, a.value));
        keyed.dedup_by_key(|a| (a.from, a.to));
        let carried = |arcs: &[Arc], plan: &Transport| {
            let mut all: Vec<_> =
                plan.flows.iter().map(|&(k, x)| (arcs[k as usize].from, arcs[k as usize].to, x)).collect();
            all.sort_unstable();
            all
        };
        let expected = transport(&supply, &demand, &keyed).unwrap();
        let mut mixed = keyed.clone();
        mixed.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let got = one.install(|| transport(&supply, &demand, &mixed)).unwrap();
        assert_eq!(carried(&keyed, &expected), carried(&mixed, &got), "instance {seed}");
        assert_eq!(expected.supply_price, got.supply_price);
    }
}

type Published = (&'static str, &'static [i64], &'static [i64], &'static [&'static [i64]], i128);

/// Published problems with the optimum that is stated for them: supplies, demands, cost of each way. HiGHS finds the same
/// ten numbers.
const PUBLISHED: &[Published] = &[
    (
        // The GAMS library's "trnsport" states 153.675 at 0.09 per case and thousand miles: here hundreds of miles.
        "canneries (G. B. Dantzig, Linear Programming and Extensions, 1963, chapter 3-3)",
        &[350, 600],
        &[325, 300, 275],
        &[&[25, 17, 18], &[25, 18, 14]],
        17_075,
    ),
    (
        "the first of all (F. L. Hitchcock, The distribution of a product from several sources, 1941)",
        &[25, 25, 50],
        &[15, 20, 30, 35],
        &[&[10, 5, 6, 7], &[8, 2, 7, 6], &[9, 3, 4, 8]],
        535,
    ),
    (
        "Powerco (W. L. Winston, Operations Research, chapter on transportation)",
        &[35, 50, 40],
        &[45, 20, 30, 30],
        &[&[8, 6, 10, 9], &[9, 12, 13, 7], &[14, 9, 16, 5]],
        1020,
    ),
    (
        "P & T Company (F. S. Hillier, G. J. Lieberman, Introduction to Operations Research)",
        &[75, 125, 100],
        &[80, 65, 70, 85],
        &[&[464, 513, 654, 867], &[352, 416, 690, 791], &[995, 682, 388, 685]],
        152_535,
    ),
    (
        "SunRay Transport (H. A. Taha, Operations Research)",
        &[15, 25, 10],
        &[5, 15, 15, 15],
        &[&[10, 2, 20, 11], &[12, 7, 9, 20], &[4, 14, 16, 18]],
        435,
    ),
    (
        "MG Auto (H. A. Taha, Operations Research)",
        &[1000, 1500, 1200],
        &[2300, 1400],
        &[&[80, 215], &[100, 108], &[102, 68]],
        313_200,
    ),
    (
        "Foster Generators (D. R. Anderson, D. J. Sweeney, T. A. Williams, Management Science)",
        &[5000, 6000, 2500],
        &[6000, 4000, 2000, 1500],
        &[&[3, 2, 7, 6], &[7, 5, 2, 3], &[2, 5, 4, 5]],
        39_500,
    ),
    (
        "wheat (B. W. Taylor, Introduction to Management Science)",
        &[150, 175, 275],
        &[200, 100, 300],
        &[&[6, 8, 10], &[7, 11, 11], &[4, 5, 12]],
        4525,
    ),
    (
        "paper for four publishers (the linear program solver LiPS, example on transportation)",
        &[250, 130, 235],
        &[75, 230, 240, 70],
        &[&[15, 20, 16, 21], &[25, 13, 5, 11], &[15, 15, 7, 17]],
        7780,
    ),
    (
        "Machineco, an assignment (W. L. Winston, Operations Research)",
        &[1, 1, 1, 1],
        &[1, 1, 1, 1],
        &[&[14, 5, 8, 7], &[2, 12, 6, 5], &[7, 8, 3, 9], &[2, 4, 6, 10]],
        15,
    ),
];

#[test]
fn known_optima() {
    // Least cost with every demand served, as value: a unit served is worth more than any way costs.
    let least = |supply: &[i64], demand: &[i64], cost: &[&[i64]]| {
        let arcs: Vec<Arc> = (0..cost.len())
            .flat_map(|i| {
                (0..demand.len()).map(move |j| Arc { from: i as u32, to: j as u32, value: 10_000 - cost[i][j] })
            })
            .collect();
        10_000 * i128::from(demand.iter().sum::<i64>()) - transport(supply, demand, &arcs).unwrap().value
    };
    for (name, supply, demand, cost, optimum) in PUBLISHED {
        assert_eq!(least(supply, demand, cost), *optimum, "{name}");
    }
    // Assignment with values i·j: by the rearrangement inequality the identity is best, Σ i².
    let n = 60;
    let arcs: Vec<Arc> =
        (0..n).flat_map(|from| (0..n).map(move |to| Arc { from, to, value: i64::from(from * to) })).collect();
    let ones = vec![1; n as usize];
    let plan = transport(&ones, &ones, &arcs).unwrap();
    assert_eq!(plan.value, (0..i128::from(n)).map(|i| i * i).sum());
    // A Monge array is solved by the north-west corner (A. J. Hoffman, 1963).
    let (supply, demand) = ([3, 8, 4, 9], [5, 5, 10, 4]);
    let value = |i: i64, j: i64| 1000 - (i - j) * (i - j);
    let arcs: Vec<Arc> = (0..4u32)
        .flat_map(|from| (0..4u32).map(move |to| Arc { from, to, value: value(from.into(), to.into()) }))
        .collect();
    let (mut s, mut d, mut i, mut j, mut corner) = (supply, demand, 0, 0, 0);
    while i < 4 && j < 4 {
        let units = s[i].min(d[j]);
        corner += units * value(i as i64, j as i64);
        s[i] -= units;
        d[j] -= units;
        if s[i] == 0 { i += 1 } else { j += 1 }
    }
    assert_eq!(transport(&supply, &demand, &arcs).unwrap().value, corner.into());
}

#[test]
fn bad_input_is_an_error() {
    let arc = Arc { from: 0, to: 0, value: 1 };
    assert_eq!(transport(&[-1], &[1], &[arc]), Err(TransportError::NegativeCapacity(0)));
    assert_eq!(transport(&[1], &[], &[arc]), Err(TransportError::NoNode(0)));
    assert!(matches!(transport(&[1], &[1], &[Arc { value: i64::MAX, ..arc }]), Err(TransportError::Overflow { .. })));
    assert_eq!(transport(&[], &[], &[]).unwrap(), Transport::default());
    assert_eq!(transport(&[i64::MAX], &[i64::MAX], &[arc]).unwrap().value, i64::MAX.into());
}
