//! The engine: two indexes per resource, joined block by block.

use maillon_spatial::{PointIndex, distance, geodesic};
use rayon::prelude::*;

use crate::work::{Flow, Keeper, Market, Outcome, Scores, Task};

/// Blocks of supplies that a thread takes at a time.
const AT_A_TIME: usize = 16;

struct Side {
    index: PointIndex,
    /// In the index's order.
    amounts: Vec<f64>,
}

impl Side {
    fn new(flows: &[Flow]) -> Self {
        let index = PointIndex::new(flows.iter().map(|flow| flow.position).zip(0..));
        let amounts = index.payloads().iter().map(|payload| flows[*payload as usize].amount).collect();
        Self { index, amounts }
    }
}

pub(crate) fn run(markets: &[Market], task: Task) -> Outcome {
    let sides: Vec<(&Market, Side, Side)> =
        markets.par_iter().map(|market| (market, Side::new(&market.supplies), Side::new(&market.demands))).collect();
    let tasks: Vec<_> = sides.iter().flat_map(|side| side.1.index.blocks().map(move |block| (side, block))).collect();
    let parts: Vec<Outcome> = tasks
        .par_iter()
        .with_min_len(AT_A_TIME)
        .map(|((market, supplies, demands), block)| {
            let mut keepers: Vec<Keeper> = supplies.amounts[block.start as usize..block.end as usize]
                .iter()
                .map(|amount| Keeper::new(task, market.radius, *amount))
                .collect();
            let mut scores = Scores::new();
            supplies.index.join(
                block.clone(),
                &demands.index,
                |_| market.radius,
                |place, near| {
                    let pair = |(other, metres): (&u32, &f64)| (*metres, demands.amounts[*other as usize]);
                    let pairs = near.places.iter().zip(near.metres).map(pair);
                    keepers[(place - block.start) as usize].take(pairs, &mut scores);
                },
            );
            let mut part = Outcome::default();
            keepers.iter().for_each(|keeper| part.add(keeper.outcome()));
            part
        })
        .collect();
    let mut all = Outcome::default();
    parts.into_iter().for_each(|part| all.add(part));
    all
}

/// Every pair, by GeographicLib.
pub(crate) fn by_brute_force(markets: &[Market], task: Task) -> Outcome {
    let (mut all, mut scores) = (Outcome::default(), Scores::new());
    for market in markets {
        for supply in &market.supplies {
            let mut keeper = Keeper::new(task, market.radius, supply.amount);
            for demand in &market.demands {
                if geodesic(supply.position, demand.position) <= market.radius {
                    let metres = distance(supply.position, demand.position).as_metres();
                    keeper.take([(metres, demand.amount)].into_iter(), &mut scores);
                }
            }
            all.add(keeper.outcome());
        }
    }
    all
}
