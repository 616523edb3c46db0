//! Kilograms of CO2 equivalent for each unit given.

use maillon_knowledge as knowledge;
use maillon_knowledge::{CarbonBasis, Factor, FactorKind, FactorUnit, Source};
use maillon_model::Dimension;

use super::{Account, Term, TermKind, factors, is_waste, way};
use crate::link::Link;

const KG_PER_UNIT: &[FactorUnit] = &[FactorUnit::KgPerTonne, FactorUnit::KgPerM3, FactorUnit::KgPerMwh];

/// The balance of carbon; `None` where the unit given is not known.
///
/// Avoided is, in this order and never two of them: what the rule documents; the burning of a replaced fuel; production
/// less recycling (or re-use) of what is replaced; the landfill that a waste is kept out of. A supply that is sold is
/// kept out of no landfill.
pub(crate) fn carbon<'a>(link: &Link<'a>, sold: bool) -> Option<Account<'a>> {
    let unit = link.given()?;
    let of_disposal = |rule: &&knowledge::Rule| rule.carbon.as_ref().is_some_and(|c| c.basis == CarbonBasis::Disposal);
    let kept_from_nothing = sold && link.substitution().as_ref().is_some_and(of_disposal);
    let documented = documented(link).filter(|_| !kept_from_nothing);
    let includes_treatment = match (&documented, link.substitution().and_then(|rule| rule.carbon.as_ref())) {
        (Some(_), Some(carbon)) => carbon.basis == CarbonBasis::Production,
        _ => false,
    };
    let recycled = || replaced(link);
    let (avoided, includes_treatment) = match documented {
        Some(term) => (term, includes_treatment),
        None => match (not_burnt(link), recycled()) {
            (Some(term), _) => (term, false),
            (None, Some(term)) => (term, true),
            (None, None) => (kept_from_landfill(link).filter(|_| !sold).unwrap_or_else(nothing_known), false),
        },
    };
    let mut terms = vec![avoided];
    if let Some(step) = link.substitution().and_then(|rule| rule.treatment.as_ref()).filter(|step| step.needed)
        && !includes_treatment
    {
        terms.push(Term::unknown(TermKind::Treatment, format!("{}: no factor", step.step)));
    }
    let freight = way::freight(link, FactorUnit::KgPerTonneKm);
    let piped = matches!(link.mode(), Some(maillon_knowledge::Mode::Pipe | maillon_knowledge::Mode::Wire));
    let required: &[TermKind] = if piped { &[TermKind::Avoided] } else { &[TermKind::Avoided, TermKind::Freight] };
    terms.push(freight);
    Some(Account { unit: Some(unit), terms, required })
}

fn nothing_known<'a>() -> Term<'a> {
    Term::unknown(TermKind::Avoided, "no factor documents what is avoided")
}

/// What the rule says.
fn documented<'a>(link: &Link<'a>) -> Option<Term<'a>> {
    let rule = link.substitution()?;
    let carbon = rule.carbon.as_ref()?;
    let units = link.given_as(carbon.per)?;
    let basis = match carbon.basis {
        CarbonBasis::Production => "production less recycling",
        CarbonBasis::Disposal => "disposal that does not happen",
        CarbonBasis::Fuel => "fuel that is not burnt",
        CarbonBasis::Claim => "a company's claim, gross",
    };
    let note = carbon.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
    Some(Term {
        kind: TermKind::Avoided,
        amount: Some(units * carbon.kg),
        words: format!("{basis}: {units} {} × {} kg{note}", carbon.per.base_unit(), carbon.kg),
        factor: Some(&rule.id),
        source: link.catalogue().source(&carbon.source),
        assumed: false,
    })
}

