//! `layer_styles`, the table in which QGIS keeps styles: a layer that is added by hand comes with its own.

use rayon::prelude::*;

use super::GEOMETRY;
use super::sql::Cell::{Integer, Text};
use super::sql::insert;
use crate::layer::Table;
use crate::ogr::DAY;
use crate::qgis;
use crate::row::GeometryKind;

/// As QGIS makes it.
const TABLE: &str = "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), \
                     f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), \
                     styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), \
                     update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))";

/// Characters that a style's name may have there.
const NAME: usize = 30;

/// The statements that store the styles of these tables.
pub(super) fn tables(tables: &[Table]) -> Vec<String> {
    let mut statements = vec![TABLE.to_owned()];
    statements.extend(tables.par_iter().map(styles).collect::<Vec<_>>());
    statements
}

/// The statement that lists their table among the file's, after those that people look for.
pub(super) fn contents() -> String {
    let columns = ["table_name", "data_type", "identifier", "description", "last_change", "srs_id"];
    let row = [Text("layer_styles"), Text("attributes"), Text("layer_styles"), Text(""), Text(DAY), Integer(0)];
    insert("gpkg_contents", columns, [row])
}

fn styles(table: &Table) -> String {
    // QGIS looks a table's style up by its geometry's column, which is the empty text where there is none.
    let geometry = if table.layer.geometry == GeometryKind::None { "" } else { GEOMETRY };
    let styles = qgis::styles(table);
    let short = |name: &str| -> String { name.chars().take(NAME).collect() };
    let texts: Vec<[String; 2]> =
        styles.iter().map(|style| [short(style.name()), qgis::document(table, style)]).collect();
    let rows = styles.iter().zip(&texts).enumerate().map(|(i, (style, [name, document]))| {
        [
            Text(""),
            Text(""),
            Text(table.layer.name),
            Text(geometry),
            Text(name),
            Text(document),
            Text(""),
            Integer(i64::from(i == 0)),
            Text(style.name()),
            Text(""),
            Text(DAY),
        ]
    });
    let columns = [
        "f_table_catalog",
        "f_table_schema",
        "f_table_name",
        "f_geometry_column",
        "styleName",
        "styleQML",
        "styleSLD",
        "useAsDefault",
        "description",
        "owner",
        "update_time",
    ];
    insert("layer_styles", columns, rows)
}
