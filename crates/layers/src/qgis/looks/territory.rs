//! What a plan does for the territory: who gains, what would break, where supplies come from, and the tables of it.

use std::collections::BTreeSet;

use maillon_model::{AreaOf, Surveyed};

use crate::layer::Table;
use crate::palette::{ALARM, BALANCE, BOTH, Colour, PAPER, ZONE_EDGE};
use crate::qgis::expression::{column, html, or_zero, text};
use crate::qgis::flow::{arrow, by_group};
use crate::qgis::look::{Group, Look, Style, say};
use crate::qgis::renderer::Rule;
use crate::qgis::symbol::{Draws, Symbol, SymbolLayer};
use crate::qgis::tip::{card, number, words};
use crate::row::GeometryKind;

pub(crate) const DEMAND_RISKS: Look = Look {
    en: "Risks of demands",
    fr: "Risques des besoins",
    group: Group::Territory,
    shown: false,
    styles: demand_risks,
};

pub(crate) const CRITICAL_SITES: Look =
    Look { en: "Critical sites", fr: "Sites critiques", group: Group::Territory, shown: false, styles: critical_sites };

pub(crate) const CRITICAL_LINKS: Look =
    Look { en: "Critical links", fr: "Liens critiques", group: Group::Territory, shown: false, styles: critical_links };

pub(crate) const GAINS: Look =
    Look { en: "Gains of sites", fr: "Gains des sites", group: Group::Territory, shown: false, styles: gains };

pub(crate) const ZONE_GAINS: Look =
    Look { en: "Gains of zones", fr: "Gains des zones", group: Group::Territory, shown: false, styles: zone_gains };

pub(crate) const SUPPLY_AREAS: Look = Look {
    en: "Supply areas",
    fr: "Aires d'approvisionnement",
    group: Group::Territory,
    shown: false,
    styles: supply_areas,
};

pub(crate) const SUPPLY_REACH: Look = Look {
    en: "Reach of supplies",
    fr: "Rayons d'approvisionnement",
    group: Group::Territory,
    shown: false,
    styles: supply_reach,
};

pub(crate) const SUBSTANCES: Look = Look {
    en: "Nitrogen and phosphorus",
    fr: "Azote et phosphore",
    group: Group::Zones,
    shown: false,
    styles: substances,
};

pub(crate) const SANKEY: Look = Look {
    en: "Links for Sankey diagrams",
    fr: "Liens pour diagrammes de Sankey",
    group: Group::Tables,
    shown: false,
    styles: plain,
};

pub(crate) const SUPPLY_SHARES: Look = Look {
    en: "Shares of supply",
    fr: "Parts de l'approvisionnement",
    group: Group::Tables,
    shown: false,
    styles: plain,
};

pub(crate) const ATTACK_CURVES: Look = Look {
    en: "What is left when sites fall",
    fr: "Ce qui reste quand des sites tombent",
    group: Group::Tables,
    shown: false,
    styles: plain,
};

pub(crate) const INDICATORS: Look =
    Look { en: "Indicators", fr: "Indicateurs", group: Group::Tables, shown: false, styles: plain };

fn demand_risks(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let rules = vec![
        rule(say(language, "One giver only", "Un seul fournisseur"), "\"givers\" = 1", dot(3.4, ALARM)),
        rule(say(language, "Two givers", "Deux fournisseurs"), "\"givers\" = 2", dot(3.0, BALANCE[1])),
        rule(say(language, "More", "Davantage"), "ELSE", dot(2.6, BALANCE[5])),
    ];
    one(
        table,
        say(language, "Alternatives in reach", "Alternatives à portée"),
        rules,
        None,
        &html("name"),
        "\"flow_id\"",
    )
}

fn critical_sites(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let share = or_zero("\"share_pct\"");
    let sign = SymbolLayer::marker("circle", 2.0, BALANCE[0], PAPER, 0.3)
        .by("size", format!("1.8 + 7 * sqrt(max(0, {share}) / 100)"));
    let rules =
        vec![Rule::new(say(language, "Share of the plan", "Part du plan"), None, Symbol::new(Draws::Marker, [sign]))];
    one(table, say(language, "Share of the plan", "Part du plan"), rules, Some(share), &of_site(), SITE)
}

fn critical_links(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let share = format!("max(0, {}) / 100", or_zero("\"of_demand_pct\""));
    let line = |label, filter: &str, ink: Colour, bend| rule(label, filter, arrow(ink, bend, &share));
    let rules = vec![
        line(say(language, "No other giver", "Aucun autre fournisseur"), "\"others\" = 0", ALARM, 0.12),
        line(say(language, "Others in reach", "D'autres à portée"), "ELSE", BOTH, 0.18),
    ];
    let title = format!("{} || ' → ' || {}", html("supply_site"), html("demand_site"));
    one(table, say(language, "What hangs on it", "Ce qui en dépend"), rules, Some(share), &title, "\"synergy_id\"")
}

fn gains(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let rules = by_gain(table, |fill| dot(3.2, fill));
    one(table, say(language, "Gain", "Gain"), rules, None, &of_site(), SITE)
}

