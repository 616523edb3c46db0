//! Carbon and euros of the way.

use maillon_knowledge::{FactorKind, FactorUnit, Mode};
use maillon_model::Dimension;

use super::{Account, Term, TermKind, factors};
use crate::link::Link;

/// What the way costs in euros for each unit: freight and handling.
pub(crate) fn way<'a>(link: &Link<'a>) -> Account<'a> {
    let mut terms = vec![freight(link, FactorUnit::EurPerTonneKm)];
    terms.extend(handling(link));
    Account { unit: link.given(), terms, required: &[TermKind::Freight, TermKind::Handling] }
}

/// Freight for each unit and metre as the crow flies: the mode's factor times the detour of roads. The factors'
/// payloads include the empty way back.
pub(super) fn freight<'a>(link: &Link<'a>, unit: FactorUnit) -> Term<'a> {
    let unknown = |words: &str| Term::unknown(TermKind::Freight, words);
    let mode = match link.mode() {
        None => return unknown("how the resource travels is not known"),
        Some(Mode::None) => return Term::stated(TermKind::Freight, 0.0, "nothing travels"),
        Some(mode @ (Mode::Pipe | Mode::Wire)) => {
            return unknown(match mode {
                Mode::Pipe => "a pipe is built by the metre; no factor counts its pumping by the tonne and kilometre",
                _ => "a wire is built by the metre; no factor counts its losses by the kilometre",
            });
        }
        Some(mode) => mode,
    };
    let Some(tonnes) = link.given_as(Dimension::Mass) else {
        return unknown("the resource's density or heating value is not known: its tonnes are not either");
    };
    let catalogue = link.catalogue();
    let factor = factors::of_mode(catalogue, FactorKind::Freight, unit, Some(mode));
    let detour = factors::of_mode(catalogue, FactorKind::Detour, FactorUnit::One, None);
    let (Some(factor), Some(detour)) = (factor, detour) else {
        return unknown("no factor for this mode");
    };
    Term {
        kind: TermKind::Freight,
        amount: Some(-tonnes * factor.value * detour.value / 1000.0),
        words: format!("{tonnes} t × {} {} × detour {}", factor.value, unit, detour.value),
        factor: Some(&factor.id),
        source: catalogue.source(&factor.source),
        assumed: false,
    }
}

fn handling<'a>(link: &Link<'a>) -> Option<Term<'a>> {
    if !matches!(link.mode()?, Mode::Tipper | Mode::Tanker | Mode::Lorry) {
        return None;
    }
    let catalogue = link.catalogue();
    let factor = factors::of_mode(catalogue, FactorKind::Freight, FactorUnit::EurPerTonne, None);
    let (Some(factor), Some(tonnes)) = (factor, link.given_as(Dimension::Mass)) else {
        return Some(Term::unknown(TermKind::Handling, "no factor, or tonnes that are not known"));
    };
    Some(Term {
        kind: TermKind::Handling,
        amount: Some(-tonnes * factor.value),
        words: format!("{tonnes} t × {} {}", factor.value, factor.unit),
        factor: Some(&factor.id),
        source: catalogue.source(&factor.source),
        assumed: false,
    })
}
