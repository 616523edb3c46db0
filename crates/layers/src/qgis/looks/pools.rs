//! What neighbours could share: hubs, spokes and rounds.

use crate::layer::Table;
use crate::palette::{BALANCE, BOTH, PAPER, ZONE_EDGE};
use crate::qgis::expression::{column, html, or_zero};
use crate::qgis::look::{Group, Look, Style, say};
use crate::qgis::renderer::Rule;
use crate::qgis::symbol::{Draws, Symbol, SymbolLayer};
use crate::qgis::tip::{called, card, number, words};
use crate::words;

pub(crate) const POOLS: Look =
    Look { en: "Pools", fr: "Mutualisations", group: Group::Pooling, shown: true, styles: pools };

pub(crate) const POOL_MEMBERS: Look = Look {
    en: "Members of pools",
    fr: "Membres des mutualisations",
    group: Group::Pooling,
    shown: false,
    styles: members,
};

pub(crate) const POOL_ROUNDS: Look = Look {
    en: "Rounds of pools",
    fr: "Tournées des mutualisations",
    group: Group::Pooling,
    shown: true,
    styles: rounds,
};

fn pools(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let sign = |shape: &'static str, fill| {
        let size = format!("2.6 + 0.9 * sqrt({})", or_zero("\"sites\""));
        Symbol::new(Draws::Marker, [SymbolLayer::marker(shape, 3.5, fill, PAPER, 0.35).by("size", size)])
    };
    let reached = BALANCE[6];
    let rules = vec![
        Rule::new(
            say(language, "Rounds, threshold reached", "Tournées, seuil atteint"),
            "\"form\" = 'round' AND \"threshold_check\" = 'reached'".to_owned(),
            sign("diamond", reached),
        ),
        Rule::new(
            say(language, "Whole units, threshold reached", "Lots entiers, seuil atteint"),
            "\"form\" = 'unit' AND \"threshold_check\" = 'reached'".to_owned(),
            sign("square", reached),
        ),
        Rule::new(say(language, "Amounts missing", "Quantités manquantes"), "ELSE".to_owned(), sign("diamond", BOTH)),
    ];
    one(table, say(language, "Threshold", "Seuil"), rules, &html("says"), "\"says\"")
}

fn members(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let line = |colour, width| Symbol::new(Draws::Line, [SymbolLayer::line(colour, width)]);
    let rules = vec![
        Rule::new(
            say(language, "Takes part", "Participe"),
            "\"takes_part\" = 'yes'".to_owned(),
            line(BALANCE[6], 0.35),
        ),
        Rule::new(say(language, "May join later", "Pourrait rejoindre"), "ELSE".to_owned(), line(BOTH, 0.25)),
    ];
    let site = format!("coalesce(nullif({}, ''), {})", html("name"), html("site_id"));
    one(table, say(language, "Takes part", "Participe"), rules, &site, "coalesce(\"name\", to_string(\"site_id\"))")
}

fn rounds(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let symbol = Symbol::new(Draws::Line, [SymbolLayer::arrow(0.5, BALANCE[5], ZONE_EDGE)]);
    let rules = vec![Rule::new(say(language, "Legs", "Étapes"), None, symbol)];
    one(table, say(language, "Legs", "Étapes"), rules, &html("pool_id"), "\"pool_id\"")
}

/// One style, whose tip tells every column that is not an id.
fn one(table: &Table, name: &str, rules: Vec<Rule>, title: &str, names: &str) -> Vec<Style> {
    let language = table.context.study().language;
    let fields = table.fields();
    let told = fields.iter().filter(|field| !field.name.ends_with("_id") && !matches!(&*field.name, "name" | "says"));
    let lines: Vec<_> = told
        .map(|field| match field.real() {
            true => number(language, field.alias(language), &column(&field.name), 2, "''"),
            false if words::of(table.layer.name, &field.name).is_some() => called(field.alias(language), &field.name),
            false => words(field.alias(language), &field.name),
        })
        .collect();
    let style = Style {
        name: name.to_owned(),
        rules,
        order: None,
        spread: table.layer.name == "pools",
        labels: None,
        tip: card(title, &lines),
        names: names.to_owned(),
    };
    vec![style]
}
