//! What becomes of a plan when something changes: lost, gained, rerouted, and who feels it.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::{Direction, FlowIx};
use crate::place::SiteIx;
use crate::planned::{Planned, Worth};
use crate::quantity::{Dimension, Quantity};
use crate::study::Study;
use crate::worth::{CarbonSaved, EurosGained};

/// Amounts that differ by less than this share of themselves are the same, counted in other units.
const SAME: f64 = 1e-9;

/// What became of a synergy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It moves nothing any more.
    Lost,
    /// It moves less.
    Reduced,
    /// It moves more.
    Raised,
    /// It moved nothing before.
    Gained,
}

impl Turn {
    /// The stable word layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Reduced => "reduced",
            Self::Raised => "raised",
            Self::Gained => "gained",
        }
    }

    /// From what was moved to what is, where `None` is not known; `closed` and `new` say whether one of those who move it is.
    /// `None` where nothing changed.
    pub(crate) fn between(was: Option<f64>, is: Option<f64>, closed: bool, new: bool) -> Option<Self> {
        match (was, is) {
            (Some(a), Some(b)) if (a - b).abs() <= SAME * a.max(b) => None,
            (Some(_), Some(0.0)) => Some(Self::Lost),
            (Some(0.0), Some(_)) => Some(Self::Gained),
            (Some(a), Some(b)) => Some(if b < a { Self::Reduced } else { Self::Raised }),
            (None, _) if closed => Some(Self::Lost),
            (_, None) if new => Some(Self::Gained),
            // Known on one side only by what matching kept: no change of the territory.
            _ => None,
        }
    }
}

/// A synergy that moves another amount than before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Who gives.
    pub supply: FlowIx,
    /// Who takes.
    pub demand: FlowIx,
    /// What became of it.
    pub turn: Turn,
    /// What it moved, as the supply counts; `None` where nobody knows.
    pub before: Option<Quantity>,
    /// What it moves now, likewise.
    pub after: Option<Quantity>,
    /// How much more, or less, it is worth; `None` where a factor lacks on either side.
    pub worth: Worth,
}

/// What a site gives or gets in one dimension, before and now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// Before.
    pub before: Quantity,
    /// Now.
    pub after: Quantity,
}

/// A site that feels the change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Affected {
    /// 0: closed. 1: one of its needs had givers, and all of them are closed. 2: all of them are closed or of step 1; and
    /// so on, as far as nothing replaces what stops. `None`: nothing that it needs stops.
    pub step: Option<u32>,
    /// Synergies of it that move nothing any more.
    pub lost: u32,
    /// Those of them whose amount nobody knows.
    pub lost_unknown: u32,
    /// What it gives, by dimension.
    pub supplied: Vec<Shift>,
    /// What it gets, by dimension.
    pub demanded: Vec<Shift>,
}

/// What changes in one dimension, as supplies count. What went and what came among connected synergies counts as
/// rerouted as far as both go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Went, and nothing came in its place.
    pub lost: Quantity,
    /// Came, and nothing went for it.
    pub gained: Quantity,
    /// Goes another way.
    pub rerouted: Quantity,
}

/// From one plan to another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// By supply, then demand.
    pub differences: Vec<Difference>,
    /// Who feels it.
    pub sites: BTreeMap<SiteIx, Affected>,
    /// By dimension.
    pub balances: Vec<Balance>,
}

impl Change {
    /// What differs between two plans of a study. Flows and sites are those of `after`, which has all of `before` and maybe
    /// more flows.
    pub fn between(before: &Planned, after: &Planned) -> Self {
        let differences = differences(before, after);
        let balances = balances(&differences);
        let mut sites: BTreeMap<SiteIx, Affected> = BTreeMap::new();
        for (site, step) in steps(after) {
            sites.entry(site).or_default().step = Some(step);
        }
        for difference in &differences {
            for ix in [difference.supply, difference.demand] {
                let site = sites.entry(after.study.flow(ix).site).or_default();
                if difference.turn == Turn::Lost {
                    site.lost += 1;
                    site.lost_unknown += u32::from(difference.before.is_none());
                }
            }
        }
        let sums = (used(before), used(after));
        for (site, affected) in &mut sites {
            for (direction, shifts) in
                [(Direction::Supply, &mut affected.supplied), (Direction::Demand, &mut affected.demanded)]
            {
                for dimension in Dimension::ALL {
                    let sum = |sums: &Sums| sums.get(&(*site, direction, dimension)).copied();
                    let (before, after) = (sum(&sums.0), sum(&sums.1));
                    let quantity = |sum: Option<f64>| Quantity::per_year(sum.unwrap_or(0.0), dimension);
                    if before.or(after).is_some()
                        && let (Ok(before), Ok(after)) = (quantity(before), quantity(after))
                    {
                        shifts.push(Shift { before, after });
                    }
                }
            }
        }
        Self { differences, sites, balances }
    }
}

