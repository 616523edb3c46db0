//! `maillon resources`

use std::fmt::Write as _;

use anyhow::Result;
use maillon_knowledge::{Catalogue, Conversion, Entry, Factor, ListOfWaste, Rule, Waste};
use maillon_model::{Language, Score};
use serde_json::{Value, json};

use crate::args::{Common, ResourcesArgs};
use crate::outcome::Outcome;
use crate::terminal;

pub(crate) fn run(args: &ResourcesArgs, common: &Common) -> Result<Outcome> {
    let catalogue = Catalogue::builtin();
    let words = args.words.join(" ");
    let found = catalogue.resolve(&words);
    let exact = found.entry.filter(|_| found.confidence == Score::ONE && !words.is_empty());
    if common.json {
        let shown = match exact {
            Some(entry) => card_json(catalogue, entry),
            None => json!({
                "resources": catalogue.search(&words).into_iter().map(row).collect::<Vec<_>>(),
                "candidates": found.candidates.iter().map(|c| json!({"code": c.entry.code, "confidence": c.confidence.value()})).collect::<Vec<_>>(),
                "list_of_waste": ListOfWaste::official().search(&words).into_iter().map(waste_row).collect::<Vec<_>>(),
            }),
        };
        terminal::print(&serde_json::to_string_pretty(&shown)?)?;
        return Ok(Outcome::Done);
    }
    if let Some(waste) = found.waste {
        terminal::print(&waste_line(waste))?;
    }
    if let Some(entry) = exact {
        terminal::print(&card(catalogue, entry))?;
        return Ok(Outcome::Done);
    }
    for candidate in &found.candidates {
        let share = candidate.confidence.value() * 100.0;
        terminal::print(&format!("{share:3.0} %  {}", line(candidate.entry)))?;
    }
    if !found.candidates.is_empty() {
        return Ok(Outcome::Done);
    }
    let entries = catalogue.search(&words);
    let wastes = ListOfWaste::official().search(&words);
    for entry in &entries {
        terminal::print(&line(entry))?;
    }
    if !wastes.is_empty() {
        terminal::print("\nList of Waste:")?;
        for waste in &wastes {
            terminal::print(&waste_line(waste))?;
        }
    }
    if entries.is_empty() && wastes.is_empty() {
        let near = match found.suggestions.as_slice() {
            [] => "try fewer or other words".to_owned(),
            some => format!("near it: {}", some.join(", ")),
        };
        terminal::say(&format!("nothing found; {near}"));
    }
    Ok(Outcome::Done)
}

fn line(entry: &Entry) -> String {
    format!("{:32} {} | {}", entry.code, entry.en, entry.fr)
}

fn waste_line(waste: &Waste) -> String {
    let star = if waste.hazardous() { "*" } else { " " };
    format!("ewc:{}{star}  {} | {}", waste.written(), waste.title(Language::En), waste.title(Language::Fr))
}

/// All that the knowledge has on a resource, with its sources.
fn card(catalogue: &Catalogue, entry: &Entry) -> String {
    let mut text = line(entry);
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = write!(text, "\n  {name:18} {value}");
        }
    };
    let hazard = if entry.hazardous { "; usually hazardous" } else { "" };
    add("counted in", &format!("{} ({}){hazard}", entry.dimension.base_unit(), entry.dimension));
    add("also", &entry.also.join(", "));
    add(
        "travels",
        &format!("{}, usually {}, at most {} (class {})", entry.mode.name(), entry.radius, entry.stop, entry.class),
    );
    if let Some(class) = catalogue.classes().iter().find(|class| class.id == entry.class) {
        add("", &format!("{}; {}: {}", class.about, class.evidence, cite(catalogue, &class.source)));
    }
    if let Some(Conversion { value, source, .. }) = &entry.density {
        add("density", &format!("{} t/m3, {}", value.tonnes_per_m3(), cite(catalogue, source)));
    }
    if let Some(Conversion { value, source, .. }) = &entry.heating_value {
        add("heating value", &format!("{} GJ/t, {}", value.gj_per_tonne(), cite(catalogue, source)));
    }
    add("codes", &joined(&entry.codes));
    let kinds: Vec<&str> =
        catalogue.entries().iter().filter(|kind| kind.parent() == Some(&entry.code)).map(|kind| &*kind.code).collect();
    add("kinds", &kinds.join(", "));
    add("typical givers", &joined(&entry.givers));
    let as_giver = replaces(catalogue, entry).map(|rule| ("can replace", rule));
    for (title, rule) in as_giver.chain(replaced(catalogue, entry).map(|rule| ("can be replaced", rule))) {
        add(title, &rule_line(catalogue, rule));
    }
    for factor in factors(catalogue, entry) {
        add(
            "factor",
            &format!("{}: {} {}, {}", factor.about, factor.value, factor.unit, cite(catalogue, &factor.source)),
        );
    }
    text
}

