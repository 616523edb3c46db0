//! Files to rows: one format is one file here and one line in [`FORMATS`].

mod ahead;
mod angle;
mod arc;
mod csv;
mod error;
mod geojson;
mod geometry;
mod header;
pub(crate) mod log;
mod pair;
mod parquet;
mod row;
mod shapefile;
mod sheet;
mod swapped;
mod text;
mod vector;
mod wkb;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use compact_str::CompactString;
use geo_types::Geometry;
use maillon_model::{IssueCode, Numbering};

use crate::location::is_database;

pub(crate) use error::ReadError;
pub(crate) use row::{Row, Told};

/// What to read, and how, where the file does not say.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// The path as the user wrote it, for messages.
    pub shown: String,
    /// The layer, where the file has several.
    pub layer: Option<String>,
    /// The text encoding, by a name of the WHATWG Encoding Standard; overrides what the file says.
    pub encoding: Option<String>,
    /// The field delimiter of a CSV file.
    pub delimiter: Option<char>,
    /// The row of a table's header, counted from 1; found where it is not given.
    pub header: Option<u64>,
    /// Which columns hold the geometry, where the format has none of its own.
    pub geometry: GeometryFrom,
}

/// Where a row's geometry comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum GeometryFrom {
    /// The format's own; in a CSV file, columns that are named like a geometry.
    #[default]
    Auto,
    /// A column of WKT, EWKT or GeoJSON text.
    Wkt(String),
    /// Two columns of numbers.
    LonLat {
        /// Name of the column of longitudes, or eastings.
        lon: String,
        /// Name of the column of latitudes, or northings.
        lat: String,
    },
    /// A plain table, whatever it holds.
    None,
}

/// A row's geometry, 2D, in the file's own coordinates; x is longitude or easting.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// The table has no geometries.
    NoGeometry,
    /// The table has geometries, this row has none.
    Null,
    /// There is something, but it is no geometry: why.
    Bad(String),
    /// As it was read; not checked for validity.
    Geometry(Geometry<f64>),
}

/// A field's value. Text is trimmed and never empty: an empty field is `Null`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Empty, null, unset, or no such column.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Real(f64),
    /// Trimmed, not empty; dates are ISO 8601.
    Text(CompactString),
    /// An array or an object; rare, and three times as large as all others.
    Json(Box<serde_json::Value>),
}

impl Value {
    /// Trimmed text, or `Null` where nothing is left.
    pub(crate) fn text(text: &str) -> Self {
        match text.trim() {
            "" => Self::Null,
            trimmed => Self::Text(trimmed.into()),
        }
    }
}

/// Something wrong with the file or one row of it; the other rows were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Defect {
    /// Which defect.
    pub code: IssueCode,
    /// The row, counted as [`Table::numbering`] says; `None` speaks of the whole file.
    pub feature: Option<u64>,
    /// What is wrong, in a sentence without its place.
    pub message: String,
}

/// What there is to say about a file once its rows are read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    /// The layer that was read, where the format has layers.
    pub layer: Option<String>,
    /// What row numbers count.
    pub numbering: Numbering,
    /// All columns of the file, in its order.
    pub columns: Vec<String>,
    /// What the file says of its coordinates, for [`Crs::parse`](crate::crs::Crs::parse); `None` where it says nothing.
    pub crs: Option<String>,
    /// Rows that went to the sink.
    pub rows: u64,
    /// What was wrong, in file order.
    pub defects: Vec<Defect>,
    /// The encoding its text was read in, where that was a question.
    pub encoding: Option<String>,
    /// The field delimiter, for a CSV file.
    pub delimiter: Option<char>,
}

/// Takes the rows, in file order. It may keep what it wants of one: the next is put in the same place.
type Sink<'s> = &'s mut dyn FnMut(&mut Row);

/// Reads `input` row by row; each row holds the `wanted` columns, `Null` where the file lacks one.
///
/// # Errors
/// Where nothing of the file can be used. Rows may have gone to the sink before.
pub(crate) fn read(input: &Input, wanted: &[String], sink: Sink<'_>) -> Result<Table, ReadError> {
    let format = choose(input)?;
    if ahead::pays(input) { ahead::read(format, input, wanted, sink) } else { format.read(input, wanted, sink) }
}

