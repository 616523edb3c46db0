//! The transportation solver on seeded instances: supplies and demands in a square, each of one resource; arcs from each
//! supply to the nearest demands of its resource; values that fall with distance.
//!
//! `cargo bench -p maillon-allocation` measures all; in test mode the smallest runs once. Either way the value is
//! checked. With `--write DIR` the instances are written for other solvers instead (`scripts/bench-allocation`), with
//! `--random DIR` a thousand small ones of every shape with the values found (`scripts/check-optima`).

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and fails by panicking")]

use std::io::Write;
use std::time::Instant;

use maillon_allocation::{Arc, transport};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What makes an instance, and the optimum that other solvers found too (see the script).
struct Case {
    name: &'static str,
    /// Supplies, and as many demands.
    nodes: usize,
    /// Arcs of each supply.
    degree: usize,
    /// How far the best arcs of a supply are looked for; else they are its nearest.
    reach: Option<f64>,
    resources: u32,
    optimum: i128,
}

const CASES: [Case; 5] = [
    Case { name: "2k-20", nodes: 2_000, degree: 50, reach: None, resources: 20, optimum: 976_214_444_448 },
    Case { name: "2k-1", nodes: 2_000, degree: 50, reach: None, resources: 1, optimum: 940_328_641_981 },
    Case { name: "20k-50", nodes: 20_000, degree: 100, reach: None, resources: 50, optimum: 11_556_310_954_280 },
    Case { name: "20k-1", nodes: 20_000, degree: 100, reach: None, resources: 1, optimum: 11_428_808_525_950 },
    // What a resource of 30 million flows is, top 10.
    Case { name: "300k-1", nodes: 300_000, degree: 10, reach: Some(0.01), resources: 1, optimum: 133_025_107_218_975 },
];

struct Instance {
    supply: Vec<i64>,
    demand: Vec<i64>,
    arcs: Vec<Arc>,
}

/// Where a node is, its resource, its capacity.
type Node = (f64, f64, u32, i64);

fn instance(case: &Case) -> Instance {
    let mut r = ChaCha8Rng::seed_from_u64(4);
    let mut side = || -> Vec<Node> {
        let one = |_| {
            let (x, y, resource) = (r.random::<f64>(), r.random::<f64>(), r.random_range(0..case.resources));
            // A few large sites among many small ones.
            (x, y, resource, 1 + (1000.0 * r.random::<f64>().powi(4) / (0.01 + r.random::<f64>())) as i64)
        };
        (0..case.nodes).map(one).collect()
    };
    let (supply, demand) = (side(), side());
    let arcs = match case.reach {
        None => nearest(case, &supply, &demand, &mut r),
        Some(reach) => best_within(case, reach, &supply, &demand, &mut r),
    };
    let capacity = |side: &[Node]| side.iter().map(|n| n.3).collect();
    Instance { supply: capacity(&supply), demand: capacity(&demand), arcs }
}

fn nearest(case: &Case, supply: &[Node], demand: &[Node], r: &mut ChaCha8Rng) -> Vec<Arc> {
    let mut arcs = Vec::with_capacity(case.nodes * case.degree);
    for (from, &(x, y, resource, _)) in supply.iter().enumerate() {
        let mut near: Vec<(f64, u32)> = (demand.iter().enumerate())
            .filter(|(_, d)| d.2 == resource)
            .map(|(to, d)| ((d.0 - x).powi(2) + (d.1 - y).powi(2), to as u32))
            .collect();
        let keep = case.degree.min(near.len());
        if keep < near.len() {
            near.select_nth_unstable_by(keep, |a, b| a.0.total_cmp(&b.0));
        }
        near.truncate(keep);
        near.sort_unstable_by_key(|n| n.1);
        let reach = near.iter().map(|n| n.0.sqrt()).fold(f64::MIN_POSITIVE, f64::max);
        for (square, to) in near {
            let part = 1.0 - 0.5 * square.sqrt() / reach - 0.5 * r.random::<f64>();
            arcs.push(Arc { from: from as u32, to, value: 1 + (part * 1e6) as i64 });
        }
    }
    arcs
}

fn best_within(case: &Case, reach: f64, supply: &[Node], demand: &[Node], r: &mut ChaCha8Rng) -> Vec<Arc> {
    let cells = (1.0 / reach).floor() as usize;
    let cell_of = |n: &Node| [n.0, n.1].map(|x| (x * cells as f64) as usize);
    let mut inside = vec![Vec::new(); cells * cells];
    for (to, d) in demand.iter().enumerate() {
        let [x, y] = cell_of(d);
        inside[y * cells + x].push(to as u32);
    }
    let mut arcs = Vec::with_capacity(case.nodes * case.degree);
    for (from, s) in supply.iter().enumerate() {
        let [x, y] = cell_of(s).map(|at| at.saturating_sub(1)..(at + 2).min(cells));
        let mut near = Vec::new();
        for &to in y.flat_map(|y| &inside[y * cells + x.start..y * cells + x.end]).flatten() {
            let d = &demand[to as usize];
            let away = (d.0 - s.0).hypot(d.1 - s.1) / reach;
            if away <= 1.0 {
                let value = 1 + ((1.0 - 0.5 * away - 0.5 * r.random::<f64>()) * 1e6) as i64;
                near.push(Arc { from: from as u32, to, value });
            }
        }
        near.sort_unstable_by_key(|a| (std::cmp::Reverse(a.value), a.to));
        arcs.extend_from_slice(&near[..case.degree.min(near.len())]);
    }
    arcs
}

