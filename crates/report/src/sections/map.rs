//! The map: drawn by the page's script; where none runs, and on paper, a picture.

use maillon_layers::palette::{BOTH, GIVER, GROUPS, INK, TAKER, group};
use maud::{Markup, html};

use crate::map::printed;
use crate::page::Page;
use crate::shown::SYNERGIES;

pub(crate) fn body(page: &Page) -> Markup {
    let (words, study) = (page.words, page.run.study);
    if study.sites.is_empty() {
        return html! { p.note { (words.say("The study has no site that could be used.", "L'étude n'a aucun site utilisable.")) } };
    }
    let list = page.run.matches.synergies.list();
    let given = |i: &usize| group(&study.resource(study.flow(list.ends_at(*i)[0]).resource).family).name;
    let present = |name: &str| page.shown.synergies.iter().any(|i| given(i) == name);
    html! {
        div.mapbox {
            div.stage {
                canvas #canvas tabindex="0" hidden role="application" aria-describedby="map-keys" {}
                (printed(page.run, words, &page.shown, &page.plane, &page.zones))
                div.tools hidden {
                    button #zoom-in type="button" aria-label=(words.say("Zoom in", "Zoom avant")) { "+" }
                    button #zoom-out type="button" aria-label=(words.say("Zoom out", "Zoom arrière")) { "−" }
                    button #zoom-all type="button" aria-label=(words.say("Show all", "Tout voir")) { "⤢" }
                }
                p.hint role="status" hidden {}
            }
            div #card tabindex="-1" hidden role="region" aria-live="polite" aria-label=(words.say("Card", "Fiche")) {}
        }
        div.legend {
            ul aria-label=(words.say("What is given, by colour", "Ce qui est donné, par couleur")) {
                @for (place, group) in GROUPS.iter().enumerate().filter(|(_, group)| present(group.name)) {
                    li { button type="button" data-group=(place) aria-pressed="true" {
                        i style=(format!("background:{}", group.colour.hex())) {} (group.label(words.0))
                    } }
                }
            }
            @if page.run.plan.is_some() {
                label.check hidden { input #only-plan type="checkbox"; (words.say("only what the plan carries out", "seulement ce que le plan réalise")) }
            }
            (signs(page))
        }
        p.small #map-keys {
            span.live {
                (words.say(
                    "Click a line or a site for its card. With the keyboard: arrows move, + and − zoom, 0 shows all, N and P go from \
                     synergy to synergy, Enter opens the card, Escape closes it. ",
                    "Cliquer sur une ligne ou un site ouvre sa fiche. Au clavier\u{a0}: les flèches déplacent, + et − zooment, 0 montre \
                     tout, N et P passent d'une synergie à l'autre, Entrée ouvre la fiche, Échap la ferme. ",
                ))
            }
            (words.say(
                "Lines bend to be told apart; distances are as the crow flies.",
                "Les lignes sont courbées pour se distinguer\u{a0}; les distances sont à vol d'oiseau.",
            ))
            @if page.plane.beyond > 0 {
                " " (words.count(page.plane.beyond, ["site lies", "sites lie"], ["site est", "sites sont"]))
                (words.say(" farther out; ⤢ shows all.", " plus loin\u{a0}; ⤢ montre tout."))
            }
            @if list.len() > SYNERGIES {
                " " (words.say("This page shows the best ", "Cette page montre les ")) (words.whole(SYNERGIES as f64))
                (words.say(" synergies of ", " meilleures synergies sur ")) (words.whole(list.len() as f64))
                (words.say("; the layers hold all.", "\u{a0}; les couches les contiennent toutes."))
            }
        }
    }
}

/// What lines and dots mean.
fn signs(page: &Page) -> Markup {
    let words = page.words;
    let line = |width: &str, dashes: Option<&str>, name: &str| {
        html! {
            li { svg viewBox="0 0 34 12" aria-hidden="true" {
                path d="M1 6H33" fill="none" stroke=(INK.hex()) stroke-width=(width) stroke-dasharray=[dashes] {}
            } (name) }
        }
    };
    let sites = [
        (GIVER, words.say("gives", "donne")),
        (BOTH, words.say("gives and takes", "donne et prend")),
        (TAKER, words.say("takes", "prend")),
    ];
    html! {
        ul.signs {
            @if page.run.plan.is_some() {
                (line("4", None, words.say("in the plan, wider for more", "dans le plan, plus large pour plus")))
            }
            (line("1.2", None, words.say("possible", "possible")))
            (line("1.2", Some("3 3"), words.say("amount not known", "quantité inconnue")))
            @for (colour, name) in sites {
                li { svg.dot viewBox="0 0 12 12" aria-hidden="true" {
                    circle cx="6" cy="6" r="4.5" fill=(colour.hex()) stroke=(INK.hex()) {}
                } (name) }
            }
        }
    }
}
