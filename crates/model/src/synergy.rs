//! What matching finds.

use std::collections::BTreeMap;

use crate::column::within;
use crate::flow::FlowIx;
use crate::measure::{Distance, Score};
use crate::quantity::Quantity;
use crate::synergies::Synergies;
use crate::vouch::{GateSet, RuleIx, StepIx};
use crate::worth::{BreakEven, CarbonSaved, EurosGained};

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

/// What a synergy's carbon and money leave out, for want of a factor: it is missing, not nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NotCounted {
    /// The treatment that the synergy needs.
    pub treatment: bool,
    /// The way: of what flows through a pipe or a wire, no factor counts by the tonne and kilometre.
    pub freight: bool,
}

/// A supply and a demand that fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Synergy {
    /// Who gives.
    pub supply: FlowIx,
    /// Who takes.
    pub demand: FlowIx,
    /// What kind of cooperation.
    pub kind: SynergyKind,
    /// The rule that paired them, in [`Synergies::rules`].
    pub rule: RuleIx,
    /// What must be done to the resource on its way, by [`Synergies::step`].
    pub treatment: Option<StepIx>,
    /// Gates that the data leaves open, of [`Synergies::gates`].
    pub open: GateSet,
    /// Geodesic, between the two sites' positions.
    pub distance: Distance,
    /// The largest distance this pair was allowed.
    pub radius: Distance,
    /// What could be given: the smaller of both amounts after the rule's ratio, where both are known and comparable, as
    /// the supply counts.
    pub amount: Option<Quantity>,
    /// The same, as the demand counts: what it replaces.
    pub replaced: Option<Quantity>,
    /// What its carbon and money leave out, for want of a factor.
    pub not_counted: NotCounted,
    /// Emissions avoided by `amount`, less those of the way.
    pub carbon: Option<CarbonSaved>,
    /// Money gained by `amount`, less the cost of the way.
    pub euros: Option<EurosGained>,
    /// How far it may travel before the carbon is lost.
    pub break_even_carbon: Option<BreakEven>,
    /// How far it may travel before the money is lost.
    pub break_even_euros: Option<BreakEven>,
    /// Weighted mean of the criteria that are known.
    pub score: Score,
    /// How much the score rests on: the share of the weights whose criterion is known, how sure the rule is, how well
    /// the amounts are known, and which gates the data leaves open.
    pub confidence: Score,
    /// 1 for the best of this supply's synergies.
    pub rank_supply: u32,
    /// 1 for the best of this demand's synergies among those kept.
    pub rank_demand: u32,
}

impl Synergy {
    /// Whether its distance is within its radius, both as a list of synergies keeps them.
    pub fn in_reach(&self) -> bool {
        within(self.distance, self.radius)
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
    /// It repeats another flow, which stands for both.
    Duplicate {
        /// The flow that it repeats.
        of: FlowIx,
    },
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
            Self::Duplicate { .. } => "duplicate",
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

/// How many duplicates and dominated leads were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    /// Flows that repeat another of the same site in all but id and place in the file.
    pub duplicates: u64,
    /// Leads than which others are at least as good on every count, for both sides.
    pub dominated: u64,
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
    /// What triage left out.
    pub merged: Merged,
}
