//! Flows without a synergy, and what the plan leaves of the others.

use std::collections::BTreeMap;

use maillon_layers::{explain_unmatched, explain_unserved};
use maillon_model::{Amount, Direction, Unmatched, Unserved};
use maud::{Markup, html};

use crate::page::Page;
use crate::words::{clipped, unit};
use crate::words_of;

/// Flows shown of each reason.
const FLOWS: usize = 60;

pub(crate) fn body(page: &Page) -> Markup {
    let words = page.words;
    let unmatched = &page.run.matches.unmatched;
    let mut reasons: BTreeMap<&str, Vec<&Unmatched>> = BTreeMap::new();
    for left in unmatched {
        reasons.entry(left.reason.name()).or_default().push(left);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(name, flows)| (std::cmp::Reverse(flows.len()), *name));
    html! {
        p {
            @if unmatched.is_empty() {
                (words.say("Every flow has at least one synergy.", "Chaque flux a au moins une synergie."))
            } @else {
                b { (words.whole(unmatched.len() as f64)) } (words.say(" of ", " des ")) (words.whole(page.run.study.flows.len() as f64))
                (words.say(" flows have no synergy. Each says why: often a site to invite, or an amount to ask for.",
                    " flux n'ont pas de synergie. Chacun dit pourquoi\u{a0}: souvent un site à inviter, ou une quantité à demander."))
            }
        }
        @for (name, flows) in &reasons { (reason(page, name, flows, unmatched.len())) }
        (unserved(page))
    }
}

fn reason(page: &Page, name: &str, flows: &[&Unmatched], all: usize) -> Markup {
    let (words, study) = (page.words, page.run.study);
    let amount = |amount: Amount| match amount {
        Amount::Known(q) => format!("{}\u{a0}{}", words.about(q.annual()), unit(q.dimension().base_unit())),
        Amount::Below(Some(q)) => {
            format!("<\u{a0}{}\u{a0}{}", words.about(q.annual()), unit(q.dimension().base_unit()))
        }
        Amount::Below(None) => words.say("below a threshold", "sous un seuil").to_owned(),
        Amount::Missing => "–".to_owned(),
    };
    html! {
        details.reason {
            summary {
                span.name { (words_of::reason(words, name)) }
                span.meter aria-hidden="true" { i style=(format!("width:{:.1}%", 100.0 * flows.len() as f64 / all as f64)) {} }
                b { (words.whole(flows.len() as f64)) }
            }
            div.wide tabindex="0" role="region" aria-label=(words_of::reason(words, name)) { table {
                caption { (words_of::reason(words, name)) }
                thead { tr {
                    th scope="col" { "Site" } th scope="col" { (words.say("Gives or needs", "Offre ou besoin")) }
                    th.n scope="col" { (words.say("Amount/yr", "Quantité/an")) } th scope="col" { (words.say("Why", "Pourquoi")) }
                } }
                tbody { @for left in flows.iter().take(FLOWS) {
                    @let flow = study.flow(left.flow);
                    tr {
                        td dir="auto" { (clipped(study.site(flow.site).label())) }
                        td { @if flow.direction == Direction::Supply { (words.say("gives ", "offre ")) } @else { (words.say("needs ", "demande ")) }
                            span dir="auto" { (clipped(words_of::resource(study.resource(flow.resource)))) } }
                        td.n { (amount(flow.amount)) }
                        td dir="auto" { (explain_unmatched(study, left)) }
                    }
                } }
            } }
            @if flows.len() > FLOWS {
                p.small { (words.say("The first ", "Les ")) (FLOWS) (words.say(" of ", " premiers sur ")) (words.whole(flows.len() as f64))
                    (words.say("; the layer “unmatched” holds all.", "\u{a0}; la couche «\u{a0}unmatched\u{a0}» les contient tous.")) }
            }
        }
    }
}

/// What the plan leaves of flows that have synergies.
fn unserved(page: &Page) -> Markup {
    let words = page.words;
    let Some(plan) = &page.run.plan else { return html! {} };
    let mut reasons: BTreeMap<Unserved, usize> = BTreeMap::new();
    let left = plan.planned.plan.shares.iter().filter_map(|share| share.unserved);
    // Flows without a synergy stand above.
    for reason in left.filter(|reason| *reason != Unserved::NoCandidate) {
        *reasons.entry(reason).or_default() += 1;
    }
    // A flow of unknown amount counts so in the plan, with a synergy or without.
    for left in &page.run.matches.unmatched {
        let share = plan.planned.plan.shares.get(left.flow);
        if let Some(n) = share.and_then(|share| share.unserved).and_then(|reason| reasons.get_mut(&reason)) {
            *n -= 1;
        }
    }
    reasons.retain(|_, n| *n > 0);
    if reasons.is_empty() {
        return html! {};
    }
    html! {
        h3 { (words.say("What the plan leaves of the others", "Ce que le plan laisse des autres")) }
        ul.plain { @for (reason, n) in reasons {
            li { b { (words.count(n, ["flow", "flows"], ["flux", "flux"])) } (words.say(": ", "\u{a0}: ")) (explain_unserved(page.run.study, reason)) }
        } }
    }
}
