//! What would flow between resource families, and between zones.

use std::collections::BTreeMap;

use maillon_layers::palette::{ZONE_EDGE, group};
use maillon_model::{Dimension, FlowIx, SiteIx, Zone};
use maud::{Markup, html};

use crate::charts::{End, Link, gathered, sankey};
use crate::page::Page;
use crate::words::{clipped, unit};
use crate::words_of;

/// The colour of zones in a diagram: no resource's. A choice of ours.
const ZONE: &str = "#5b7a99";

/// The ends that flows have in a diagram.
struct Ends {
    list: Vec<End>,
    /// By the flow's place, the place of its end in the list.
    of: Vec<usize>,
}

pub(crate) fn body(page: &Page) -> Markup {
    let words = page.words;
    let (families, zones) = (families(page), zones(page));
    let moved: Vec<Dimension> = page
        .gains
        .iter()
        .flat_map(|gains| &gains.moved)
        .filter(|(_, gain)| gain.total > 0.0)
        .map(|(d, _)| *d)
        .collect();
    let replaces = words.say("from what is given to what it replaces", "de ce qui est donné à ce que cela remplace");
    html! {
        @for dimension in &moved { (amounts(page, *dimension, replaces, &families)) }
        (counted(page, &families))
        @if zones.list.len() > 1 {
            @for dimension in &moved {
                (amounts(page, *dimension, words.say("from zone to zone", "de zone à zone"), &zones))
            }
        }
    }
}

/// Resource families, each in the colour of its group.
fn families(page: &Page) -> Ends {
    let study = page.run.study;
    let end = |resource| End {
        name: words_of::family(page.words, page.facts.catalogue, resource),
        colour: group(&resource.family).colour.hex(),
    };
    Ends {
        list: study.resources.iter().map(end).collect(),
        of: study.flows.iter().map(|flow| flow.resource.0 as usize).collect(),
    }
}

/// Zones; in several of them, a site stands for the first. The last end is outside all of them.
fn zones(page: &Page) -> Ends {
    let study = page.run.study;
    let zone = |zone: &Zone| End { name: clipped(zone.name.as_deref().unwrap_or(&zone.id)), colour: ZONE.to_owned() };
    let outside = page.words.say("Outside the zones", "Hors des zones").to_owned();
    let first = |site: SiteIx| page.run.site_zones.of(site.0).first();
    Ends {
        list: study.zones.iter().map(zone).chain([End { name: outside, colour: ZONE_EDGE.hex() }]).collect(),
        of: study.flows.iter().map(|flow| first(flow.site).map_or(study.zones.len(), |zone| zone.0 as usize)).collect(),
    }
}

/// What the plan moves, of one dimension.
fn amounts(page: &Page, dimension: Dimension, what: &str, ends: &Ends) -> Markup {
    let words = page.words;
    let Some(plan) = &page.run.plan else { return html! {} };
    let list = page.run.matches.synergies.list();
    let moved = plan.planned.plan.allocations.iter().filter_map(|allocation| {
        let moved = plan.planned.amount(allocation.synergy as usize)?;
        (moved.dimension() == dimension).then(|| (list.ends_at(allocation.synergy as usize), moved.annual()))
    });
    let title = format!("{}{} {what}", words_of::dimension(words, dimension), words.say(":", "\u{a0}:"));
    let value = |v: f64| format!("{}\u{a0}{}/{}", words.about(v), unit(dimension.base_unit()), words.say("yr", "an"));
    figure(page, &title, ends.links(moved), &value)
}

/// How many synergies there are, of known amount or not.
fn counted(page: &Page, ends: &Ends) -> Markup {
    let words = page.words;
    let title = words.say(
        "All synergies, by their number: from what is given to what it replaces",
        "Toutes les synergies, en nombre\u{a0}: de ce qui est donné à ce que cela remplace",
    );
    let each = page.run.matches.synergies.list().ends().iter().map(|ends| (*ends, 1.0));
    figure(page, title, ends.links(each), &|v| words.whole(v))
}

impl Ends {
    /// What goes from end to end, all synergies between the same two together.
    fn links(&self, synergies: impl Iterator<Item = ([FlowIx; 2], f64)>) -> Vec<Link> {
        let mut sums: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (ends, value) in synergies {
            let [from, to] = ends.map(|flow| self.of[flow.0 as usize]);
            *sums.entry((from, to)).or_default() += value;
        }
        let drawn = sums.into_iter().filter(|(_, value)| *value > 0.0 && value.is_finite());
        drawn
            .map(|((from, to), value)| Link { from: self.list[from].clone(), to: self.list[to].clone(), value })
            .collect()
    }
}

fn figure(page: &Page, title: &str, links: Vec<Link>, value: &dyn Fn(f64) -> String) -> Markup {
    let words = page.words;
    let others = End { name: words.say("All others", "Tous les autres").to_owned(), colour: "#777777".to_owned() };
    let links = gathered(links, &others);
    if links.is_empty() {
        return html! { p.note { (words.say("There is nothing to draw.", "Il n'y a rien à dessiner.")) } };
    }
    html! {
        figure {
            figcaption { (title) }
            div.wide tabindex="0" role="region" aria-label=(title) { (sankey(title, &links, value)) }
            details {
                summary { (words.say("The same as a table", "La même chose en tableau")) }
                table {
                    caption { (title) }
                    thead { tr { th scope="col" { (words.say("From", "De")) } th scope="col" { (words.say("To", "Vers")) }
                        th.n scope="col" { (words.say("How much", "Combien")) } } }
                    tbody { @for link in &links { tr { td dir="auto" { (link.from.name) } td dir="auto" { (link.to.name) } td.n { (value(link.value)) } } } }
                }
            }
        }
    }
}