/// What burns or warms without carbon of its own: recovered heat, hydrogen, and biomass, whose CO2 is nought by the
/// convention of the IPCC guidelines of 2006 for energy. Of a fossil gas or oil, as much is burnt as before.
const NO_FOSSIL_CARBON: &[&str] = &[
    "heat",
    "hydrogen",
    "biomass",
    "wood",
    "food",
    "sludge.sewage",
    "sludge.paper",
    "sludge.industrial",
    "paper",
    "gas.biogas",
    "gas.biomethane",
    "fuel.bioethanol",
    "fuel.biodiesel",
    "fuel.wood-pellets",
    "fuel.charcoal",
];

/// The fossil fuel that is not burnt, where what replaces it burns without fossil carbon.
fn not_burnt<'a>(link: &Link<'a>) -> Option<Term<'a>> {
    link.substitution()?;
    link.supplied().filter(|entry| NO_FOSSIL_CARBON.iter().any(|branch| entry.is_a(branch)))?;
    let fuel = link.demanded()?;
    let catalogue = link.catalogue();
    let burning = factors::of_resource(catalogue, FactorKind::Combustion, KG_PER_UNIT, fuel)?;
    let per = factors::per(burning.unit)?;
    let units = link.replaced_as(per)?;
    let words = format!("fuel that is not burnt: {units} {} × {} kg", per.base_unit(), burning.value);
    Some(term(burning, units * burning.value, words, catalogue.source(&burning.source), false))
}

/// Production less recycling, or re-use, of what is replaced. Production alone counts where a rule lets the supply
/// serve as it is: then nothing is spent on recycling it.
fn replaced<'a>(link: &Link<'a>) -> Option<Term<'a>> {
    let catalogue = link.catalogue();
    let saves = link.substitution().and_then(|rule| rule.saves.as_deref());
    let entry = match saves {
        Some(code) => catalogue.entry(code)?,
        None => link.demanded()?,
    };
    let made = factors::of_resource(catalogue, FactorKind::Production, KG_PER_UNIT, entry)?;
    let per = factors::per(made.unit)?;
    // What is saved in the end converts only where it is counted as what is replaced is.
    let units = match saves {
        Some(_) => (link.replaced()? == per).then(|| link.ratio())?,
        None => link.replaced_as(per)?,
    };
    let again = [FactorKind::Recycling, FactorKind::Reuse].into_iter().find_map(|kind| {
        let found = factors::of_resource(catalogue, kind, KG_PER_UNIT, entry)?;
        (found.resource == made.resource && found.unit == made.unit).then_some(found)
    });
    let spent = match again {
        Some(factor) => factor.value,
        None if serves_as_it_is(link) => 0.0,
        None => return None,
    };
    let less = again.map_or_else(String::new, |factor| format!(" less {} of {}", factor.value, factor.kind.name()));
    let words = format!("{units} {} × production {}{less} kg", per.base_unit(), made.value);
    Some(term(made, units * (made.value - spent), words, catalogue.source(&made.source), false))
}

fn serves_as_it_is(link: &Link<'_>) -> bool {
    link.substitution().is_some_and(|rule| rule.treatment.as_ref().is_none_or(|step| !step.needed))
}

/// The landfill that a waste is kept out of, supposing that it would go there.
fn kept_from_landfill<'a>(link: &Link<'a>) -> Option<Term<'a>> {
    let entry = link.supplied().filter(|entry| link.waste() && is_waste(entry))?;
    let catalogue = link.catalogue();
    let factor = factors::of_resource(catalogue, FactorKind::Disposal, KG_PER_UNIT, entry)?;
    let per: Dimension = factors::per(factor.unit)?;
    let units = link.given_as(per)?;
    let words = format!("disposal that does not happen: {units} {} × {} kg", per.base_unit(), factor.value);
    Some(term(factor, units * factor.value, words, catalogue.source(&factor.source), true))
}

fn term<'a>(factor: &'a Factor, kg: f64, words: String, source: Option<&'a Source>, assumed: bool) -> Term<'a> {
    Term { kind: TermKind::Avoided, amount: Some(kg), words, factor: Some(&factor.id), source, assumed }
}
