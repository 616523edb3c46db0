//! What a GeoPackage says of its own tables: GeoPackage 1.3, annexes F.8 (metadata) and F.9 (schema).

use maillon_model::Language;

use super::sql::Cell::{Integer, Null, Text};
use super::sql::insert;
use crate::layer::Table;
use crate::ogr::DAY;
use crate::summary;
use crate::words::{self, WORDS, Words};

/// The extensions' tables, as the specification defines them.
const TABLES: &[&str] = &[
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
    let mut statements: Vec<String> = TABLES.iter().map(|table| (*table).to_owned()).collect();
    statements.extend(EXTENSIONS.iter().map(|(table, (name, definition))| {
        insert(
            "gpkg_extensions",
            &[
                ("table_name", Text(table)),
                ("column_name", Null),
                ("extension_name", Text(name)),
                ("definition", Text(definition)),
                ("scope", Text("read-write")),
            ],
        )
    }));
    tables.iter().for_each(|table| columns(table, &mut statements));
    if let Some(table) = tables.first() {
        statements.extend(constraints(tables, table.context.study().language));
        statements.extend(metadata(&summary::facts(table.context).to_string()));
    }
    statements
}

fn columns(table: &Table, statements: &mut Vec<String>) {
    let (language, layer) = (table.context.study().language, table.layer.name);
    let mut names: Vec<String> = Vec::new();
    for field in table.fields() {
        let alias = field.alias(language).to_owned();
        // Names are unique within a table; titles need not be.
        let name = if names.contains(&alias) { Null } else { Text(&alias) };
        let words = words::of(layer, &field.name).map(constraint);
        statements.push(insert(
            "gpkg_data_columns",
            &[
                ("table_name", Text(layer)),
                ("column_name", Text(&field.name)),
                ("name", name),
                ("title", Text(&alias)),
                ("description", Text(field.about)),
                ("constraint_name", words.as_deref().map_or(Null, Text)),
            ],
        ));
        names.push(alias);
    }
}

fn constraints(tables: &[Table], language: Language) -> Vec<String> {
    let used = |words: &&Words| tables.iter().any(|table| table.layer.name == words.layer);
    let each = |words: &'static Words| {
        words.words.iter().map(move |word| {
            insert(
                "gpkg_data_column_constraints",
                &[
                    ("constraint_name", Text(&constraint(words))),
                    ("constraint_type", Text("enum")),
                    ("value", Text(word.0)),
                    ("description", Text(Words::label(word, language))),
                ],
            )
        })
    };
    WORDS.iter().filter(used).flat_map(each).collect()
}

fn constraint(words: &Words) -> String {
    format!("{}_{}", words.layer, words.column)
}

fn metadata(json: &str) -> [String; 2] {
    [
        insert(
            "gpkg_metadata",
            &[
                ("id", Integer(1)),
                ("md_scope", Text("dataset")),
                ("md_standard_uri", Text(JSON)),
                ("mime_type", Text("application/json")),
                ("metadata", Text(json)),
            ],
        ),
        insert(
            "gpkg_metadata_reference",
            &[("reference_scope", Text("geopackage")), ("timestamp", Text(DAY)), ("md_file_id", Integer(1))],
        ),
    ]
}