type Sums = BTreeMap<(SiteIx, Direction, Dimension), f64>;

fn used(planned: &Planned) -> Sums {
    let mut sums = Sums::new();
    for (ix, flow) in planned.study.flows() {
        if let Some(used) = planned.used(ix) {
            *sums.entry((flow.site, flow.direction, used.dimension())).or_default() += used.annual();
        }
    }
    sums
}

/// The flows of `after` that those of `before` are. Ids do not tell: those made up for nameless flows count them.
pub(crate) fn same_flows(before: &Study, after: &Study) -> Vec<Option<FlowIx>> {
    let mut places: BTreeMap<_, Vec<FlowIx>> = BTreeMap::new();
    let key = |study: &Study, ix: FlowIx| {
        let flow = study.flow(ix);
        (flow.origin, flow.direction, study.resource(flow.resource).code.clone())
    };
    for (ix, _) in after.flows() {
        places.entry(key(after, ix)).or_default().push(ix);
    }
    places.values_mut().for_each(|same| same.reverse());
    before.flows().map(|(ix, _)| places.get_mut(&key(before, ix)).and_then(Vec::pop)).collect()
}

fn differences(before: &Planned, after: &Planned) -> Vec<Difference> {
    let same = same_flows(before.study, after.study);
    let known: BTreeSet<FlowIx> = same.iter().flatten().copied().collect();
    let mut pairs: BTreeMap<(FlowIx, FlowIx), [Option<usize>; 2]> = BTreeMap::new();
    for (k, s) in before.matches.synergies.list().iter().enumerate() {
        if let (Some(supply), Some(demand)) = (same[s.supply.0 as usize], same[s.demand.0 as usize]) {
            pairs.entry((supply, demand)).or_default()[0] = Some(k);
        }
    }
    for (k, s) in after.matches.synergies.list().iter().enumerate() {
        pairs.entry((s.supply, s.demand)).or_default()[1] = Some(k);
    }
    let mut differences = Vec::new();
    for ((supply, demand), [old, new]) in pairs {
        // A pair that is not there moves nothing.
        let amount = |planned: &Planned, k: Option<usize>| k.map(|k| planned.amount(k));
        let (was, is) = (amount(before, old), amount(after, new));
        let number = |side: Option<Option<Quantity>>| match side {
            None => Some(0.0),
            Some(quantity) => quantity.map(Quantity::annual),
        };
        let fresh = !known.contains(&supply) || !known.contains(&demand);
        let Some(turn) = Turn::between(number(was), number(is), after.is_closed(supply, demand), fresh) else {
            continue;
        };
        let worth = |planned: &Planned, k: Option<usize>| match (number(amount(planned, k)), k) {
            (Some(_), Some(k)) => planned.worth(k),
            (Some(_), None) => Worth::nothing(),
            (None, _) => Worth::default(),
        };
        let nothing = |side: Option<Option<Quantity>>, other: Option<Option<Quantity>>| match side {
            None => other.flatten().map(|q| Quantity::none(q.dimension())),
            Some(quantity) => quantity,
        };
        differences.push(Difference {
            supply,
            demand,
            turn,
            before: nothing(was, is),
            after: nothing(is, was),
            worth: less(worth(after, new), worth(before, old)),
        });
    }
    differences
}

fn less(a: Worth, b: Worth) -> Worth {
    let carbon = a.carbon.zip(b.carbon).map(|(a, b)| CarbonSaved::kg_per_year(a.as_kg_per_year() - b.as_kg_per_year()));
    let euros = a.euros.zip(b.euros).map(|(a, b)| EurosGained::per_year(a.as_per_year() - b.as_per_year()));
    Worth { carbon: carbon.and_then(Result::ok), euros: euros.and_then(Result::ok) }
}

