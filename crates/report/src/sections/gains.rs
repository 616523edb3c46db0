//! What the territory could gain, at a glance.

use maillon_model::{Amount, PlanQuality};
use maud::{Markup, html};

use crate::figures::{FIRM, Gain, Gains};
use crate::page::Page;
use crate::words::{Words, unit};
use crate::words_of;

pub(crate) fn body(page: &Page) -> Markup {
    let (words, study) = (page.words, page.run.study);
    let synergies = page.run.matches.synergies.list().len();
    let sites = words.count(study.sites.len(), ["site", "sites"], ["site", "sites"]);
    let flows = words.count(study.flows.len(), ["flow", "flows"], ["flux", "flux"]);
    let found =
        words.count(synergies, ["possible exchange", "possible exchanges"], ["échange possible", "échanges possibles"]);
    html! {
        p.lede {
            (words.say("From ", "De ")) b { (sites) } (words.say(" with ", " et de leurs ")) b { (flows) }
            (words.say(
                " of waste, heat, water or by-products, given or needed, maillon draws ",
                " de déchets, de chaleur, d'eau ou de coproduits, offerts ou demandés, maillon tire ",
            ))
            b { (found) } (words.say(": synergies.", "\u{a0}: des synergies."))
            @if let Some(gains) = &page.gains {
                " " (words.say("A plan that gives nothing twice carries out ", "Un plan qui ne donne rien deux fois en réalise "))
                b { (words.whole(gains.exchanges[0] as f64)) }
                (words.say(" of them.", "."))
                @if left_out(page) > 0 {
                    " " (words.whole(left_out(page) as f64)) (words.say(
                        " take no part in it, because an amount or a factor is not known: leads to follow up.",
                        " n'y ont aucune part, parce qu'une quantité ou un facteur manque\u{a0}: des pistes à suivre.",
                    ))
                }
            }
        }
        @match &page.gains {
            Some(gains) => (tiles(page, gains)),
            None => p.note { (words.say(
                "This run made no plan. Synergies share flows, so their amounts do not add up: run maillon without --no-allocate for sums.",
                "Ce calcul n'a pas fait de plan. Les synergies partagent des flux, leurs quantités ne s'additionnent donc pas\u{a0}: \
                 relancer maillon sans --no-allocate pour des sommes.",
            )) },
        }
        (known(page))
    }
}

/// Synergies that cannot count in the plan.
fn left_out(page: &Page) -> usize {
    page.run.plan.as_ref().map_or(0, |plan| plan.planned.plan.cannot_count.len())
}

fn tiles(page: &Page, gains: &Gains) -> Markup {
    let words = page.words;
    if gains.exchanges[0] == 0 {
        return html! { p.note { (words.say(
            "No amount can be added up yet: in no synergy are both amounts known, or none is worth anything to the plan. \
             Each synergy is a lead all the same; a few amounts would make sums of them.",
            "Aucune quantité ne peut encore s'additionner\u{a0}: dans aucune synergie les deux quantités ne sont connues, ou aucune n'a \
             de valeur pour le plan. Chaque synergie reste une piste\u{a0}; quelques quantités en feraient des sommes.",
        )) } };
    }
    let sums = [
        (
            words.say("Carbon", "Carbone"),
            "t CO₂e",
            &gains.carbon,
            1e-3,
            words.say("of emissions avoided", "d'émissions évitées"),
        ),
        (
            words.say("Money", "Argent"),
            "€",
            &gains.euros,
            1.0,
            words.say("gained by both sides together", "gagnés par les deux parties ensemble"),
        ),
    ];
    html! {
        ul.tiles {
            @for (dimension, gain) in &gains.moved {
                (tile(words, words_of::dimension(words, *dimension), unit(dimension.base_unit()), gain, 1.0, words.say("exchanged", "échangés")))
            }
            @for (what, unit, gain, scale, of) in sums {
                @match gain {
                    Some(gain) => (tile(words, what, unit, gain, scale, of)),
                    None => (unknown(words, what, gains)),
                }
            }
        }
        p.small {
            (words.say(
                "The lower figure counts only exchanges with a confidence of at least ",
                "Le chiffre bas ne compte que les échanges dont la confiance atteint ",
            ))
            (words.percent(FIRM)) " (" (words.whole(gains.exchanges[1] as f64)) (words.say(" of ", " sur ")) (words.whole(gains.exchanges[0] as f64))
            (words.say(
                "), the upper one all that the plan carries out. Neither is a forecast. What has no factor or no price counts in neither, \
                 instead of as zero; treatments and pipes whose cost is not known are left out, and each card names them. ",
                ")\u{a0}; le chiffre haut, tout ce que le plan réalise. Aucun n'est une prévision. Ce qui n'a ni facteur ni prix ne compte \
                 dans aucun des deux, au lieu de compter pour zéro\u{a0}; les traitements et canalisations au coût inconnu sont laissés de \
                 côté, et chaque fiche les nomme. ",
            ))
            a href="#method" { (words.say("The factors and their sources", "Les facteurs et leurs sources")) } ". "
            (quality(page))
        }
    }
}

