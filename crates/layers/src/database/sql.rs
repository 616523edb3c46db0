//! Statements of PostgreSQL.

use std::fmt::Write as _;

use crate::column::Field;
use crate::layer::Table;
use crate::row::{GeometryKind, Row, Value};
use crate::wkb::Wkb;

/// The key of each table: QGIS wants one.
const KEY: &str = "fid";

/// The column of geometries.
const GEOMETRY: &str = "geom";

/// Bytes of a name, at most (PostgreSQL's NAMEDATALEN less one).
const NAME: usize = 63;

/// Bytes of one INSERT, about. No source: large enough that the way to the server costs little.
const BATCH: usize = 1 << 20;

pub(super) const HAS_POSTGIS: &str = "SELECT extname::text FROM pg_extension WHERE extname = 'postgis'";

/// A text between quotes.
fn text(text: &str) -> String {
    format!("'{}'", text.replace('\0', "\u{fffd}").replace('\'', "''"))
}

/// A name between quotes.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\0', "\u{fffd}").replace('"', "\"\""))
}

pub(super) fn qualified(schema: &str, table: &str) -> String {
    format!("{}.{}", quoted(schema), quoted(table))
}

/// What comes first: one run at a time in a schema, which is made where it is not there.
pub(super) fn begin(schema: &str) -> Vec<String> {
    vec![
        "SET LOCAL standard_conforming_strings = on".to_owned(),
        format!(
            "DO $maillon$ BEGIN PERFORM pg_advisory_xact_lock(hashtext({})); END $maillon$",
            text(&format!("maillon {schema}"))
        ),
        // Where the schema is there, no right to make one is needed.
        format!(
            "DO $maillon$ BEGIN IF to_regnamespace({}) IS NULL THEN CREATE SCHEMA {}; END IF; END $maillon$",
            text(&quoted(schema)),
            quoted(schema)
        ),
    ]
}

/// Asks for the tables and views of these names that do not bear our mark.
pub(super) fn others<'n>(schema: &str, names: impl Iterator<Item = &'n str>, mark: &str) -> String {
    let names: Vec<String> = names.map(text).collect();
    format!(
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = {} AND \
         c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname IN ({}) AND coalesce(obj_description(c.oid, 'pg_class'), '') \
         NOT LIKE {} ORDER BY 1",
        text(schema),
        names.join(", "),
        text(&format!("{mark}%"))
    )
}

/// Asks for a table's columns and their types.
pub(super) fn columns_of(name: &str) -> String {
    // The type of geometries is named with its schema where that is not searched.
    format!(
        "SELECT attname || ' ' || regexp_replace(format_type(atttypid, atttypmod), '^.*[.]', '') FROM pg_attribute WHERE \
         attrelid = to_regclass({}) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        text(name)
    )
}

/// The table of the run, with its one row.
pub(super) fn run(schema: &str, mark: &str, summary: &str) -> [String; 4] {
    let name = qualified(schema, super::RUN);
    [
        format!("CREATE TABLE IF NOT EXISTS {name} (summary jsonb NOT NULL)"),
        format!("COMMENT ON TABLE {name} IS {}", text(&format!("{mark}parameters, counts and inputs of the run"))),
        format!("DELETE FROM {name}"),
        format!("INSERT INTO {name} VALUES ({})", text(summary)),
    ]
}

/// A layer's columns as the database has them.
pub(super) struct Columns {
    names: Vec<String>,
    types: Vec<&'static str>,
    geometry: Option<&'static str>,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Self {
        let kind = |field: &Field| match field {
            field if field.whole(table.context.study()) => "bigint",
            field if field.real() => "double precision",
            _ => "text",
        };
        let fields = table.fields();
        let mut names: Vec<String> = vec![KEY.to_owned(), GEOMETRY.to_owned()];
        fields.iter().for_each(|field| names.push(short(&field.name, &names)));
        let geometry = match table.layer.geometry {
            GeometryKind::Point => Some("Point"),
            GeometryKind::Line if table.context.lines_cut => Some("MultiLineString"),
            GeometryKind::Line => Some("LineString"),
            GeometryKind::Polygon => Some("MultiPolygon"),
            GeometryKind::None => None,
        };
        Self { names: names.split_off(2), types: fields.iter().map(kind).collect(), geometry }
    }

    /// Each column with its type, as the server tells them.
    pub(super) fn signature(&self) -> Vec<String> {
        let own = self.names.iter().zip(&self.types).map(|(name, kind)| format!("{name} {kind}"));
        let geometry = self.geometry.map(|kind| format!("{GEOMETRY} geometry({kind},4326)"));
        std::iter::once(format!("{KEY} bigint")).chain(own).chain(geometry).collect()
    }

    pub(super) fn create(&self, name: &str) -> Vec<String> {
        let mut columns = vec![format!("{KEY} bigint PRIMARY KEY")];
        columns.extend(self.names.iter().zip(&self.types).map(|(name, kind)| format!("{} {kind}", quoted(name))));
        columns.extend(self.geometry.map(|kind| format!("{GEOMETRY} geometry({kind}, 4326)")));
        let mut statements = vec![format!("CREATE TABLE {name} ({})", columns.join(", "))];
        statements.extend(self.geometry.map(|_| format!("CREATE INDEX ON {name} USING gist ({GEOMETRY})")));
        statements
    }

    /// Comments: what forms of QGIS and tools of the database show.
    pub(super) fn describe(&self, name: &str, table: &Table, mark: &str) -> Vec<String> {
        let about = text(&format!("{mark}{}", table.layer.about));
        let language = table.context.study().language;
        let mut statements = vec![format!("COMMENT ON TABLE {name} IS {about}")];
        statements.extend(table.fields().iter().zip(&self.names).map(|(field, column)| {
            let about = text(&format!("{}: {}", field.alias(language), field.about));
            format!("COMMENT ON COLUMN {name}.{} IS {about}", quoted(column))
        }));
        statements
    }
}

