//! What the plan would gain, and how much of that rests on firm ground.

use maillon_model::{CarbonSaved, Dimension, EurosGained, Planned, Quantity, Score};

/// Exchanges at least this sure are the firm part of a gain. No source: a choice of ours.
pub(crate) const FIRM: f64 = 0.5;

/// A gain per year: all of it, and the part of it that comes from the surer exchanges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gain {
    pub(crate) total: f64,
    pub(crate) firm: f64,
    /// Exchanges of the plan that count in it.
    pub(crate) counted: usize,
    /// Exchanges of the plan that do not, for want of a factor or a price.
    pub(crate) without: usize,
}

/// What a plan would gain.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Gains {
    /// What changes hands, by dimension: base units.
    pub(crate) moved: Vec<(Dimension, Gain)>,
    /// Kilograms of CO2 equivalent; none where no exchange has a factor.
    pub(crate) carbon: Option<Gain>,
    /// Euros, likewise.
    pub(crate) euros: Option<Gain>,
    /// Exchanges of the plan, and the firm ones among them.
    pub(crate) exchanges: [usize; 2],
}

impl Gains {
    /// The sums of a plan. The totals are those of `summary.json`.
    pub(crate) fn of(planned: &Planned) -> Self {
        let (plan, totals) = (planned.plan, planned.totals());
        let list = planned.matches.synergies.list();
        let is_firm = |confidence: Score| confidence.value() >= FIRM;
        let mut firm = [0.0; Dimension::ALL.len()];
        let mut counted = [0; Dimension::ALL.len()];
        let (mut firm_carbon, mut firm_euros, mut firm_exchanges) = (0.0, 0.0, 0);
        for (place, allocation) in plan.allocations.iter().enumerate() {
            let synergy = list.at(allocation.synergy as usize);
            let moved = planned.amount(allocation.synergy as usize);
            let worth = planned.worth.at(place);
            if let Some(moved) = moved {
                counted[moved.dimension() as usize] += 1;
            }
            if is_firm(synergy.confidence) {
                firm_exchanges += 1;
                firm_carbon += worth.carbon.map_or(0.0, CarbonSaved::as_kg_per_year);
                firm_euros += worth.euros.map_or(0.0, EurosGained::as_per_year);
                if let Some(moved) = moved {
                    firm[moved.dimension() as usize] += moved.annual();
                }
            }
        }
        let exchanges = plan.allocations.len();
        let moved = |q: &Quantity| {
            let d = q.dimension();
            (d, Gain { total: q.annual(), firm: firm[d as usize], counted: counted[d as usize], without: 0 })
        };
        let worth = |total: Option<f64>, firm: f64, without: usize| {
            total
                .map(|total| Gain { total, firm, counted: exchanges - without, without })
                .filter(|gain| gain.counted > 0)
        };
        Self {
            moved: totals.moved.iter().map(moved).collect(),
            carbon: worth(totals.carbon.map(CarbonSaved::as_kg_per_year), firm_carbon, totals.without_carbon),
            euros: worth(totals.euros.map(EurosGained::as_per_year), firm_euros, totals.without_euros),
            exchanges: [exchanges, firm_exchanges],
        }
    }
}
