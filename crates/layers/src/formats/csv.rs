//! CSV by RFC 4180, in UTF-8: the table alone, with `lon` and `lat` where its rows are points.
//!
//! Spreadsheets run a cell that starts with `=`, `+`, `-` or `@` as a formula. Text that does, and is no number, gets
//! a `'` before it; the other formats hold it as it is.

use std::borrow::Cow;
use std::io::{self, Write};

use ::csv::{Terminator, Writer, WriterBuilder};

use crate::antimeridian::pair;
use crate::error::LayerError;
use crate::format::{Format, WrittenFile, layer_files, write_each};
use crate::layer::Table;
use crate::number;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;
use crate::target::Staging;

const EXTENSION: &str = "csv";

pub(crate) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn files(&self) -> Vec<String> {
        layer_files(EXTENSION)
    }

    fn write(&self, tables: &[Table], staging: &Staging) -> Result<Vec<WrittenFile>, LayerError> {
        write_each(tables, staging, EXTENSION, |table| table.filled(), encode)
    }

    fn streams(&self) -> bool {
        true
    }

    fn stream(&self, table: &Table, out: &mut dyn Write) -> io::Result<()> {
        encode(table, table.batches(), out).map(drop)
    }
}

/// Returns how many rows there are.
fn encode(table: &Table, rows: Rows, out: &mut dyn Write) -> io::Result<u64> {
    let points = table.layer.geometry == GeometryKind::Point;
    let fields = table.fields();
    let place: &[&str] = if points { &["lon", "lat"] } else { &[] };
    let names = fields.iter().map(|field| &*field.name).chain(place.iter().copied());
    let mut head = Vec::new();
    write(&mut head, |csv| csv.write_record(names))?;
    out.write_all(&head)?;
    let records = |rows: Vec<Row>, (count, text): &mut (u64, Vec<u8>)| {
        *count = rows.len() as u64;
        write(text, |csv| rows.iter().try_for_each(|row| record(row, points, csv)))
    };
    let mut count = 0;
    rows.ahead(records, |(rows, text)| {
        count += *rows;
        out.write_all(text)
    })?;
    Ok(count)
}

/// Writes records to memory, in place of what it holds.
fn write(text: &mut Vec<u8>, records: impl FnOnce(&mut Writer<&mut Vec<u8>>) -> ::csv::Result<()>) -> io::Result<()> {
    text.clear();
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(text);
    records(&mut csv).map_err(cause)?;
    csv.flush()
}

/// The system's own error, by which a full disk and a reader that has seen enough are told.
pub(crate) fn cause(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn record(row: &Row, point: bool, csv: &mut Writer<&mut Vec<u8>>) -> ::csv::Result<()> {
    for value in &row.values {
        match value {
            Value::Null => csv.write_field("")?,
            Value::Text(text) => csv.write_field(&*safe(text))?,
            Value::Integer(whole) => csv.write_field(whole.to_string())?,
            Value::Real(real) => csv.write_field(number::text(*real))?,
        }
    }
    if point {
        let place = match row.geometry {
            Some(Geometry::Point(position)) => pair(position).map(number::decimal),
            _ => Default::default(),
        };
        place.iter().try_for_each(|x| csv.write_field(x))?;
    }
    csv.write_record(None::<&[u8]>)
}

/// Text no spreadsheet runs, without control characters that break one.
pub fn safe(text: &str) -> Cow<'_, str> {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    // Most text holds no byte that a control character begins with: those beyond ASCII begin with 0xC2.
    let plain = text.bytes().all(|b| b >= b' ' && b != 0x7f && b != 0xc2);
    if !formula && (plain || !text.contains(control)) {
        return text.into();
    }
    format!("{}{}", if formula { "'" } else { "" }, text.replace(control, "\u{fffd}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula() {
        for text in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(safe(text), format!("'{text}"));
        }
        for text in ["-5", "+33.5", "a=b", "", "l'été — 🏭", "line\nbreak", "< 5"] {
            assert_eq!(safe(text), text);
        }
        assert_eq!(safe("a\0b\u{1b}c"), "a\u{fffd}b\u{fffd}c");
    }
}
