//! GeoJSON, one feature in memory at a time: collections, lone features and geometries, and sequences of them.

mod collect;
mod lint;
mod mend;
mod visit;

use std::fs::File;
use std::io::{BufRead, Read};

use encoding_rs::UTF_8;
use maillon_model::{IssueCode, Numbering};
use serde::de::DeserializeSeed;
use serde_json::error::Category;

use self::collect::Collector;
use self::visit::Top;
use super::text::{self, Text, Whole};
use super::{Format, GeometryFrom, Input, Mended, Mending, ReadError, Sink, Table};

/// Record separator: a GeoJSON text sequence may begin each value with it.
const RS: u8 = 0x1E;

/// GeoJSON (RFC 7946, and the `crs` member of its forerunner) and GeoJSON text sequences (RFC 8142).
pub(super) struct GeoJson;

impl Format for GeoJson {
    fn name(&self) -> &'static str {
        "GeoJSON"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["geojson", "json", "geojsonl", "geojsons", "geojsonseq", "ndjson", "jsonl"]
    }

    fn recognises(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        matches!(head.trim_ascii_start().first(), Some(b'{' | &RS))
    }

    fn read(&self, input: &Input, wanted: &[String], sink: Sink<'_>) -> Result<Table, ReadError> {
        let declared = input.declared_encoding()?;
        let encoding = text::mark(&input.path).map_err(|e| input.io(e))?.or(declared).unwrap_or(UTF_8);
        let file = File::open(&input.path).map_err(|e| input.io(e))?;
        let mut text = Text::new(file, encoding, true);
        let mut collector = Collector::new(&input.geometry, wanted, sink, text.bound());
        let mut text = Separated(text);
        let lines = input
            .path
            .extension()
            .is_some_and(|e| !["geojson", "json"].contains(&e.to_string_lossy().to_lowercase().as_str()));
        values(input, &mut text, &mut collector, lines)?;
        collector.tell_oddities();
        if let Some(column) = collector.missing_geometry_column() {
            return Err(ReadError::NoSuchColumn { file: input.shown.clone(), column, columns: collector.columns });
        }
        Ok(Table {
            layer: None,
            numbering: Numbering::Feature,
            columns: collector.columns(),
            crs: collector.crs(),
            rows: collector.rows,
            defects: collector.defects,
            encoding: Some(encoding.name().to_owned()),
            delimiter: None,
        })
    }

    fn mark(&self) -> Option<&'static [u8]> {
        Some(b"\"Feature\"")
    }

    fn mend(&self, input: &Input, mending: &Mending) -> Result<Option<Mended>, ReadError> {
        let declared = input.declared_encoding()?;
        let encoding = text::mark(&input.path).map_err(|e| input.io(e))?.or(declared).unwrap_or(UTF_8);
        let whole = Whole::read(&input.path, encoding).map_err(|e| input.io(e))?;
        Ok(mend::mend(&whole, mending, input.geometry == GeometryFrom::Auto))
    }

    #[cfg(test)]
    fn sample(&self) -> (&'static str, Vec<u8>) {
        ("sites.geojson", br#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"Kiln"}}]}"#.to_vec())
    }
}

/// Reads one value after another, as there may be several; `lines` where each is known to have its own line.
fn values(
    input: &Input,
    text: &mut Separated<Text<File>>,
    collector: &mut Collector<'_>,
    lines: bool,
) -> Result<(), ReadError> {
    // Lines before the one that serde_json counts as its first.
    let mut before = 0;
    let mut read = 0_u64;
    loop {
        let mut json = serde_json::Deserializer::from_reader(&mut *text);
        let error = loop {
            match json.end() {
                Ok(()) if read == 0 => return Err(ReadError::Empty { file: input.shown.clone() }),
                Ok(()) => return Ok(()),
                Err(e) if e.is_io() => break e,
                // Something follows: the next value.
                Err(_) => {}
            }
            match Top(collector).deserialize(&mut json) {
                Ok(()) => read += 1,
                Err(e) => break e,
            }
        };
        drop(json);
        let (line, column) = (before + error.line(), error.column());
        let category = error.classify();
        let message = say(&error, text);
        if category == Category::Io {
            return Err(io_error(input, error));
        }
        if lines || read > 0 {
            // In a sequence one bad value is one bad feature: the next begins on the next line.
            collector.refuse(IssueCode::BadFeature, format!("line {line}: {message}"));
            read += 1;
            let more = category != Category::Eof && skip_line(text).map_err(|e| text::failed(input, e))?;
            if !more {
                return Ok(());
            }
            before = line;
        } else if category == Category::Data {
            return Err(ReadError::NotGeoJson { file: input.shown.clone(), message });
        } else if collector.count == 0 {
            return Err(ReadError::NotJson { file: input.shown.clone(), line, column, message });
        } else {
            let message =
                format!("not readable from line {line}, column {column} on ({message}); what came before was read");
            collector.defect(IssueCode::TruncatedFile, None, message);
            return Ok(());
        }
    }
}

/// What is wrong, in words of ours where serde_json's say little.
fn say(error: &serde_json::Error, text: &mut impl BufRead) -> String {
    let rest = text.fill_buf().unwrap_or_default();
    match error.classify() {
        Category::Eof => "it ends in the middle".to_owned(),
        // The first letter is gone by now.
        Category::Syntax if ["aN", "nfinity", "finity"].iter().any(|t| rest.starts_with(t.as_bytes())) => {
            "NaN or Infinity for a number".to_owned()
        }
        _ => super::geometry::without_place(error),
    }
}

/// Passes over the rest of the line; whether there may be another.
fn skip_line(text: &mut impl BufRead) -> std::io::Result<bool> {
    loop {
        let ready = text.fill_buf()?;
        if ready.is_empty() {
            return Ok(false);
        }
        let (used, found) = match ready.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (ready.len(), false),
        };
        text.consume(used);
        if found {
            return Ok(true);
        }
    }
}

/// The file could not be read, or is not text.
fn io_error(input: &Input, error: serde_json::Error) -> ReadError {
    text::failed(input, error.into())
}

/// Text in which record separators count as blanks.
struct Separated<R>(R);

impl<R: Read> Read for Separated<R> {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.0.read(buffer)?;
        for byte in &mut buffer[..n] {
            if *byte == RS {
                *byte = b' ';
            }
        }
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Separated<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.0.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.0.consume(amount);
    }
}

#[cfg(test)]
mod tests;
