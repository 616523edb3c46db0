//! Fields in forms and tables: what they are called, and what their words mean.

use super::xml::{Element, map, option};
use crate::layer::Table;
use crate::words::{self, Words};

/// Columns that hold a resource's code.
const RESOURCES: &[&str] = &["resource", "supply_resource", "demand_resource"];

/// The fields' widgets and aliases.
pub(super) fn fields(table: &Table) -> [Element; 2] {
    let (study, fields) = (table.context.study(), table.fields());
    let widgets = fields.iter().map(|field| {
        let words = words_of(table, &field.name);
        let kind = if words.is_empty() { "TextEdit" } else { "ValueMap" };
        let each =
            words.iter().map(|(word, label)| Element::new("Option").with("type", "Map").child(option(label, word)));
        let list = Element::new("Option").with("type", "List").with("name", "map").children(each);
        let mut config = Element::new("Option").with("type", "Map");
        if !words.is_empty() {
            config = config.child(list);
        }
        let widget = Element::new("editWidget").with("type", kind).child(Element::new("config").child(config));
        Element::new("field").with("configurationFlags", "None").with("name", &field.name).child(widget)
    });
    let aliases = fields.iter().enumerate().map(|(i, field)| {
        let alias = field.alias(study.language);
        // The feature's number comes before them in a GeoPackage; the name tells which is meant.
        Element::new("alias").with("index", i + 1).with("field", &field.name).with("name", alias)
    });
    [Element::new("fieldConfiguration").children(widgets), Element::new("aliases").children(aliases)]
}

/// The words a column may hold, with what the form calls them.
fn words_of(table: &Table, column: &str) -> Vec<(String, String)> {
    let study = table.context.study();
    if RESOURCES.contains(&column) {
        let label = |r: &maillon_model::Resource| (r.code.to_string(), r.label.as_ref().unwrap_or(&r.code).to_string());
        return study.resources.iter().map(label).collect();
    }
    let words = words::of(table.layer.name, column).map_or(&[][..], |words| words.words);
    words.iter().map(|word| (word.0.to_owned(), Words::label(word, study.language).to_owned())).collect()
}

/// The map that QGIS wants where a layer has none of its own.
pub(super) fn none() -> Element {
    Element::new("customproperties").child(map(""))
}
