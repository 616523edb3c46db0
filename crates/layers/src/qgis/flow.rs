//! Lines of flows: bent arrows, apart where several join the same two places.

use std::collections::BTreeSet;

use maillon_model::Language;

use super::expression::one_of;
use super::renderer::Rule;
use super::symbol::{Draws, Symbol, SymbolLayer};
use crate::palette::{Colour, GROUPS, Group, PAPER};

/// How far the first group bends, and how much farther each next one: shares of the line's length. No source: a
/// choice of ours by eye.
const BEND: (f64, f64) = (0.08, 0.03);

/// Millimetres of the thinnest and of the thickest line on paper.
const WIDTHS: (f64, f64) = (0.35, 3.2);

/// Millimetres that an arrow ends before its place, so that the site's dot does not hide its head.
const SHORT: f64 = 2.0;

/// Metres of a degree of longitude on the sphere that Web Mercator draws.
const DEGREE: f64 = 111_319.49;

/// The width of a line of this share of the greatest amount. No source for the power: between length (1) and area
/// (0.5), small flows would be hairs beside one that is a thousand times as great.
pub(super) fn width(share: &str) -> String {
    format!("({} + {} * (({share}) ^ 0.4))", WIDTHS.0, WIDTHS.1 - WIDTHS.0)
}

/// The line bent to its left, through a third point, and a little short of its end. The bend is square to the line on
/// the ground, not in degrees. What is cut at the antimeridian stays straight.
pub(super) fn bent(bend: f64) -> String {
    let (x0, y0) = ("x(start_point($geometry))", "y(start_point($geometry))");
    let (x1, y1) = ("x(end_point($geometry))", "y(end_point($geometry))");
    let (dx, dy) = (format!("({x1} - {x0})"), format!("({y1} - {y0})"));
    // Names for what repeats would read better, but QGIS works out each of them anew, and names within names for ever.
    let shrink = format!("max(0.05, cos(radians(({y0} + {y1}) / 2)))");
    let (east, north) = (format!("(-{bend} * {dy} / {shrink})"), format!("({bend} * {dx} * {shrink})"));
    let length = format!("({DEGREE} * max(1e-9, sqrt({dx} ^ 2 + ({dy} / {shrink}) ^ 2)))");
    let short = format!("min(0.2, {} * coalesce(@map_scale, 0) / {length})", SHORT / 1000.0);
    let middle = format!("make_point(({x0} + {x1}) / 2 + {east}, ({y0} + {y1}) / 2 + {north})");
    // Back along the way from the middle, which is half as long as the line.
    let end = format!("make_point({x1} - {short} * ({dx} - 2 * {east}), {y1} - {short} * ({dy} - 2 * {north}))");
    format!(
        "CASE WHEN num_geometries($geometry) > 1 THEN $geometry ELSE make_line(start_point($geometry), {middle}, {end}) END"
    )
}

/// How much the lines of a group bend.
pub(super) fn bend(group: &Group) -> f64 {
    let place = GROUPS.iter().position(|other| other.name == group.name).unwrap_or(0);
    BEND.0 + BEND.1 * place as f64
}

/// A bent arrow as wide as its share of the greatest amount.
pub(super) fn arrow(ink: Colour, bend: f64, share: &str) -> Symbol {
    let width = width(share);
    let head = format!("1.6 + 1.0 * {width}");
    let arrow = SymbolLayer::arrow(1.0, ink, PAPER)
        .by("arrowWidth", width.as_str())
        .by("arrowStartWidth", format!("0.45 * {width}"))
        .by("arrowHeadLength", head)
        .by("arrowHeadThickness", format!("0.7 + 0.7 * {width}"));
    Symbol::new(Draws::Line, [SymbolLayer::along(&bent(bend), Symbol::new(Draws::Line, [arrow]))])
}

/// A thin bent line: a lead that nothing moves along yet.
pub(super) fn lead(ink: Colour, bend: f64) -> Symbol {
    let arrow = SymbolLayer::arrow(0.2, ink, ink)
        .by("arrowStartWidth", "0.12")
        .by("arrowHeadLength", "1.3")
        .by("arrowHeadThickness", "0.6");
    Symbol::new(Draws::Line, [SymbolLayer::along(&bent(bend), Symbol::new(Draws::Line, [arrow]))]).opacity(0.6)
}

/// A rule for each group that occurs, by the column `family`; the last takes what no other does.
pub(super) fn by_group(
    families: &BTreeSet<&str>,
    language: Language,
    symbol: impl Fn(&'static Group) -> Symbol,
) -> Vec<Rule> {
    let Some((other, named)) = GROUPS.split_last() else { return Vec::new() };
    let occurs = |group: &&Group| families.iter().any(|family| group.families.contains(family));
    let mut rules: Vec<Rule> = (named.iter().filter(occurs))
        .map(|group| Rule::new(group.label(language), one_of("family", group.families.iter().copied()), symbol(group)))
        .collect();
    if families.iter().any(|family| crate::palette::group(family).name == other.name) || rules.is_empty() {
        let rest = if rules.is_empty() { None } else { Some("ELSE".to_owned()) };
        rules.push(Rule::new(other.label(language), rest, symbol(other)));
    }
    rules
}
