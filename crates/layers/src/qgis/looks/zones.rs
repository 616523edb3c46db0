//! Zones: filled by what they have to spare or lack, one style per balance.

use maillon_model::ZoneKind;

use crate::layer::Table;
use crate::palette::{self, BALANCE, Colour, ZONE_EDGE};
use crate::qgis::expression::{column, html, one_of, text};
use crate::qgis::label::{Label, Placement};
use crate::qgis::look::{Group, Look, Style, say};
use crate::qgis::renderer::Rule;
use crate::qgis::symbol::{Draws, Symbol, SymbolLayer};
use crate::qgis::tip::{card, number, words};

pub(crate) const LOOK: Look = Look { en: "Zones", fr: "Zones", group: Group::Zones, shown: true, styles };

/// Covers so much of what lies below, of 255.
const COVER: u8 = 85;

/// Shares of the greatest balance where a step of the ramp ends. No source: a choice of ours.
const STEPS: [f64; 2] = [0.05, 0.35];

/// A balance that zones are filled by.
struct Balance {
    column: String,
    alias: String,
    /// How many zones know it.
    known: usize,
    most: f64,
}

fn styles(table: &Table) -> Vec<Style> {
    let language = table.context.study().language;
    let mut balances = balances(table);
    // The one that most zones know of tells most; the others are a click away.
    balances.sort_by_key(|balance| std::cmp::Reverse(balance.known));
    let style = |name: String, rules| Style {
        name,
        rules,
        order: None,
        spread: false,
        labels: Some(labels()),
        tip: tip(table),
        names: "coalesce(\"name\", to_string(\"zone_id\"))".to_owned(),
    };
    let mut styles: Vec<Style> =
        balances.iter().map(|balance| style(balance.alias.clone(), graduated(table, balance))).collect();
    styles.push(style(say(language, "Kind", "Type").to_owned(), kinds(table)));
    styles
}

fn balances(table: &Table) -> Vec<Balance> {
    let context = table.context;
    let fields = table.fields();
    let of_balance = fields.iter().filter(|field| field.name.contains("_balance_"));
    let pairs = of_balance.enumerate().map(|(place, field)| {
        let values = (0..context.study().zones.len())
            .filter_map(|zone| context.zones.balances(zone).nth(place).and_then(|(_, balance)| balance));
        let (known, most) = values.fold((0, 0.0), |(known, most), value: f64| (known + 1, f64::max(most, value.abs())));
        let alias = field.alias(context.study().language).to_owned();
        Balance { column: field.name.clone(), alias, known, most }
    });
    pairs.filter(|balance| balance.most > 0.0 && balance.most.is_finite()).collect()
}

fn graduated(table: &Table, balance: &Balance) -> Vec<Rule> {
    let language = table.context.study().language;
    let value = column(&balance.column);
    let [small, great] = STEPS.map(|share| neat(share * balance.most));
    let (lack, spare) = (say(language, "Lacks", "Manque"), say(language, "To spare", "Excédent"));
    let (small_text, great_text) = (grouped(small), grouped(great));
    let rule = |label: String, filter: String, fill: Colour| {
        Rule::new(label, filter, Symbol::new(Draws::Fill, [SymbolLayer::fill(fill, COVER, ZONE_EDGE, 0.25)]))
    };
    let mut rules = vec![
        rule(format!("{lack} > {great_text}"), format!("{value} < -{great:e}"), BALANCE[0]),
        rule(
            format!("{lack} {small_text} – {great_text}"),
            format!("{value} >= -{great:e} AND {value} < -{small:e}"),
            BALANCE[1],
        ),
        rule(format!("{lack} < {small_text}"), format!("{value} >= -{small:e} AND {value} < 0"), BALANCE[2]),
        rule(say(language, "Even", "À l'équilibre").to_owned(), format!("{value} = 0"), BALANCE[3]),
        rule(format!("{spare} < {small_text}"), format!("{value} > 0 AND {value} <= {small:e}"), BALANCE[4]),
        rule(
            format!("{spare} {small_text} – {great_text}"),
            format!("{value} > {small:e} AND {value} <= {great:e}"),
            BALANCE[5],
        ),
        rule(format!("{spare} > {great_text}"), format!("{value} > {great:e}"), BALANCE[6]),
    ];
    let unknown = Symbol::new(Draws::Fill, [SymbolLayer::hatched(ZONE_EDGE)]);
    rules.push(Rule::new(say(language, "No known balance", "Bilan inconnu"), format!("{value} IS NULL"), unknown));
    rules
}

fn kinds(table: &Table) -> Vec<Rule> {
    let mut kinds: Vec<&ZoneKind> = table.context.study().zones.iter().map(|zone| &zone.kind).collect();
    kinds.dedup();
    let rule = |kind: &ZoneKind| {
        let fill = SymbolLayer::fill(palette::zone(kind), 200, ZONE_EDGE, 0.3);
        Rule::new(kind.name(), one_of("kind", [kind.name()]), Symbol::new(Draws::Fill, [fill]))
    };
    kinds.into_iter().map(rule).collect()
}

fn labels() -> Label {
    Label {
        text: format!("left(coalesce(\"name\", {}), 60)", text("")),
        placement: Placement::Polygon,
        size: 8.0,
        ink: Colour(0x66, 0x66, 0x66),
        italic: true,
        from_scale: None,
        priority: Some("1".to_owned()),
        shown: None,
    }
}

fn tip(table: &Table) -> String {
    let language = table.context.study().language;
    let mut lines = vec![words(say(language, "Kind", "Type"), "kind"), words(say(language, "Sites", "Sites"), "sites")];
    for field in table.fields().iter().filter(|field| field.name.contains("_balance_")) {
        lines.push(number(language, field.alias(language), &column(&field.name), 2, "''"));
    }
    card(&format!("coalesce(nullif({}, ''), {})", html("name"), html("zone_id")), &lines)
}

/// The number to one digit, for legends.
fn neat(value: f64) -> f64 {
    crate::number::significant(value, 1)
}

/// With thin spaces between thousands.
fn grouped(value: f64) -> String {
    if value < 1.0 {
        return crate::number::text(value);
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legends_read_well() {
        assert_eq!(grouped(neat(34_567.0)), "30\u{202f}000");
        assert_eq!(grouped(neat(0.0456)), "0.05");
        assert_eq!(grouped(900.0), "900");
    }
}
