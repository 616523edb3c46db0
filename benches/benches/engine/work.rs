//! The work: every supply and demand of one resource within its radius, scored.

use maillon_model::{Direction, Distance, Position, Study};

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

    /// Takes a pair.
    #[inline(always)]
    pub(crate) fn take(&mut self, metres: f64, amount: f64) {
        let part = metres / self.radius;
        let fit = 0.4 * (self.amount.min(amount) / self.amount.max(amount));
        match self.task {
            Task::Sum => {
                self.all.pairs += 1;
                self.all.sum += 0.6 * (-part).exp() + fit;
            }
            // The exponential is no more than the beginning of its series: most pairs need no more than that.
            Task::Top if 0.6 * (1.0 - part * (1.0 - 0.5 * part)) + fit > self.best[9] => {
                self.insert(0.6 * (-part).exp() + fit);
            }
            Task::Top => {}
        }
    }

    fn insert(&mut self, score: f64) {
        if score <= self.best[9] {
            return;
        }
        let place = self.best.partition_point(|best| *best >= score);
        self.best.copy_within(place..9, place + 1);
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
