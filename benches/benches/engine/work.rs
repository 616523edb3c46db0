//! The work: every supply and demand of one resource within its radius, scored.

use maillon_model::{Direction, Distance, Position, Study};
use multiversion::multiversion;

/// Tonnes that stand for an amount that the region leaves open: the median of those it knows.
const UNKNOWN: f64 = 100.0;

/// A supply or a demand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flow {
    pub(crate) position: Position,
    /// Tonnes a year.
    pub(crate) amount: f64,
}

/// A resource's radius, and where it is given and needed.
#[derive(Debug)]
pub(crate) struct Market {
    pub(crate) radius: Distance,
    pub(crate) supplies: Vec<Flow>,
    pub(crate) demands: Vec<Flow>,
}

/// The markets of a region.
pub(crate) fn markets(study: &Study) -> Vec<Market> {
    let market = |radius| Market { radius, supplies: Vec::new(), demands: Vec::new() };
    let mut markets: Vec<Market> =
        study.resources.iter().map(|r| market(r.radius.expect("a region's resources have one"))).collect();
    for flow in &study.flows {
        let market = &mut markets[flow.resource.0 as usize];
        let amount = flow.amount.known().map_or(UNKNOWN, |quantity| quantity.annual());
        let flow_ = Flow { position: study.site(flow.site).position, amount };
        match flow.direction {
            Direction::Supply => market.supplies.push(flow_),
            Direction::Demand => market.demands.push(flow_),
        }
    }
    markets
}

/// What is done with the pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Counts them and adds up their scores.
    Sum,
    /// Keeps each supply's ten best, counts them and adds up their scores.
    Top,
}

/// What came out: how many pairs, and the sum of their scores.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Outcome {
    pub(crate) pairs: u64,
    pub(crate) sum: f64,
}

impl Outcome {
    pub(crate) fn add(&mut self, other: Self) {
        self.pairs += other.pairs;
        self.sum += other.sum;
    }
}

/// Pairs that are scored at a time: 2 kB of each number, which stay in the nearest cache.
const AT_A_TIME: usize = 256;

/// Where pairs are scored: a thread's own, for all its supplies.
#[derive(Debug)]
pub(crate) struct Scores {
    metres: [f64; AT_A_TIME],
    amounts: [f64; AT_A_TIME],
    scores: [f64; AT_A_TIME],
}

impl Scores {
    pub(crate) fn new() -> Self {
        Self { metres: [0.0; AT_A_TIME], amounts: [0.0; AT_A_TIME], scores: [0.0; AT_A_TIME] }
    }
}

/// What one supply makes of its pairs.
#[derive(Debug)]
pub(crate) struct Keeper {
    task: Task,
    radius: f64,
    amount: f64,
    all: Outcome,
    /// The best scores, from the best down.
    best: [f64; 10],
    kept: usize,
}

impl Keeper {
    pub(crate) fn new(task: Task, radius: Distance, amount: f64) -> Self {
        let all = Outcome::default();
        Self { task, radius: radius.as_metres(), amount, all, best: [f64::NEG_INFINITY; 10], kept: 0 }
    }

    /// Takes pairs within the radius: the metres between, and the amount at the other end.
    #[inline(always)]
    pub(crate) fn take(&mut self, mut pairs: impl ExactSizeIterator<Item = (f64, f64)>, at: &mut Scores) {
        while pairs.len() > 0 {
            let len = pairs.len().min(AT_A_TIME);
            for ((metres, amount), pair) in at.metres.iter_mut().zip(&mut at.amounts).zip(pairs.by_ref().take(len)) {
                (*metres, *amount) = pair;
            }
            let sum = score(self.radius, self.amount, at, len);
            match self.task {
                Task::Sum => self.all.add(Outcome { pairs: len as u64, sum }),
                Task::Top => at.scores[..len].iter().for_each(|score| self.offer(*score)),
            }
        }
    }

    #[inline(always)]
    fn offer(&mut self, score: f64) {
        if score > self.best[9] {
            self.insert(score);
        }
    }

    fn insert(&mut self, score: f64) {
        let mut place = 9;
        while place > 0 && self.best[place - 1] < score {
            self.best[place] = self.best[place - 1];
            place -= 1;
        }
        self.best[place] = score;
        self.kept = (self.kept + 1).min(10);
    }

    pub(crate) fn outcome(&self) -> Outcome {
        match self.task {
            Task::Sum => self.all,
            Task::Top => Outcome { pairs: self.kept as u64, sum: self.best[..self.kept].iter().sum() },
        }
    }
}

/// Scores so many pairs, and adds the scores up.
#[multiversion(targets("x86_64+avx2+avx512f+avx512vl+avx512dq", "x86_64+avx2", "aarch64+neon"))]
fn score(radius: f64, amount: f64, at: &mut Scores, len: usize) -> f64 {
    let Scores { metres, amounts, scores } = at;
    let per_metre = 1.0 / radius;
    // Whole vectors; what is beyond the length is not read.
    let vectors = len.div_ceil(LANES);
    for ((metres, amounts), scores) in
        metres.chunks_exact(LANES).zip(amounts.chunks_exact(LANES)).zip(scores.chunks_exact_mut(LANES)).take(vectors)
    {
        for lane in 0..LANES {
            let (mine, other) = (amount, amounts[lane]);
            let (least, most) = if mine < other { (mine, other) } else { (other, mine) };
            scores[lane] = 0.6 * exp_of_minus(metres[lane] * per_metre) + 0.4 * (least / most);
        }
    }
    let mut sums = [0.0; LANES];
    let whole = scores[..len].chunks_exact(LANES);
    let mut sum: f64 = whole.remainder().iter().sum();
    for scores in whole {
        for lane in 0..LANES {
            sums[lane] += scores[lane];
        }
    }
    for of_lane in sums {
        sum += of_lane;
    }
    sum
}

/// Doubles of two vectors.
const LANES: usize = 8;

/// e to the power of -x for x from 0 to 1, which is as far as a radius goes: the series about the middle. The first term that
/// is left out is 0.5^15 / 15! < 3e-17.
#[inline(always)]
fn exp_of_minus(x: f64) -> f64 {
    let t = 0.5 - x;
    let mut n = TERMS.len() - 1;
    let mut sum = TERMS[n];
    while n > 0 {
        n -= 1;
        sum = sum * t + TERMS[n];
    }
    sum
}

/// e^-0.5 by the factorial of each number.
const TERMS: [f64; 15] = {
    let mut terms = [0.606_530_659_712_633_4; 15];
    let mut n = 1;
    while n < 15 {
        terms[n] = terms[n - 1] / n as f64;
        n += 1;
    }
    terms
};
