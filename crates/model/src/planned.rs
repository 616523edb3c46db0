//! A plan beside what it is a plan of.

use crate::chain::Chains;
use crate::column::Numbers;
use crate::flow::FlowIx;
use crate::place::SiteIx;
use crate::plan::Plan;
use crate::quantity::{Dimension, Quantity};
use crate::study::Study;
use crate::synergy::Matches;
use crate::worth::{CarbonSaved, EurosGained};

/// What an amount moved is worth; `None` where no factor tells.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Worth {
    /// Emissions avoided.
    pub carbon: Option<CarbonSaved>,
    /// Money gained.
    pub euros: Option<EurosGained>,
}

impl Worth {
    /// What nothing is worth.
    pub fn nothing() -> Self {
        Self { carbon: CarbonSaved::kg_per_year(0.0).ok(), euros: EurosGained::per_year(0.0).ok() }
    }
}

/// What several amounts moved are worth together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct WorthSum {
    carbon: Option<f64>,
    euros: Option<f64>,
    /// Those of which no factor of carbon tells.
    pub without_carbon: u32,
    /// Those without a price.
    pub without_euros: u32,
}

impl WorthSum {
    /// Counts one more.
    pub fn add(&mut self, worth: Worth) {
        match worth.carbon {
            Some(saved) => *self.carbon.get_or_insert(0.0) += saved.as_kg_per_year(),
            None => self.without_carbon += 1,
        }
        match worth.euros {
            Some(gained) => *self.euros.get_or_insert(0.0) += gained.as_per_year(),
            None => self.without_euros += 1,
        }
    }

    /// Of those that a factor tells of; `None` where there are some and it tells of none. Where nothing moves, nothing is worth
    /// anything, and that is known.
    pub fn worth(&self) -> Worth {
        let known = |sum: Option<f64>, without: u32| sum.or((without == 0).then_some(0.0));
        Worth {
            carbon: known(self.carbon, self.without_carbon).and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
            euros: known(self.euros, self.without_euros).and_then(|euros| EurosGained::per_year(euros).ok()),
        }
    }
}

/// What each of many allocations is worth, by column: most often no factor tells, and that takes no room.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Worths {
    carbon: Numbers,
    euros: Numbers,
    len: usize,
}

impl Worths {
    /// What the allocation at that place is worth; of one that there is not, no factor tells.
    pub fn at(&self, place: usize) -> Worth {
        if place >= self.len {
            return Worth::default();
        }
        Worth {
            carbon: self.carbon.at(place).and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
            euros: self.euros.at(place).and_then(|euros| EurosGained::per_year(euros).ok()),
        }
    }
}

impl FromIterator<Worth> for Worths {
    fn from_iter<I: IntoIterator<Item = Worth>>(each: I) -> Self {
        let mut all = Self::default();
        for worth in each {
            all.carbon.push(worth.carbon.map(CarbonSaved::as_kg_per_year));
            all.euros.push(worth.euros.map(EurosGained::as_per_year));
            all.len += 1;
        }
        all.carbon.shrink();
        all.euros.shrink();
        all
    }
}

/// A plan, the study and matches that it is of, and what it is worth.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// The territory.
    pub study: &'a Study,
    /// What matching found in it.
    pub matches: &'a Matches,
    /// Who gets how much.
    pub plan: &'a Plan,
    /// What each allocation is worth, by its place in [`Plan::allocations`].
    pub worth: &'a Worths,
    /// Sites that are closed: none of their flows moves, known or not.
    pub closed: &'a [SiteIx],
}

/// Sums over a plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Totals {
    /// What leaves supplies, per dimension.
    pub moved: Vec<Quantity>,
    /// Emissions avoided by the allocations that have a factor; `None` where there are some and none has.
    pub carbon: Option<CarbonSaved>,
    /// Allocations without a factor of carbon.
    pub without_carbon: usize,
    /// Money gained by the allocations that have a price; `None` likewise.
    pub euros: Option<EurosGained>,
    /// Allocations without a price.
    pub without_euros: usize,
}

