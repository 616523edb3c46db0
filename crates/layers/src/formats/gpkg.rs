//! GeoPackage 1.3: every layer of the run in one file, indexed, described and styled.
//!
//! Besides its tables the file holds `gpkg_data_columns` (names and meanings of columns), constraints for columns of
//! few words, `gpkg_metadata` (parameters, versions, digests of the inputs) and `layer_styles`, from which QGIS takes
//! the style of a layer that is added by hand. Beside it stand a project and a group of layers that open it.

mod describe;
mod sql;
mod styles;

use std::io::{self, Write};
use std::path::Path;

use gdal::errors::GdalError;
use gdal::raster::RasterCreationOptions;
use gdal::{Dataset, DriverManager};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::error::LayerError;
use crate::format::{Format, WrittenFile};
use crate::layer::Table;
use crate::ogr;
use crate::qgis;
use crate::row::GeometryKind;
use crate::target::Staging;

/// Its name in the folder of results.
pub(crate) const FILE: &str = "maillon.gpkg";

/// The project that opens it.
const PROJECT: &str = "maillon.qgz";

/// The same layers, to drop into an open project.
const GROUP: &str = "maillon.qlr";

/// The geometry column of every table.
pub(crate) const GEOMETRY: &str = "geom";

pub(crate) struct GeoPackage;

/// The folder is not the results' yet: a journal and waits for the disk would protect nothing. With SQLite's own 2 MB of cache
/// a spatial index reads its pages again and again; 16 save a tenth of the time at 200,000 rows, 32 and 256 no more. To check
/// the options that we set takes as long as a table.
const OPTIONS: &[(&str, &str)] = &[
    ("OGR_CURRENT_DATE", ogr::DAY),
    ("OGR_SQLITE_SYNCHRONOUS", "OFF"),
    ("OGR_SQLITE_JOURNAL", "MEMORY"),
    ("OGR_SQLITE_CACHE", "16"),
    ("GDAL_VALIDATE_CREATION_OPTIONS", "NO"),
];

impl Format for GeoPackage {
    fn name(&self) -> &'static str {
        "gpkg"
    }

    fn files(&self) -> Vec<String> {
        [FILE, PROJECT, GROUP].map(str::to_owned).to_vec()
    }

    fn write(&self, tables: &[Table], staging: &Staging) -> Result<Vec<WrittenFile>, LayerError> {
        let tables: Vec<Table> = tables.iter().filter(|table| table.filled().is_some()).copied().collect();
        let mut counts = Vec::new();
        let [mut file, mut project, mut group] = [const { Ok(0) }; 3];
        if !tables.is_empty() {
            type Put = fn(&str, &mut dyn Write) -> io::Result<()>;
            let beside = |name, text: Option<String>, put: Put| {
                text.map_or(Ok(0), |text| staging.write(name, |out| put(&text, out)))
            };
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| project = beside(PROJECT, qgis::project(&tables), zipped));
                scope.spawn(|_| group = beside(GROUP, qgis::group(&tables), plain));
                file = staging.make(FILE, |path| {
                    let _options = ogr::Options::set(OPTIONS);
                    counts = fill(path, &tables).map_err(told)?;
                    ogr::holds(path, &counts)
                });
            });
        }
        let rows = counts.iter().map(|(_, rows)| rows).sum();
        let written = |(name, bytes): (&str, Result<u64, LayerError>)| {
            Ok(WrittenFile { name: name.to_owned(), rows, bytes: bytes? })
        };
        [(FILE, file), (PROJECT, project), (GROUP, group)].into_iter().map(written).collect()
    }
}

fn plain(group: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(group.as_bytes())
}

/// A project as QGIS packs it. The date within is the first that a zip can tell.
fn zipped(project: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(out);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(0o644);
    zip.start_file("maillon.qgs", options)?;
    zip.write_all(project.as_bytes())?;
    zip.finish()?.flush()
}

/// Writes the tables, which have rows. Returns how many each has.
fn fill(path: &Path, tables: &[Table]) -> Result<Vec<(&'static str, u64)>, GdalError> {
    let driver = DriverManager::get_driver_by_name("GPKG")?;
    let version = RasterCreationOptions::from_iter(["VERSION=1.3"]);
    let mut dataset = driver.create_with_band_type_with_options::<u8, _>(path, 0, 0, 0, &version)?;
    // GDAL looks for the name of each of its layers in each statement. These are long, and it has none yet.
    let transaction = dataset.start_transaction()?;
    sql::run(&transaction, &styles::tables(tables))?;
    sql::run(&transaction, &describe::tables(tables))?;
    transaction.commit()?;
    let mut counts = Vec::new();
    for table in tables {
        counts.push((table.layer.name, add(&mut dataset, table)?));
    }
    dataset.flush_cache()?;
    let transaction = dataset.start_transaction()?;
    sql::run(&transaction, &[styles::contents()])?;
    transaction.commit()?;
    dataset.close()?;
    Ok(counts)
}

/// A transaction that fails comes with a number and no cause, and SQLite has taken back what it wrote: the disk shows none.
fn told(error: GdalError) -> String {
    match error {
        GdalError::OgrError { .. } => {
            format!("{error}; a full disk or a quota does that: free some room or choose another output folder")
        }
        other => other.to_string(),
    }
}

/// One table in one transaction, indexed once its rows are there.
fn add(dataset: &mut Dataset, table: &Table) -> Result<u64, GdalError> {
    let fields = table.fields();
    let identifier = format!("IDENTIFIER={}", table.layer.name);
    let description = format!("DESCRIPTION={}", table.layer.about);
    let geometry = format!("GEOMETRY_NAME={GEOMETRY}");
    let options = ["SPATIAL_INDEX=NO", &geometry, &identifier, &description];
    let mut transaction = dataset.start_transaction()?;
    let layer = ogr::create(&mut transaction, table, &fields, &options)?;
    let count = ogr::fill(&layer, table, table.batches(), |_| true)?;
    if table.layer.geometry != GeometryKind::None {
        sql::run(&transaction, &[format!("SELECT CreateSpatialIndex('{}', '{GEOMETRY}')", table.layer.name)])?;
    }
    transaction.commit()?;
    Ok(count)
}

#[cfg(test)]
mod tests;
