//! Synergies: arrows, as wide as what they move, in the colour of their resource.

use maillon_model::{Dimension, Language, Quantity, ResourceIx};

use crate::layer::Table;
use crate::palette::INK;
use crate::qgis::expression::{column, html, rounded, unit};
use crate::qgis::flow::{arrow, bend, bent, by_group, lead};
use crate::qgis::label::{Label, Placement};
use crate::qgis::look::{Group, Look, Style, say};
use crate::qgis::renderer::Rule;
use crate::qgis::scale::Shares;
use crate::qgis::tip::{Line, called, card, number, words};

pub(crate) const LOOK: Look = Look { en: "Synergies", fr: "Synergies", group: Group::Synergies, shown: true, styles };

pub(crate) const PAIRS: Look =
    Look { en: "All pairs", fr: "Toutes les paires", group: Group::Synergies, shown: false, styles: pairs };

/// How many lines the whole view shows, and a quarter of its scale: more are a ball of wool. No source: a choice of
/// ours by eye.
const LINES: (usize, usize) = (250, 1200);

/// How many leads beside the plan a view bears before they show only from near.
const LEADS: usize = 150;

fn styles(table: &Table) -> Vec<Style> {
    let context = table.context;
    let language = context.study().language;
    let list = context.run.matches.synergies.list();
    // With a plan the width tells what it moves, else what could be moved.
    let planned = context.planned();
    let amounts =
        (0..list.len()).filter_map(|i| planned.map_or_else(|| list.at(i).amount, |planned| planned.amount(i)));
    let units = Dimension::ALL.map(|dimension| format!("{}/yr", dimension.base_unit()));
    let shares = Shares::of(amounts.map(|q: Quantity| (units[q.dimension() as usize].as_str(), q.annual())));
    let moved = column(if planned.is_some() { "allocated" } else { "amount" });
    let share = shares.expression(&moved, "unit");
    let resource = |flow| context.study().flow(flow).resource;
    let families = context.families_of(list.ends().iter().map(|[supply, _]| resource(*supply)));

    let scale = context.view().scale();
    let (far, middle) = (shares.reached_by(LINES.0), shares.reached_by(LINES.1));
    let thinned = far > 0.0;
    let near_enough = format!(
        "({share}) >= CASE WHEN @map_scale > {:.0} THEN {far:e} WHEN @map_scale > {:.0} THEN {middle:e} ELSE 0 END",
        scale / 3.0,
        scale / 12.0
    );
    let arrows = by_group(&families, language, |group| arrow(group.colour, bend(group), &share));
    let leads = by_group(&families, language, |group| lead(group.colour, bend(group)));
    let and = |filter: &str| if thinned { format!("{filter} AND {near_enough}") } else { filter.to_owned() };
    let rules = if planned.is_some() {
        let near = (list.len() > LEADS).then(|| format!(" AND @map_scale <= {:.0}", scale / 6.0));
        let left = format!("coalesce({moved}, 0) = 0{}", near.unwrap_or_default());
        vec![
            Rule::heading(say(language, "In the plan", "Dans le plan"), and(&format!("{moved} > 0")), arrows),
            Rule::heading(say(language, "Other leads", "Autres pistes"), left, leads),
        ]
    } else {
        arrows_of(arrows, thinned.then_some(near_enough), say(language, "Possible", "Possibles"))
    };
    let amount = format!(
        "represent_value(\"supply_resource\") || ' · ' || {} || ' ' || {}",
        rounded(language, &moved, 1),
        unit(language)
    );
    let labels = Label {
        text: amount,
        placement: Placement::Line(format!("smooth({}, 3)", bent(0.16))),
        size: 7.0,
        ink: INK,
        italic: false,
        from_scale: Some(scale / 2.0),
        priority: Some(format!("10 * sqrt({share})")),
        shown: Some(format!("{moved} > 0")),
    };
    vec![Style {
        name: say(language, "Flows by resource", "Flux par ressource").to_owned(),
        rules,
        order: Some(share),
        spread: false,
        labels: Some(labels),
        tip: tip(table),
        names: "coalesce(\"supply_name\", '') || ' → ' || coalesce(\"demand_name\", '')".to_owned(),
    }]
}

/// Thin lines, from near only: there are too many for the whole view.
fn pairs(table: &Table) -> Vec<Style> {
    let context = table.context;
    let (study, language) = (context.study(), context.study().language);
    let families = (0..).map(ResourceIx).take(study.resources.len()).map(|ix| context.family(ix)).collect();
    let near = format!("@map_scale <= {:.0}", context.view().scale() / 12.0);
    let leads = by_group(&families, language, |group| lead(group.colour, bend(group)));
    let title = format!("{} || ' → ' || {}", html("supply_site"), html("demand_site"));
    vec![Style {
        name: say(language, "By resource", "Par ressource").to_owned(),
        rules: vec![Rule::heading(say(language, "Possible", "Possibles"), near, leads)],
        order: None,
        spread: false,
        labels: None,
        tip: card(&title, &told(language)),
        names: "coalesce(\"synergy_id\", '')".to_owned(),
    }]
}

fn arrows_of(arrows: Vec<Rule>, filter: Option<String>, label: &str) -> Vec<Rule> {
    match filter {
        Some(filter) => vec![Rule::heading(label, filter, arrows)],
        None => arrows,
    }
}

fn tip(table: &Table) -> String {
    let language = table.context.study().language;
    let title = format!("{} || ' → ' || {}", html("supply_name"), html("demand_name"));
    let mut lines = told(language);
    if table.context.planned().is_some() {
        lines.insert(
            3,
            number(language, say(language, "In the plan", "Dans le plan"), "\"allocated\"", 2, &unit(language)),
        );
    }
    lines.push(words("", "rule_says"));
    card(&title, &lines)
}

/// What a card says of any pair.
fn told(language: Language) -> Vec<Line> {
    let kilometres = "(\"distance_m\" / 1000)";
    vec![
        called(say(language, "Gives", "Donne"), "supply_resource"),
        called(say(language, "For", "Pour"), "demand_resource"),
        number(language, say(language, "Amount", "Quantité"), "\"amount\"", 2, &unit(language)),
        number(language, say(language, "Distance", "Distance"), kilometres, 1, "'km'"),
        number(
            language,
            say(language, "CO2 avoided", "CO2 évité"),
            "(\"co2_kg_per_year\" / 1000)",
            1,
            say(language, "'t/yr'", "'t/an'"),
        ),
        number(
            language,
            say(language, "Value", "Valeur"),
            "\"value_eur_per_year\"",
            0,
            say(language, "'€/yr'", "'€/an'"),
        ),
        number(language, say(language, "Score", "Score"), "\"score\"", 2, "''"),
        number(language, say(language, "Confidence", "Confiance"), "\"confidence\"", 2, "''"),
        words(say(language, "Treatment", "Traitement"), "treatment"),
        words(say(language, "To check", "À vérifier"), "open_checks"),
    ]
}
