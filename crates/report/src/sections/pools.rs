//! What neighbours could share.

use maillon_model::{Hub, Language, Pool, Pooling, Shared};
use maud::{Markup, html};

use crate::page::Page;
use crate::words::clipped;
use crate::words_of;

/// Groups that the page shows, those that save most of the way or of their units first; the layer holds all.
const SHOWN: usize = 20;

pub(crate) fn body(page: &Page) -> Markup {
    let words = page.words;
    let Some(pooling) = page.run.pooling.filter(|pooling| !pooling.pools.is_empty()) else {
        return html! { p.note { (words.say(
            "No neighbours with the same waste or need, each too small alone, were found, or the run did not look for any.",
            "Aucun groupe de voisins ayant le même déchet ou le même besoin, chacun trop petit seul, n'a été trouvé ou cherché.",
        )) } };
    };
    let mut best: Vec<&Pool> = pooling.pools.iter().collect();
    best.sort_by(|a, b| b.reached.cmp(&a.reached).then(saved(b).total_cmp(&saved(a))));
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="pools-caption" { table {
            caption #pools-caption { (words.say(
                "Neighbours that are each too small alone; the layers “pools” and “pool_members” hold all of them, and each one's share.",
                "Des voisins chacun trop petits seuls\u{a0}; les couches «\u{a0}pools\u{a0}» et «\u{a0}pool_members\u{a0}» les contiennent tous, avec la part de chacun.",
            )) (words.first(SHOWN, pooling.pools.len())) }
            thead { tr {
                th scope="col" { (words.say("What is shared", "Ce qui est partagé")) }
                th scope="col" { (words.say("Hub", "Point de regroupement")) }
                th.n scope="col" { (words.say("Sites", "Sites")) }
                th.n scope="col" { (words.say("Together", "Ensemble")) }
                th.n scope="col" { (words.say("Threshold", "Seuil")) }
                th.n scope="col" { (words.say("Saves", "Économise")) }
                th.n scope="col" { (words.say("Saving", "Gain")) }
            } }
            tbody { @for pool in best.into_iter().take(SHOWN) { (row(page, pooling, pool)) } }
        } }
    }
}

/// What a group saves of what its members need alone, from 0 to 1.
fn saved(pool: &Pool) -> f64 {
    match pool.shared {
        Shared::Rounds { length, separate, .. } if separate.as_metres() > 0.0 => {
            1.0 - length.as_metres() / separate.as_metres()
        }
        Shared::Units { alone, together: Some(together), .. } if alone > 0 => {
            1.0 - f64::from(together) / f64::from(alone)
        }
        _ => 0.0,
    }
}

fn row(page: &Page, pooling: &Pooling, pool: &Pool) -> Markup {
    let (words, study) = (page.words, page.run.study);
    let kind = &pooling.words[pool.words as usize];
    let name = match words.0 {
        Language::En => &kind.en,
        Language::Fr => &kind.fr,
    };
    let hub = match &pool.hub {
        Hub::Site(site) => study.site(*site).label(),
        Hub::Zone(zone) => study.zone(*zone).label(),
        Hub::Place(id, name) => name.as_deref().unwrap_or(id),
    };
    let resource = pool.resource.map(|ix| words_of::resource(study.resource(ix)));
    let unknown = words.say("not known", "inconnu");
    html! {
        tr {
            th scope="row" { (name) @if let Some(resource) = resource { " (" (clipped(resource)) ")" } }
            td { (clipped(hub)) }
            td.n { (words.whole(pool.members.len() as f64)) }
            td.n { @match pool.amount.filter(|_| pool.reached) { Some(q) => (words.amount(q)), None => (unknown) } }
            td.n { (words.amount(pool.threshold)) }
            td.n { @match pool.shared {
                Shared::Units { together: None, .. } => (unknown),
                _ => { (words.whole((100.0 * saved(pool)).round())) "\u{a0}%" },
            } }
            td.n { @match pool.euros { Some(euros) => { (words.about(euros.as_per_year())) "\u{a0}€" }, None => (unknown) } }
        }
    }
}
