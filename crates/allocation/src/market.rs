//! Flows that compete: connected through candidates, brought to one common unit where the ratios allow it.

use maillon_model::Grouped;
use rayon::prelude::*;

use crate::problem::Problem;

/// A fraction, reduced: common units per own unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Factor {
    num: u64,
    den: u64,
}

impl Factor {
    const ONE: Factor = Factor { num: 1, den: 1 };

    /// This factor times a fraction; `None` past 64 bits.
    fn times(self, num: u128, den: u128) -> Option<Self> {
        let common = gcd(num, den);
        let (num, den) = (num / common, den / common);
        let (a, b) = (gcd(self.num.into(), den), gcd(num, self.den.into()));
        let num = (u128::from(self.num) / a).checked_mul(num / b)?;
        let den = (u128::from(self.den) / b).checked_mul(den / a)?;
        Some(Self { num: num.try_into().ok()?, den: den.try_into().ok()? })
    }

    /// Own units in whole common units, rounded down.
    pub(crate) fn to_common(self, own: i64) -> i64 {
        let common = own.max(0) as u128 * u128::from(self.num) / u128::from(self.den);
        i64::try_from(common).unwrap_or(i64::MAX)
    }

    /// The least common units that make so many own ones.
    pub(crate) fn to_common_up(self, own: i64) -> i64 {
        let common = (own.max(0) as u128 * u128::from(self.num)).div_ceil(self.den.into());
        i64::try_from(common).unwrap_or(i64::MAX)
    }

    /// Common units in whole own units, rounded down.
    pub(crate) fn to_own(self, common: i64) -> i64 {
        let own = common.max(0) as u128 * u128::from(self.den) / u128::from(self.num);
        i64::try_from(own).unwrap_or(i64::MAX)
    }

    /// Common units per own unit.
    pub(crate) fn value(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

/// A candidate of a market.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lane {
    /// Its place among the problem's candidates.
    pub(crate) candidate: u32,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// Flows connected through candidates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Market {
    pub(crate) supplies: Vec<u32>,
    pub(crate) demands: Vec<u32>,
    pub(crate) lanes: Vec<Lane>,
    /// Factors of supplies and demands; `None` where the ratios contradict each other, so that there is no common unit.
    pub(crate) factors: Option<(Vec<Factor>, Vec<Factor>)>,
}

/// The candidates of each market: a market itself, which takes more room, is made when it is asked for.
#[derive(Debug)]
pub(crate) struct Markets<'p> {
    problem: &'p Problem<'p>,
    candidates: Grouped<u32>,
}

impl<'p> Markets<'p> {
    /// Of the candidates that `usable` lets in, by their first supply.
    pub(crate) fn new(problem: &'p Problem, usable: impl Fn(usize) -> bool + Sync) -> Self {
        let open = |k: usize| {
            let [supply, demand] = problem.candidates.ends(k);
            usable(k) && problem.capacity(supply) > 0 && problem.capacity(demand) > 0
        };
        let open: Vec<bool> = (0..problem.candidates.len()).into_par_iter().map(open).collect();
        let open = || (0..).zip(&open).filter(|(_, open)| **open).map(|(k, _)| k);
        let mut leader: Vec<u32> = (0..problem.nodes.len() as u32).collect();
        for k in open() {
            let [x, y] = problem.candidates.ends(k as usize).map(|end| find(&mut leader, end));
            leader[x.max(y) as usize] = x.min(y);
        }
        let mut which = vec![u32::MAX; problem.nodes.len()];
        let mut markets = 0;
        for k in open() {
            let [supply, _] = problem.candidates.ends(k as usize);
            let head = find(&mut leader, supply) as usize;
            if which[head] == u32::MAX {
                which[head] = markets;
                markets += 1;
            }
            which[supply as usize] = which[head];
        }
        let by_market = || open().map(|k| (which[problem.candidates.ends(k as usize)[0] as usize], k));
        Self { problem, candidates: Grouped::by(markets as usize, by_market) }
    }

    /// Each market.
    pub(crate) fn each(&self) -> impl IndexedParallelIterator<Item = Market> {
        one_by_one(0..self.candidates.len()).map(|m| Market::of(self.problem, self.candidates.of(m as u32)))
    }

    /// The candidates of all of them.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = u32> {
        self.candidates.iter().flatten().copied()
    }
}

