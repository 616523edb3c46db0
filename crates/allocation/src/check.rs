//! An independent judge of plans: it shares no code with the solvers, reads the study itself, and trusts no number twice.

use maillon_model::{Amount, Dimension, Direction, FlowIx, Matches, Plan, PlanQuality, Reason, Study, Unserved};

use crate::terms::Terms;

/// What is wrong with a plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{what} of {place}: {why}")]
pub struct Fault {
    /// `allocation`, `flow` or `plan`.
    pub what: &'static str,
    /// Which of them, by place.
    pub place: usize,
    /// What is wrong.
    pub why: String,
}

struct Judge<'a> {
    study: &'a Study,
    matches: &'a Matches,
    terms: &'a dyn Fn(usize) -> Terms,
    plan: &'a Plan,
    faults: Vec<Fault>,
}

/// Everything wrong with a plan of a study as it was read; empty for a sound one.
///
/// Capacities and conservation are compared with `==` on whole units; amounts against the study within half a unit and the
/// last digit of a binary number; ratios within a unit of either side; the objective within 10⁻⁹ of itself. `terms` are those the problem was made with.
pub fn check(study: &Study, matches: &Matches, terms: &dyn Fn(usize) -> Terms, plan: &Plan) -> Vec<Fault> {
    let mut judge = Judge { study, matches, terms, plan, faults: Vec::new() };
    judge.allocations();
    judge.shares();
    judge.objective();
    judge.faults
}

