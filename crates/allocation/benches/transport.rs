//! The transportation solver on seeded instances: supplies and demands in a square, each of one resource; arcs from each
//! supply to the nearest demands of its resource; values that fall with distance.
//!
//! `cargo bench -p maillon-allocation` measures all; in test mode the smallest runs once. Either way the value is
//! checked. With `--write DIR` the instances are written for other solvers instead (`scripts/bench-allocation`).

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
    resources: u32,
    optimum: i128,
}

const CASES: [Case; 4] = [
    Case { name: "2k-20", nodes: 2_000, degree: 50, resources: 20, optimum: 976_214_444_448 },
    Case { name: "2k-1", nodes: 2_000, degree: 50, resources: 1, optimum: 940_328_641_981 },
    Case { name: "20k-50", nodes: 20_000, degree: 100, resources: 50, optimum: 11_556_310_954_280 },
    Case { name: "20k-1", nodes: 20_000, degree: 100, resources: 1, optimum: 11_428_808_525_950 },
];

struct Instance {
    supply: Vec<i64>,
    demand: Vec<i64>,
    arcs: Vec<Arc>,
}

fn instance(case: &Case) -> Instance {
    let mut r = ChaCha8Rng::seed_from_u64(4);
    let mut side = || -> Vec<(f64, f64, u32, i64)> {
        let one = |_| {
            let (x, y, resource) = (r.random::<f64>(), r.random::<f64>(), r.random_range(0..case.resources));
            // A few large sites among many small ones.
            (x, y, resource, 1 + (1000.0 * r.random::<f64>().powi(4) / (0.01 + r.random::<f64>())) as i64)
        };
        (0..case.nodes).map(one).collect()
    };
    let (supply, demand) = (side(), side());
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
    let capacity = |side: &[(f64, f64, u32, i64)]| side.iter().map(|n| n.3).collect();
    Instance { supply: capacity(&supply), demand: capacity(&demand), arcs }
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

/// The most memory this process ever held, in MB, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let folder = args.iter().position(|a| a == "--write").map(|i| std::path::PathBuf::from(&args[i + 1]));
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
