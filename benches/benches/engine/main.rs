//! The engine beside the floor and R-trees, on the work that `scripts/bench-peers` has others do: all pairs within their
//! radius, (a) counted and their scores summed up, (b) the ten best of each supply.
//!
//! `cargo bench -p maillon-benches --bench engine` writes a JSON line for each; in test mode the smallest region runs
//! once. Either way the engine's result is checked: against brute force where that is quick, else against the floor.
//! After `--`: `--flows N,…` for regions of other sizes, `--runs N`, `--only NAME`, `--task NAME`, `--threads N`, and
//! `--write DIR` to write the points for others instead.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and fails by panicking")]

mod engine;
mod floor;
mod work;

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use maillon_benches::cpu_seconds;
use maillon_region::{Spec, generate};

use crate::work::{Market, Outcome, Task, markets};

/// That of the program. With the C library's two threads take 0.58 of the time of one, with this 0.52.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Run = fn(&[Market], Task) -> Outcome;

const CONTENDERS: [(&str, Run); 3] = [("engine", engine::run), ("floor", floor::run), ("rstar", floor::run_rstar)];
const TASKS: [(&str, Task); 2] = [("sum", Task::Sum), ("top10", Task::Top)];

/// Seconds that something is repeated for: the median of five runs of a millisecond is anything.
const LEAST: f64 = 0.5;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str| args.iter().position(|arg| arg == name).map(|i| args[i + 1].clone());
    let measure = args.iter().any(|arg| arg == "--bench");
    let sizes: Vec<u64> = match value("--flows") {
        Some(flows) => flows.split(',').map(|n| n.parse().unwrap()).collect(),
        None if measure => vec![10_000, 100_000, 1_000_000],
        None => vec![10_000],
    };
    let runs = value("--runs").map_or(if measure { 5 } else { 1 }, |runs| runs.parse().unwrap());
    for flows in sizes {
        let markets = markets(&generate(&Spec::new(flows)).unwrap());
        if let Some(folder) = value("--write") {
            write(&markets, Path::new(&folder));
            continue;
        }
        for (task_name, task) in TASKS.into_iter().filter(|t| value("--task").is_none_or(|only| only == t.0)) {
            let expected =
                if flows <= 10_000 { engine::by_brute_force(&markets, task) } else { floor::run(&markets, task) };
            for (name, run) in CONTENDERS.iter().filter(|c| value("--only").is_none_or(|only| only == c.0)) {
                for threads in value("--threads").map_or(vec![1, 2], |n| vec![n.parse().unwrap()]) {
                    // Never ended: threads that end take the time that they have worked with them.
                    let pool =
                        Box::leak(Box::new(rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()));
                    let (mut seconds, mut cpu, mut pairs) = (Vec::new(), Vec::new(), 0);
                    while seconds.len() < runs || measure && seconds.iter().sum::<f64>() < LEAST {
                        let (start, before) = (Instant::now(), cpu_seconds());
                        let outcome = pool.install(|| run(&markets, task));
                        seconds.push(start.elapsed().as_secs_f64());
                        cpu.push(cpu_seconds() - before);
                        check(name, flows, outcome, expected);
                        pairs = outcome.pairs;
                    }
                    let (seconds, cpu, mb) = (median(seconds), median(cpu), peak_mb());
                    println!(
                        r#"{{"name":"{name} {task_name}","flows":{flows},"threads":{threads},"pairs":{pairs},"seconds":{seconds:.6},"cpu":{cpu:.6},"mb":{mb}}}"#
                    );
                }
            }
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The most memory this process ever held, the points included, in MB; 0 where the system does not tell.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The engine counts as brute force does; what only approximates the border may miss it by a pair in a hundred thousand.
fn check(name: &str, flows: u64, outcome: Outcome, expected: Outcome) {
    let off = outcome.pairs.abs_diff(expected.pairs) as f64;
    let slack = if name == "engine" && flows <= 10_000 { 0.0 } else { 1e-5 * expected.pairs as f64 + 2.0 };
    assert!(off <= slack, "{name}: {outcome:?} instead of {expected:?}");
    assert!((outcome.sum - expected.sum).abs() <= 1e-4 * expected.sum, "{name}: {outcome:?} instead of {expected:?}");
}

/// As little-endian 64-bit floats, six for each flow: its resource, 0 for a supply or 1 for a demand, longitude and
/// latitude in degrees, tonnes, and the resource's radius in metres.
fn write(markets: &[Market], folder: &Path) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(folder.join("work.f64")).unwrap());
    for (number, market) in markets.iter().enumerate() {
        for (side, flows) in [(0.0, &market.supplies), (1.0, &market.demands)] {
            for flow in flows {
                let (lon, lat) = (flow.position.lon(), flow.position.lat());
                for value in [number as f64, side, lon, lat, flow.amount, market.radius.as_metres()] {
                    file.write_all(&value.to_le_bytes()).unwrap();
                }
            }
        }
    }
    file.flush().unwrap();
}
