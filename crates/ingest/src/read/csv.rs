//! CSV as people and spreadsheets write it.

mod mend;

use std::fs::File;
use std::io::{BufRead, Read};

use csv::{ReaderBuilder, StringRecord};
use maillon_model::{IssueCode, Numbering};

use super::geometry::Locator;
use super::text::{self, Decision, Text, Whole};
use super::{Defect, Format, Input, Mended, Mending, ReadError, Row, Shape, Sink, Table, Value, header};

/// Delimiters that are recognised, the likelier first.
const DELIMITERS: &[u8] = b",;\t|";

/// Characters and records looked at to tell the delimiter.
const SAMPLE: u64 = 64 * 1024;
const SAMPLE_RECORDS: usize = 50;

/// Text with one record a line, fields parted by a delimiter and quoted where need be, the first line naming the columns.
pub(super) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "CSV"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "tsv", "txt", "psv"]
    }

    fn recognises(&self, head: &[u8]) -> bool {
        let line = head.split(|b| *b == b'\n').next().unwrap_or(head);
        line.len() < head.len() && line.iter().any(|b| DELIMITERS.contains(b)) && !head.contains(&0) && head[0] != b'<'
    }

    fn read(&self, input: &Input, wanted: &[String], sink: Sink<'_>) -> Result<Table, ReadError> {
        let Style { decision, delimiter, skipped, before } = Style::of(input)?;
        let mut text = open(input, &decision)?;
        let bound = text.bound();
        if skipped {
            pass_line(&mut text).map_err(|e| text::failed(input, e))?;
        }
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.chain(&b"\n"[..]));
        let mut record = StringRecord::new();
        for _ in 0..=before {
            if !reader.read_record(&mut record).map_err(|e| broken(input, e))? {
                return Err(ReadError::Empty { file: input.shown.clone() });
            }
        }
        let columns: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        let mut table = Table {
            layer: None,
            numbering: Numbering::Line,
            crs: None,
            rows: 0,
            defects: decision.refuted.map(bad_encoding).into_iter().collect(),
            encoding: Some(decision.encoding.name().to_owned()),
            delimiter: Some(delimiter as char),
            columns,
        };
        let no_column =
            |column| ReadError::NoSuchColumn { file: input.shown.clone(), column, columns: table.columns.clone() };
        let mut locator = Locator::find(&input.geometry, &table.columns).map_err(no_column)?;
        // Which of those asked for is which of the file's.
        let at = |names: &[String]| -> Vec<(usize, usize)> {
            let place = |name| table.columns.iter().position(|c| c == name);
            names.iter().map(place).enumerate().filter_map(|(slot, at)| Some((slot, at?))).collect()
        };
        let located = locator.as_ref().map(|l| l.columns().to_vec()).unwrap_or_default();
        let (cells, places, wanted) = (at(wanted), at(&located), wanted.len());
        let (mut row, mut place) = (Row::new(0, Shape::NoGeometry, Vec::new()), vec![Value::Null; located.len()]);
        while reader.read_record(&mut record).map_err(|e| broken(input, e))? {
            bound.renew();
            let line = line_of(&record, reader.position(), skipped);
            if let Some((defect, usable)) = ragged(&record, table.columns.len(), line) {
                table.defects.push(defect);
                if !usable {
                    continue;
                }
            }
            let field = |(slot, at): &(usize, usize)| (*slot, record.get(*at).map_or(Value::Null, Value::text));
            places.iter().map(field).for_each(|(slot, value)| place[slot] = value);
            let shape = locator.as_mut().map_or(Shape::NoGeometry, |locator| locator.shape(&place));
            row.renew(line, shape, wanted, cells.iter().map(field));
            table.rows += 1;
            sink(&mut row);
        }
        table.crs = locator.and_then(|l| l.crs());
        Ok(table)
    }

    fn mark(&self) -> Option<&'static [u8]> {
        Some(b"\n")
    }

    fn mend(&self, input: &Input, mending: &Mending) -> Result<Option<Mended>, ReadError> {
        let style = Style::of(input)?;
        let whole = Whole::read(&input.path, style.decision.encoding).map_err(|e| input.io(e))?;
        mend::mend(input, &style, &whole, mending).map(Some)
    }

    #[cfg(test)]
    fn sample(&self) -> (&'static str, Vec<u8>) {
        ("flows.csv", b"name;quantity\nKiln;3,5\n".to_vec())
    }
}

