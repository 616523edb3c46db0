//! What a change means, for people and for scripts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maillon_model::{Affected, Balance, Change, Planned, Quantity, Shift, SiteIx, Study, Turn};
use serde_json::{Map, Value, json};

use super::chained::Treated;
use super::question::Question;
use crate::planning::quality;

/// Names shown of a list; the layers and `--json` have all.
const NAMES: usize = 12;

/// What there is to tell.
pub(super) struct Answer<'a> {
    pub(super) question: &'a Question,
    pub(super) before: &'a Planned<'a>,
    pub(super) after: &'a Planned<'a>,
    pub(super) change: &'a Change,
    pub(super) treated: Option<Treated<'a>>,
    /// Of the objective.
    pub(super) unit: &'a str,
}

/// The report for a terminal.
pub(super) fn text(answer: &Answer) -> String {
    let Answer { question, before, after, change, treated, unit } = answer;
    let mut text = format!("{}:\n", question.words(after.study));
    let mut line = |what: &str, says: String| {
        let _ = writeln!(text, "  {what:<10} {says}");
    };
    for (what, part) in PARTS {
        line(what, amounts(change.balances.iter().map(part)));
    }
    line("synergies", turned(change.differences.iter().map(|d| d.turn), unknown(change)));
    for (what, says) in treated.iter().flat_map(|treated| treated.lines(after.study)) {
        line(what, says);
    }
    let (a, b) = (before.plan.value, after.plan.value);
    line(
        "objective",
        format!("{}: {} → {} {unit}; {}", after.plan.objective, short(a), short(b), quality(after.plan.quality)),
    );
    let (was, is) = (before.totals(), after.totals());
    let carbon = was.carbon.zip(is.carbon).map(|(a, b)| b.as_kg_per_year() - a.as_kg_per_year());
    line("carbon", worth(carbon, "kg CO2/yr avoided", is.without_carbon.max(was.without_carbon)));
    let euros = was.euros.zip(is.euros).map(|(a, b)| b.as_per_year() - a.as_per_year());
    line("euros", worth(euros, "EUR/yr", is.without_euros.max(was.without_euros)));
    let mut steps: BTreeMap<u32, Vec<SiteIx>> = BTreeMap::new();
    for (site, affected) in &change.sites {
        steps.entry(affected.step.unwrap_or(u32::MAX)).or_default().push(*site);
    }
    steps.remove(&0);
    let others = steps.remove(&u32::MAX).unwrap_or_default();
    for (step, sites) in steps {
        let says = if step == 1 { "a need left without a giver" } else { "if nothing replaced what stops before" };
        line(&format!("step {step}"), format!("{} ({says})", names(after.study, &sites)));
    }
    if !others.is_empty() {
        line("also felt", names(after.study, &others));
    }
    text.truncate(text.trim_end().len());
    text
}

type Part = fn(&Balance) -> Quantity;
const PARTS: [(&str, Part); 3] = [("lost", |b| b.lost), ("gained", |b| b.gained), ("rerouted", |b| b.rerouted)];

/// How many turned which way.
pub(super) fn turned(all: impl Iterator<Item = Turn>, unknown: usize) -> String {
    let turns = turns(all);
    let unknown = if unknown > 0 { format!(" ({unknown} of unknown amount)") } else { String::new() };
    let [lost, reduced, raised, gained] = ["lost", "reduced", "raised", "gained"].map(|turn| turns[turn]);
    format!("{lost} lost{unknown}, {reduced} reduced, {raised} raised, {gained} gained")
}

pub(super) fn amounts(parts: impl Iterator<Item = Quantity>) -> String {
    let some: Vec<String> = parts
        .filter(|q| q.annual() > 0.0)
        .map(|q| format!("{} {}/yr", short(q.annual()), q.dimension().base_unit()))
        .collect();
    if some.is_empty() { "nothing of known amount".to_owned() } else { some.join(", ") }
}

