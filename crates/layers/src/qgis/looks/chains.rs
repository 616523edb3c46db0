//! Chains, processors, what is missing of them, and where a new firm would fit.

use super::territory::{area, dot, one, rule};
use crate::context::Subject;
use crate::layer::Table;
use crate::palette::{ALARM, BALANCE, BOTH, Colour, INK, PAPER};
use crate::qgis::expression::{html, or_zero};
use crate::qgis::flow::by_group;
use crate::qgis::look::{Group, Look, Style, say};
use crate::qgis::renderer::Rule;
use crate::qgis::symbol::{Draws, Symbol, SymbolLayer};

pub(crate) const CHAINS: Look =
    Look { en: "Chains", fr: "Chaînes", group: Group::Synergies, shown: false, styles: chains };

pub(crate) const PROCESSORS: Look =
    Look { en: "Processors", fr: "Unités de traitement", group: Group::Sites, shown: true, styles: processors };

pub(crate) const MISSING: Look = Look {
    en: "Missing processors",
    fr: "Unités de traitement manquantes",
    group: Group::Territory,
    shown: false,
    styles: missing,
};

pub(crate) const SITING: Look =
    Look { en: "Where to settle", fr: "Où s'implanter", group: Group::Zones, shown: true, styles: siting };

/// A line of three points is drawn as an arrow that bends by way of the middle one: the processor.
fn chains(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let study = table.context.study();
    let list = table.context.run.chains.map_or(&[][..], |chains| &chains.list);
    let families = table.context.families_of(list.iter().map(|chain| study.flow(chain.supply).resource));
    let rules = by_group(&families, language, |group| through(group.colour));
    let title =
        format!("{} || ' → ' || {} || ' → ' || {}", html("supply_name"), html("processor_name"), html("demand_name"));
    one(table, say(language, "By resource", "Par ressource"), rules, None, &title, "\"chain_id\"")
}

fn through(ink: Colour) -> Symbol {
    let arrow = SymbolLayer::arrow(0.6, ink, PAPER).by("arrowHeadLength", "1.8").by("arrowHeadThickness", "0.9");
    Symbol::new(Draws::Line, [arrow]).opacity(0.85)
}

fn processors(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let square = |fill| Symbol::new(Draws::Marker, [SymbolLayer::marker("square", 3.2, fill, INK, 0.3)]);
    let rules = vec![
        rule(say(language, "With chains", "Avec chaînes"), "\"chains\" > 0", square(BALANCE[5])),
        rule(say(language, "Without", "Sans"), "ELSE", square(BOTH)),
    ];
    one(table, say(language, "Processors", "Unités"), rules, None, &html("site_name"), "\"processor\"")
}

fn missing(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let unsized_mark = Symbol::new(Draws::Marker, [SymbolLayer::marker("circle", 3.2, PAPER, ALARM, 0.6)]);
    let rules = vec![
        rule(say(language, "Of known size", "De taille connue"), "\"size\" IS NOT NULL", dot(3.6, ALARM)),
        rule(say(language, "Of unknown size", "De taille inconnue"), "ELSE", unsized_mark),
    ];
    one(table, say(language, "Missing", "Manquantes"), rules, None, &html("treatment_name"), "\"treatment_name\"")
}

/// Steps of a fifth of the best score there is.
fn siting(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let best = match table.context.run.subject {
        Subject::Siting(siting) => siting.prospects.iter().map(|p| p.score.value()).fold(0.0, f64::max),
        _ => 0.0,
    };
    let mut rules =
        vec![rule(say(language, "Nobody in reach", "Personne à portée"), "\"score\" = 0", area(BALANCE[3]))];
    if best > 0.0 {
        for (step, fill) in (0..5_u32).zip([BALANCE[2], BALANCE[1], BALANCE[4], BALANCE[5], BALANCE[6]]) {
            let [low, high] = [step, step + 1].map(|n| (best * f64::from(n) / 5.0 * 1e4).round() / 1e4);
            let score = "\"score\"";
            let filter =
                if step == 4 { format!("{score} > {low}") } else { format!("{score} > {low} AND {score} <= {high}") };
            rules.push(Rule::new(format!("{low} – {high}"), filter, area(fill)));
        }
    }
    let title = format!("coalesce(nullif({}, ''), {})", html("name"), html("place_id"));
    let order = Some(or_zero("\"score\""));
    one(table, say(language, "Score", "Score"), rules, order, &title, "coalesce(\"name\", \"place_id\")")
}