/// About how many rows a file has, as its beginning tells; rather too many, but no more than [`MOST`]. `None` where that is not soon
/// told.
pub(crate) fn rows_about(input: &Input) -> Option<usize> {
    let mark = choose(input).ok()?.mark()?;
    let mut head = vec![0; BEGINNING];
    let mut file = File::open(&input.path).ok()?;
    let got = text::read_full(&mut file, &mut head).ok().filter(|got| *got > 0)?;
    let marks = head[..got].windows(mark.len()).filter(|bytes| *bytes == mark).count();
    let rows = file.metadata().ok()?.len() as f64 / got as f64 * marks as f64;
    Some(((rows * 1.1) as usize).min(MOST))
}

/// What to correct in a file, by feature.
#[derive(Debug, Default)]
pub(crate) struct Mending {
    /// Features whose two coordinates change places.
    pub swap: BTreeSet<u64>,
    /// Features that are left out where they repeat another to the letter.
    pub repeated: BTreeSet<u64>,
}

/// A corrected file.
#[derive(Debug)]
pub(crate) struct Mended {
    /// The whole file; what was not corrected is as it was, to the byte.
    pub bytes: Vec<u8>,
    /// What was corrected, in file order.
    pub changes: Vec<Change>,
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub feature: u64,
    /// The column or columns, or nothing where the whole row is gone.
    pub field: String,
    pub before: String,
    pub after: String,
}

/// Writes a corrected copy of a file; `None` where its format is one that is not written anew.
///
/// # Errors
/// Where the file cannot be read.
pub(crate) fn mend(input: &Input, mending: &Mending) -> Result<Option<Mended>, ReadError> {
    choose(input)?.mend(input, mending)
}

/// A geometry as bytes, for fuzzing.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn fuzzed_wkb(bytes: &[u8]) {
    let _ = wkb::read(bytes);
}

/// A geometry as text, for fuzzing: what changes places twice is what it was.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn fuzzed_wkt(text: &str) {
    let from = GeometryFrom::Wkt("geom".to_owned());
    if let Some(mut locator) = geometry::Locator::named(&from) {
        let _ = locator.shape(&[Value::text(text)]);
    }
    if let Some(once) = swapped::text(text) {
        let twice = swapped::text(&once);
        assert!(twice.is_some_and(|twice| swapped::text(&twice) == Some(once)), "{text}");
    }
}

/// One way to write a table down.
trait Format: Sync {
    /// What people call it, for the list of what can be read.
    fn name(&self) -> &'static str;

    /// File name extensions, in lower case.
    fn extensions(&self) -> &'static [&'static str];

    /// Whether a file of an unknown extension looks like it, by its first bytes.
    fn recognises(&self, head: &[u8]) -> bool;

    /// As [`read`].
    fn read(&self, input: &Input, wanted: &[String], sink: Sink<'_>) -> Result<Table, ReadError>;

    /// What stands in its text about once for each row, where it is text.
    fn mark(&self) -> Option<&'static [u8]> {
        None
    }

    /// As [`mend`].
    fn mend(&self, _input: &Input, _mending: &Mending) -> Result<Option<Mended>, ReadError> {
        Ok(None)
    }

    /// A file name and the bytes of a file with one row and a column `name`.
    #[cfg(test)]
    fn sample(&self) -> (&'static str, Vec<u8>);
}

/// All formats; the last one takes what no other does.
const FORMATS: &[&dyn Format] =
    &[&geojson::GeoJson, &csv::Csv, &sheet::Spreadsheet, &parquet::Parquet, &vector::Vector];

/// Bytes looked at where the extension says nothing.
const HEAD: usize = 4096;

/// Bytes by which rows are counted.
const BEGINNING: usize = 64 * 1024;

/// Rows that a beginning can promise. No source: room for their sites and flows is half a gigabyte.
const MOST: usize = 1 << 21;

/// What TopoJSON has among its first bytes; its files are often called `.json`.
const TOPOLOGY: &[u8] = b"\"Topology\"";

