//! Layers of points with a sign each: flows that are left, defects, what a change does.

use maillon_model::FlowIx;

use crate::layer::Table;
use crate::palette::{ALARM, BALANCE, BOTH, Colour, INK, PAPER};
use crate::qgis::expression::{column, html, or_zero, text, unit};
use crate::qgis::flow::by_group;
use crate::qgis::look::{Group, Look, Style, say};
use crate::qgis::renderer::Rule;
use crate::qgis::symbol::{Draws, Symbol, SymbolLayer};
use crate::qgis::tip::{Line, called, card, number, words};

pub(crate) const FLOWS: Look = Look { en: "Flows", fr: "Flux", group: Group::Sites, shown: false, styles: flows };

pub(crate) const UNMATCHED: Look = Look {
    en: "Flows without partner",
    fr: "Flux sans partenaire",
    group: Group::Left,
    shown: false,
    styles: unmatched,
};

pub(crate) const UNSERVED: Look =
    Look { en: "Flows not used up", fr: "Flux non épuisés", group: Group::Left, shown: false, styles: unserved };

pub(crate) const ISSUES: Look =
    Look { en: "Issues", fr: "Anomalies", group: Group::Data, shown: false, styles: issues };

pub(crate) const AFFECTED: Look =
    Look { en: "Affected sites", fr: "Sites touchés", group: Group::Sites, shown: true, styles: affected };

pub(crate) const CLOSURES: Look = Look {
    en: "What closures would cost",
    fr: "Coût des fermetures",
    group: Group::Sites,
    shown: true,
    styles: closures,
};

pub(crate) const BALANCES: Look =
    Look { en: "Balances of zones", fr: "Bilans des zones", group: Group::Zones, shown: false, styles: balances };

/// Where a zone's rows lie one upon the other; the table and the tip tell them apart.
fn balances(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let balances = table.context.territory().map_or(&[][..], |territory| &territory.balances);
    let families = balances.iter().map(|balance| &*balance.family).collect();
    let rules = by_group(&families, language, |group| marker("square", 2.8, group.colour));
    let lines = [
        words(say(language, "Level", "Niveau"), "level"),
        words(say(language, "Resource family", "Famille de ressources"), "family"),
        number(language, say(language, "To give", "À donner"), "\"supply\"", 2, &unit(language)),
        number(language, say(language, "Wasted", "Perdu"), "\"wasted\"", 2, &unit(language)),
        number(language, say(language, "Needed", "Besoin"), "\"demand\"", 2, &unit(language)),
        number(language, say(language, "Still bought", "Encore acheté"), "\"bought\"", 2, &unit(language)),
    ];
    let nowhere = text(say(language, "Outside every zone", "Hors de toute zone"));
    let title = format!("coalesce(nullif({}, ''), nullif({}, ''), {nowhere})", html("name"), html("zone_id"));
    let tip = card(&title, &lines);
    style(say(language, "By resource", "Par ressource"), rules, tip, "coalesce(\"name\", to_string(\"zone_id\"))")
}

fn marker(shape: &'static str, size: f64, fill: Colour) -> Symbol {
    Symbol::new(Draws::Marker, [SymbolLayer::marker(shape, size, fill, PAPER, 0.25)])
}

fn style(name: &str, rules: Vec<Rule>, tip: String, names: &str) -> Vec<Style> {
    vec![Style { name: name.to_owned(), rules, order: None, spread: true, labels: None, tip, names: names.to_owned() }]
}

fn flows(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let mut lines = vec![words(say(language, "Synergies", "Synergies"), "synergies")];
    if table.context.planned().is_some() {
        lines.push(number(language, say(language, "In the plan", "Dans le plan"), "\"allocated\"", 2, &unit(language)));
    }
    lines.push(words("", "note"));
    let flows = table.context.study().own_flows().map(|(ix, _)| ix);
    directed(table, flows, "amount", lines)
}

fn unmatched(table: &Table) -> Vec<Style> {
    let flows = table.context.run.matches.unmatched.iter().map(|unmatched| unmatched.flow);
    directed(table, flows, "amount", vec![words("", "explanation")])
}

fn unserved(table: &Table) -> Vec<Style> {
    let shares = table.context.planned().into_iter().flat_map(|planned| planned.plan.shares.iter());
    let flows = shares.filter(|share| share.unserved.is_some()).map(|share| share.flow);
    directed(table, flows, "left", vec![words("", "explanation")])
}