/// How a table is written.
struct Style {
    decision: Decision,
    delimiter: u8,
    /// Whether the first line is for the spreadsheet.
    skipped: bool,
    /// Records before the header.
    before: usize,
}

impl Style {
    fn of(input: &Input) -> Result<Self, ReadError> {
        let decision = text::decide(&input.path, input.declared_encoding()?).map_err(|e| input.io(e))?;
        let (said, skipped) = separator_line(input, &mut open(input, &decision)?)?;
        let delimiter = match input.delimiter {
            Some(declared) => u8::try_from(declared)
                .ok()
                .filter(|d| d.is_ascii() && !matches!(d, b'"' | b'\n' | b'\r'))
                .ok_or_else(|| ReadError::BadDelimiter { file: input.shown.clone(), delimiter: declared })?,
            None => match said {
                Some(said) => said,
                None => guess(input, open(input, &decision)?)?,
            },
        };
        let before = before_header(input, open(input, &decision)?, delimiter, skipped)?;
        Ok(Self { decision, delimiter, skipped, before })
    }
}

fn open(input: &Input, decision: &Decision) -> Result<Text<File>, ReadError> {
    File::open(&input.path).map(|f| Text::new(f, decision.encoding, false)).map_err(|e| input.io(e))
}

/// The line that a record begins on. It ends where the reader stands; its own position may be that of blank lines before it.
fn line_of(record: &StringRecord, end: &csv::Position, skipped: bool) -> u64 {
    let inside = record.as_slice().bytes().filter(|b| *b == b'\n').count() as u64;
    end.line().saturating_sub(1 + inside) + u64::from(skipped)
}

/// Records before the one that names the columns: titles have one cell, or stand above the line that the study names.
fn before_header(input: &Input, text: impl Read, delimiter: u8, skipped: bool) -> Result<usize, ReadError> {
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.take(SAMPLE));
    let mut head = Vec::new();
    for record in reader.records().take(header::LOOKED_AT) {
        let record = record.map_err(|e| broken(input, e))?;
        let line = record.position().map_or(0, csv::Position::line);
        head.push((line, record.iter().map(Value::text).collect::<Vec<_>>()));
    }
    if skipped {
        head.drain(..1.min(head.len()));
    }
    let filled = |row: &[Value]| row.iter().filter(|cell| **cell != Value::Null).count();
    Ok(match input.header {
        Some(line) => head.iter().position(|(at, _)| *at >= line).unwrap_or(head.len()),
        // Only where there is a title: a header may well have gaps.
        None if head.first().is_some_and(|(_, row)| filled(row) <= 1) => {
            header::place(&head.into_iter().map(|(_, row)| row).collect::<Vec<_>>())
        }
        None => 0,
    })
}

/// A record with another number of fields than the header; whether it can be used all the same.
fn ragged(record: &StringRecord, columns: usize, line: u64) -> Option<(Defect, bool)> {
    let fields = record.len();
    // Spreadsheets like to end lines in delimiters.
    if fields == columns || fields > columns && record.iter().skip(columns).all(|f| f.trim().is_empty()) {
        return None;
    }
    let usable = fields < columns;
    let then = if usable { "the missing ones were taken as empty" } else { "the row was left out" };
    let quote = record.iter().any(|f| f.contains('\n'));
    let hint = if quote { "; a quote may not be closed" } else { "" };
    let message = format!("{fields} fields where the header has {columns}; {then}{hint}");
    Some((Defect { code: IssueCode::RaggedRow, feature: Some(line), message }, usable))
}

