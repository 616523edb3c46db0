//! Renderers by rules: each feature is drawn by every rule that takes it.

use super::symbol::{Draws, Symbol, SymbolLayer, colour};
use super::xml::Element;
use crate::palette::{PAPER, ZONE_EDGE};

/// One rule, or a heading with rules below it.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) label: String,
    /// An expression; none takes all.
    pub(super) filter: Option<String>,
    pub(super) symbol: Option<Symbol>,
    pub(super) rules: Vec<Rule>,
}

impl Rule {
    pub(super) fn new(label: impl Into<String>, filter: impl Into<Option<String>>, symbol: Symbol) -> Self {
        Self { label: label.into(), filter: filter.into(), symbol: Some(symbol), rules: Vec::new() }
    }

    /// A heading: its rules see only what its filter takes.
    pub(super) fn heading(label: impl Into<String>, filter: impl Into<Option<String>>, rules: Vec<Self>) -> Self {
        Self { label: label.into(), filter: filter.into(), symbol: None, rules }
    }
}

/// The renderer of these rules. What `order` makes greatest is drawn first, below the rest.
pub(super) fn renderer(rules: &[Rule], order: Option<&str>) -> Element {
    let mut symbols = Vec::new();
    let mut count = 0;
    let rules: Vec<Element> = rules.iter().map(|rule| xml(rule, &mut symbols, &mut count)).collect();
    let renderer = Element::new("renderer-v2")
        .with("type", "RuleRenderer")
        .with("forceraster", 0)
        .with("symbollevels", 0)
        .with("referencescale", -1)
        .with("enableorderby", u8::from(order.is_some()))
        .child(Element::new("rules").with("key", "{maillon-rules}").children(rules))
        .child(Element::new("symbols").children(symbols.iter().enumerate().map(|(i, symbol)| symbol.xml(i))));
    let clause = |by: &str| Element::text("orderByClause", by).with("asc", 0).with("nullsFirst", 1);
    renderer.children(order.map(|by| Element::new("orderby").child(clause(by))))
}

/// A renderer of points that draws those at one place in rings around it, on a small ground of their own.
pub(super) fn spread(each: Element) -> Element {
    let ground = SymbolLayer::marker("circle", 0.8, ZONE_EDGE, PAPER, 0.1);
    Element::new("renderer-v2")
        .with("type", "pointDisplacement")
        .with("forceraster", 0)
        .with("symbollevels", 0)
        .with("referencescale", -1)
        .with("enableorderby", 0)
        // 1: rings one within the other.
        .with("placement", 1)
        .with("circleWidth", 0.1)
        .with("circleColor", colour(ZONE_EDGE, 120))
        .with("circleRadiusAddition", 0)
        .with("labelAttributeName", "")
        .with("labelDistanceFactor", 0.5)
        .with("maxLabelScaleDenominator", -1)
        // On paper: no farther apart than two marks that print as one.
        .with("tolerance", 0.05)
        .with("toleranceUnit", "MM")
        .child(each)
        .child(Symbol::new(Draws::Marker, [ground]).xml("centerSymbol"))
}

fn xml<'r>(rule: &'r Rule, symbols: &mut Vec<&'r Symbol>, count: &mut u32) -> Element {
    *count += 1;
    let mut element = Element::new("rule").with("key", format!("{{maillon-rule-{count}}}")).with("label", &rule.label);
    if let Some(filter) = &rule.filter {
        element = element.with("filter", filter);
    }
    if let Some(symbol) = &rule.symbol {
        element = element.with("symbol", symbols.len());
        symbols.push(symbol);
    }
    let below: Vec<Element> = rule.rules.iter().map(|rule| xml(rule, symbols, count)).collect();
    element.children(below)
}