fn worth(change: Option<f64>, unit: &str, without: usize) -> String {
    match (change, without) {
        (Some(change), 0) => format!("{} {unit}", short(change)),
        (Some(change), n) => format!("{} {unit}, without {n} synergies that lack a factor", short(change)),
        (None, n) => format!("not known: {n} synergies lack a factor"),
    }
}

pub(super) fn names(study: &Study, sites: &[SiteIx]) -> String {
    let shown: Vec<&str> = sites.iter().take(NAMES).map(|site| study.site(*site).label()).collect();
    let more = sites.len().saturating_sub(NAMES);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

/// A number to six significant digits.
pub(super) fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    if rounded != 0.0 && !(1e-4..1e15).contains(&rounded.abs()) { format!("{rounded:e}") } else { rounded.to_string() }
}

pub(super) fn turns(all: impl Iterator<Item = Turn>) -> BTreeMap<&'static str, usize> {
    let mut turns: BTreeMap<_, usize> =
        [Turn::Lost, Turn::Reduced, Turn::Raised, Turn::Gained].map(|turn| (turn.name(), 0)).into();
    for turn in all {
        *turns.entry(turn.name()).or_default() += 1;
    }
    turns
}

/// Synergies lost whose amount nobody knows.
fn unknown(change: &Change) -> usize {
    change.differences.iter().filter(|d| d.turn == Turn::Lost && d.before.is_none()).count()
}

/// The report for scripts.
pub(super) fn json(answer: &Answer) -> Value {
    let Answer { question, before, after, change, treated, unit } = answer;
    let study = after.study;
    let id = |site: &SiteIx| study.site(*site).id.to_string();
    let part = |part: Part| change.balances.iter().map(part).map(entry).collect::<Map<_, _>>();
    json!({
        "close": question.closed.iter().map(id).collect::<Vec<_>>(),
        "scale": question.scaled.iter().map(|(site, factor)| (id(site), json!(factor))).collect::<Map<_, _>>(),
        "add": question.added,
        "objective": { "name": after.plan.objective, "unit": unit },
        "before": plan(before),
        "after": plan(after),
        "lost": part(|b| b.lost),
        "gained": part(|b| b.gained),
        "rerouted": part(|b| b.rerouted),
        "synergies": turns(change.differences.iter().map(|d| d.turn)),
        "synergies_lost_unknown": unknown(change),
        "chains": treated.as_ref().map(Treated::json),
        "sites": change.sites.iter().map(|(site, affected)| affected_site(study, *site, affected)).collect::<Vec<_>>(),
    })
}

pub(super) fn entry(quantity: Quantity) -> (String, Value) {
    (format!("{}_per_year", quantity.dimension().base_unit().to_lowercase()), json!(quantity.annual()))
}

fn plan(planned: &Planned) -> Value {
    let totals = planned.totals();
    json!({
        "value": planned.plan.value,
        "bound": planned.plan.bound,
        "quality": planned.plan.quality.name(),
        "moved": totals.moved.into_iter().map(entry).collect::<Map<_, _>>(),
        "co2_kg_per_year": totals.carbon.map(|c| c.as_kg_per_year()),
        "synergies_without_co2_factor": totals.without_carbon,
        "value_eur_per_year": totals.euros.map(|e| e.as_per_year()),
        "synergies_without_price": totals.without_euros,
    })
}

fn affected_site(study: &Study, site: SiteIx, affected: &Affected) -> Value {
    let shifts = |shifts: &[Shift]| {
        let each = shifts.iter().map(|shift| {
            let (unit, before) = entry(shift.before);
            (unit, json!({ "before": before, "after": shift.after.annual() }))
        });
        each.collect::<Map<_, _>>()
    };
    json!({
        "site_id": study.site(site).id,
        "name": study.site(site).name.as_deref(),
        "step": affected.step,
        "synergies_lost": affected.lost,
        "synergies_lost_unknown": affected.lost_unknown,
        "supplied": shifts(&affected.supplied),
        "demanded": shifts(&affected.demanded),
    })
}