/// The delimiter by which the most records have as many fields as the header; of those, the one that makes most fields.
fn guess(input: &Input, text: impl Read) -> Result<u8, ReadError> {
    let mut sample = Vec::new();
    text.take(SAMPLE).read_to_end(&mut sample).map_err(|e| input.io(e))?;
    let cut = sample.len() as u64 == SAMPLE;
    let score = |delimiter: u8| {
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(&sample[..]);
        let mut sizes: Vec<usize> =
            reader.byte_records().take(SAMPLE_RECORDS).map_while(Result::ok).map(|r| r.len()).collect();
        if cut && sizes.len() > 2 && sizes.len() < SAMPLE_RECORDS {
            sizes.pop();
        }
        // A title before the header has one field.
        let header = sizes.iter().copied().find(|size| *size > 1)?;
        Some((sizes.iter().filter(|n| **n == header).count(), header))
    };
    // The first of equals.
    Ok(DELIMITERS.iter().rev().copied().max_by_key(|d| score(*d)).unwrap_or(b','))
}

/// `sep=;` on a line of its own is for the spreadsheet, and says the delimiter.
fn separator_line(input: &Input, text: &mut impl BufRead) -> Result<(Option<u8>, bool), ReadError> {
    let mut head = Vec::new();
    text.take(16).read_to_end(&mut head).map_err(|e| input.io(e))?;
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii_end();
    match line.strip_prefix(b"sep=").or(line.strip_prefix(b"\"sep=")) {
        Some([d] | [d, b'"']) => Ok((Some(*d), true)),
        // The tab itself was trimmed.
        Some([]) => Ok((Some(b'\t'), true)),
        _ => Ok((None, false)),
    }
}

/// Reads past the first line.
fn pass_line(text: &mut impl BufRead) -> std::io::Result<()> {
    text.skip_until(b'\n').map(drop)
}

fn bad_encoding(message: String) -> Defect {
    Defect { code: IssueCode::BadEncoding, feature: None, message }
}

