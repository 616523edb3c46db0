//! Who gets how much.

use crate::flow::FlowIx;
use crate::quantity::{Dimension, Quantity};
use crate::shares::Shares;

/// The whole units a plan counts in: a power of ten of each dimension's base unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanUnits {
    decimals: [i16; Dimension::ALL.len()],
}

impl PlanUnits {
    /// Units of 10⁻ᵈ of a base unit, `d` by dimension in the order of [`Dimension::ALL`].
    pub const fn new(decimals: [i16; Dimension::ALL.len()]) -> Self {
        Self { decimals }
    }

    /// How many decimals of the base unit an amount of that dimension has; negative for whole tens, hundreds, …
    pub const fn decimals(self, dimension: Dimension) -> i16 {
        self.decimals[dimension as usize]
    }

    /// So many units, in the dimension's base unit. Exact to the last digit of a `f64`.
    pub fn base(self, units: i64, dimension: Dimension) -> f64 {
        let decimals = i32::from(self.decimals(dimension));
        if decimals >= 0 { units as f64 / 10f64.powi(decimals) } else { units as f64 * 10f64.powi(-decimals) }
    }

    /// So many units as a quantity; none is negative, so a negative number is none.
    pub fn quantity(self, units: i64, dimension: Dimension) -> Quantity {
        Quantity::per_year(self.base(units.max(0), dimension), dimension).unwrap_or(Quantity::none(dimension))
    }
}

/// What one synergy moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocation {
    /// Its place in the list of synergies.
    pub synergy: u32,
    /// What leaves the supply: whole units of its dimension, per year.
    pub supplied: i64,
    /// What it replaces at the demand: whole units of that one's dimension, per year.
    pub replaced: i64,
}

/// Why something of a flow is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unserved {
    /// Its amount is missing or below a threshold: it takes part in matching, not in the plan.
    UnknownQuantity,
    /// It has no synergy.
    NoCandidate,
    /// It has no synergy, because gates refused every partner in reach: most of them the one named.
    Blocked(&'static str),
    /// Its site is closed.
    Closed,
    /// None of its synergies can count: the partner's amount is unknown, dimensions differ, or the objective lacks a factor.
    CannotCount,
    /// None of its synergies is worth anything to the objective.
    NoValue,
    /// What the partners could take or give is less than the smallest lot, or does not pay for what must be built.
    MinimumLot,
    /// The partners' capacity is spent on better uses.
    BetterUses,
}

impl Unserved {
    /// The stable word layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownQuantity => "unknown_quantity",
            Self::NoCandidate => "no_candidate",
            Self::Blocked(_) => "blocked_by_gate",
            Self::Closed => "closed",
            Self::CannotCount => "cannot_count",
            Self::NoValue => "no_value",
            Self::MinimumLot => "minimum_lot",
            Self::BetterUses => "better_uses",
        }
    }
}

/// What a plan does with one flow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Which flow.
    pub flow: FlowIx,
    /// What it has or needs, in whole units per year; `None` where nobody knows.
    pub capacity: Option<i64>,
    /// What the plan moves of it, in whole units per year.
    pub used: i64,
    /// What one more base unit of it would be worth to the objective, where the method tells.
    pub price: Option<f64>,
    /// Why something is left, where something is.
    pub unserved: Option<Unserved>,
}

/// How good a plan is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PlanQuality {
    /// None is better.
    Optimal,
    /// None is better by more than this share of the bound.
    Gap(f64),
    /// Time ran out; none is better by more than this share of the bound.
    TimeLimit(f64),
    /// Nothing is proved.
    Heuristic,
}

impl PlanQuality {
    /// The stable word layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Gap(_) => "gap",
            Self::TimeLimit(_) => "time_limit",
            Self::Heuristic => "heuristic",
        }
    }
}

/// Who gets how much, by how, and how good that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Name of the objective.
    pub objective: &'static str,
    /// Names of the methods used.
    pub methods: Vec<&'static str>,
    /// How good it is.
    pub quality: PlanQuality,
    /// What the plan is worth to the objective, in the objective's unit.
    pub value: f64,
    /// What no plan can exceed (where less is better: go below), where the method tells.
    pub bound: Option<f64>,
    /// What a greedy plan would be worth: best synergy first, each as much as it can take.
    pub greedy: Option<f64>,
    /// What amounts are counted in.
    pub units: PlanUnits,
    /// The synergies that move something, by their place.
    pub allocations: Vec<Allocation>,
    /// Every flow of the study, by its place.
    pub shares: Shares,
    /// Synergies that could not count, by their place.
    pub cannot_count: Vec<u32>,
    /// The largest difference, in per cent of a flow's amount, that counting in whole units made.
    pub rounding_pct: f64,
}