/// As little-endian 64-bit integers: counts of supplies, demands and arcs; capacities; from, to and value of each arc.
fn write(instance: &Instance, path: &std::path::Path) {
    let counts = [instance.supply.len() as i64, instance.demand.len() as i64, instance.arcs.len() as i64];
    let arcs = instance.arcs.iter().flat_map(|a| [i64::from(a.from), i64::from(a.to), a.value]);
    let all = counts.into_iter().chain(instance.supply.iter().chain(&instance.demand).copied()).chain(arcs);
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    all.for_each(|n| file.write_all(&n.to_le_bytes()).unwrap());
    file.flush().unwrap();
}

/// Shapes of the random instances: name, supplies and demands at most, share of pairs with an arc, capacities from and to,
/// values from and to, groups that have no arc between them, how many instances.
type Shape = (&'static str, u32, f64, (i64, i64), (i64, i64), u32, u64);
const SHAPES: &[Shape] = &[
    ("dense", 40, 1.0, (0, 1000), (1, 1000), 1, 150),
    ("sparse", 60, 0.06, (1, 1000), (1, 1000), 1, 150),
    ("degenerate", 30, 0.5, (1, 1), (1, 50), 1, 150),
    ("zero", 40, 0.4, (0, 1), (1, 50), 1, 150),
    ("ties", 40, 0.5, (1, 20), (1, 3), 1, 150),
    ("large", 20, 0.6, (1, 1_000_000_000), (1, 1_000_000), 1, 100),
    ("one", 300, 0.1, (1, 1000), (1, 1000), 1, 75),
    ("groups", 1000, 0.4, (1, 100), (1, 100), 250, 73),
    ("ten-thousand", 20_000, 1.0, (0, 100), (1, 100), 10_000, 2),
];

/// Writes the random instances, and what they are worth: a line each of `values.txt`.
fn write_random(folder: &std::path::Path) {
    let mut values = std::fs::File::create(folder.join("values.txt")).unwrap();
    for (name, most, share, caps, worth, groups, count) in SHAPES {
        for seed in 0..*count {
            let mut r = ChaCha8Rng::seed_from_u64(seed);
            let n = if *groups > 1 { *most } else { r.random_range(1..=*most) };
            let mut side = || (0..n).map(|_| r.random_range(caps.0..=caps.1)).collect::<Vec<i64>>();
            let (supply, demand) = (side(), side());
            let mut arcs = Vec::new();
            for from in 0..n {
                // Members of a group are `groups` apart.
                for to in (from % groups..n).step_by(*groups as usize) {
                    if r.random_bool(*share) {
                        arcs.push(Arc { from, to, value: r.random_range(worth.0..=worth.1) });
                    }
                }
            }
            let plan = transport(&supply, &demand, &arcs).unwrap();
            write(&Instance { supply, demand, arcs }, &folder.join(format!("{name}-{seed}.bin")));
            writeln!(values, "{name}-{seed} {}", plan.value).unwrap();
        }
    }
}

/// The most memory this process ever held, in MB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let named = |flag: &str| args.iter().position(|a| a == flag).map(|i| std::path::PathBuf::from(&args[i + 1]));
    if let Some(folder) = named("--random") {
        return write_random(&folder);
    }
    let folder = named("--write");
    let measure = args.iter().any(|a| a == "--bench");
    for case in if measure || folder.is_some() { &CASES[..] } else { &CASES[..1] } {
        let instance = instance(case);
        if let Some(folder) = &folder {
            write(&instance, &folder.join(format!("{}.bin", case.name)));
            continue;
        }
        let before = peak();
        let mut best = f64::MAX;
        for _ in 0..if measure { 5 } else { 1 } {
            let start = Instant::now();
            let plan = transport(&instance.supply, &instance.demand, &instance.arcs).unwrap();
            best = best.min(start.elapsed().as_secs_f64());
            assert_eq!(plan.value, case.optimum, "{}", case.name);
        }
        let memory = peak().zip(before).map_or("?".into(), |(after, before)| (after - before).to_string());
        println!("{}: {} arcs, best {best:.4} s, memory +{memory} MB", case.name, instance.arcs.len());
    }
}