fn balances(differences: &[Difference]) -> Vec<Balance> {
    let mut leader: BTreeMap<FlowIx, FlowIx> = BTreeMap::new();
    fn find(leader: &BTreeMap<FlowIx, FlowIx>, mut flow: FlowIx) -> FlowIx {
        while let Some(&up) = leader.get(&flow).filter(|up| **up != flow) {
            flow = up;
        }
        flow
    }
    for d in differences {
        let (a, b) = (find(&leader, d.supply), find(&leader, d.demand));
        leader.insert(a.max(b), a.min(b));
    }
    let mut connected: BTreeMap<(Dimension, FlowIx), (f64, f64)> = BTreeMap::new();
    for d in differences {
        let (Some(before), Some(after)) = (d.before, d.after) else { continue };
        let (went, came) = connected.entry((before.dimension(), find(&leader, d.supply))).or_default();
        let change = after.annual() - before.annual();
        if change < 0.0 { *went -= change } else { *came += change }
    }
    let mut sums: BTreeMap<Dimension, [f64; 3]> = BTreeMap::new();
    for ((dimension, _), (went, came)) in connected {
        let sum = sums.entry(dimension).or_default();
        let both = went.min(came);
        [went - both, came - both, both].iter().zip(sum).for_each(|(part, sum)| *sum += part);
    }
    let balance = |(dimension, [lost, gained, rerouted]): (Dimension, [f64; 3])| {
        let quantity = |value| Quantity::per_year(value, dimension).ok();
        Some(Balance { lost: quantity(lost)?, gained: quantity(gained)?, rerouted: quantity(rerouted)? })
    };
    sums.into_iter().filter_map(balance).collect()
}

/// The sites that stop, or that need what stops and have no other giver, by how many steps from the closed ones.
fn steps(after: &Planned) -> BTreeMap<SiteIx, u32> {
    let site = |ix: FlowIx| after.study.flow(ix).site;
    let mut steps: BTreeMap<SiteIx, u32> = after.closed.iter().map(|site| (*site, 0)).collect();
    for step in 1.. {
        let mut served: BTreeMap<FlowIx, bool> = BTreeMap::new();
        for s in after.matches.synergies.list().iter() {
            *served.entry(s.demand).or_default() |= !steps.contains_key(&site(s.supply));
        }
        let known = steps.len();
        for (demand, _) in served.into_iter().filter(|(_, served)| !served) {
            steps.entry(site(demand)).or_insert(step);
        }
        if steps.len() == known {
            break;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(supply: u32, demand: u32, before: f64, after: f64) -> Difference {
        let quantity = |t| Quantity::per_year(t, Dimension::Mass).ok();
        Difference {
            supply: FlowIx(supply),
            demand: FlowIx(demand),
            turn: if after < before { Turn::Reduced } else { Turn::Raised },
            before: quantity(before),
            after: quantity(after),
            worth: Worth::nothing(),
        }
    }

    #[test]
    fn only_connected_synergies_reroute() {
        // 10 go from 0; 1 brings 4 of them to the same demand, 3 come somewhere else altogether.
        let all = [moved(0, 8, 10.0, 0.0), moved(1, 8, 0.0, 4.0), moved(2, 9, 1.0, 4.0)];
        let balance = balances(&all)[0];
        let sums = [balance.lost, balance.gained, balance.rerouted].map(Quantity::annual);
        assert_eq!(sums, [6.0, 3.0, 4.0]);
        // A supply that finds another taker is rerouted too, and so is a chain of both.
        let chain = [moved(0, 8, 5.0, 0.0), moved(0, 9, 0.0, 5.0), moved(1, 9, 5.0, 0.0), moved(1, 7, 0.0, 5.0)];
        let sums = [balances(&chain)[0].lost, balances(&chain)[0].rerouted].map(Quantity::annual);
        assert_eq!(sums, [0.0, 10.0]);
        let unknown = Difference { before: None, ..moved(0, 8, 1.0, 0.0) };
        assert!(balances(&[unknown]).is_empty(), "what nobody knows is in no sum");
    }
}
