//! Euros for each unit given, of both sides together: what one pays the other cancels out.

use maillon_knowledge::{FactorKind, FactorUnit, Mode};
use maillon_model::{Dimension, Flow, Price};

use super::{Account, Slope, Term, TermKind, factors, way::way};
use crate::link::Link;

const REQUIRED: &[TermKind] = &[TermKind::Avoided, TermKind::Disposal, TermKind::Handling, TermKind::Freight];

/// The balance of money of a pair, term by term.
pub(crate) fn euros<'a>(link: &Link<'a>, supply: &Flow, demand: &Flow) -> Account<'a> {
    let mut terms = vec![purchase(link, demand), disposal(link, supply)];
    if let Some(step) = link.substitution().and_then(|rule| rule.treatment.as_ref()).filter(|step| step.needed) {
        terms.push(Term::unknown(TermKind::Treatment, format!("{}: no price", step.step)));
    }
    if by_connection(link, supply, demand) {
        let words =
            "the study states the connection's fixed cost, which the plan pays once; pumping or losses are not known";
        terms.push(Term::stated(TermKind::Freight, 0.0, words));
    } else {
        terms.extend(way(link).terms);
    }
    Account { unit: link.given(), terms, required: REQUIRED }
}

/// The same balance alone, as fast as matching wants it.
pub(crate) fn euros_slope(link: &Link<'_>, supply: &Flow, demand: &Flow) -> Option<Slope> {
    let bought = price(demand)?;
    let way = match link.way {
        None if by_connection(link, supply, demand) => Slope { at_door: 0.0, per_metre: 0.0 },
        way => way?,
    };
    let avoided = bought.euros() * link.replaced_as(bought.per())?;
    let disposal = match price(supply) {
        Some(sold) => -sold.euros() * link.given_as(sold.per())?,
        None => link.assumed_disposal?,
    };
    let at_door = avoided + disposal + way.at_door;
    at_door.is_finite().then_some(Slope { at_door, per_metre: way.per_metre })
}

/// Whether the way is a pipe or a wire whose cost the study states as fixed, whatever it carries.
pub(crate) fn by_connection(link: &Link<'_>, supply: &Flow, demand: &Flow) -> bool {
    let fixed = |flow: &Flow| flow.details.as_ref().is_some_and(|details| details.fixed_cost.is_some());
    matches!(link.mode(), Some(Mode::Pipe | Mode::Wire)) && (fixed(supply) || fixed(demand))
}

fn price(flow: &Flow) -> Option<Price> {
    flow.details.as_ref()?.price
}

/// What the taker no longer buys, at the price it states.
fn purchase<'a>(link: &Link<'a>, demand: &Flow) -> Term<'a> {
    let Some(price) = price(demand) else {
        return Term::unknown(TermKind::Avoided, "the study gives no price of the demand");
    };
    let per = price.per();
    match link.replaced_as(per) {
        Some(units) => {
            let words =
                format!("{units} {unit} no longer bought at {} €/{unit}", price.euros(), unit = per.base_unit());
            Term::stated(TermKind::Avoided, units * price.euros(), words)
        }
        None => {
            Term::unknown(TermKind::Avoided, format!("the price is per {}, which does not convert", per.base_unit()))
        }
    }
}

/// What the giver no longer pays, or the sale it gives up, at the price it states; else what a waste costs in a
/// landfill.
fn disposal<'a>(link: &Link<'a>, supply: &Flow) -> Term<'a> {
    let Some(price) = price(supply) else {
        let words = "the study gives no price of the supply";
        return assumed_disposal(link).unwrap_or_else(|| Term::unknown(TermKind::Disposal, words));
    };
    let (per, euros) = (price.per(), price.euros());
    match link.given_as(per) {
        Some(units) => {
            let what = if euros < 0.0 { "no longer paid to be rid of it" } else { "no longer sold" };
            let words = format!("{units} {unit} {what} at {} €/{unit}", euros.abs(), unit = per.base_unit());
            Term::stated(TermKind::Disposal, -units * euros, words)
        }
        None => {
            Term::unknown(TermKind::Disposal, format!("the price is per {}, which does not convert", per.base_unit()))
        }
    }
}

/// Tax and, where one is known for it, fee of landfilling a waste.
pub(crate) fn assumed_disposal<'a>(link: &Link<'a>) -> Option<Term<'a>> {
    let entry = link.supplied().filter(|_| link.waste())?;
    let tonnes = link.given_as(Dimension::Mass)?;
    let catalogue = link.catalogue();
    let own = factors::of_resource(catalogue, FactorKind::Disposal, &[FactorUnit::EurPerTonne], entry);
    let tax = factors::of_mode(catalogue, FactorKind::Tax, FactorUnit::EurPerTonne, None)?;
    let fee = own.map_or(0.0, |fee| fee.value);
    let words = match own {
        Some(_) => format!("assumed: {tonnes} t kept from a landfill at {} tax and {fee} fee", tax.value),
        None => format!("assumed: {tonnes} t kept from a landfill at {} tax; the fee is not known", tax.value),
    };
    Some(Term {
        kind: TermKind::Disposal,
        amount: Some(tonnes * (tax.value + fee)),
        words,
        factor: Some(&tax.id),
        source: catalogue.source(&tax.source),
        assumed: true,
    })
}
