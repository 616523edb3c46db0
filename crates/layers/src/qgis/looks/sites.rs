//! Sites: dots as large as what is still left there, dark where they give and white where they take.

use maillon_model::SiteIx;

use crate::layer::Table;
use crate::palette::{BOTH, Colour, GIVER, INK, PAPER, TAKER};
use crate::qgis::expression::{column, html, or_zero};
use crate::qgis::label::{Label, Placement};
use crate::qgis::look::{Group, Look, Style, say};
use crate::qgis::renderer::Rule;
use crate::qgis::symbol::{Draws, Symbol, SymbolLayer};
use crate::qgis::tip::{card, number, words};
use crate::totals::Sides;

pub(crate) const LOOK: Look = Look { en: "Sites", fr: "Sites", group: Group::Sites, shown: true, styles };

/// Millimetres of the smallest and of the largest dot.
const SIZES: (f64, f64) = (1.8, 6.5);

/// More sites than this are drawn smaller from afar.
const MANY: usize = 200;

fn styles(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let scale = table.context.view().scale();
    let many = table.context.study().sites.len() > MANY;
    let left = left(table);
    let near =
        if many { format!(" * CASE WHEN @map_scale > {:.0} THEN 0.4 ELSE 1 END", scale / 4.0) } else { String::new() };
    let size = format!("({} + {} * sqrt({left})){near}", SIZES.0, SIZES.1 - SIZES.0);
    let dot = |fill: Colour| {
        let edge = if fill == TAKER { INK } else { PAPER };
        let mut dot = SymbolLayer::marker("circle", SIZES.0, fill, edge, 0.3).by("size", size.as_str());
        if many {
            dot = dot.by("outlineWidth", format!("CASE WHEN @map_scale > {:.0} THEN 0.1 ELSE 0.3 END", scale / 4.0));
        }
        Symbol::new(Draws::Marker, [dot])
    };
    let rule = |en, fr, filter: &str, fill| Rule::new(say(language, en, fr), filter.to_owned(), dot(fill));
    let rules = vec![
        rule("Gives", "Donne", "\"supply_flows\" > 0 AND \"demand_flows\" = 0", GIVER),
        rule("Takes", "Prend", "\"demand_flows\" > 0 AND \"supply_flows\" = 0", TAKER),
        rule("Gives and takes", "Donne et prend", "\"supply_flows\" > 0 AND \"demand_flows\" > 0", BOTH),
        Rule::new(
            say(language, "Without flows", "Sans flux"),
            "ELSE".to_owned(),
            Symbol::new(Draws::Marker, [SymbolLayer::marker("circle", 1.2, PAPER, BOTH, 0.2)]),
        ),
    ];
    let labels = Label {
        text: "left(coalesce(\"name\", to_string(\"site_id\")), 60)".to_owned(),
        placement: Placement::Point,
        size: 8.5,
        ink: INK,
        italic: false,
        from_scale: many.then_some(scale / 4.0),
        priority: Some(format!("2 + 6 * sqrt({left}) + min(2, \"synergies\" / 5)")),
        shown: None,
    };
    vec![Style {
        name: say(language, "Unmatched potential", "Potentiel sans partenaire").to_owned(),
        rules,
        order: Some(left),
        spread: false,
        labels: Some(labels),
        tip: tip(table),
        names: "coalesce(\"name\", to_string(\"site_id\"))".to_owned(),
    }]
}

/// The greatest of what is left of a site's totals, each as a share of the greatest such rest in the study.
fn left(table: &Table) -> String {
    let context = table.context;
    let planned = context.planned().is_some();
    let mut shares = Vec::new();
    for dimension in &context.dimensions {
        let unit = dimension.base_unit().to_lowercase();
        let word = if planned { "allocated" } else { "reachable" };
        for side in ["supplied", "demanded"] {
            let rest = |site: u32| {
                let sum = context.sites.sum(context.run, SiteIx(site), *dimension);
                let pick = |sides: Sides<Option<f64>>| if side == "supplied" { sides.supply } else { sides.demand };
                let used = if planned { sum.allocated } else { sum.reachable };
                Some(pick(sum.stated)? - pick(used).unwrap_or(0.0))
            };
            let most = (0..context.study().sites.len() as u32).filter_map(rest).fold(0.0, f64::max);
            if most > 0.0 {
                let stated = or_zero(&column(&format!("{side}_{unit}_per_year")));
                let used = or_zero(&column(&format!("{side}_{word}_{unit}_per_year")));
                shares.push(format!("({stated} - {used}) / {most:e}"));
            }
        }
    }
    if shares.is_empty() { "0".to_owned() } else { format!("max(0, {})", shares.join(", ")) }
}

fn tip(table: &Table) -> String {
    let language = table.context.study().language;
    let mut lines = vec![
        words(say(language, "Activity", "Activité"), "activity"),
        words(say(language, "Synergies", "Synergies"), "synergies"),
        words(say(language, "Flows without partner", "Flux sans partenaire"), "unmatched_flows"),
        number(language, say(language, "Best score", "Meilleur score"), "\"best_score\"", 2, "''"),
    ];
    for field in table.fields().iter().filter(|field| field.name.ends_with("_per_year")) {
        lines.push(number(language, field.alias(language), &column(&field.name), 2, "''"));
    }
    card(&format!("coalesce(nullif({}, ''), {})", html("name"), html("site_id")), &lines)
}
