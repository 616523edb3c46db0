//! What is left of the plan as sites fall away and nothing is planned anew.

use std::cmp::Reverse;

use maillon_model::{Allocation, AttackOrder, AttackStep, Column, Dimension, Score, SiteIx};

use super::sites::share;
use crate::index::{DIMENSIONS, Index};
use crate::random::Random;

/// Draws of a random order whose largest parts' mean is told. No source: a choice of ours.
const DRAWS: u64 = 20;

/// Shares of the plan's sites that fall, in per cent. No source: a choice of ours.
const FALLEN_PCT: [usize; 12] = [0, 1, 2, 5, 10, 15, 20, 30, 40, 50, 75, 100];

/// The links of the plan.
struct Links<'a> {
    allocations: &'a [Allocation],
    /// The places of both sites among those of the plan.
    ends: Vec<[u32; 2]>,
    dimensions: Column<Dimension>,
}

/// Both orders: by chance, and the site through which the largest share of anything goes first.
pub(crate) fn attacks(index: &Index, seed: u64) -> Vec<AttackStep> {
    let planned = &index.planned;
    let allocations = &planned.plan.allocations;
    let flows = || allocations.iter().map(|a| planned.matches.synergies.list().ends_at(a.synergy as usize));
    let of_sites = || flows().map(|ends| ends.map(|flow| planned.study.flow(flow).site.0));
    let mut takes_part = vec![false; planned.study.sites.len()];
    of_sites().flatten().for_each(|site| takes_part[site as usize] = true);
    let sites: Vec<u32> = (0..).zip(&takes_part).filter(|(_, takes)| **takes).map(|(site, _)| site).collect();
    let place = |site: u32| sites.binary_search(&site).unwrap_or_default() as u32; // each end is a site of the list
    let links = Links {
        allocations,
        ends: of_sites().map(|ends| ends.map(place)).collect(),
        dimensions: flows().map(|[supply, _]| planned.dimension(supply)).collect(),
    };
    let total = index.total();
    let through = |site: u32| Reverse(share(&index.moved(SiteIx(site)), &total));
    let mut targeted: Vec<(Reverse<Score>, u32)> = sites.iter().zip(0..).map(|(site, i)| (through(*site), i)).collect();
    targeted.sort_unstable();
    let targeted: Vec<u32> = targeted.into_iter().map(|(_, i)| i).collect();

    let mut counts: Vec<usize> = FALLEN_PCT.iter().map(|pct| (sites.len() * pct).div_ceil(100)).collect();
    counts.dedup();
    let mut random = Random::new(seed);
    let mut order: Vec<u32> = (0..sites.len() as u32).collect();
    let draws: Vec<Vec<Left>> = (0..DRAWS)
        .map(|_| {
            random.shuffle(&mut order);
            fall(&links, &total, &order, &counts)
        })
        .collect();
    let by_target = [fall(&links, &total, &targeted, &counts)];
    let mut steps = Vec::new();
    for (order, draws) in [(AttackOrder::Random, &draws[..]), (AttackOrder::Targeted, &by_target[..])] {
        for dimension in Dimension::ALL.into_iter().filter(|d| total[*d as usize] > 0) {
            for (i, &removed) in counts.iter().enumerate() {
                let mean = |part: &dyn Fn(&Left) -> f64| {
                    Score::saturating(draws.iter().map(|draw| part(&draw[i])).sum::<f64>() / draws.len() as f64)
                };
                let left = match order {
                    AttackOrder::Random => standing(sites.len(), removed),
                    AttackOrder::Targeted => mean(&|left| left.moves[dimension as usize]),
                };
                steps.push(AttackStep {
                    order,
                    removed: removed as u32,
                    of: sites.len() as u32,
                    dimension,
                    left,
                    largest: mean(&|left| left.largest),
                });
            }
        }
    }
    steps
}

/// How likely it is that neither end of a link is among so many that fall by chance: the mean share of any amount that is left.
fn standing(sites: usize, fallen: usize) -> Score {
    let [all, left] = [sites, sites - fallen].map(|n| n as f64);
    Score::saturating(left * (left - 1.0).max(0.0) / (all * (all - 1.0)))
}

/// What is left after so many have fallen.
struct Left {
    moves: [f64; DIMENSIONS],
    largest: f64,
}

/// What is left after each count of sites of that order: from the last site back to the first, so that parts only grow together.
fn fall(links: &Links, total: &[i128; DIMENSIONS], order: &[u32], counts: &[usize]) -> Vec<Left> {
    let mut falls = vec![0u32; order.len()];
    (0..).zip(order).for_each(|(when, site)| falls[*site as usize] = when);
    // A link stands as long as the first of its ends: by the last count that leaves it so.
    let mut standing: Vec<Vec<u32>> = vec![Vec::new(); counts.len()];
    for (link, [a, b]) in (0..).zip(&links.ends) {
        let until = falls[*a as usize].min(falls[*b as usize]);
        if let Some(last) = counts.partition_point(|fallen| *fallen <= until as usize).checked_sub(1) {
            standing[last].push(link);
        }
    }
    let mut parts = Parts::new(order.len());
    let mut moves = [0i128; DIMENSIONS];
    let mut left: Vec<Left> = (counts.iter().zip(standing).rev())
        .map(|(&fallen, standing)| {
            for link in standing.into_iter().map(|link| link as usize) {
                moves[links.dimensions.at(link) as usize] += i128::from(links.allocations[link].supplied);
                parts.join(links.ends[link]);
            }
            let share = |d: usize| if total[d] > 0 { moves[d] as f64 / total[d] as f64 } else { 0.0 };
            let alone = usize::from(fallen < order.len());
            let largest = parts.largest.max(alone) as f64 / order.len().max(1) as f64;
            Left { moves: std::array::from_fn(share), largest }
        })
        .collect();
    left.reverse();
    left
}

/// What hangs together.
struct Parts {
    leader: Vec<u32>,
    size: Vec<u32>,
    largest: usize,
}

impl Parts {
    fn new(nodes: usize) -> Self {
        Self { leader: (0..nodes as u32).collect(), size: vec![1; nodes], largest: 0 }
    }

    fn find(&mut self, mut node: u32) -> u32 {
        while self.leader[node as usize] != node {
            self.leader[node as usize] = self.leader[self.leader[node as usize] as usize];
            node = self.leader[node as usize];
        }
        node
    }

    fn join(&mut self, ends: [u32; 2]) {
        let [a, b] = ends.map(|end| self.find(end));
        if a != b {
            let (small, large) = if self.size[a as usize] < self.size[b as usize] { (a, b) } else { (b, a) };
            self.leader[small as usize] = large;
            self.size[large as usize] += self.size[small as usize];
            self.largest = self.largest.max(self.size[large as usize] as usize);
        }
    }
}