fn rule_line(catalogue: &Catalogue, rule: &Rule) -> String {
    let mut line = format!(
        "{} ({}); {} {} for each {}",
        rule.en,
        rule.id,
        rule.ratio.value,
        rule.ratio.replaced.base_unit(),
        rule.ratio.given.base_unit()
    );
    if let Some(treatment) = &rule.treatment {
        let _ = write!(line, "; {}{}", treatment.step, if treatment.needed { "" } else { ", where needed" });
    }
    if let Some(carbon) = &rule.carbon {
        let _ = write!(line, "; avoids {} kg CO2e/{}", carbon.kg, carbon.per.base_unit());
    }
    let sources: Vec<String> = rule.sources.iter().map(|source| cite(catalogue, source)).collect();
    let _ = write!(line, "; confidence {:.2}; {}", rule.confidence.value(), sources.join("; "));
    line
}

/// Rules by which the resource replaces another.
fn replaces<'c>(catalogue: &'c Catalogue, entry: &'c Entry) -> impl Iterator<Item = &'c Rule> {
    catalogue.rules().iter().filter(move |rule| rule.from.iter().any(|from| entry.is_a(from)))
}

/// Rules by which another replaces the resource.
fn replaced<'c>(catalogue: &'c Catalogue, entry: &'c Entry) -> impl Iterator<Item = &'c Rule> {
    catalogue.rules().iter().filter(move |rule| rule.to.iter().any(|to| entry.is_a(to)))
}

fn factors<'c>(catalogue: &'c Catalogue, entry: &'c Entry) -> impl Iterator<Item = &'c Factor> {
    let of = |factor: &&Factor| factor.resource.as_deref().is_some_and(|code| entry.is_a(code));
    catalogue.factors().iter().filter(of)
}

fn joined<T: ToString>(codes: &[T]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A source as people cite it.
fn cite(catalogue: &Catalogue, id: &str) -> String {
    catalogue.source(id).map_or_else(|| id.to_owned(), ToString::to_string)
}

fn row(entry: &Entry) -> Value {
    json!({
        "code": entry.code,
        "en": entry.en,
        "fr": entry.fr,
        "dimension": entry.dimension.name(),
        "radius_km": entry.radius.as_kilometres(),
        "codes": entry.codes.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn waste_row(waste: &Waste) -> Value {
    json!({
        "code": waste.code().to_string(),
        "hazardous": waste.hazardous(),
        "en": waste.title(Language::En),
        "fr": waste.title(Language::Fr),
    })
}

fn card_json(catalogue: &Catalogue, entry: &Entry) -> Value {
    let rule = |rule: &Rule| {
        json!({
            "id": rule.id,
            "en": rule.en,
            "fr": rule.fr,
            "from": rule.from,
            "to": rule.to,
            "ratio": rule.ratio.value,
            "ratio_unit": format!("{}/{}", rule.ratio.replaced.base_unit(), rule.ratio.given.base_unit()),
            "treatment": rule.treatment.as_ref().map(|t| &t.step),
            "confidence": rule.confidence.value(),
            "carbon_kg": rule.carbon.as_ref().map(|c| c.kg),
            "sources": rule.sources.iter().map(|id| cite(catalogue, id)).collect::<Vec<_>>(),
        })
    };
    let factor = |factor: &Factor| {
        json!({
            "id": factor.id,
            "about": factor.about,
            "value": factor.value,
            "unit": factor.unit.symbol(),
            "source": cite(catalogue, &factor.source),
        })
    };
    let mut card = row(entry);
    card["also"] = json!(entry.also);
    card["stop_km"] = json!(entry.stop.as_kilometres());
    card["mode"] = json!(entry.mode.name());
    card["hazardous"] = json!(entry.hazardous);
    card["density_t_per_m3"] = json!(entry.density.as_ref().map(|d| d.value.tonnes_per_m3()));
    card["heating_value_gj_per_t"] = json!(entry.heating_value.as_ref().map(|h| h.value.gj_per_tonne()));
    card["can_replace"] = replaces(catalogue, entry).map(rule).collect();
    card["can_be_replaced"] = replaced(catalogue, entry).map(rule).collect();
    card["factors"] = factors(catalogue, entry).map(factor).collect();
    card
}