/// A name that the server does not shorten, unlike those before it.
fn short(name: &str, taken: &[String]) -> String {
    let cut = |most: usize| {
        let whole = name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= most);
        &name[..whole.last().unwrap_or(0)]
    };
    let mut shortened = cut(NAME).to_owned();
    let mut nth = 1;
    while taken.contains(&shortened) {
        nth += 1;
        let end = format!("_{nth}");
        shortened = format!("{}{end}", cut(NAME - end.len()));
    }
    shortened
}

/// Rows to statements of many rows each.
pub(super) struct Insert {
    head: String,
    multi: bool,
    placed: bool,
    wkb: Wkb,
    statement: String,
    count: u64,
}

impl Insert {
    pub(super) fn new(name: &str, columns: &Columns, table: &Table) -> Self {
        let names = columns.names.iter().map(|name| quoted(name)).chain(columns.geometry.map(|_| GEOMETRY.to_owned()));
        let names: Vec<String> = std::iter::once(KEY.to_owned()).chain(names).collect();
        Self {
            head: format!("INSERT INTO {name} ({}) VALUES ", names.join(", ")),
            multi: table.context.lines_cut,
            placed: columns.geometry.is_some(),
            wkb: Wkb::default(),
            statement: String::new(),
            count: 0,
        }
    }

    /// Rows so far.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Takes a row; gives a statement once there are enough of them.
    pub(super) fn add(&mut self, row: Row) -> Option<String> {
        self.count += 1;
        self.statement.push_str(if self.statement.is_empty() { &self.head } else { ", " });
        // Writing to a text cannot fail.
        let _ = write!(self.statement, "({}", self.count);
        for value in &row.values {
            self.statement.push_str(", ");
            match value {
                Value::Null => self.statement.push_str("NULL"),
                Value::Integer(number) => self.statement.push_str(&number.to_string()),
                Value::Real(number) => self.statement.push_str(&format!("{number:?}")),
                Value::Text(value) => self.statement.push_str(&text(value)),
            }
        }
        if self.placed {
            self.statement.push_str(", ");
            match row.geometry.as_ref().and_then(|geometry| self.wkb.encode(geometry, self.multi)) {
                None => self.statement.push_str("NULL"),
                Some(bytes) => {
                    self.statement.push_str("ST_SetSRID('");
                    for byte in bytes {
                        let _ = write!(self.statement, "{byte:02x}");
                    }
                    self.statement.push_str("'::geometry, 4326)");
                }
            }
        }
        self.statement.push(')');
        (self.statement.len() >= BATCH).then(|| std::mem::take(&mut self.statement))
    }

    /// The rows that are left.
    pub(super) fn rest(&mut self) -> Option<String> {
        Some(std::mem::take(&mut self.statement)).filter(|statement| !statement.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(text("l'été\0"), "'l''été\u{fffd}'");
        assert_eq!(qualified("a\"b", "c"), "\"a\"\"b\".\"c\"");
    }

    #[test]
    fn long_names_are_cut_and_told_apart() {
        let long = "é".repeat(40);
        let first = short(&long, &[]);
        assert_eq!(first.len(), 62);
        let second = short(&long, std::slice::from_ref(&first));
        assert!(second.ends_with("_2") && second.len() <= 63, "{second}");
        assert_eq!(short("fid", &["fid".to_owned()]), "fid_2");
    }
}
