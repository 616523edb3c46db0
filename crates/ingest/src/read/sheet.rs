//! Spreadsheets: XLSX, XLSB, XLS and ODS, by the rows their users see.

mod ods;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::PathBuf;

use calamine::{CellErrorType, Data, DataRef, DataType, Dimensions, Reader, Sheets, Xls, Xlsb, Xlsx};
use maillon_model::Numbering;

use super::geometry::Locator;
use super::{Format, Input, ReadError, Row, Shape, Sink, Table, Value, header};
use crate::unpack;

/// Bytes a workbook may unpack to: its texts are held in memory. No source: a full sheet of a million rows has half of it.
const MOST_BYTES: u64 = 1 << 30;

/// Workbooks of Excel and LibreOffice. GDAL reads them too, but numbers rows otherwise than the user sees them, takes the
/// first row for the header and turns the dates of a mixed column into texts of its own.
pub(super) struct Spreadsheet;

enum Book {
    Excel(Box<Sheets<BufReader<File>>>),
    /// By a reader of our own: calamine's takes no blanks between elements, as GDAL writes them.
    Ods(PathBuf),
}

impl Format for Spreadsheet {
    fn name(&self) -> &'static str {
        "spreadsheets (XLSX, XLSB, XLS, ODS)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx", "xlsm", "xlsb", "xls", "ods"]
    }

    fn recognises(&self, head: &[u8]) -> bool {
        const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
        let holds = |word: &[u8]| head.windows(word.len()).any(|w| w == word);
        let office = [&b"[Content_Types].xml"[..], b"xl/", b"opendocument.spreadsheet"].into_iter().any(holds);
        head.starts_with(OLE) || head.starts_with(b"PK\x03\x04") && office
    }

    fn read(&self, input: &Input, wanted: &[String], sink: Sink<'_>) -> Result<Table, ReadError> {
        let mut book = open(input)?;
        let names = filled_sheets(&mut book).map_err(|why| refuse(input, why))?;
        let sheet = match (&input.layer, names.as_slice()) {
            (Some(layer), all) if all.contains(layer) => layer.clone(),
            (Some(layer), _) => {
                return Err(ReadError::NoSuchLayer { file: input.shown.clone(), layer: layer.clone(), layers: names });
            }
            (None, [only]) => only.clone(),
            (None, []) => return Err(ReadError::NoLayer { file: input.shown.clone() }),
            (None, _) => return Err(ReadError::ChooseLayer { file: input.shown.clone(), layers: names }),
        };
        let mut rows = Rows {
            input,
            wanted,
            sink,
            waiting: Vec::new(),
            places: None,
            table: Table {
                layer: (names.len() > 1).then(|| sheet.clone()),
                numbering: Numbering::Line,
                columns: Vec::new(),
                crs: None,
                rows: 0,
                defects: Vec::new(),
                encoding: None,
                delimiter: None,
            },
        };
        let mut failed = None;
        each_row(&mut book, &sheet, &mut |number, cells| match rows.take(number, cells) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        })
        .map_err(|why| refuse(input, why))?;
        match failed {
            Some(error) => Err(error),
            None => rows.finish(),
        }
    }

    #[cfg(test)]
    fn sample(&self) -> (&'static str, Vec<u8>) {
        ("flows.xlsx", tests::workbook(&[("Feuille", &[&["name", "quantity"], &["Kiln", "3,5"]])]))
    }
}

fn refuse(input: &Input, why: String) -> ReadError {
    ReadError::NotSheet { file: input.shown.clone(), why }
}

/// Opens what its content says it is; names lie.
fn open(input: &Input) -> Result<Book, ReadError> {
    let file = || File::open(&input.path).map(BufReader::new).map_err(|e| input.io(e));
    let names = match zip::ZipArchive::new(file()?) {
        Ok(archive) => archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect::<Vec<_>>(),
        Err(_) => {
            return Xls::new(file()?)
                .map(|book| Book::Excel(Box::new(Sheets::Xls(book))))
                .map_err(|e| refuse(input, e.to_string()));
        }
    };
    unpack::refuse_bomb(&input.path, MOST_BYTES).map_err(|why| refuse(input, why.to_string()))?;
    let holds = |part: &str| names.iter().any(|name| name.eq_ignore_ascii_case(part));
    if holds("xl/workbook.xml") {
        Xlsx::new(file()?)
            .map(|book| Book::Excel(Box::new(Sheets::Xlsx(book))))
            .map_err(|e| refuse(input, e.to_string()))
    } else if holds("xl/workbook.bin") {
        Xlsb::new(file()?)
            .map(|book| Book::Excel(Box::new(Sheets::Xlsb(book))))
            .map_err(|e| refuse(input, e.to_string()))
    } else {
        Ok(Book::Ods(input.path.clone()))
    }
}

