//! What a GeoPackage says of its own tables: GeoPackage 1.3, annexes F.8 (metadata) and F.9 (schema).

use maillon_model::Language;

use super::sql::Cell::{Integer, Null, Text};
use super::sql::insert;
use crate::layer::Table;
use crate::ogr::DAY;
use crate::summary;
use crate::words::{self, WORDS, Words};

/// The extensions' tables, as the specification defines them. GDAL makes the first itself once it lists something there.
const TABLES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition \
     TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
    "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, \
     description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), \
     CONSTRAINT gdc_tn UNIQUE (table_name, name))",
    "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, \
     value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT, \
     CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))",
    "CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT \
     'dataset', md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL \
     DEFAULT '')",
    "CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, \
     row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id \
     INTEGER NOT NULL, md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES \
     gpkg_metadata(id), CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))",
];

const SCHEMA: (&str, &str) = ("gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema");
const METADATA: (&str, &str) = ("gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata");
const EXTENSIONS: &[(&str, (&str, &str))] = &[
    ("gpkg_data_columns", SCHEMA),
    ("gpkg_data_column_constraints", SCHEMA),
    ("gpkg_metadata", METADATA),
    ("gpkg_metadata_reference", METADATA),
];

/// JSON's own definition: the metadata is what `summary.json` says of the run.
const JSON: &str = "https://www.rfc-editor.org/rfc/rfc8259";

/// The statements that describe these tables.
pub(super) fn tables(tables: &[Table]) -> Vec<String> {
    let Some(first) = tables.first() else { return Vec::new() };
    let extension = |(table, (name, definition)): &(&'static str, (&'static str, &'static str))| {
        [Text(table), Null, Text(name), Text(definition), Text("read-write")]
    };
    let extensions = ["table_name", "column_name", "extension_name", "definition", "scope"];
    let mut statements: Vec<String> = TABLES.iter().map(|table| (*table).to_owned()).collect();
    statements.push(insert("gpkg_extensions", extensions, EXTENSIONS.iter().map(extension)));
    statements.extend(tables.iter().map(columns));
    statements.extend(constraints(tables, first.context.study().language));
    statements.extend(metadata(&summary::facts(first.context).to_string()));
    statements
}

fn columns(table: &Table) -> String {
    let (language, layer) = (table.context.study().language, table.layer.name);
    let fields = table.fields();
    let words: Vec<Option<String>> = fields.iter().map(|f| words::of(layer, &f.name).map(constraint)).collect();
    let rows = fields.iter().zip(&words).enumerate().map(|(i, (field, words))| {
        let alias = field.alias(language);
        // Names are unique within a table; titles need not be.
        let again = fields[..i].iter().any(|before| before.alias(language) == alias);
        let name = if again { Null } else { Text(alias) };
        let words = words.as_deref().map_or(Null, Text);
        [Text(layer), Text(&field.name), name, Text(alias), Text(field.about), words]
    });
    let columns = ["table_name", "column_name", "name", "title", "description", "constraint_name"];
    insert("gpkg_data_columns", columns, rows)
}

/// A statement for each column of few words.
fn constraints(tables: &[Table], language: Language) -> Vec<String> {
    let used = |words: &&Words| tables.iter().any(|table| table.layer.name == words.layer);
    let each = |words: &'static Words| {
        let name = constraint(words);
        let rows = words.words.iter().map(|w| [Text(&name), Text("enum"), Text(w.0), Text(Words::label(w, language))]);
        let columns = ["constraint_name", "constraint_type", "value", "description"];
        insert("gpkg_data_column_constraints", columns, rows)
    };
    WORDS.iter().filter(used).map(each).collect()
}

fn constraint(words: &Words) -> String {
    format!("{}_{}", words.layer, words.column)
}

fn metadata(json: &str) -> [String; 2] {
    let columns = ["id", "md_scope", "md_standard_uri", "mime_type", "metadata"];
    let run = [Integer(1), Text("dataset"), Text(JSON), Text("application/json"), Text(json)];
    let whole = [Text("geopackage"), Text(DAY), Integer(1)];
    [
        insert("gpkg_metadata", columns, [run]),
        insert("gpkg_metadata_reference", ["reference_scope", "timestamp", "md_file_id"], [whole]),
    ]
}