/// Signs that point up where something is to give and down where it is needed, in the resource's colour.
fn directed(table: &Table, flows: impl Iterator<Item = FlowIx>, amount: &str, more: Vec<Line>) -> Vec<Style> {
    let (study, language) = (table.context.study(), table.context.study().language);
    let families = table.context.families_of(flows.map(|flow| study.flow(flow).resource));
    let signs = |shape: &'static str, turn: f64| {
        by_group(&families, language, |group| {
            let sign = SymbolLayer::marker(shape, 3.0, group.colour, PAPER, 0.25);
            Symbol::new(Draws::Marker, [sign.by("angle", turn.to_string())])
        })
    };
    let rules = vec![
        Rule::heading(
            say(language, "To give", "À donner"),
            "\"direction\" = 'supply'".to_owned(),
            signs("triangle", 0.0),
        ),
        Rule::heading(
            say(language, "Needed", "Demandé"),
            "\"direction\" = 'demand'".to_owned(),
            signs("triangle", 180.0),
        ),
    ];
    let mut lines = vec![
        words(say(language, "Site", "Site"), "site_name"),
        called(say(language, "Direction", "Sens"), "direction"),
        number(language, say(language, "Amount", "Quantité"), &column(amount), 2, &unit(language)),
    ];
    lines.extend(more);
    let tip = card(&format!("represent_value({})", column("resource")), &lines);
    style(say(language, "By resource", "Par ressource"), rules, tip, "\"flow_id\"")
}

fn issues(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let rule = |label, severity: &str, shape, fill| {
        Rule::new(label, format!("\"severity\" = '{severity}'"), marker(shape, 3.2, fill))
    };
    let rules = vec![
        rule(say(language, "Errors", "Erreurs"), "error", "cross_fill", ALARM),
        rule(say(language, "Warnings", "Avertissements"), "warning", "triangle", BALANCE[1]),
        rule(say(language, "Information", "Informations"), "info", "square", BOTH),
    ];
    let lines = [
        words(say(language, "File", "Fichier"), "file"),
        words(say(language, "Row", "Ligne"), "feature"),
        words(say(language, "Field", "Champ"), "field"),
        words(say(language, "Value", "Valeur"), "value"),
        words("", "remedy"),
    ];
    style(say(language, "By severity", "Par gravité"), rules, card(&html("message"), &lines), "\"code\"")
}

fn affected(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let rule = |label, filter: &str, size, fill| Rule::new(label, filter.to_owned(), marker("circle", size, fill));
    let rules = vec![
        rule(say(language, "Closed", "Fermés"), "\"step\" = 0", 4.5, ALARM),
        rule(say(language, "Left without a giver", "Sans fournisseur"), "\"step\" = 1", 3.8, BALANCE[0]),
        rule(say(language, "Farther on", "Plus loin"), "\"step\" > 1", 3.2, BALANCE[1]),
        rule(say(language, "Other amounts", "Autres quantités"), "ELSE", 2.6, BOTH),
    ];
    let mut lines = vec![words(say(language, "Synergies lost", "Synergies perdues"), "synergies_lost")];
    for field in table.fields().iter().filter(|field| field.name.ends_with("_per_year")) {
        lines.push(number(language, field.alias(language), &column(&field.name), 2, "''"));
    }
    let tip = card(&format!("coalesce(nullif({}, ''), {})", html("name"), html("site_id")), &lines);
    style(
        say(language, "How far the shock goes", "Portée du choc"),
        rules,
        tip,
        "coalesce(\"name\", to_string(\"site_id\"))",
    )
}

fn closures(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let losses = match table.context.run.subject {
        crate::context::Subject::Closures(closed) => closed,
        _ => &[],
    };
    let most = losses.iter().map(|closed| closed.loss).fold(0.0, f64::max);
    let share = if most > 0.0 { format!("max(0, {} / {most:e})", or_zero("\"loss\"")) } else { "0".to_owned() };
    let dot = SymbolLayer::marker("circle", 2.0, BALANCE[0], PAPER, 0.3).by("size", format!("1.8 + 7 * sqrt({share})"));
    let rules = vec![Rule::new(say(language, "Loss", "Perte"), None, Symbol::new(Draws::Marker, [dot]).opacity(0.9))];
    let lines = [
        number(language, say(language, "Loss", "Perte"), "\"loss\"", 2, "''"),
        words(say(language, "Synergies lost", "Synergies perdues"), "synergies"),
        words(say(language, "Partners", "Partenaires"), "partners"),
    ];
    let tip = card(&format!("coalesce(nullif({}, ''), {})", html("name"), html("site_id")), &lines);
    let mut styles = style(say(language, "Loss", "Perte"), rules, tip, "coalesce(\"name\", to_string(\"site_id\"))");
    styles.iter_mut().for_each(|style| {
        style.order = Some(share.clone());
        style.spread = false;
        style.labels = Some(crate::qgis::label::Label {
            text: "left(coalesce(\"name\", to_string(\"site_id\")), 60)".to_owned(),
            placement: crate::qgis::label::Placement::Point,
            size: 8.5,
            ink: INK,
            italic: false,
            from_scale: None,
            priority: Some(format!("10 * sqrt({share})")),
            shown: None,
        });
    });
    styles
}