/// Markets for all threads, one at a time. Few are large, and most of those come first: a thread that took many would be left with
/// all the work.
pub(crate) fn one_by_one<M>(markets: M) -> impl IndexedParallelIterator<Item = M::Item>
where
    M: IntoParallelIterator<Iter: IndexedParallelIterator>,
{
    markets.into_par_iter().with_max_len(1)
}

impl Market {
    /// The market of these candidates, which are in order.
    fn of(problem: &Problem, candidates: &[u32]) -> Self {
        let ends = || candidates.iter().map(|&k| problem.candidates.ends(k as usize));
        // Candidates are by supply, then by demand.
        let mut supplies: Vec<u32> = ends().map(|[supply, _]| supply).collect();
        let mut demands: Vec<u32> = ends().map(|[_, demand]| demand).collect();
        demands.sort_unstable();
        for side in [&mut supplies, &mut demands] {
            side.dedup();
            side.shrink_to_fit();
        }
        let mut from = 0;
        let lane = |(&candidate, [supply, demand]): (&u32, [u32; 2])| {
            from += usize::from(supplies[from] != supply);
            let to = demands.partition_point(|other| *other < demand);
            Lane { candidate, from: from as u32, to: to as u32 }
        };
        let lanes = candidates.iter().zip(ends()).map(lane).collect();
        let mut market = Self { supplies, demands, lanes, factors: None };
        market.factors = factors(problem, &market);
        market
    }
}

/// One factor per flow such that every lane's ratio is that of its ends.
fn factors(problem: &Problem, market: &Market) -> Option<(Vec<Factor>, Vec<Factor>)> {
    let supplies = market.supplies.len();
    let rate = |lane: &Lane| {
        let c = &problem.candidates.at(lane.candidate as usize);
        let decimals = |flow: u32| problem.units.decimals(problem.nodes[flow as usize].dimension);
        let power = i32::from(decimals(c.demand)) - i32::from(decimals(c.supply));
        let ten = 10u128.checked_pow(power.unsigned_abs())?;
        let (num, den) = (u128::from(c.ratio.replaced()), u128::from(c.ratio.supplied()));
        // Demand's units for supply's units.
        if power >= 0 { Some((num.checked_mul(ten)?, den)) } else { Some((num, den.checked_mul(ten)?)) }
    };
    let mut all: Vec<Option<Factor>> = vec![None; supplies + market.demands.len()];
    if market.lanes.iter().all(|lane| rate(lane).is_some_and(|(num, den)| num == den)) {
        return Some((vec![Factor::ONE; supplies], vec![Factor::ONE; market.demands.len()]));
    }
    let mut touching: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
    for (k, lane) in market.lanes.iter().enumerate() {
        touching[lane.from as usize].push(k);
        touching[supplies + lane.to as usize].push(k);
    }
    all[0] = Some(Factor::ONE);
    let mut queue = vec![0usize];
    while let Some(v) = queue.pop() {
        for &k in &touching[v] {
            let lane = &market.lanes[k];
            let (num, den) = rate(lane)?;
            let (other, factor) = if v < supplies {
                (supplies + lane.to as usize, all[v]?.times(den, num)?)
            } else {
                (lane.from as usize, all[v]?.times(num, den)?)
            };
            match all[other] {
                Some(known) if known != factor => return None,
                Some(_) => {}
                None => {
                    all[other] = Some(factor);
                    queue.push(other);
                }
            }
        }
    }
    // As fine as the largest capacity allows: what rounding down to common units loses is then a part in 10¹⁴ or less.
    let flows = || market.supplies.iter().chain(&market.demands);
    let most =
        flows().zip(&all).map(|(&f, x)| problem.capacity(f) as f64 * x.map_or(0.0, Factor::value)).fold(0.0, f64::max);
    let power = (15.0 - most.log10()).floor() as i32;
    let ten = 10u128.checked_pow(power.unsigned_abs())?;
    let (num, den) = if power >= 0 { (ten, 1) } else { (1, ten) };
    let mut scaled = all.into_iter().map(|x| x?.times(num, den)).collect::<Option<Vec<_>>>()?;
    let demands = scaled.split_off(supplies);
    Some((scaled, demands))
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn find(leader: &mut [u32], mut v: u32) -> u32 {
    while leader[v as usize] != v {
        leader[v as usize] = leader[leader[v as usize] as usize];
        v = leader[v as usize];
    }
    v
}
