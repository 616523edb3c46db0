//! OpenDocument sheets, row by row; blank space between the elements is as good as none.

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{EachRow, whole};
use crate::read::Value;

/// Cells a sheet may hold once its repeated rows and cells are written out. No source: ten full columns of them.
const MOST_CELLS: u64 = 10 << 20;

/// Columns of LibreOffice's widest sheets.
const MOST_COLUMNS: usize = 16_384;

/// The names of the sheets.
pub(super) fn names(path: &Path) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    walk(
        path,
        &mut |name| {
            names.push(name.to_owned());
            false
        },
        &mut |_, _| ControlFlow::Continue(()),
    )?;
    Ok(names)
}

/// Gives each row of a sheet that is not empty.
pub(super) fn each_row(path: &Path, sheet: &str, then: EachRow<'_>) -> Result<(), String> {
    walk(path, &mut |name| name == sheet, then)
}

/// A cell as its element says it.
struct Cell {
    repeated: usize,
    kind: Option<String>,
    value: Option<String>,
    paragraphs: Vec<String>,
}

/// Passes over the document; `chosen` tells which sheets' rows are given.
fn walk(path: &Path, chosen: &mut dyn FnMut(&str) -> bool, then: EachRow<'_>) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path).map_err(|e| e.to_string())?))
        .map_err(|e| e.to_string())?;
    let content = archive.by_name("content.xml").map_err(|e| format!("content.xml: {e}"))?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    let (mut buffer, mut given) = (Vec::new(), 0_u64);
    let (mut inside, mut number, mut repeated) = (false, 0_u64, 1_u64);
    let (mut row, mut cell, mut paragraph, mut note) = (Vec::new(), None::<Cell>, None::<String>, 0_u32);
    loop {
        match reader.read_event_into(&mut buffer).map_err(|e| format!("content.xml: {e}"))? {
            Event::Start(element) => match element.local_name().as_ref() {
                "table" => {
                    inside = attribute(&element, "name").is_some_and(|name| chosen(&name));
                    number = 0;
                }
                "table-row" if inside => {
                    repeated = count(&element, "number-rows-repeated") as u64;
                    row.clear();
                }
                "table-cell" | "covered-table-cell" if inside => {
                    let numeric = ["value", "date-value", "time-value", "boolean-value", "string-value"];
                    cell = Some(Cell {
                        repeated: count(&element, "number-columns-repeated"),
                        kind: attribute(&element, "value-type"),
                        value: numeric.iter().find_map(|name| attribute(&element, name)),
                        paragraphs: Vec::new(),
                    });
                }
                "annotation" => note += 1,
                "p" if cell.is_some() && note == 0 => paragraph = Some(String::new()),
                "s" | "tab" | "line-break" => paragraph.iter_mut().for_each(|text| text.push(' ')),
                _ => {}
            },
            Event::Text(text) => {
                if let Some(paragraph) = &mut paragraph {
                    paragraph.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(paragraph) = &mut paragraph {
                    let name: &str = &reference;
                    // Entities that a document declares for itself stay as they are written: nothing is expanded.
                    match quick_xml::escape::unescape(&format!("&{name};")) {
                        Ok(text) => paragraph.push_str(&text),
                        Err(_) => return Err(format!("content.xml: the entity &{name}; is not allowed")),
                    }
                }
            }
            Event::End(element) => match element.local_name().as_ref() {
                "annotation" => note = note.saturating_sub(1),
                "p" if note == 0 => {
                    if let (Some(cell), Some(text)) = (&mut cell, paragraph.take()) {
                        cell.paragraphs.push(text);
                    }
                }
                "table-cell" | "covered-table-cell" => {
                    if let Some(cell) = cell.take() {
                        let value = cell.value();
                        let times = cell.repeated.min(MOST_COLUMNS.saturating_sub(row.len()));
                        row.extend(std::iter::repeat_n(value, times));
                    }
                }
                "table-row" if inside => {
                    while row.last() == Some(&Value::Null) {
                        row.pop();
                    }
                    if !row.is_empty() {
                        given = given.saturating_add(repeated.saturating_mul(row.len() as u64));
                        if given > MOST_CELLS {
                            return Err(format!("it has more than {MOST_CELLS} cells"));
                        }
                        for nth in 1..=repeated {
                            if then(number + nth, row.clone()).is_break() {
                                return Ok(());
                            }
                        }
                    }
                    number += repeated;
                }
                "table" => inside = false,
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

impl Cell {
    fn value(&self) -> Value {
        let shown = || Value::text(&self.paragraphs.join("\n"));
        match (self.kind.as_deref(), &self.value) {
            (Some("float" | "percentage" | "currency"), Some(number)) => number.parse().map_or_else(|_| shown(), whole),
            (Some("boolean"), Some(text)) => Value::Bool(text == "true"),
            // A date without its time of day.
            (Some("date"), Some(text)) => Value::text(text.strip_suffix("T00:00:00").unwrap_or(text)),
            (Some("time"), Some(text)) => Value::text(text),
            _ if self.paragraphs.is_empty() => self.value.as_deref().map_or(Value::Null, Value::text),
            _ => match shown() {
                Value::Text(text) if text == "#N/A" => Value::Null,
                other => other,
            },
        }
    }
}

/// An attribute by its local name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let text = found.value.into_owned();
    Some(quick_xml::escape::unescape(&text).map(|text| text.into_owned()).unwrap_or(text))
}

/// How often something is repeated; once, where it does not say.
fn count(element: &BytesStart<'_>, name: &str) -> usize {
    attribute(element, name).and_then(|text| text.parse().ok()).unwrap_or(1)
}
