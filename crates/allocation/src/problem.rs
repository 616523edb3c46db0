//! A study and its matches as capacities and candidates.

use maillon_model::{
    Amount, Dimension, Direction, FlowIx, Matches, PlanUnits, Quantity, Reason, SiteIx, Study, Unmatched,
};
use rayon::prelude::*;

use crate::candidates::{Candidate, Candidates};
use crate::terms::{Ratio, Terms};

/// Why there is no problem to solve.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProblemError {
    /// NaN, infinite, or negative where that has no meaning.
    #[error("{field} of synergy {synergy} is {value}")]
    Value {
        /// The synergy's place.
        synergy: usize,
        /// Which of its terms.
        field: &'static str,
        /// The number refused.
        value: f64,
    },
    /// A site or flow that the study does not have.
    #[error("there is no {what} {place} in the study")]
    Absent {
        /// `site` or `flow`.
        what: &'static str,
        /// Its place.
        place: u32,
    },
}

/// A flow as the plan sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) site: SiteIx,
    pub(crate) direction: Direction,
    pub(crate) dimension: Dimension,
    /// Whole units; `None` where nobody knows.
    pub(crate) capacity: Option<i64>,
    pub(crate) closed: bool,
    pub(crate) matched: bool,
}

/// What there is to allocate: each flow's capacity in whole units, and the synergies that can carry something.
///
/// **Units.** Amounts are counted in whole units of 10⁻ᵈ of the dimension's base unit, one `d` per dimension and problem:
/// the largest up to 9 with which the dimension's largest amount stays within 10¹⁸. So an amount of up to 15 significant
/// digits is kept to the digit as long as all of one dimension lie within 10¹⁸ of each other (10⁻⁶ beside 10¹²), and what
/// is finer is rounded to the nearest unit; the plan reports the largest such change.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem<'a> {
    pub(crate) units: PlanUnits,
    pub(crate) nodes: Vec<Node>,
    pub(crate) candidates: Candidates<'a>,
    /// Synergies that cannot count, whatever the objective, by their place.
    pub(crate) cannot_count: Vec<u32>,
    pub(crate) rounding_pct: f64,
    /// By flow: its amount; below 0 where nobody knows.
    amounts: Vec<f64>,
    /// By flow.
    unmatched: &'a [Unmatched],
}

impl<'a> Problem<'a> {
    /// The problem of a study and its matches. `terms` says what is known of a synergy, by its place in the list.
    ///
    /// A flow whose amount is missing or below a threshold is no unlimited one: its synergies cannot count. Neither can
    /// one between dimensions without a ratio.
    ///
    /// # Errors
    /// Terms that are no numbers.
    pub fn new(
        study: &Study,
        matches: &'a Matches,
        terms: &(dyn Fn(usize) -> Terms + Sync),
    ) -> Result<Self, ProblemError> {
        let synergies = matches.synergies.list();
        let fault = |synergy| check(synergy, &terms(synergy)).err();
        (0..synergies.len()).into_par_iter().find_map_first(fault).map_or(Ok(()), Err)?;
        let known = || study.flows.iter().map(|flow| flow.amount.known());
        let units = units(known().flatten().map(|q| (q.dimension(), q.annual())));
        let nodes = study.flows.iter().map(|flow| Node {
            site: flow.site,
            direction: flow.direction,
            dimension: match flow.amount {
                Amount::Known(q) | Amount::Below(Some(q)) => q.dimension(),
                _ => study.resource(flow.resource).dimension.unwrap_or(Dimension::Mass),
            },
            capacity: None,
            closed: false,
            matched: false,
        });
        let mut problem = Self {
            units,
            nodes: nodes.collect(),
            candidates: Candidates::new(&matches.synergies, Vec::new(), |_| (Ratio::ONE, 1, Terms::default())),
            cannot_count: Vec::new(),
            rounding_pct: 0.0,
            amounts: known().map(|q| q.map_or(-1.0, Quantity::annual)).collect(),
            unmatched: &matches.unmatched,
        };
        (0..problem.nodes.len()).for_each(|v| problem.set_capacity(v));
        let mut usable = Vec::new();
        for (k, ends) in synergies.ends().iter().enumerate() {
            let [supply, demand] = ends.map(|FlowIx(flow)| flow as usize);
            problem.nodes[supply].matched = true;
            problem.nodes[demand].matched = true;
            let (from, to) = (&problem.nodes[supply], &problem.nodes[demand]);
            let meet = from.dimension == to.dimension || terms(k).ratio.is_some();
            let counts = meet && from.capacity.is_some() && to.capacity.is_some();
            (if counts { &mut usable } else { &mut problem.cannot_count }).push(k as u32);
        }
        let of = |k: u32| {
            let terms = terms(k as usize);
            let from = &problem.nodes[synergies.ends_at(k as usize)[0].0 as usize];
            let lot = terms.min_lot.map_or(1, |lot| (lot * scale(units, from.dimension)).round() as i64).max(1);
            (terms.ratio.unwrap_or(Ratio::ONE), lot, terms)
        };
        problem.candidates = Candidates::new(&matches.synergies, usable, of);
        Ok(problem)
    }