fn zone_gains(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let rules = by_gain(table, area);
    let nowhere = text(say(language, "Outside every zone", "Hors de toute zone"));
    let title = format!("coalesce(nullif({}, ''), nullif({}, ''), {nowhere})", html("name"), html("zone_id"));
    one(table, say(language, "Gain", "Gain"), rules, None, &title, "coalesce(\"name\", to_string(\"zone_id\"))")
}

fn by_gain(table: &Table, symbol: impl Fn(Colour) -> Symbol) -> Vec<Rule> {
    let language = table.context.study().language;
    vec![
        rule(say(language, "Gains", "Y gagne"), "\"gain_eur_per_year\" > 0", symbol(BALANCE[5])),
        rule(say(language, "Neither", "Ni l'un ni l'autre"), "\"gain_eur_per_year\" = 0", symbol(BALANCE[3])),
        rule(say(language, "Loses", "Y perd"), "\"gain_eur_per_year\" < 0", symbol(ALARM)),
        rule(say(language, "Not known", "Inconnu"), "\"gain_eur_per_year\" IS NULL", symbol(BOTH)),
    ]
}

fn supply_areas(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let (context, mut named) = (table.context, BTreeSet::new());
    let areas = context.run.territory.into_iter().flat_map(Surveyed::whose_areas);
    let mut families = context.families_of(areas.filter_map(|whose| match whose {
        AreaOf::Family(family) | AreaOf::Zone(_, _, family) => {
            named.insert(family);
            None
        }
        AreaOf::Resource(resource) => Some(resource),
        AreaOf::Demand(flow) => Some(context.study().flow(flow).resource),
    }));
    families.extend(named.iter().map(|family| &**family));
    let rules = by_group(&families, language, |group| area(group.colour));
    one(table, say(language, "By resource", "Par ressource"), rules, None, &html("of"), "\"of\"")
}

/// Rings one in the other: outlines, and next to no fill.
fn supply_reach(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let ring = Symbol::new(Draws::Fill, [SymbolLayer::fill(BOTH, 18, ZONE_EDGE, 0.4)]);
    let rules = vec![Rule::new(say(language, "Within the distance", "En deçà de la distance"), None, ring)];
    // The narrow ones last, on top of the wide.
    let order = Some("-\"within_km\"".to_owned());
    one(table, say(language, "Reach", "Rayon"), rules, order, &html("of"), "\"of\"")
}

fn substances(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let rules = vec![
        rule(say(language, "Nitrogen", "Azote"), "\"substance\" = 'N'", dot(3.2, BALANCE[5])),
        rule(say(language, "Phosphorus", "Phosphore"), "\"substance\" = 'P'", dot(2.4, BALANCE[1])),
    ];
    let nowhere = text(say(language, "Outside every zone", "Hors de toute zone"));
    let title = format!("coalesce(nullif({}, ''), nullif({}, ''), {nowhere})", html("name"), html("zone_id"));
    one(
        table,
        say(language, "By substance", "Par substance"),
        rules,
        None,
        &title,
        "coalesce(\"name\", to_string(\"zone_id\"))",
    )
}

/// A table without place: names and forms, nothing to draw.
fn plain(table: &Table) -> Vec<Style> {
    let first = table.fields().first().map_or_else(String::new, |field| column(&field.name));
    one(table, say(table.context.study().language, "Table", "Table"), Vec::new(), None, "''", &first)
}

/// One style, whose tip tells every column that is not an id.
pub(super) fn one(
    table: &Table,
    name: &str,
    rules: Vec<Rule>,
    order: Option<String>,
    title: &str,
    names: &str,
) -> Vec<Style> {
    let language = table.context.study().language;
    let fields = table.fields();
    let told = fields.iter().filter(|field| !field.name.ends_with("_id") && field.name != "name");
    let lines: Vec<_> = told
        .map(|field| match field.real() {
            true => number(language, field.alias(language), &column(&field.name), 2, "''"),
            false => words(field.alias(language), &field.name),
        })
        .collect();
    let tip = card(title, &lines);
    let spread = table.layer.geometry == GeometryKind::Point && order.is_none();
    vec![Style { name: name.to_owned(), rules, order, spread, labels: None, tip, names: names.to_owned() }]
}

const SITE: &str = "coalesce(\"name\", to_string(\"site_id\"))";

fn of_site() -> String {
    format!("coalesce(nullif({}, ''), {})", html("name"), html("site_id"))
}

pub(super) fn rule(label: &str, filter: &str, symbol: Symbol) -> Rule {
    Rule::new(label, filter.to_owned(), symbol)
}

pub(super) fn dot(size: f64, fill: Colour) -> Symbol {
    Symbol::new(Draws::Marker, [SymbolLayer::marker("circle", size, fill, ZONE_EDGE, 0.25)])
}

pub(super) fn area(fill: Colour) -> Symbol {
    Symbol::new(Draws::Fill, [SymbolLayer::fill(fill, 60, ZONE_EDGE, 0.3)])
}