/// The disk can fail, or a row have no end: the text is decoded and rows may be ragged.
fn broken(input: &Input, error: csv::Error) -> ReadError {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => text::failed(input, e),
        other => input.io(std::io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::GeometryFrom;
    use geo_types::Point;

    fn read_as(bytes: &[u8], wanted: &[&str], change: impl Fn(&mut Input)) -> (Result<Table, ReadError>, Vec<Row>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f.csv");
        std::fs::write(&path, bytes).unwrap();
        let mut input = Input::of(path);
        change(&mut input);
        let wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
        let mut rows = Vec::new();
        let table = crate::read::read(&input, &wanted, &mut |row| rows.push(row.clone()));
        (table, rows)
    }

    fn read(text: &str, wanted: &[&str]) -> (Table, Vec<Row>) {
        let (table, rows) = read_as(text.as_bytes(), wanted, |_| {});
        (table.unwrap(), rows)
    }

    fn words(row: &Row) -> Vec<&str> {
        let mut words = Vec::new();
        for value in &row.values {
            words.push(match value {
                Value::Text(text) => text.as_str(),
                _ => "-",
            });
        }
        words
    }

    #[test]
    fn delimiters_are_recognised() {
        for (text, delimiter) in [
            ("a,b\n1,2\n", ','),
            ("a;b\n1,5;2,5\n3,5;4\n", ';'),
            ("a\tb\n1,5\t2\n", '\t'),
            ("a|b\n1|2\n", '|'),
            ("\"a, or so\";b\n\"x,y,z\";2\n", ';'),
            ("a,b;c,d\n1,2;3,4\n", ','),
            ("alone\n1\n", ','),
            ("a;b,c;d\n1;2,3;4\n1;2;4\n", ';'),
        ] {
            assert_eq!(read(text, &[]).0.delimiter, Some(delimiter), "{text}");
        }
        let declared = read_as(b"a:b\n1:2\n", &["b"], |i| i.delimiter = Some(':'));
        assert_eq!(words(&declared.1[0]), ["2"]);
        assert!(read_as(b"a\n", &[], |i| i.delimiter = Some('é')).0.unwrap_err().to_string().contains('é'));
    }

    #[test]
    fn lines_are_physical_and_quotes_hold_anything() {
        let (table, rows) =
            read("id;note\r\n1;\"two\r\nlines; \"\"so\"\"\"\r\n\r\n2; x \r\n", &["note", "id", "absent"]);
        assert_eq!((table.rows, table.defects.len()), (2, 0));
        assert_eq!(rows.iter().map(|r| r.feature).collect::<Vec<_>>(), [2, 5]);
        assert_eq!(words(&rows[0]), ["two\nlines; \"so\"", "1", "-"]);
        assert_eq!(words(&rows[1]), ["x", "2", "-"]);
        assert!(rows.iter().all(|r| r.shape == Shape::NoGeometry));
    }

    #[test]
    fn the_line_for_the_spreadsheet_is_passed_over() {
        for text in ["sep=;\r\na;b\r\n1;2\r\n", "\"sep=;\"\na;b\n1;2\n"] {
            let (table, rows) = read(text, &["b"]);
            assert_eq!(
                (table.columns.as_slice(), rows[0].feature, words(&rows[0])),
                (&["a".into(), "b".into()][..], 3, vec!["2"])
            );
        }
    }

    #[test]
    fn ragged_rows_are_defects() {
        let (table, rows) = read("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n1,2,3\n", &["a", "c"]);
        assert_eq!(rows.iter().map(|r| r.feature).collect::<Vec<_>>(), [2, 4, 5]);
        assert_eq!(words(&rows[0]), ["1", "-"]);
        let lines: Vec<_> = table.defects.iter().map(|d| (d.code, d.feature)).collect();
        assert_eq!(lines, [(IssueCode::RaggedRow, Some(2)), (IssueCode::RaggedRow, Some(3))]);
        let (table, _) = read("a,b\n1,\"2\n3,4\n", &[]);
        assert!(table.defects.is_empty(), "the quote swallows the rest, which then fits");
        let (table, _) = read("a,b,c\n1,\"2,3\n3,4,5\n", &[]);
        assert!(table.defects[0].message.contains("quote"));
    }

    #[test]
    fn encodings_are_recognised_or_declared() {
        let text = "nom;lieu\nÉcluse;Trélazé\n";
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let utf16: Vec<u8> = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (format!("\u{feff}{text}").into_bytes(), "UTF-8"),
            (latin.clone(), "windows-1252"),
            (utf16, "UTF-16BE"),
        ] {
            let (table, rows) = read_as(&bytes, &["nom"], |_| {});
            let table = table.unwrap();
            assert_eq!(
                (table.encoding.as_deref(), words(&rows[0]), table.defects.len()),
                (Some(name), vec!["Écluse"], 0)
            );
        }
        let (table, rows) = read_as(&latin, &["nom"], |i| i.encoding = Some("UTF-8".into()));
        assert_eq!((words(&rows[0]), table.unwrap().defects[0].code), (vec!["Écluse"], IssueCode::BadEncoding));
    }

    #[test]
    fn geometries_come_from_columns() {
        let (table, rows) = read("id;geom\n1;\"SRID=2154;POINT(1 2)\"\n2;\n3;POINT(\n", &[]);
        assert_eq!(table.crs.as_deref(), Some("EPSG:2154"));
        assert_eq!(rows[0].shape, Shape::Geometry(Point::new(1.0, 2.0).into()));
        assert_eq!(rows[1].shape, Shape::Null);
        assert!(matches!(rows[2].shape, Shape::Bad(_)));
        let (table, rows) = read("Lon;Lat\n2,5;48,5\n", &[]);
        assert_eq!((rows[0].shape.clone(), table.crs), (Shape::Geometry(Point::new(2.5, 48.5).into()), None));
        let from = |i: &mut Input| i.geometry = GeometryFrom::LonLat { lon: "E".into(), lat: "N".into() };
        assert_eq!(read_as(b"N,E\n2,1\n", &[], from).1[0].shape, Shape::Geometry(Point::new(1.0, 2.0).into()));
        let error = read_as(b"N,F\n2,1\n", &[], from).0.unwrap_err().to_string();
        assert!(error.contains("`E`") && error.contains("`N`, `F`"), "{error}");
        assert_eq!(read_as(b"lon,lat\n2,1\n", &[], |i| i.geometry = GeometryFrom::None).1[0].shape, Shape::NoGeometry);
    }

    #[test]
    fn a_header_alone_is_an_empty_table_and_nothing_is_an_error() {
        assert_eq!(read("a,b\n", &[]).0.rows, 0);
        for nothing in ["", "\n\n", "\u{feff}"] {
            assert!(read_as(nothing.as_bytes(), &[], |_| {}).0.unwrap_err().to_string().contains("empty"));
        }
    }
}
