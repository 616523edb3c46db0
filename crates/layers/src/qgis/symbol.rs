//! Symbols: what one feature is drawn with.

use super::xml::{Element, data_defined, option};
use crate::palette::Colour;

/// What a symbol draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Draws {
    Marker,
    Line,
    Fill,
}

/// A symbol of one or more layers, the lowest first.
#[derive(Debug, Clone)]
pub(super) struct Symbol {
    draws: Draws,
    layers: Vec<SymbolLayer>,
    /// From 0 to 1.
    opacity: f64,
}

#[derive(Debug, Clone)]
pub(super) struct SymbolLayer {
    class: &'static str,
    options: Vec<(&'static str, String)>,
    by_data: Vec<(&'static str, String)>,
    inner: Option<Symbol>,
}

impl Symbol {
    pub(super) fn new(draws: Draws, layers: impl IntoIterator<Item = SymbolLayer>) -> Self {
        Self { draws, layers: layers.into_iter().collect(), opacity: 1.0 }
    }

    pub(super) fn opacity(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }

    pub(super) fn xml(&self, name: impl std::fmt::Display) -> Element {
        let kind = match self.draws {
            Draws::Marker => "marker",
            Draws::Line => "line",
            Draws::Fill => "fill",
        };
        let layers = self.layers.iter().map(SymbolLayer::xml);
        let symbol = Element::new("symbol").with("type", kind).with("name", name).with("alpha", self.opacity);
        symbol.with("clip_to_extent", 1).with("force_rhr", 0).children(layers)
    }
}

impl SymbolLayer {
    fn new(class: &'static str, options: &[(&'static str, &dyn ToString)]) -> Self {
        let options = options.iter().map(|(name, value)| (*name, value.to_string())).collect();
        Self { class, options, by_data: Vec::new(), inner: None }
    }

    /// A filled shape; sizes in millimetres on paper.
    pub(super) fn marker(shape: &'static str, size: f64, fill: Colour, edge: Colour, edge_width: f64) -> Self {
        let (fill, edge) = (colour(fill, 255), colour(edge, 255));
        Self::new(
            "SimpleMarker",
            &[
                ("name", &shape),
                ("size", &size),
                ("size_unit", &"MM"),
                ("color", &fill),
                ("outline_color", &edge),
                ("outline_style", &"solid"),
                ("outline_width", &edge_width),
                ("outline_width_unit", &"MM"),
                ("joinstyle", &"round"),
            ],
        )
    }

    /// A fill with an outline; `cover` from 0 to 255.
    pub(super) fn fill(fill: Colour, cover: u8, edge: Colour, edge_width: f64) -> Self {
        let style = if edge_width > 0.0 { "solid" } else { "no" };
        Self::new(
            "SimpleFill",
            &[
                ("color", &colour(fill, cover)),
                ("style", &"solid"),
                ("outline_color", &colour(edge, 255)),
                ("outline_style", &style),
                ("outline_width", &edge_width),
                ("outline_width_unit", &"MM"),
                ("joinstyle", &"round"),
            ],
        )
    }

    /// A hatching, for what is not known.
    pub(super) fn hatched(ink: Colour) -> Self {
        Self::new(
            "SimpleFill",
            &[
                ("color", &colour(ink, 90)),
                ("style", &"b_diagonal"),
                ("outline_color", &colour(ink, 255)),
                ("outline_style", &"solid"),
                ("outline_width", &0.2),
                ("outline_width_unit", &"MM"),
            ],
        )
    }

    /// A plain line; width in millimetres.
    pub(super) fn line(ink: Colour, width: f64) -> Self {
        Self::new(
            "SimpleLine",
            &[
                ("line_color", &colour(ink, 255)),
                ("line_style", &"solid"),
                ("line_width", &width),
                ("line_width_unit", &"MM"),
                ("capstyle", &"round"),
            ],
        )
    }

    /// An arrow along a line, bent where the line has three points; width in millimetres.
    pub(super) fn arrow(width: f64, fill: Colour, edge: Colour) -> Self {
        let inner = Symbol::new(Draws::Fill, [Self::fill(fill, 255, edge, 0.12)]);
        let arrow = Self::new(
            "ArrowLine",
            &[
                ("arrow_width", &width),
                ("arrow_width_unit", &"MM"),
                ("arrow_start_width", &width),
                ("arrow_start_width_unit", &"MM"),
                ("arrow_type", &0),
                ("head_length", &1.5),
                ("head_length_unit", &"MM"),
                ("head_thickness", &1.0),
                ("head_thickness_unit", &"MM"),
                ("head_type", &0),
                ("is_curved", &1),
                ("is_repeated", &1),
            ],
        );
        Self { inner: Some(inner), ..arrow }
    }

    /// Another symbol on what an expression makes of the geometry.
    pub(super) fn along(geometry: &str, symbol: Symbol) -> Self {
        let options: [(&str, &dyn ToString); 3] =
            [("SymbolType", &"Line"), ("geometryModifier", &geometry), ("units", &"MapUnit")];
        Self { inner: Some(symbol), ..Self::new("GeometryGenerator", &options) }
    }

    /// Has a property follow from the data.
    pub(super) fn by(mut self, property: &'static str, expression: impl Into<String>) -> Self {
        self.by_data.push((property, expression.into()));
        self
    }

    fn xml(&self) -> Element {
        let options = self.options.iter().map(|(name, value)| option(name, value));
        let mut layer = Element::new("layer")
            .with("class", self.class)
            .with("enabled", 1)
            .with("locked", 0)
            .with("pass", 0)
            .child(Element::new("Option").with("type", "Map").children(options));
        if !self.by_data.is_empty() {
            layer = layer.child(data_defined("data_defined_properties", &self.by_data));
        }
        layer.children(self.inner.as_ref().map(|symbol| symbol.xml("@0@0")))
    }
}

/// As QGIS writes a colour; `cover` from 0 to 255.
pub(super) fn colour(colour: Colour, cover: u8) -> String {
    format!("{},{},{},{cover}", colour.0, colour.1, colour.2)
}
