//! Plants that nobody has.

use maillon_model::{Distance, MissingProcessor, PlaceIx};
use maud::{Markup, html};

use super::chains::{SHOWN, number, table};
use crate::page::Page;
use crate::words::clipped;

/// What plant, of what size, where, and what it would unlock: those of known size first.
pub(crate) fn body(page: &Page) -> Markup {
    let (words, study) = (page.words, page.run.study);
    let Some(chains) = page.run.chains.filter(|chains| !chains.missing.is_empty()) else { return html! {} };
    let mut order: Vec<&MissingProcessor> = chains.missing.iter().collect();
    order.sort_by_key(|missing| (missing.size.is_none(), missing.rank));
    let flows = |[all, unknown]: [u32; 2], sites: u32| {
        html! { td.n {
            (words.count(sites as usize, ["site", "sites"], ["site", "sites"]))
            @if unknown > 0 { span.res {
                (words.whole(f64::from(unknown))) (words.say(" of ", " sur "))
                (words.count(all as usize, ["flow", "flows"], ["flux", "flux"]))
                (words.say(" of unknown amount", " de quantité inconnue"))
            } }
        } }
    };
    let row = |missing: &MissingProcessor| {
        let place = match missing.place {
            PlaceIx::Site(ix) => study.site(ix).label(),
            PlaceIx::Zone(ix) => study.zone(ix).label(),
        };
        html! { tr {
            th scope="row" { (clipped(&chains.treatment(missing.treatment).label))
                span.res { (clipped(chains.rule(missing.rule).label(study.language))) } }
            td dir="auto" { (clipped(place)) }
            (number(missing.size.map(|q| words.amount(q))))
            (number(missing.replaced.map(|q| words.amount(q))))
            (flows(missing.supplies, missing.givers))
            (flows(missing.demands, missing.takers))
            (number(missing.mean.map(|mean: Distance| words.distance(mean.as_metres()))))
        } }
    };
    let heads = [
        (words.say("Plant that nobody has", "Unité que personne n'a"), false),
        (words.say("Where it would serve most", "Où elle servirait le plus"), false),
        (words.say("Size a year", "Taille par an"), true),
        (words.say("Would unlock", "Débloquerait"), true),
        (words.say("Givers", "Fournisseurs"), true),
        (words.say("Takers", "Preneurs"), true),
        (words.say("Mean way", "Trajet moyen"), true),
    ];
    let caption = words.say(
        "Plants within reach of both sides that nobody has. Two rows may count on one taker; sizes hold known amounts only. The \
         layer “missing_processors” holds all.",
        "Des unités à portée des deux côtés que personne n'a. Deux lignes peuvent compter sur un même preneur\u{a0}; les tailles ne \
         comptent que les quantités connues. La couche «\u{a0}missing_processors\u{a0}» les contient toutes.",
    );
    let rows = html! { @for missing in order.iter().take(SHOWN) { (row(missing)) } };
    table(page, "missing-caption", caption, order.len(), &heads, rows)
}
