//! Processors, and the chains through them.

use maillon_model::{CarbonSaved, Chain, Chains, EurosGained, ProcessorIx};
use maud::{Markup, html};

use super::synergies::end;
use crate::page::Page;
use crate::words::clipped;

/// Rows of each table; the layers hold all.
pub(super) const SHOWN: usize = 20;

pub(crate) fn body(page: &Page) -> Markup {
    let Some(chains) = page.run.chains else { return html! {} };
    html! {
        @if !page.run.study.processors.is_empty() { (processors(page, chains)) }
        @if !chains.list.is_empty() { (ways(page, chains)) }
    }
}

/// A table of the first of so many, with its caption, which names it to screen readers.
pub(super) fn table(
    page: &Page,
    id: &str,
    caption: &str,
    count: usize,
    heads: &[(&str, bool)],
    rows: Markup,
) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-labelledby=(id) { table {
            caption id=(id) { (caption) (page.words.first(SHOWN, count)) }
            thead { tr { @for (head, number) in heads { th class=[number.then_some("n")] scope="col" { (head) } } } }
            tbody { (rows) }
        } }
    }
}

/// A cell that holds a number, or says that there is none.
pub(super) fn number(text: Option<String>) -> Markup {
    html! { td.n.none[text.is_none()] { (text.as_deref().unwrap_or("–")) } }
}

/// The plants that there are, those with most chains first.
fn processors(page: &Page, chains: &Chains) -> Markup {
    let (words, study) = (page.words, page.run.study);
    let mut counts = vec![0_usize; study.processors.len()];
    chains.list.iter().for_each(|chain| counts[chain.processor.0 as usize] += 1);
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(counts[*i]), *i));
    let row = |i: usize| {
        let processor = study.processor(ProcessorIx(i as u32));
        let used = chains.plan.as_ref().and_then(|plan| plan.used[i]);
        let does: Vec<&str> = processor.treatments.iter().map(|id| label(page, id)).collect();
        html! { tr {
            th scope="row" dir="auto" { (clipped(study.site(processor.site).label()))
                span.res { (clipped(&does.join(", "))) } }
            (number(processor.capacity.known().map(|q| words.amount(q))))
            @if page.run.plan.is_some() { (number(used.map(|q| words.amount(q)))) }
            (number(Some(words.whole(counts[i] as f64))))
        } }
    };
    let heads = [
        (words.say("Processor", "Unité de traitement"), false),
        (words.say("Capacity a year", "Capacité par an"), true),
        (words.say("Used", "Utilisé"), true),
        (words.say("Chains", "Chaînes"), true),
    ];
    let heads: Vec<_> =
        (0..).zip(heads).filter(|(i, _)| *i != 2 || page.run.plan.is_some()).map(|(_, head)| head).collect();
    let caption = words.say(
        "The processors of the study; “–” is not known. The layer “processors” holds all.",
        "Les unités de traitement de l'étude\u{a0}; «\u{a0}–\u{a0}» est inconnu. La couche «\u{a0}processors\u{a0}» les contient toutes.",
    );
    let rows = html! { @for i in order.iter().take(SHOWN) { (row(*i)) } };
    table(page, "processors-caption", caption, order.len(), &heads, rows)
}

/// A treatment's name.
fn label<'p>(page: &Page<'p>, id: &'p str) -> &'p str {
    page.facts.catalogue.treatment(id).map_or(id, |treatment| treatment.label(page.words.0))
}

/// Who gives, who treats and who takes: first those that get capacity, then the best.
fn ways(page: &Page, chains: &Chains) -> Markup {
    let words = page.words;
    let assigned = |i: usize| page.run.plan.as_ref().and_then(|plan| plan.planned.assigned(chains, i));
    let gets = |i: usize| assigned(i).is_some_and(|[all, ..]| all.annual() > 0.0);
    let mut order: Vec<usize> = (0..chains.list.len()).collect();
    order.sort_by_key(|i| (!gets(*i), std::cmp::Reverse(chains.list[*i].score), *i));
    let row = |i: usize, chain: &Chain| {
        html! { tr {
            td { (end(page, chain.supply)) }
            td { (plant(page, chains, chain)) }
            td { (end(page, chain.demand)) }
            (number(Some(words.distance(chain.before.as_metres() + chain.after.as_metres()))))
            (number(chain.amount.map(|q| words.amount(q))))
            @if page.run.plan.is_some() {
                (number(assigned(i).map(|[all, ..]| words.amount(all))))
                (number(assigned(i).map(|[.., added]| words.amount(added))))
            }
            (number(chain.carbon.map(|c| words.about(CarbonSaved::as_kg_per_year(c) / 1000.0))))
            (number(chain.euros.map(|e| words.about(EurosGained::as_per_year(e)))))
            (number(Some(words.decimal(chain.score.value(), 2))))
        } }
    };
    let mut heads = vec![
        (words.say("Giver", "Fournisseur"), false),
        (words.say("Treated by", "Traité par"), false),
        (words.say("Taker", "Preneur"), false),
        (words.say("Both ways", "Trajet total"), true),
        (words.say("Amount a year", "Quantité par an"), true),
    ];
    if page.run.plan.is_some() {
        heads.push((words.say("Capacity assigned", "Capacité attribuée"), true));
        heads.push((words.say("Of it, beyond the plan", "Dont en plus du plan"), true));
    }
    heads.extend([(words.say("t CO₂e/yr", "t CO₂e/an"), true), (words.say("€/yr", "€/an"), true), ("Score", true)]);
    let caption = words.say(
        "What one gives, a processor treats and another takes. Amounts share flows and capacities and do not add up; what is \
         assigned does. The layer “chains” holds all.",
        "Ce qu'un site donne, une unité traite et un autre prend. Les quantités partagent flux et capacités et ne s'additionnent \
         pas\u{a0}; ce qui est attribué, si. La couche «\u{a0}chains\u{a0}» les contient toutes.",
    );
    let rows = html! { @for i in order.iter().take(SHOWN) { (row(*i, &chains.list[*i])) } };
    table(page, "chains-caption", caption, order.len(), &heads, rows)
}

fn plant(page: &Page, chains: &Chains, chain: &Chain) -> Markup {
    let site = page.run.study.site(page.run.study.processor(chain.processor).site);
    html! {
        b dir="auto" { (clipped(site.label())) }
        span.res dir="auto" { (clipped(&chains.treatment(chain.treatment).label)) }
    }
}
