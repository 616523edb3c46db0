//! Labels: QGIS leaves out those that would collide.

use super::symbol::colour;
use super::xml::{Element, data_defined};
use crate::palette::{Colour, PAPER};

/// Where labels go.
#[derive(Debug, Clone)]
pub(super) enum Placement {
    /// Around a point, the best corners first.
    Point,
    /// Above a line that an expression makes of the geometry.
    Line(String),
    /// Level in a polygon, where it fits.
    Polygon,
}

/// The labels of a layer.
#[derive(Debug, Clone)]
pub(super) struct Label {
    /// An expression that gives the text.
    pub(super) text: String,
    pub(super) placement: Placement,
    /// In points.
    pub(super) size: f64,
    pub(super) ink: Colour,
    pub(super) italic: bool,
    /// Only where the map is drawn larger than 1 to this.
    pub(super) from_scale: Option<f64>,
    /// An expression from 0 to 10: which labels win.
    pub(super) priority: Option<String>,
    /// An expression that says which features have one.
    pub(super) shown: Option<String>,
}

impl Label {
    pub(super) fn xml(&self) -> Element {
        let buffer = Element::new("text-buffer")
            .with("bufferDraw", 1)
            .with("bufferSize", 0.7)
            .with("bufferSizeUnits", "MM")
            .with("bufferColor", colour(PAPER, 255))
            .with("bufferOpacity", 0.85)
            .with("bufferJoinStyle", 128)
            .with("bufferNoFill", 1);
        let text = Element::new("text-style")
            .with("fieldName", &self.text)
            .with("isExpression", 1)
            .with("fontFamily", "Sans Serif")
            .with("fontSize", self.size)
            .with("fontSizeUnit", "Point")
            .with("fontItalic", u8::from(self.italic))
            .with("textColor", colour(self.ink, 255))
            .with("textOpacity", 1)
            .child(buffer);
        let format = Element::new("text-format")
            .with("autoWrapLength", 26)
            .with("useMaxLineLengthForAutoWrap", 1)
            .with("multilineAlign", 3);
        let rendering = Element::new("rendering")
            .with("drawLabels", 1)
            .with("scaleVisibility", u8::from(self.from_scale.is_some()))
            .with("scaleMin", self.from_scale.unwrap_or(0.0).round())
            .with("scaleMax", 1)
            .with("obstacle", 1)
            .with("obstacleFactor", 1)
            .with("displayAll", 0)
            .with("mergeLines", 0)
            .with("fitInPolygonOnly", u8::from(matches!(self.placement, Placement::Polygon)));
        let mut by_data = Vec::new();
        by_data.extend(self.priority.clone().map(|priority| ("Priority", priority)));
        by_data.extend(self.shown.clone().map(|shown| ("Show", shown)));
        let settings = Element::new("settings")
            .with("calloutType", "simple")
            .child(text.child(Element::new("background").with("shapeDraw", 0)));
        let settings = settings.child(format).child(self.place()).child(rendering);
        Element::new("labeling").with("type", "simple").child(settings.child(data_defined("dd_properties", &by_data)))
    }

    fn place(&self) -> Element {
        let placement = Element::new("placement").with("distUnits", "MM").with("priority", 5);
        match &self.placement {
            // 6: around the point, at positions in an order.
            Placement::Point => placement
                .with("placement", 6)
                .with("dist", 0.8)
                .with("offsetType", 1)
                .with("predefinedPositionOrder", "TR,TL,BR,BL,R,L,TSR,BSR"),
            // 3: along the line. 10: above it, whichever way it runs.
            Placement::Line(geometry) => placement
                .with("placement", 3)
                .with("placementFlags", 10)
                .with("dist", 0.6)
                .with("maxCurvedCharAngleIn", 25)
                .with("maxCurvedCharAngleOut", -25)
                .with("geometryGeneratorEnabled", 1)
                .with("geometryGeneratorType", "LineGeometry")
                .with("geometryGenerator", geometry),
            // 4: level.
            Placement::Polygon => placement.with("placement", 4).with("dist", 0),
        }
    }
}
