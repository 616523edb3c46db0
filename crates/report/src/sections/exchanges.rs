//! What would flow between resource families, and between zones.

use maillon_layers::palette::{ZONE_EDGE, group};
use maillon_model::{Dimension, FlowIx};
use maud::{Markup, html};

use crate::charts::{End, Link, gathered, sankey};
use crate::page::Page;
use crate::shown::ends;
use crate::words::{clipped, unit};
use crate::words_of;

/// How a side of a diagram is named.
type Ends<'a> = &'a dyn Fn(FlowIx) -> End;

pub(crate) fn body(page: &Page) -> Markup {
    let (words, study) = (page.words, page.run.study);
    let family = |ix: FlowIx| {
        let resource = study.resource(study.flow(ix).resource);
        End {
            name: words_of::family(words, page.facts.catalogue, resource),
            colour: group(&resource.family).colour.hex(),
        }
    };
    let zone = |ix: FlowIx| {
        // In several zones, a site stands for the first.
        let zones = page.run.site_zones.get(study.flow(ix).site.0 as usize).and_then(|zones| zones.first());
        let name = zones.map(|zone| {
            let zone = study.zone(*zone);
            clipped(zone.name.as_deref().unwrap_or(&zone.id))
        });
        let colour = match name {
            Some(_) => "#5b7a99".to_owned(),
            None => ZONE_EDGE.hex(),
        };
        End { name: name.unwrap_or_else(|| words.say("Outside the zones", "Hors des zones").to_owned()), colour }
    };
    let moved = dimensions(page);
    html! {
        @for dimension in &moved {
            (amounts(page, *dimension, words.say("from what is given to what it replaces", "de ce qui est donné à ce que cela remplace"), &family))
        }
        (counted(page, &family))
        @if page.run.site_zones.iter().any(|zones| !zones.is_empty()) {
            @for dimension in &moved {
                (amounts(page, *dimension, words.say("from zone to zone", "de zone à zone"), &zone))
            }
        }
    }
}

/// Those of what the plan moves.
fn dimensions(page: &Page) -> Vec<Dimension> {
    page.gains.iter().flat_map(|gains| &gains.moved).filter(|(_, gain)| gain.total > 0.0).map(|(d, _)| *d).collect()
}

/// What the plan moves, of one dimension.
fn amounts(page: &Page, dimension: Dimension, what: &str, ends_of: Ends) -> Markup {
    let words = page.words;
    let Some(plan) = &page.run.plan else { return html! {} };
    let list = page.run.matches.synergies.list();
    let links = plan.planned.plan.allocations.iter().filter_map(|allocation| {
        let moved = plan.planned.amount(allocation.synergy as usize)?;
        let [from, to] = ends(&list[allocation.synergy as usize]).map(ends_of);
        (moved.dimension() == dimension && moved.annual() > 0.0).then(|| Link { from, to, value: moved.annual() })
    });
    let title = format!("{}{} {what}", words_of::dimension(words, dimension), words.say(":", "\u{a0}:"));
    let value = |v: f64| format!("{}\u{a0}{}/{}", words.about(v), unit(dimension.base_unit()), words.say("yr", "an"));
    figure(page, &title, links.collect(), &value)
}

/// Where nothing adds up: how many synergies there are.
fn counted(page: &Page, ends_of: Ends) -> Markup {
    let words = page.words;
    let list = page.run.matches.synergies.list();
    let links = list.iter().map(|synergy| {
        let [from, to] = ends(synergy).map(ends_of);
        Link { from, to, value: 1.0 }
    });
    let title = words.say(
        "All synergies, by their number: from what is given to what it replaces",
        "Toutes les synergies, en nombre\u{a0}: de ce qui est donné à ce que cela remplace",
    );
    figure(page, title, links.collect(), &|v| words.whole(v))
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
