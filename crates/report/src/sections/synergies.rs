//! The best synergies as a table; the page's script sorts and searches it, and turns its pages.

use maillon_model::{CarbonSaved, EurosGained, FlowIx, Quantity};
use maud::{Markup, html};

use crate::page::Page;
use crate::words::clipped;
use crate::words_of;

/// Rows of the table where no script turns its pages.
const ROWS: usize = 25;

pub(crate) fn body(page: &Page) -> Markup {
    let words = page.words;
    let count = page.run.matches.synergies.list().len();
    if count == 0 {
        return html! { p.note { (words.say("No synergy was found.", "Aucune synergie n'a été trouvée.")) } };
    }
    let planned = page.run.plan.is_some();
    let columns = columns(page);
    html! {
        div.controls hidden {
            label { span { (words.say("Search", "Chercher")) }
                input #search type="search" autocomplete="off" placeholder=(words.say("site, resource, rule…", "site, ressource, règle…")); }
            p #found role="status" {}
        }
        div.wide tabindex="0" role="region" aria-labelledby="synergies-caption" {
            table #table {
                caption #synergies-caption {
                    (words.say(
                        "Score and confidence run from 0 to 1. What is not known is “–”, never zero.",
                        "Score et confiance vont de 0 à 1. L'inconnu est «\u{a0}–\u{a0}», jamais zéro.",
                    ))
                }
                thead { tr {
                    @for (name, heading, number) in columns.iter().filter(|(name, ..)| planned || *name != "plan") {
                        th scope="col" data-key=(name) class=[number.then_some("n")] aria-sort=[(*name == "score").then_some("descending")] { (heading) }
                    }
                } }
                tbody { @for place in page.shown.synergies.iter().take(ROWS) { (row(page, *place)) } }
            }
        }
        p.pager hidden {
            button #page-back type="button" {} " " span #page-number {} " " button #page-on type="button" {}
        }
        @if count > ROWS {
            p.small.still {
                (words.say("The best ", "Les ")) (ROWS) (words.say(" of ", " meilleures sur ")) (words.whole(count as f64))
                (words.say("; the layers hold all.", "\u{a0}; les couches les contiennent toutes."))
            }
        }
    }
}

/// Name in the script, heading, whether it holds numbers.
fn columns(page: &Page) -> [(&'static str, String, bool); 9] {
    let words = page.words;
    let year = |what: &str| format!("{what}/{}", words.say("yr", "an"));
    [
        ("giver", words.say("Giver", "Fournisseur").to_owned(), false),
        ("taker", words.say("Taker", "Preneur").to_owned(), false),
        ("distance", "Distance".to_owned(), true),
        ("amount", year(words.say("Amount", "Quantité")), true),
        ("plan", year(words.say("Plan", "Plan")), true),
        ("carbon", year("t CO₂e"), true),
        ("euros", year("€"), true),
        ("score", "Score".to_owned(), true),
        ("confidence", words.say("Confidence", "Confiance").to_owned(), true),
    ]
}

fn row(page: &Page, place: usize) -> Markup {
    let words = page.words;
    let s = page.run.matches.synergies.list().at(place);
    let amount = |q: Option<Quantity>| q.map(|q| words.amount(q));
    let planned = page.run.plan.as_ref().map(|plan| plan.planned.amount(place));
    let cells = [
        Some(Some(words.distance(s.distance.as_metres()))),
        Some(amount(s.amount)),
        planned.map(amount),
        Some(s.carbon.map(|c| words.about(CarbonSaved::as_kg_per_year(c) / 1000.0))),
        Some(s.euros.map(|e| words.about(EurosGained::as_per_year(e)))),
        Some(Some(words.decimal(s.score.value(), 2))),
        Some(Some(words.decimal(s.confidence.value(), 2))),
    ];
    let columns = columns(page);
    html! {
        tr {
            td data-label=(columns[0].1) { (end(page, s.supply)) }
            td data-label=(columns[1].1) { (end(page, s.demand)) }
            @for ((_, heading, _), cell) in columns[2..].iter().zip(cells) {
                @if let Some(text) = cell {
                    td class=(if text.is_some() { "n" } else { "n none" }) data-label=(heading) { (text.unwrap_or_else(|| "–".to_owned())) }
                }
            }
        }
    }
}

/// A side of an exchange: the site, and the resource below it.
pub(super) fn end(page: &Page, flow: FlowIx) -> Markup {
    let study = page.run.study;
    let flow = study.flow(flow);
    html! {
        b dir="auto" { (clipped(study.site(flow.site).label())) }
        span.res dir="auto" { (clipped(words_of::resource(study.resource(flow.resource)))) }
    }
}
