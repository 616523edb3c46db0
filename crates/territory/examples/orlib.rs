//! Solves instances in the formats of OR-Library, to compare with the known optima:
//!
//! ```sh
//! cargo run --release -p maillon-territory --example orlib -- cap41.txt cap72.txt
//! cargo run --release -p maillon-territory --example orlib -- --capacity 8000 capa.txt
//! cargo run --release -p maillon-territory --example orlib -- --pmedian pmedcap1.txt
//! ```
//!
//! `cap…`: capacitated warehouse location, demands may be split; `--capacity` stands for the word `capacity` of the large ones.
//! `pmedcap…`: capacitated p-median, each customer at one place, distances cut to whole numbers; with `--exact` before the file they are not.
#![allow(clippy::print_stdout, reason = "an example prints its results")]

use std::error::Error;
use std::time::Instant;

use maillon_territory::{Location, locate};

fn main() -> Result<(), Box<dyn Error>> {
    let (mut capacity, mut pmedian, mut exact) = (None, false, false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--capacity" => capacity = words.next(),
            "--pmedian" => pmedian = true,
            "--exact" => exact = true,
            path => {
                let text =
                    std::fs::read_to_string(path)?.replace("capacity", capacity.as_deref().unwrap_or("capacity"));
                let numbers = text.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
                if pmedian { medians(path, &numbers, exact)? } else { tell(path, &warehouses(&numbers)?, None)? }
            }
        }
    }
    Ok(())
}

fn tell(name: &str, problem: &Location, known: Option<f64>) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let found = locate(problem)?;
    let known = known.map_or(String::new(), |known| format!("  best known {known}"));
    println!(
        "{name}: {:.3}  bound {:.3}  gap {:.3} %  {} open  {:.2} s{known}",
        found.cost,
        found.bound,
        100.0 * found.gap(),
        found.open.len(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

const SHORT: &str = "the file ends early";

fn warehouses(numbers: &[f64]) -> Result<Location, Box<dyn Error>> {
    let mut next = numbers.iter().copied();
    let mut take = || next.next().ok_or(SHORT);
    let (places, customers) = (take()? as usize, take()? as usize);
    let mut problem = Location { split: true, cost: vec![Vec::new(); places], ..Location::default() };
    for _ in 0..places {
        problem.capacity.push(take()? as i64);
        problem.fixed.push(take()?);
    }
    for _ in 0..customers {
        problem.demand.push(take()? as i64);
        for place in 0..places {
            problem.cost[place].push(take()?);
        }
    }
    Ok(problem)
}

fn medians(name: &str, numbers: &[f64], exact: bool) -> Result<(), Box<dyn Error>> {
    let mut next = numbers.iter().copied();
    let mut take = || next.next().ok_or(SHORT);
    for _ in 0..take()? as usize {
        let (number, known) = (take()?, take()?);
        let (n, places, room) = (take()? as usize, take()? as usize, take()? as i64);
        let (mut at, mut demand) = (Vec::new(), Vec::new());
        for _ in 0..n {
            take()?;
            at.push((take()?, take()?));
            demand.push(take()? as i64);
        }
        let whole = |far: f64| if exact { far } else { far.floor() };
        let cost = at.iter().map(|a| at.iter().map(|b| whole((a.0 - b.0).hypot(a.1 - b.1))).collect());
        let problem = Location {
            capacity: vec![room; n],
            fixed: vec![0.0; n],
            cost: cost.collect(),
            demand,
            places: Some(places),
            split: false,
        };
        tell(&format!("{name} {number}"), &problem, Some(known))?;
    }
    Ok(())
}
