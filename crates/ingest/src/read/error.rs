//! Why a file could not be read at all, and what to do about it.

use std::io;

/// A whole file is unusable. The message names the file and says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error("{file}: there is no such file. {}", did_you_mean(.near))]
    NotFound { file: String, near: Vec<String> },
    #[error("{file}: this is a folder, not a file. {}", meant(.files))]
    Directory { file: String, files: Vec<String> },
    #[error("{file}: this is a pipe or a device, not a file. Give it as `-`, on standard input, or save it as a file.")]
    NoFile { file: String },
    #[error(
        "{file}, line {line}: the row or feature that is being read there is longer than {mebibytes} MiB. Check that it is the right \
         file and that its quotes are closed; split a geometry of that size."
    )]
    TooLong { file: String, line: u64, mebibytes: u64 },
    #[error(
        "{file}: reading it is not permitted. Change its permissions (`chmod +r`), or copy it to where you may read."
    )]
    NotPermitted { file: String },
    #[error("{file}: it could not be read ({source}). Check the disk or the connection, and try again.")]
    Io { file: String, source: io::Error },
    #[error("{file}: the file is empty (0 bytes of data). Export or download it again.")]
    Empty { file: String },
    #[error("{file}, line {line}, column {column}: not JSON ({message}). {}", json_hint(.message))]
    NotJson { file: String, line: usize, column: usize, message: String },
    #[error(
        "{file}: JSON, but not GeoJSON: {message}. Export it as GeoJSON, for instance with `ogr2ogr sites.geojson FILE`."
    )]
    NotGeoJson { file: String, message: String },
    #[error(
        "{file}, line {line}: the text is not {encoding}. Declare `encoding = \"windows-1252\"` (or what it is) in the \
         study, or save the file as UTF-8."
    )]
    NotText { file: String, line: u64, encoding: &'static str },
    #[error(
        "{file}: `{name}` is no text encoding that maillon knows. Write one such as \"utf-8\", \"windows-1252\", \
         \"iso-8859-15\" or \"utf-16le\"."
    )]
    UnknownEncoding { file: String, name: String },
    #[error(
        "{file}: `{delimiter}` cannot part the fields of a CSV file. Declare a single ASCII character such as \";\"."
    )]
    BadDelimiter { file: String, delimiter: char },
    #[error("{file}: there is no column `{column}` to take the geometry from. Its columns are {}.", listed(.columns))]
    NoSuchColumn { file: String, column: String, columns: Vec<String> },
    #[error(
        "{file}: {missing} is missing. A Shapefile is at least .shp, .shx and .dbf together: copy {missing} from where the .shp came from. {hint}"
    )]
    MissingPart { file: String, missing: String, hint: &'static str },
    #[error("{file}: there is no layer `{layer}`. Its layers are {}.", listed(.layers))]
    NoSuchLayer { file: String, layer: String, layers: Vec<String> },
    #[error("{file}: the file has several layers. Choose one with `layer = \"…\"`: {}.", listed(.layers))]
    ChooseLayer { file: String, layers: Vec<String> },
    #[error("{file}: the file has no layer of vector data or table. Check that it is the right file.")]
    NoLayer { file: String },
    #[error("{file}: the database could not be read ({message}). Check its name, its server and your rights.")]
    NoDatabase { file: String, message: String },
    #[error("{file}: it is no spreadsheet that can be read ({why}). Save it again, as XLSX or ODS, or as CSV.")]
    NotSheet { file: String, why: String },
    #[error("{file}: it cannot be read as Parquet ({why}). Write it again, with WKB geometries for GeoParquet.")]
    NotParquet { file: String, why: String },
    #[error("{file}: {why}. Unpack it by hand, and name the file that you mean.")]
    Archive { file: String, why: String },
    #[error(
        "{file}: no file has a name of this pattern and a format that maillon reads. Check the pattern; it is relative to the study file."
    )]
    NoMatch { file: String },
    #[error("{file}: no format that maillon reads ({message}). It reads {formats}, and ZIP archives of them.")]
    NotVector { file: String, message: String, formats: String },
}

/// Says what else lies in the folder.
fn did_you_mean(files: &[String]) -> String {
    match files {
        [] => "Check the path; it is relative to the study file.".to_owned(),
        files => format!("Did you mean {}?", listed(files)),
    }
}

/// Says which files of a folder could be meant.
fn meant(files: &[String]) -> String {
    match files {
        [] => "Name a file; none in the folder is of a known format.".to_owned(),
        files => format!("Name one of its files: {}.", listed(files)),
    }
}

/// The tokens that other writers take for JSON deserve a word of their own.
fn json_hint(message: &str) -> &'static str {
    match message {
        m if m.contains("NaN") => "JSON has no NaN or Infinity: write null where a value is not known.",
        _ => "Mend it there, or export it again.",
    }
}

/// At most a dozen names, quoted.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut text = names.iter().take(SHOWN).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}