fn tile(words: Words, what: &str, unit: &str, gain: &Gain, scale: f64, of: &str) -> Markup {
    let (total, firm) = (gain.total * scale, gain.firm * scale);
    let (low, high) = (total.min(firm), total.max(firm));
    let same = words.about(low) == words.about(high);
    let share = (total > 0.0).then(|| (firm / total).clamp(0.0, 1.0));
    html! {
        li.tile {
            p.what { (what) }
            p.figure {
                @if same { b { (words.about(total)) } }
                @else if low == 0.0 { span { (words.say("up to ", "jusqu'à ")) } b { (words.about(high)) } }
                @else { b { (words.about(low)) } span { (words.say(" to ", " à ")) } b { (words.about(high)) } }
                " " span.unit { (unit) "/" (words.say("yr", "an")) }
            }
            @if let Some(share) = share {
                div.bar aria-hidden="true" { div style=(format!("width:{:.1}%", 100.0 * share)) {} }
            }
            p.of { (of) " · "
                (words.count(gain.counted, ["exchange counts", "exchanges count"], ["échange compte", "échanges comptent"]))
                @if gain.without > 0 {
                    " · " (words.count(gain.without, ["lacks a factor", "lack a factor"], ["est sans facteur", "sont sans facteur"]))
                }
            }
        }
    }
}

fn unknown(words: Words, what: &str, gains: &Gains) -> Markup {
    html! {
        li.tile.unknown {
            p.what { (what) }
            p.figure { b { (words.say("not known", "inconnu")) } }
            p.of { (words.say("none of the ", "aucun des ")) (words.whole(gains.exchanges[0] as f64))
                (words.say(" exchanges has a factor or a price", " échanges n'a de facteur ou de prix")) }
        }
    }
}

/// What the plan is best at, and how good it is.
fn quality(page: &Page) -> String {
    let words = page.words;
    let Some(plan) = &page.run.plan else { return String::new() };
    let plan = plan.planned.plan;
    let how = match plan.quality {
        PlanQuality::Optimal => words.say("none is better", "aucun n'est meilleur").to_owned(),
        PlanQuality::Gap(gap) | PlanQuality::TimeLimit(gap) => format!(
            "{} {}{}%",
            words.say("from the best it is at most", "du meilleur, il est au plus à"),
            words.decimal(100.0 * gap, 2),
            words.say("", "\u{a0}")
        ),
        PlanQuality::Heuristic => {
            words.say("a good one, but nothing is proved", "bon, mais rien n'est prouvé").to_owned()
        }
    };
    format!(
        "{} {} ({how}).",
        words.say("The plan aims for", "Le plan vise"),
        words_of::objective(words, plan.objective)
    )
}

/// How many amounts are known.
fn known(page: &Page) -> Markup {
    let words = page.words;
    let flows = &page.run.study.flows;
    let count = |is: fn(&Amount) -> bool| flows.iter().filter(|flow| is(&flow.amount)).count();
    let parts = [
        ("known", count(|a| matches!(a, Amount::Known(_))), words.say("known", "connues")),
        ("below", count(|a| matches!(a, Amount::Below(_))), words.say("below a threshold", "sous un seuil")),
        ("missing", count(|a| matches!(a, Amount::Missing)), words.say("not known", "inconnues")),
    ];
    if flows.is_empty() {
        return html! {};
    }
    html! {
        div.known {
            p {
                b { (words.say("Amounts of the flows", "Quantités des flux")) }
                @for (class, n, name) in parts.iter().filter(|part| part.1 > 0) {
                    " " span.key { i class=(class) {} (words.whole(*n as f64)) " " (name) }
                }
            }
            div.stack aria-hidden="true" {
                @for (class, n, _) in parts {
                    div class=(class) style=(format!("width:{:.2}%", 100.0 * n as f64 / flows.len() as f64)) {}
                }
            }
        }
    }
}