impl Planned<'_> {
    /// What the plan moves on the synergy at that place, as its supply counts; `None` where the synergy takes no part,
    /// because an amount or a factor is not known.
    pub fn amount(&self, synergy: usize) -> Option<Quantity> {
        let list = self.matches.synergies.list();
        let [supply, demand] = *list.ends().get(synergy)?;
        let key = synergy as u32;
        let units = match self.plan.allocations.binary_search_by_key(&key, |a| a.synergy) {
            Ok(place) => self.plan.allocations[place].supplied,
            Err(_) if self.plan.cannot_count.binary_search(&key).is_ok() && !self.is_closed(supply, demand) => {
                return None;
            }
            Err(_) => 0,
        };
        Some(self.plan.units.quantity(units, self.dimension(supply)))
    }

    /// What that is worth: nothing where nothing moves.
    pub fn worth(&self, synergy: usize) -> Worth {
        match self.plan.allocations.binary_search_by_key(&(synergy as u32), |a| a.synergy) {
            Ok(place) => self.worth.at(place),
            Err(_) => Worth::nothing(),
        }
    }

    /// What the plan moves of a flow, in the flow's own dimension; `None` where the flow's amount is not known.
    pub fn used(&self, flow: FlowIx) -> Option<Quantity> {
        let share = self.plan.shares.get(flow)?;
        share.capacity?;
        Some(self.plan.units.quantity(share.used, self.dimension(flow)))
    }

    /// What is left of a flow; `None` where its amount is not known.
    pub fn left(&self, flow: FlowIx) -> Option<Quantity> {
        let share = self.plan.shares.get(flow)?;
        Some(self.plan.units.quantity(share.capacity?.saturating_sub(share.used), self.dimension(flow)))
    }

    /// What the chain at that place gets of its processor's capacity, as its supply counts: all of it, what the plan moves
    /// anyway, and what comes beyond the plan. `None` where an amount is not known, or nobody assigned anything.
    pub fn assigned(&self, chains: &Chains, place: usize) -> Option<[Quantity; 3]> {
        let chain = chains.list.get(place).filter(|chain| chain.amount.is_some())?;
        let own = chains.plan.as_ref()?.assigned.get(place)?;
        let units = [own.of_plan + own.added, own.of_plan, own.added];
        Some(units.map(|units| self.plan.units.quantity(units, self.dimension(chain.supply))))
    }

    /// Whether either end of a synergy is a closed site's.
    pub fn is_closed(&self, supply: FlowIx, demand: FlowIx) -> bool {
        [supply, demand].iter().any(|ix| self.closed.contains(&self.study.flow(*ix).site))
    }

    /// The plan's sums.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        let mut sums = [None::<i128>; Dimension::ALL.len()];
        let mut worth = WorthSum::default();
        for (place, a) in self.plan.allocations.iter().enumerate() {
            let dimension = self.dimension(self.matches.synergies.list().ends_at(a.synergy as usize)[0]);
            *sums[dimension as usize].get_or_insert(0) += i128::from(a.supplied);
            worth.add(self.worth.at(place));
        }
        totals.moved = (Dimension::ALL.into_iter())
            .filter_map(|dimension| {
                let (units, sum) = (self.plan.units, sums[dimension as usize]?);
                let base =
                    i64::try_from(sum).map_or(sum as f64 * units.base(1, dimension), |sum| units.base(sum, dimension));
                Quantity::per_year(base, dimension).ok()
            })
            .collect();
        (totals.without_carbon, totals.without_euros) = (worth.without_carbon as usize, worth.without_euros as usize);
        Worth { carbon: totals.carbon, euros: totals.euros } = worth.worth();
        totals
    }

    /// What a flow counts; where its amount is not known, what its resource usually counts.
    pub fn dimension(&self, flow: FlowIx) -> Dimension {
        let flow = self.study.flow(flow);
        let usual = || self.study.resource(flow.resource).dimension.unwrap_or(Dimension::Mass);
        flow.amount.known().map_or_else(usual, Quantity::dimension)
    }
}
