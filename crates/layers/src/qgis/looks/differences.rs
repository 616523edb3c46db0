//! What would change: arrows by how a synergy turns.

use crate::context::Subject;
use crate::layer::Table;
use crate::palette::{ALARM, BALANCE, Colour};
use crate::qgis::expression::html;
use crate::qgis::flow::arrow;
use crate::qgis::look::{Group, Look, Style, say};
use crate::qgis::renderer::Rule;
use crate::qgis::scale::Shares;
use crate::qgis::tip::{called, card, number};

pub(crate) const LOOK: Look = Look { en: "Differences", fr: "Écarts", group: Group::Synergies, shown: true, styles };

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
        number(say(language, "Before", "Avant"), "\"before\"", 2, "\"unit\""),
        number(say(language, "After", "Après"), "\"after\"", 2, "\"unit\""),
    ];
    vec![Style {
        name: say(language, "Turn", "Évolution").to_owned(),
        rules,
        order: Some(share),
        labels: None,
        tip: card(&format!("{} || ' → ' || {}", html("supply_name"), html("demand_name")), &lines),
        names: "coalesce(\"supply_name\", '') || ' → ' || coalesce(\"demand_name\", '')".to_owned(),
    }]
}