/// The sheets that hold anything.
fn filled_sheets(book: &mut Book) -> Result<Vec<String>, String> {
    let mut filled = Vec::new();
    let names = match book {
        Book::Excel(book) => book.sheet_names(),
        Book::Ods(path) => ods::names(path)?,
    };
    for name in names {
        let mut any = false;
        each_row(book, &name, &mut |_, _| {
            any = true;
            ControlFlow::Break(())
        })?;
        if any {
            filled.push(name);
        }
    }
    Ok(filled)
}

type EachRow<'f> = &'f mut dyn FnMut(u64, Vec<Value>) -> ControlFlow<()>;

/// Gives each row that is not empty, with the number the user sees beside it.
fn each_row(book: &mut Book, sheet: &str, then: EachRow<'_>) -> Result<(), String> {
    let book = match book {
        Book::Excel(book) => &mut **book,
        Book::Ods(path) => return ods::each_row(path, sheet, then),
    };
    match book {
        // A far corner cell would make a table of all cells before it: only those that are there are read.
        Sheets::Xlsx(book) => {
            let merged = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
            let mut merged = Merged::new(merged);
            let mut cells = book.worksheet_cells_reader(sheet).map_err(|e| e.to_string())?;
            let mut current: Option<(u32, Vec<Value>)> = None;
            while let Some(cell) = cells.next_cell().map_err(|e| e.to_string())? {
                let (row, column) = cell.get_position();
                let value = value(cell.get_value());
                if value == Value::Null {
                    continue;
                }
                if current.as_ref().is_none_or(|(number, _)| *number != row) {
                    if let Some((number, cells)) = current.take()
                        && then(u64::from(number) + 1, merged.fill(number, cells)).is_break()
                    {
                        return Ok(());
                    }
                    current = Some((row, Vec::new()));
                }
                if let Some((_, cells)) = &mut current {
                    let at = column as usize;
                    if cells.len() <= at {
                        cells.resize(at + 1, Value::Null);
                    }
                    cells[at] = value;
                }
            }
            if let Some((number, cells)) = current {
                let _ = then(u64::from(number) + 1, merged.fill(number, cells));
            }
        }
        book => {
            let range = book.worksheet_range(sheet).map_err(|e| e.to_string())?;
            let (first, left) = range.start().unwrap_or_default();
            for (at, cells) in range.rows().enumerate() {
                let before = std::iter::repeat_n(Value::Null, left as usize);
                let row: Vec<Value> = before.chain(cells.iter().map(value::<Data>)).collect();
                let empty = row.iter().all(|cell| *cell == Value::Null);
                if !empty && then(u64::from(first) + at as u64 + 1, row).is_break() {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

/// Cells merged downwards: what the first says holds for the rows beside it.
struct Merged {
    regions: Vec<Dimensions>,
    /// By column: the last row that it reaches, and its value.
    open: BTreeMap<u32, (u32, Value)>,
}

impl Merged {
    fn new(mut regions: Vec<Dimensions>) -> Self {
        regions.retain(|region| region.end.0 > region.start.0);
        regions.sort_by_key(|region| std::cmp::Reverse(region.start));
        Self { regions, open: BTreeMap::new() }
    }

    fn fill(&mut self, row: u32, mut cells: Vec<Value>) -> Vec<Value> {
        self.open.retain(|_, (last, _)| *last >= row);
        while let Some(region) = self.regions.pop_if(|region| region.start.0 <= row) {
            if let Some(value) = cells.get(region.start.1 as usize).filter(|_| region.start.0 == row) {
                self.open.insert(region.start.1, (region.end.0, value.clone()));
            }
        }
        for (column, (_, value)) in &self.open {
            if let Some(cell) = cells.get_mut(*column as usize).filter(|cell| **cell == Value::Null) {
                *cell = value.clone();
            }
        }
        cells
    }
}

/// A cell's value.
fn value<D: Cell>(cell: &D) -> Value {
    cell.value()
}

/// The two shapes in which cells come.
trait Cell {
    fn value(&self) -> Value;
}

impl Cell for DataRef<'_> {
    fn value(&self) -> Value {
        match self {
            Self::SharedString(text) => Value::text(text),
            other => Data::from(other.clone()).value(),
        }
    }
}

/// Below it a float holds every whole number: 2^53.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// A number; spreadsheets know no whole ones, but some are.
fn whole(n: f64) -> Value {
    if n.fract() == 0.0 && n.abs() < WHOLE { Value::Int(n as i64) } else { Value::Real(n) }
}

impl Cell for Data {
    fn value(&self) -> Value {
        match self {
            Self::Empty | Self::Error(CellErrorType::NA) => Value::Null,
            Self::Int(n) => Value::Int(*n),
            Self::Float(n) => whole(*n),
            Self::Bool(b) => Value::Bool(*b),
            Self::String(text) | Self::DateTimeIso(text) | Self::DurationIso(text) => Value::text(text),
            // `#DIV/0!` is no number, and says so where one is asked for.
            Self::Error(error) => Value::Text(error.to_string().into()),
            Self::DateTime(at) if at.is_datetime() => {
                let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
                let date = format!("{year:04}-{month:02}-{day:02}");
                Value::Text(match (hour, minute, second) {
                    (0, 0, 0) => date.into(),
                    _ => format!("{date}T{hour:02}:{minute:02}:{second:02}").into(),
                })
            }
            Self::DateTime(_) => self.as_f64().map_or(Value::Null, Value::Real),
        }
    }
}

/// Finds the header, then passes the rows on.
struct Rows<'a> {
    input: &'a Input,
    wanted: &'a [String],
    sink: Sink<'a>,
    /// Rows that wait until the header is found.
    waiting: Vec<(u64, Vec<Value>)>,
    places: Option<Places>,
    table: Table,
}

/// Which cells of a row are asked for.
struct Places {
    wanted: Vec<Option<usize>>,
    locator: Option<Locator>,
    located: Vec<Option<usize>>,
}

impl Rows<'_> {
    fn take(&mut self, number: u64, cells: Vec<Value>) -> Result<(), ReadError> {
        if self.places.is_some() {
            self.give(number, cells);
            return Ok(());
        }
        self.waiting.push((number, cells));
        let found = match self.input.header {
            Some(header) => number >= header,
            None => self.waiting.len() == header::LOOKED_AT,
        };
        if found { self.settle() } else { Ok(()) }
    }

    /// Chooses the header among the rows that wait, and gives those after it.
    fn settle(&mut self) -> Result<(), ReadError> {
        let waiting = std::mem::take(&mut self.waiting);
        let at = match self.input.header {
            Some(header) => waiting.iter().position(|(number, _)| *number >= header).unwrap_or(waiting.len()),
            None => header::place(&waiting.iter().map(|(_, cells)| cells.clone()).collect::<Vec<_>>()),
        };
        let Some((_, names)) = waiting.get(at) else {
            return Err(ReadError::NoLayer { file: self.input.shown.clone() });
        };
        self.table.columns = header::names(names);
        let columns = &self.table.columns;
        let locator = Locator::find(&self.input.geometry, columns).map_err(|column| ReadError::NoSuchColumn {
            file: self.input.shown.clone(),
            column,
            columns: columns.clone(),
        })?;
        let find = |names: &[String]| names.iter().map(|n| columns.iter().position(|c| c == n)).collect::<Vec<_>>();
        let located = locator.as_ref().map(|l| find(l.columns())).unwrap_or_default();
        self.places = Some(Places { wanted: find(self.wanted), locator, located });
        for (number, cells) in waiting.into_iter().skip(at + 1) {
            self.give(number, cells);
        }
        Ok(())
    }

    fn give(&mut self, number: u64, cells: Vec<Value>) {
        let Some(places) = &mut self.places else { return };
        let cell = |at: &Option<usize>| at.and_then(|at| cells.get(at)).cloned().unwrap_or(Value::Null);
        let shape = places
            .locator
            .as_mut()
            .map_or(Shape::NoGeometry, |locator| locator.shape(&places.located.iter().map(cell).collect::<Vec<_>>()));
        self.table.rows += 1;
        (self.sink)(&mut Row::new(number, shape, places.wanted.iter().map(cell).collect()));
    }

    fn finish(mut self) -> Result<Table, ReadError> {
        if self.places.is_none() {
            self.settle()?;
        }
        self.table.crs = self.places.and_then(|places| places.locator).and_then(|locator| locator.crs());
        Ok(self.table)
    }
}

#[cfg(test)]
mod tests;
