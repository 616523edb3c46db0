//! What matching finds.

use std::collections::BTreeMap;

use crate::flow::FlowIx;
use crate::measure::{Distance, Score};
use crate::quantity::Quantity;

/// What kind of cooperation a synergy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SynergyKind {
    /// One site's output becomes another's input.
    Substitution,
}

impl SynergyKind {
    /// The word layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Substitution => "substitution",
        }
    }
}

/// A supply and a demand that fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Synergy {
    /// Who gives.
    pub supply: FlowIx,
    /// Who takes.
    pub demand: FlowIx,
    /// What kind of cooperation.
    pub kind: SynergyKind,
    /// Name of the rule that paired them.
    pub rule: &'static str,
    /// Geodesic, between the two sites' positions.
    pub distance: Distance,
    /// The largest distance this pair was allowed.
    pub radius: Distance,
    /// What could change hands: the smaller of both amounts, where both are known in one dimension.
    pub amount: Option<Quantity>,
    /// Weighted mean of the criteria that are known.
    pub score: Score,
    /// Share of the weights whose criterion is known.
    pub confidence: Score,
    /// 1 for the best of this supply's synergies.
    pub rank_supply: u32,
    /// 1 for the best of this demand's synergies among those kept.
    pub rank_demand: u32,
}

/// Synergies and each one's criteria, side by side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Synergies {
    criteria: Vec<&'static str>,
    list: Vec<Synergy>,
    values: Vec<Option<Score>>,
}

impl Synergies {
    /// None yet; each will carry one value per criterion, in this order.
    pub fn new(criteria: Vec<&'static str>) -> Self {
        Self { criteria, list: Vec::new(), values: Vec::new() }
    }

    /// Adds a synergy. `values` holds one entry per criterion, `None` where the data does not tell.
    ///
    /// # Panics
    /// When the number of values is not that of the criteria: a defect of the caller, not of its data.
    pub fn push(&mut self, synergy: Synergy, values: &[Option<Score>]) {
        assert_eq!(values.len(), self.criteria.len(), "one value per criterion");
        self.list.push(synergy);
        self.values.extend_from_slice(values);
    }

    /// The criteria's names, in the order of [`Synergies::values`].
    pub fn criteria(&self) -> &[&'static str] {
        &self.criteria
    }

    /// All synergies: by supply, then from best to least.
    pub fn list(&self) -> &[Synergy] {
        &self.list
    }

    /// All synergies, to set what only the whole list tells (ranks).
    pub fn list_mut(&mut self) -> &mut [Synergy] {
        &mut self.list
    }

    /// The criteria's values of synergy `i` of the list.
    pub fn values(&self, i: usize) -> &[Option<Score>] {
        let n = self.criteria.len();
        &self.values[i * n..(i + 1) * n]
    }
}

/// Why a flow has no synergy.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// Nobody in the study offers or wants the resource.
    NoPartner,
    /// Only the site itself does.
    OnlyItself,
    /// The nearest partner is too far.
    TooFar {
        /// To the nearest partner of another site.
        nearest: Distance,
        /// How far it could have been.
        radius: Distance,
    },
    /// Partners in reach, but each was refused.
    Refused {
        /// The gate that refused most of them.
        gate: &'static str,
        /// How many it refused.
        count: u32,
    },
    /// Partners in reach, but each has enough better ones.
    Outranked {
        /// How many partners were in reach.
        partners: u32,
    },
    /// The flow does not exist on the study's date.
    NotValid,
    /// Its stated amount is zero: there is nothing to give or to take.
    Zero,
}

impl Reason {
    /// The stable word layers use.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoPartner => "no_partner",
            Self::OnlyItself => "only_itself",
            Self::TooFar { .. } => "too_far",
            Self::Refused { .. } => "refused",
            Self::Outranked { .. } => "outranked",
            Self::NotValid => "not_valid",
            Self::Zero => "zero",
        }
    }
}

/// A flow left without a synergy.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmatched {
    /// Which.
    pub flow: FlowIx,
    /// Why.
    pub reason: Reason,
}

/// How many pairs each gate refused, by the gate's name.
pub type Refusals = BTreeMap<&'static str, u64>;

/// All that matching says of a study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matches {
    /// What fits.
    pub synergies: Synergies,
    /// What is left, and why; by flow.
    pub unmatched: Vec<Unmatched>,
    /// Pairs within their radius, before gates and `top`.
    pub candidates: u64,
    /// Pairs that passed every gate, before `top`.
    pub accepted: u64,
    /// Pairs refused, by gate.
    pub refusals: Refusals,
}
