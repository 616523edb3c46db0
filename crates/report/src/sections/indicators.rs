//! The territory's figures.

use maillon_model::{Figure, FigureOf, Language, Surveyed};
use maud::{Markup, html};

use crate::page::Page;
use crate::words::unit;

pub(crate) fn body(page: &Page) -> Markup {
    let words = page.words;
    let Some(territory) = page.run.territory.map(Surveyed::territory) else {
        return html! { p.note { (words.say(
            "This run surveyed no territory: run maillon without --no-territory and --no-allocate for indicators.",
            "Ce calcul n'a pas examiné le territoire\u{a0}: relancer maillon sans --no-territory ni --no-allocate pour des indicateurs.",
        )) } };
    };
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="indicators-caption" { table.indicators {
            caption #indicators-caption { (words.say(
                "What the plan does for the territory; the layer “indicators” holds each formula and its source.",
                "Ce que le plan fait pour le territoire\u{a0}; la couche «\u{a0}indicators\u{a0}» contient chaque formule et sa source.",
            )) }
            thead { tr {
                th scope="col" { (words.say("Indicator", "Indicateur")) }
                th.n scope="col" { (words.say("Without the plan", "Sans le plan")) }
                th.n scope="col" { (words.say("With the plan", "Avec le plan")) }
                th scope="col" { (words.say("What it tells", "Ce qu'il dit")) }
            } }
            tbody { @for figure in &territory.figures { (row(page, figure)) } }
        } }
    }
}

fn row(page: &Page, figure: &Figure) -> Markup {
    let words = page.words;
    let (name, definition) = match words.0 {
        Language::En => (figure.words.en, figure.words.definition),
        Language::Fr => (figure.words.fr, figure.words.definition_fr),
    };
    html! {
        tr {
            th scope="row" {
                (name)
                @if let Some(of) = of(page, figure) { " (" (of) ")" }
            }
            td.n { @if let Some(before) = figure.before { (words.about(before)) } }
            td.n { @match figure.value {
                Some(value) => { (words.about(value)) @if let Some(unit) = unit_of(page, figure) { "\u{a0}" (unit) } },
                None => (words.say("not known", "inconnu")),
            } }
            td {
                (definition) "."
                @if figure.without > 0 {
                    " " span.small { (words.say("Without ", "Sans ")) (words.whole(figure.without as f64))
                        (words.say(", for want of an amount or a factor.", ", faute de quantité ou de facteur.")) }
                }
            }
        }
    }
}

/// What it is of, where there are several.
fn of(page: &Page, figure: &Figure) -> Option<String> {
    match (&figure.of, figure.of.dimension()) {
        (FigureOf::AmountsAt(_, level), Some(dimension)) => Some(format!("{}, {level}", unit(dimension.base_unit()))),
        (_, Some(dimension)) => Some(unit(dimension.base_unit()).to_owned()),
        (of, None) => of.name().map(|name| match (&*name, page.words.0) {
            ("N", Language::En) => "nitrogen".to_owned(),
            ("N", Language::Fr) => "azote".to_owned(),
            ("P", Language::En) => "phosphorus".to_owned(),
            ("P", Language::Fr) => "phosphore".to_owned(),
            _ => name,
        }),
    }
}

/// What follows the value, as people write it: a range such as `0 to 1` is no unit.
fn unit_of(page: &Page, figure: &Figure) -> Option<String> {
    let stated = figure.words.unit;
    (!stated.is_empty() && !stated.contains(" to ")).then(|| {
        let year = page.words.say("/yr", "/an");
        stated.replace("/yr", year).replace("EUR", "€").replace("CO2e", "CO₂e")
    })
}
