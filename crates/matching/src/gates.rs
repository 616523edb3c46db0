//! The gates, each in its file.

mod concentration;
mod excluded_use;
mod form;
mod hazard;
mod moisture;
mod rejected;
mod stop;
mod temperature;
pub(crate) mod trade;
mod validity;
mod zero;

use maillon_model::GateSet;

use crate::gate::{Gate, Verdict};
use crate::pair::Pair;

/// Every gate, in the order pairs meet them; at most 16.
pub const GATES: &[&dyn Gate] = &[
    &zero::Zero,
    &validity::Validity,
    &rejected::Rejected,
    &stop::Stop,
    &hazard::Hazard,
    &excluded_use::ExcludedUse,
    &trade::Trade,
    &temperature::Temperature,
    &form::Form,
    &moisture::Moisture,
    &concentration::Concentration,
];

/// The place of the gate that refuses the pair.
pub(crate) fn refusing(pair: &Pair<'_>) -> Option<usize> {
    GATES.iter().position(|gate| gate.check(pair) == Verdict::Refuse)
}

/// The gates that the data leaves open, and whether one asks for treatment.
pub(crate) fn open(pair: &Pair<'_>) -> (GateSet, bool) {
    let mut set = GateSet::default();
    let mut treatment = false;
    for (place, gate) in GATES.iter().enumerate() {
        match gate.check(pair) {
            Verdict::Unknown => set.insert(place),
            Verdict::NeedsTreatment => treatment = true,
            Verdict::Pass | Verdict::Refuse => {}
        }
    }
    (set, treatment)
}
