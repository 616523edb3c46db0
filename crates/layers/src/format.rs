//! The formats that layers are written in: one file in `formats/` and one line here each.

use std::io::{self, Write};

use crate::error::LayerError;
use crate::formats::{csv::Csv, flatgeobuf::FlatGeobuf, geojson::GeoJson, gpkg::GeoPackage, parquet::Parquet};
use crate::layer::{LAYERS, Table};
use crate::rows::Rows;
use crate::target::Staging;

/// Writes neutral tables. A format may put all of them into one file.
pub(crate) trait Format: Sync {
    /// As a study's `formats` names it.
    fn name(&self) -> &'static str;

    /// Every file it may ever write: a new run takes the place of the last one's.
    fn files(&self) -> Vec<String>;

    /// Writes the tables and says what came of each file. A file without rows is not written: an empty collection
    /// opens a dialog in QGIS.
    fn write(&self, tables: &[Table], staging: &Staging) -> Result<Vec<WrittenFile>, LayerError>;

    /// Whether a table can be written where there is no file.
    fn streams(&self) -> bool {
        false
    }

    /// Writes one table where there is no file, also without rows.
    fn stream(&self, _table: &Table, _out: &mut dyn Write) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Every format.
pub(crate) const FORMATS: &[&dyn Format] = &[&GeoJson, &GeoPackage, &FlatGeobuf, &Csv, &Parquet];

/// A file of the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its name in the folder.
    pub name: String,
    /// How many rows it holds, 1 for the report, or, of a style or project, shows; 0 says that there were none, so that it
    /// was not written.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The names a study's `formats` may hold.
pub fn format_names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name()).collect()
}

/// The file names of a format that writes each layer into a file of its own.
pub(crate) fn layer_files(extension: &str) -> Vec<String> {
    LAYERS.iter().map(|layer| format!("{}.{extension}", layer.name)).collect()
}

/// Writes each table that has rows into a file of its own, as `encode` puts it, which says how many rows it put.
pub(crate) fn write_each(
    tables: &[Table],
    staging: &Staging,
    extension: &str,
    rows: for<'a> fn(&Table<'a>) -> Option<Rows<'a>>,
    encode: fn(&Table, Rows, &mut dyn Write) -> io::Result<u64>,
) -> Result<Vec<WrittenFile>, LayerError> {
    let mut files = Vec::new();
    for table in tables {
        let name = format!("{}.{extension}", table.layer.name);
        let (mut count, mut bytes) = (0, 0);
        if let Some(rows) = rows(table) {
            bytes = staging.write(&name, |out| {
                count = encode(table, rows, out)?;
                Ok(())
            })?;
        }
        files.push(WrittenFile { name, rows: count, bytes });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Context;
    use crate::row::GeometryKind;
    use crate::sample::Sample;
    use crate::target::Registry;

    #[test]
    fn each_format_writes_every_layer_of_the_sample() {
        static REGISTRY: Registry = Registry::new();
        let sample = Sample::new();
        let runs = sample.runs();
        let contexts = runs.each_ref().map(Context::new);
        let tables: Vec<Table> = (LAYERS.iter())
            .filter_map(|layer| {
                let context = contexts.iter().find(|context| context.run.subject.about() == layer.subject)?;
                Some(Table { layer, context })
            })
            .collect();
        assert_eq!(tables.len(), LAYERS.len());
        let mut names = format_names();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FORMATS.len());
        for format in FORMATS {
            let folder = tempfile::tempdir().unwrap();
            let staging = Staging::create(&folder.path().join("out"), &REGISTRY).unwrap();
            let written = format.write(&tables, &staging).unwrap();
            assert!(!written.is_empty());
            for file in written {
                let table = LAYERS.iter().any(|l| l.geometry == GeometryKind::None && file.name.starts_with(l.name));
                let written = file.rows > 0 && file.bytes > 0;
                assert!(
                    written || table && ["geojson", "flatgeobuf"].contains(&format.name()),
                    "{}: {file:?}",
                    format.name()
                );
                assert!(format.files().contains(&file.name));
            }
        }
    }
}