/// The format of a file, by its extension, else by its first bytes.
fn choose(input: &Input) -> Result<&'static dyn Format, ReadError> {
    let extension = extension(&input.path);
    let by_name = FORMATS.iter().find(|f| f.extensions().contains(&extension.as_str()));
    if is_database(&input.path) {
        return Ok(&vector::Vector);
    }
    let meta = fs::metadata(&input.path).map_err(|e| input.io(e))?;
    if meta.is_dir() {
        return match by_name {
            Some(format) if vector::is_folder(&extension) => Ok(*format),
            _ => Err(ReadError::Directory { file: input.shown.clone(), files: readable(&input.path) }),
        };
    }
    let mut head = [0; HEAD];
    let got = File::open(&input.path).and_then(|mut f| text::read_full(&mut f, &mut head)).map_err(|e| input.io(e))?;
    if got == 0 {
        return Err(ReadError::Empty { file: input.shown.clone() });
    }
    if extension.ends_with("json") && head.windows(TOPOLOGY.len()).any(|w| w == TOPOLOGY) {
        return Ok(&vector::Vector);
    }
    let by_look = || FORMATS.iter().find(|f| f.recognises(&head[..got]));
    Ok(*by_name.or_else(by_look).unwrap_or(&FORMATS[FORMATS.len() - 1]))
}

/// The extension in lower case, or nothing.
pub(crate) fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The columns that a table without geometries of its own takes them from, by their names.
pub(crate) fn usual_place(columns: &[String]) -> Vec<String> {
    let found = geometry::Locator::find(&GeometryFrom::Auto, columns).ok().flatten();
    found.map(|locator| locator.columns().to_vec()).unwrap_or_default()
}

/// Whether a text is a geometry: WKT, EWKT, hexadecimal WKB or GeoJSON.
pub(crate) fn is_geometry(text: &str) -> bool {
    geometry::is_geometry(text)
}

/// Whether a text is a pair of coordinates.
pub(crate) fn is_pair(text: &str) -> bool {
    geometry::is_pair(text)
}

/// Whether a text is an angle in degrees and minutes.
pub(crate) fn is_angle(text: &str) -> bool {
    angle::read(text).is_some()
}

/// Whether a folder is one dataset.
pub(crate) fn is_dataset(folder: &Path) -> bool {
    vector::is_folder(&extension(folder))
}

/// Whether a format, or the unpacking of archives, claims a file's name.
pub(crate) fn is_readable(path: &Path) -> bool {
    let extension = extension(path);
    extension == "zip" || FORMATS.iter().any(|f| f.extensions().contains(&extension.as_str()))
}

/// The files of a folder that can be read, sorted; none that is hidden, or a part of another.
pub(crate) fn readable(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_readable(path))
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    // A spreadsheet that is open leaves its lock beside it.
    names.retain(|n| !n.starts_with(['.', '~']));
    names.sort();
    // The table of a Shapefile is part of it.
    let shapefiles: Vec<String> =
        names.iter().filter(|n| n.to_lowercase().ends_with(".shp")).map(|n| stem(n)).collect();
    names.retain(|n| !(n.to_lowercase().ends_with(".dbf") && shapefiles.contains(&stem(n))));
    names
}

/// A file name without its extension.
fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

impl Input {
    /// The error that keeps the file from being read at all.
    fn io(&self, error: io::Error) -> ReadError {
        let file = self.shown.clone();
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                ReadError::NotFound { file, near: self.neighbours() }
            }
            io::ErrorKind::PermissionDenied => ReadError::NotPermitted { file },
            _ => ReadError::Io { file, source: error },
        }
    }

    /// Files beside a missing one that are named much like it.
    fn neighbours(&self) -> Vec<String> {
        let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
        let (wanted, folder) = (name(&self.path), self.path.parent().filter(|p| !p.as_os_str().is_empty()));
        let mut near = readable(folder.unwrap_or(Path::new(".")));
        near.retain(|n| strsim::normalized_damerau_levenshtein(&n.to_lowercase(), &wanted) >= 0.6);
        near
    }

    /// The encoding that was declared, if one was.
    fn declared_encoding(&self) -> Result<Option<&'static encoding_rs::Encoding>, ReadError> {
        let unknown = |name: &String| ReadError::UnknownEncoding { file: self.shown.clone(), name: name.clone() };
        self.encoding.as_ref().map(|name| text::named(name).ok_or_else(|| unknown(name))).transpose()
    }
}

#[cfg(test)]
impl Input {
    /// A file as it is, shown by its name.
    fn of(path: PathBuf) -> Self {
        let shown = path.file_name().unwrap().to_string_lossy().into_owned();
        Self { path, shown, layer: None, encoding: None, delimiter: None, header: None, geometry: GeometryFrom::Auto }
    }
}

#[cfg(test)]
mod tests;
