//! Who should get how much of what a group gains: the Shapley value.
//!
//! L. S. Shapley, "A value for n-person games", 1953: the mean of what a player adds to those before it, over every order in which they
//! may come. Exact over all groups of up to twelve; beyond, the mean over orders drawn by lot (J. Castro, D. Gómez, J. Tejada,
//! "Polynomial calculation of the Shapley value based on sampling", Computers & Operations Research 36, 2009).

use crate::random::Random;

/// Players up to which it is exact.
pub const EXACT: usize = 12;

/// Orders drawn beyond. No source: a choice of ours; the error says how far it carries.
const ORDERS: usize = 400;

/// What each player gets, in the unit of the gain.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// By player; they add up to what all gain together.
    pub values: Vec<f64>,
    /// One standard error of each, where orders were drawn by lot.
    pub errors: Option<Vec<f64>>,
    /// Whether no smaller group gains more than its members' shares (the core); `None` beyond twelve.
    pub stable: Option<bool>,
}

/// The Shapley value of a game of so many players. Beyond twelve the game is taken to be monotone: nobody's coming costs the others anything.
/// `gain` says what the listed players, in ascending order, gain by themselves; nobody
/// alone, and nobody at all, gains nothing.
pub fn shapley(players: usize, seed: u64, mut gain: impl FnMut(&[u32]) -> f64) -> Shares {
    if players <= EXACT { exact(players, gain) } else { sampled(players, seed, &mut gain) }
}

fn exact(players: usize, mut gain: impl FnMut(&[u32]) -> f64) -> Shares {
    let mut members = Vec::with_capacity(players);
    let gains: Vec<f64> = (0..1usize << players)
        .map(|group| {
            members.clear();
            members.extend((0..players as u32).filter(|p| group >> p & 1 == 1));
            if members.len() < 2 { 0.0 } else { gain(&members) }
        })
        .collect();
    // How many orders put exactly these before a player, over all orders.
    let factorial = |n: usize| (1..=n).product::<usize>() as f64;
    let weight: Vec<f64> =
        (0..players).map(|size| factorial(size) * factorial(players - size - 1) / factorial(players)).collect();
    let value = |p: usize| {
        let without = (0..gains.len()).filter(|group| group >> p & 1 == 0);
        without.map(|group| weight[group.count_ones() as usize] * (gains[group | 1 << p] - gains[group])).sum()
    };
    let values: Vec<f64> = (0..players).map(value).collect();
    let slack = 1e-9 * gains.last().copied().unwrap_or(0.0).abs();
    let of = |group: usize| (0..players).filter(|p| group >> p & 1 == 1).map(|p| values[p]).sum::<f64>();
    let stable = (0..gains.len()).all(|group| of(group) >= gains[group] - slack);
    Shares { values, errors: None, stable: Some(stable) }
}

fn sampled(players: usize, seed: u64, gain: &mut impl FnMut(&[u32]) -> f64) -> Shares {
    let mut random = Random::new(seed);
    let mut order: Vec<u32> = (0..players as u32).collect();
    let whole = gain(&order);
    let (mut sums, mut squares) = (vec![0.0; players], vec![0.0; players]);
    for _ in 0..ORDERS {
        random.shuffle(&mut order);
        let mut before: Vec<u32> = Vec::with_capacity(players);
        let mut last = 0.0;
        for &p in &order {
            let place = before.partition_point(|q| *q < p);
            before.insert(place, p);
            // More players save no less: they may leave the new one aside. Where a heuristic says less, what was saved before stands.
            let found = if before.len() < 2 { 0.0 } else { gain(&before) };
            let now = if before.len() == players { whole } else { found.max(last).min(whole.max(last)) };
            sums[p as usize] += now - last;
            squares[p as usize] += (now - last) * (now - last);
            last = now;
        }
    }
    let n = ORDERS as f64;
    let variance = |(sum, square): (&f64, &f64)| ((square - sum * sum / n) / (n - 1.0)).max(0.0);
    let errors = sums.iter().zip(&squares).map(|pair| (variance(pair) / n).sqrt()).collect();
    Shares { values: sums.iter().map(|sum| sum / n).collect(), errors: Some(errors), stable: None }
}