    /// Closes a site: none of its flows gives or takes any more.
    ///
    /// # Errors
    /// No such site has a flow.
    pub fn close(&mut self, site: SiteIx) -> Result<(), ProblemError> {
        let mut found = false;
        for node in self.nodes.iter_mut().filter(|node| node.site == site) {
            node.closed = true;
            found = true;
        }
        if found { Ok(()) } else { Err(ProblemError::Absent { what: "site", place: site.0 }) }
    }

    /// Multiplies a flow's amount. The units stay, so a factor that carries it past 9·10¹⁸ of them stops there.
    ///
    /// # Errors
    /// No such flow; a factor that is negative or no number.
    pub fn scale(&mut self, flow: FlowIx, factor: f64) -> Result<(), ProblemError> {
        let v = flow.0 as usize;
        let absent = ProblemError::Absent { what: "flow", place: flow.0 };
        let amount = self.amounts.get_mut(v).ok_or(absent)?;
        if !factor.is_finite() || factor < 0.0 {
            return Err(ProblemError::Value { synergy: v, field: "factor", value: factor });
        }
        if *amount >= 0.0 {
            *amount = (*amount * factor).min(f64::MAX);
        }
        self.set_capacity(v);
        Ok(())
    }

    /// The sites that have a flow, by their place.
    pub fn sites(&self) -> Vec<SiteIx> {
        let mut sites: Vec<_> = self.nodes.iter().map(|node| node.site).collect();
        sites.sort_unstable();
        sites.dedup();
        sites
    }

    /// The gate that refused a flow's partners, where that is why it has none.
    pub(crate) fn blocked(&self, flow: FlowIx) -> Option<&'static str> {
        let place = self.unmatched.binary_search_by_key(&flow, |unmatched| unmatched.flow).ok()?;
        match self.unmatched[place].reason {
            Reason::Refused { gate, .. } => Some(gate),
            _ => None,
        }
    }

    /// Units a flow has to give or to take; none where it is closed or unknown.
    pub(crate) fn capacity(&self, flow: u32) -> i64 {
        let node = &self.nodes[flow as usize];
        if node.closed { 0 } else { node.capacity.unwrap_or(0) }
    }

    /// So many units of a flow in its base unit.
    pub(crate) fn base(&self, flow: u32, units: i64) -> f64 {
        self.units.base(units, self.nodes[flow as usize].dimension)
    }

    /// Units replaced per unit supplied.
    pub(crate) fn rate(&self, c: &Candidate) -> f64 {
        let one = |flow| self.base(flow, 1);
        f64::from(c.ratio.replaced()) / f64::from(c.ratio.supplied()) * one(c.supply) / one(c.demand)
    }

    /// Sets units aside at both ends of a candidate.
    pub(crate) fn take(&mut self, candidate: u32, supplied: i64, replaced: i64) {
        let c = self.candidates.at(candidate as usize);
        for (flow, units) in [(c.supply, supplied), (c.demand, replaced)] {
            let node = &mut self.nodes[flow as usize];
            node.capacity = node.capacity.map(|capacity| capacity - units);
        }
    }

    fn set_capacity(&mut self, v: usize) {
        let node = &mut self.nodes[v];
        node.capacity = Some(self.amounts[v]).filter(|amount| *amount >= 0.0).map(|amount| {
            let units = (amount * scale(self.units, node.dimension)).round() as i64;
            if amount > 0.0 {
                let change = 100.0 * (self.units.base(units, node.dimension) - amount).abs() / amount;
                // Below a part in 10¹⁴ it is the binary number that differs, not the amount.
                self.rounding_pct = self.rounding_pct.max(if change > 1e-12 { change } else { 0.0 });
            }
            units
        });
    }
}

fn scale(units: PlanUnits, dimension: Dimension) -> f64 {
    10f64.powi(i32::from(units.decimals(dimension)))
}

fn units(amounts: impl Iterator<Item = (Dimension, f64)>) -> PlanUnits {
    let mut most = [0.0f64; Dimension::ALL.len()];
    for (dimension, amount) in amounts {
        most[dimension as usize] = most[dimension as usize].max(amount);
    }
    PlanUnits::new(most.map(|most| (-308..=9).rev().find(|&d| most * 10f64.powi(d) <= 1e18).unwrap_or(-308) as i16))
}

fn check(synergy: usize, terms: &Terms) -> Result<(), ProblemError> {
    let signed = [("euros", terms.euros), ("co2_kg", terms.co2_kg)];
    let unsigned = [("min_lot", terms.min_lot), ("fixed_euros", terms.fixed_euros)];
    let bad = |(field, value): (&'static str, Option<f64>), least: f64| {
        value.filter(|v| !v.is_finite() || *v < least).map(|value| ProblemError::Value { synergy, field, value })
    };
    let found = signed.into_iter().find_map(|f| bad(f, f64::MIN)).or(unsigned.into_iter().find_map(|f| bad(f, 0.0)));
    found.map_or(Ok(()), Err)
}
