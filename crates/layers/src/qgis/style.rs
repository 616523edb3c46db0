//! Styles as QGIS stores them, in a file of their own or in a table of a GeoPackage.

use super::field;
use super::look::Style;
use super::renderer::{renderer, spread};
use super::xml::Element;
use crate::layer::Table;
use crate::row::GeometryKind;

/// The version of QGIS that styles and projects are written for; newer ones read them too.
pub(super) const VERSION: &str = "3.22.0";

/// The ways to draw a layer; the first is the one that is used unasked.
pub(crate) fn styles(table: &Table) -> Vec<Style> {
    (table.layer.look.styles)(table)
}

/// A style as a document of its own (`.qml`).
pub(crate) fn document(table: &Table, style: &Style) -> String {
    let kind = match table.layer.geometry {
        GeometryKind::Point => 0,
        GeometryKind::Line => 1,
        GeometryKind::Polygon => 2,
        GeometryKind::None => 4,
    };
    let labels = u8::from(style.labels.is_some());
    Element::new("qgis")
        .with("version", VERSION)
        .with("styleCategories", "AllStyleCategories")
        .with("labelsEnabled", labels)
        .children(parts(table, style))
        .child(Element::text("layerGeometryType", kind))
        .document()
}

/// What a style is made of.
pub(super) fn parts(table: &Table, style: &Style) -> Vec<Element> {
    let rules = renderer(&style.rules, style.order.as_deref());
    let mut parts = vec![if style.spread { spread(rules) } else { rules }];
    parts.extend(style.labels.as_ref().map(|labels| labels.xml()));
    parts.push(field::none());
    parts.extend(field::fields(table));
    parts.push(Element::text("previewExpression", &style.names));
    parts.push(Element::text("mapTip", &style.tip).with("enabled", 1));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use crate::layer::LAYERS;
    use crate::sample::Sample;
    use maillon_model::Language;

    #[test]
    fn every_layer_has_a_style_in_both_languages() {
        for language in [Language::En, Language::Fr] {
            let mut sample = Sample::new();
            sample.study.language = language;
            let runs = sample.runs();
            for layer in LAYERS {
                let run = runs.iter().find(|run| run.subject.about() == layer.subject).unwrap();
                let context = Context::new(run);
                let table = Table { layer, context: &context };
                let styles = styles(&table);
                assert!(!styles.is_empty(), "{}", layer.name);
                for style in &styles {
                    let text = document(&table, style);
                    assert!(text.contains("<renderer-v2 ") && text.contains("</qgis>"), "{}", layer.name);
                    for field in table.fields() {
                        let alias = format!("field=\"{}\"", field.name);
                        assert!(text.contains(&alias), "{}: no alias for {}", layer.name, field.name);
                    }
                    assert_eq!(text, document(&table, style));
                }
            }
        }
    }
}
