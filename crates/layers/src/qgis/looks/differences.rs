//! What would change, and what goes from zone to zone: arrows too.

use crate::context::Subject;
use crate::layer::Table;
use crate::palette::{ALARM, BALANCE, Colour};
use crate::qgis::expression::{html, text, unit};
use crate::qgis::flow::{arrow, bend, by_group};
use crate::qgis::look::{Group, Look, Style, say};
use crate::qgis::renderer::Rule;
use crate::qgis::scale::Shares;
use crate::qgis::tip::{called, card, number, words};

pub(crate) const LOOK: Look = Look { en: "Differences", fr: "Écarts", group: Group::Synergies, shown: true, styles };

pub(crate) const EXCHANGES: Look =
    Look {
        en: "Exchanges of zones", fr: "Échanges entre zones", group: Group::Zones, shown: false, styles: exchanges
    };

fn exchanges(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let exchanges = table.context.territory().map_or(&[][..], |territory| &territory.exchanges);
    let families = exchanges.iter().map(|exchange| &*exchange.family).collect();
    let amounts: Vec<(String, f64)> = exchanges
        .iter()
        .map(|exchange| (format!("{}/yr", exchange.supplied.dimension().base_unit()), exchange.supplied.annual()))
        .collect();
    let share =
        Shares::of(amounts.iter().map(|(unit, amount)| (unit.as_str(), *amount))).expression("\"supplied\"", "unit");
    let nowhere = text(say(language, "outside every zone", "hors de toute zone"));
    let end = |name| format!("coalesce(nullif({}, ''), {nowhere})", html(name));
    let lines = [
        words(say(language, "Level", "Niveau"), "level"),
        words(say(language, "Resource family", "Famille de ressources"), "family"),
        number(language, say(language, "Given", "Donné"), "\"supplied\"", 2, &unit(language)),
        words(say(language, "Synergies", "Synergies"), "synergies"),
    ];
    vec![Style {
        name: say(language, "By resource", "Par ressource").to_owned(),
        rules: by_group(&families, language, |group| arrow(group.colour, bend(group), &share)),
        order: Some(share),
        spread: false,
        labels: None,
        tip: card(&format!("{} || ' → ' || {}", end("from_name"), end("to_name")), &lines),
        names: "coalesce(\"from_name\", '') || ' → ' || coalesce(\"to_name\", '')".to_owned(),
    }]
}

fn styles(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let differences = match table.context.run.subject {
        Subject::Change(change) => change.differences.as_slice(),
        _ => &[],
    };
    let amounts: Vec<(String, f64)> = differences
        .iter()
        .filter_map(|d| d.before.zip(d.after))
        .map(|(before, after)| {
            (format!("{}/yr", before.dimension().base_unit()), (after.annual() - before.annual()).abs())
        })
        .collect();
    let shares = Shares::of(amounts.iter().map(|(unit, amount)| (unit.as_str(), *amount)));
    let share = shares.expression("abs(\"change\")", "unit");
    let rule = |label, turn: &str, ink: Colour, bend| {
        Rule::new(label, format!("\"turn\" = '{turn}'"), arrow(ink, bend, &share))
    };
    let rules = vec![
        rule(say(language, "Lost", "Perdues"), "lost", ALARM, 0.1),
        rule(say(language, "Reduced", "Réduites"), "reduced", BALANCE[1], 0.14),
        rule(say(language, "Raised", "Accrues"), "raised", BALANCE[5], 0.18),
        rule(say(language, "Gained", "Gagnées"), "gained", BALANCE[6], 0.22),
    ];
    let lines = [
        called(say(language, "Resource", "Ressource"), "resource"),
        number(language, say(language, "Before", "Avant"), "\"before\"", 2, &unit(language)),
        number(language, say(language, "After", "Après"), "\"after\"", 2, &unit(language)),
    ];
    vec![Style {
        name: say(language, "Turn", "Évolution").to_owned(),
        rules,
        order: Some(share),
        spread: false,
        labels: None,
        tip: card(&format!("{} || ' → ' || {}", html("supply_name"), html("demand_name")), &lines),
        names: "coalesce(\"supply_name\", '') || ' → ' || coalesce(\"demand_name\", '')".to_owned(),
    }]
}