impl Judge<'_> {
    fn fault(&mut self, what: &'static str, place: usize, why: impl Into<String>) {
        self.faults.push(Fault { what, place, why: why.into() });
    }

    fn dimension(&self, flow: usize) -> Option<Dimension> {
        match self.study.flows.get(flow)?.amount {
            Amount::Known(q) => Some(q.dimension()),
            _ => None,
        }
    }

    /// The size of a whole unit of a flow, in its base unit.
    fn size(&self, flow: usize) -> Option<f64> {
        Some(10f64.powi(-i32::from(self.plan.units.decimals(self.dimension(flow)?))))
    }

    fn terms(&self, synergy: usize) -> Terms {
        (self.terms)(synergy)
    }

    fn allocations(&mut self) {
        let mut last = None;
        for (place, a) in self.plan.allocations.iter().enumerate() {
            let k = a.synergy as usize;
            let Some(s) = self.matches.synergies.list().get(k) else {
                self.fault("allocation", place, "no such synergy");
                continue;
            };
            if last.replace(k).is_some_and(|last| last >= k) {
                self.fault("allocation", place, "out of order, or twice");
            }
            if a.supplied <= 0 || a.replaced < 0 {
                self.fault("allocation", place, "moves nothing, or less");
            }
            if !s.in_reach() {
                self.fault("allocation", place, format!("{} is beyond the radius of {}", s.distance, s.radius));
            }
            let (from, to) = (s.supply.0 as usize, s.demand.0 as usize);
            let directions = [(from, Direction::Supply), (to, Direction::Demand)];
            if directions.iter().any(|&(v, d)| self.study.flows.get(v).is_none_or(|f| f.direction != d)) {
                self.fault("allocation", place, "does not run from a supply to a demand");
                continue;
            }
            let (Some(unit), Some(unit_to)) = (self.size(from), self.size(to)) else {
                self.fault("allocation", place, "moves an amount that nobody knows");
                continue;
            };
            let terms = self.terms(k);
            let ratio = match terms.ratio {
                Some(r) => f64::from(r.replaced()) / f64::from(r.supplied()),
                None if self.dimension(from) == self.dimension(to) => {
                    if a.supplied != a.replaced {
                        self.fault("allocation", place, "what arrives is not what leaves");
                    }
                    1.0
                }
                None => {
                    self.fault("allocation", place, "joins two dimensions without a ratio");
                    continue;
                }
            };
            let (given, got) = (a.supplied as f64 * unit, a.replaced as f64 * unit_to);
            if (given * ratio - got).abs() > unit * ratio + unit_to + got * 1e-12 {
                self.fault("allocation", place, "what arrives is not what leaves times the ratio");
            }
            if terms.min_lot.is_some_and(|lot| given < lot - unit) {
                self.fault("allocation", place, "is less than the smallest lot");
            }
        }
    }

    fn shares(&mut self) {
        let mut used = vec![0i128; self.study.flows.len()];
        for a in &self.plan.allocations {
            if let Some(s) = self.matches.synergies.list().get(a.synergy as usize) {
                for (flow, units) in [(s.supply.0, a.supplied), (s.demand.0, a.replaced)] {
                    if let Some(sum) = used.get_mut(flow as usize) {
                        *sum += i128::from(units);
                    }
                }
            }
        }
        if self.plan.shares.len() != used.len() {
            return self.fault("plan", 0, "does not speak of every flow");
        }
        for (v, (share, used)) in self.plan.shares.iter().zip(used).enumerate() {
            if i128::from(share.used) != used {
                self.fault("flow", v, "its synergies do not add up to what it moves");
            }
            let left = share.capacity.is_none_or(|capacity| i128::from(capacity) > used);
            if share.capacity.is_some_and(|capacity| used > i128::from(capacity)) {
                self.fault("flow", v, "moves more than there is");
            }
            if left != share.unserved.is_some() {
                self.fault("flow", v, "something is left without a reason, or a reason without anything left");
            }
            if matches!(share.unserved, Some(Unserved::Blocked(_) | Unserved::NoCandidate)) {
                let unmatched = &self.matches.unmatched;
                let place = unmatched.binary_search_by_key(&v, |u| u.flow.0 as usize).ok();
                let refused = place.and_then(|place| match unmatched[place].reason {
                    Reason::Refused { gate, .. } => Some(gate),
                    _ => None,
                });
                if share.unserved != Some(refused.map_or(Unserved::NoCandidate, Unserved::Blocked)) {
                    self.fault("flow", v, "is left without a partner for another reason than matching's");
                }
            }
            if share.unserved == Some(Unserved::Closed) && used > 0 {
                self.fault("flow", v, "is closed and moves something");
            }
            match (self.study.flows[v].amount, share.capacity, self.size(v)) {
                (Amount::Known(q), Some(capacity), Some(unit)) => {
                    if (capacity as f64 * unit - q.annual()).abs() > 0.5 * unit + q.annual() * 1e-15 {
                        self.fault("flow", v, format!("is counted as {capacity} units, which is not {q}"));
                    }
                }
                (Amount::Known(_), _, _) => self.fault("flow", v, "its amount is known and not counted"),
                (_, None, _) => {}
                (_, Some(_), _) => self.fault("flow", v, "its amount is unknown and counted"),
            }
        }
    }

    fn objective(&mut self) {
        let mut value = 0.0;
        for a in &self.plan.allocations {
            let k = a.synergy as usize;
            let Some(s) = self.matches.synergies.list().get(k) else { return };
            let Some(unit) = self.size(s.supply.0 as usize) else { return };
            let (amount, terms) = (a.supplied as f64 * unit, self.terms(k));
            let worth = match self.plan.objective {
                "score" => Some(amount * s.score.value()),
                "tonnes" => Some(amount),
                "euros" => terms.euros.map(|euros| amount * euros - terms.fixed_euros.map_or(0.0, |f| f)),
                "carbon" => terms.co2_kg.map(|kg| amount * kg),
                "transport" => Some(amount * s.distance.as_metres() / 1000.0),
                "participation" | "fair" => Some(0.0),
                other => return self.fault("plan", 0, format!("no objective is called {other}")),
            };
            match worth {
                Some(worth) => value += worth,
                None => self.fault("plan", k, "counts a synergy that lacks the factor"),
            }
        }
        let value = match self.plan.objective {
            "participation" => self.sites_served() as f64,
            "fair" => self.least_share(),
            _ => value,
        };
        if (value - self.plan.value).abs() > 1e-9 * value.abs().max(1e-9) {
            self.fault("plan", 0, format!("is worth {value}, not {}", self.plan.value));
        }
        let bound = self.plan.bound;
        let better = if self.plan.objective == "transport" { |v: f64, b: f64| v < b } else { |v: f64, b: f64| v > b };
        if bound.is_some_and(|bound| better(value + 0.0, bound) && (value - bound).abs() > 1e-9 * value.abs().max(1e-9))
        {
            self.fault("plan", 0, "is better than its bound");
        }
        if self.plan.quality == PlanQuality::Optimal && bound != Some(self.plan.value) {
            self.fault("plan", 0, "is called optimal without reaching its bound");
        }
        if self.plan.greedy.is_some_and(|greedy| greedy > value + 1e-6 * value.abs().max(1e-6)) {
            self.fault("plan", 0, "is worse than a greedy one");
        }
    }

    /// Sites of synergies that move their lot, or a hundredth of what both flows could; to a unit.
    fn sites_served(&self) -> usize {
        let mut served = std::collections::BTreeSet::new();
        for a in &self.plan.allocations {
            let Some(s) = self.matches.synergies.list().get(a.synergy as usize) else { continue };
            let capacity = |flow: FlowIx| self.plan.shares.get(flow).and_then(|share| share.capacity);
            let (Some(give), Some(take)) = (capacity(s.supply), capacity(s.demand)) else { continue };
            let Some(unit) = self.size(s.supply.0 as usize) else { continue };
            let taken = take as f64 * (a.supplied as f64 / a.replaced as f64);
            let lot = self.terms(a.synergy as usize).min_lot.unwrap_or(0.0) / unit;
            if a.supplied as f64 + 1.5 >= lot.max((give as f64).min(taken) / 100.0) {
                served.extend([s.supply, s.demand].map(|flow| self.study.flow(flow).site));
            }
        }
        served.len()
    }

    fn least_share(&self) -> f64 {
        let counts = |k: usize| !self.plan.cannot_count.contains(&(k as u32));
        let listed = self.matches.synergies.list().iter().enumerate().filter(|(k, _)| counts(*k));
        let shares = listed.filter_map(|(_, s)| {
            let share = self.plan.shares.get(s.demand)?;
            let capacity = share.capacity.filter(|&c| c > 0 && share.unserved != Some(Unserved::Closed))?;
            Some(share.used as f64 / capacity as f64)
        });
        shares.fold(1.0, f64::min)
    }
}
