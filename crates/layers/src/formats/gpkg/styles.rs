//! `layer_styles`, the table in which QGIS keeps styles: a layer that is added by hand comes with its own.

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
    let contents = insert(
        "gpkg_contents",
        &[
            ("table_name", Text("layer_styles")),
            ("data_type", Text("attributes")),
            ("identifier", Text("layer_styles")),
            ("description", Text("")),
            ("last_change", Text(DAY)),
            ("srs_id", Integer(0)),
        ],
    );
    let mut statements = vec![TABLE.to_owned(), contents];
    for table in tables {
        // QGIS looks a table's style up by its geometry's column, which is the empty text where there is none.
        let geometry = if table.layer.geometry == GeometryKind::None { "" } else { GEOMETRY };
        for (i, style) in qgis::styles(table).iter().enumerate() {
            let name: String = style.name().chars().take(NAME).collect();
            statements.push(insert(
                "layer_styles",
                &[
                    ("f_table_catalog", Text("")),
                    ("f_table_schema", Text("")),
                    ("f_table_name", Text(table.layer.name)),
                    ("f_geometry_column", Text(geometry)),
                    ("styleName", Text(&name)),
                    ("styleQML", Text(&qgis::document(table, style))),
                    ("styleSLD", Text("")),
                    ("useAsDefault", Integer(i64::from(i == 0))),
                    ("description", Text(style.name())),
                    ("owner", Text("")),
                    ("update_time", Text(DAY)),
                ],
            ));
        }
    }
    statements
}
