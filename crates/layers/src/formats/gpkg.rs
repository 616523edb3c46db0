//! GeoPackage 1.3: every layer of the run in one file, indexed, described and styled.
//!
//! Besides its tables the file holds `gpkg_data_columns` (names and meanings of columns), constraints for columns of
//! few words, `gpkg_metadata` (parameters, versions, digests of the inputs) and `layer_styles`, from which QGIS takes
//! the style of a layer that is added by hand.

mod describe;
mod sql;

use std::path::Path;

use gdal::errors::GdalError;
use gdal::raster::RasterCreationOptions;
use gdal::{Dataset, DriverManager};

use crate::error::LayerError;
use crate::format::{Format, WrittenFile};
use crate::layer::Table;
use crate::ogr;
use crate::row::Row;
use crate::target::Staging;

/// Its name in the folder of results.
pub(crate) const FILE: &str = "maillon.gpkg";

/// The geometry column of every table.
pub(crate) const GEOMETRY: &str = "geom";

pub(crate) struct GeoPackage;

/// The folder is not the results' yet: a journal and waits for the disk would protect nothing.
const OPTIONS: &[(&str, &str)] =
    &[("OGR_CURRENT_DATE", ogr::DAY), ("OGR_SQLITE_SYNCHRONOUS", "OFF"), ("OGR_SQLITE_JOURNAL", "MEMORY")];

impl Format for GeoPackage {
    fn name(&self) -> &'static str {
        "gpkg"
    }

    fn files(&self) -> Vec<String> {
        vec![FILE.to_owned()]
    }

    fn write(&self, tables: &[Table], staging: &Staging) -> Result<Vec<WrittenFile>, LayerError> {
        if tables.is_empty() {
            return Ok(Vec::new());
        }
        if tables.iter().all(|table| table.rows().next().is_none()) {
            return Ok(vec![WrittenFile { name: FILE.to_owned(), rows: 0, bytes: 0 }]);
        }
        let mut counts = Vec::new();
        let bytes = staging.make(FILE, |path| {
            let _options = ogr::Options::set(OPTIONS);
            counts = fill(path, tables).map_err(|e| e.to_string())?;
            counts.iter().try_for_each(|(layer, rows)| ogr::holds(path, layer, *rows))
        })?;
        let rows = counts.iter().map(|(_, rows)| rows).sum();
        Ok(vec![WrittenFile { name: FILE.to_owned(), rows, bytes }])
    }
}

/// Writes the tables that have rows. Returns how many each has.
fn fill(path: &Path, tables: &[Table]) -> Result<Vec<(&'static str, u64)>, GdalError> {
    let driver = DriverManager::get_driver_by_name("GPKG")?;
    let version = RasterCreationOptions::from_iter(["VERSION=1.3"]);
    let mut dataset = driver.create_with_band_type_with_options::<u8, _>(path, 0, 0, 0, &version)?;
    let mut written = Vec::new();
    let mut counts = Vec::new();
    for table in tables {
        let mut rows = table.rows().peekable();
        if rows.peek().is_some() {
            counts.push((table.layer.name, add(&mut dataset, table, rows)?));
            written.push(*table);
        }
    }
    dataset.flush_cache()?;
    let transaction = dataset.start_transaction()?;
    sql::run(&transaction, &describe::tables(&written))?;
    transaction.commit()?;
    dataset.close()?;
    Ok(counts)
}

/// One table in one transaction, indexed once its rows are there.
fn add<'r>(dataset: &mut Dataset, table: &Table, rows: impl Iterator<Item = Row<'r>>) -> Result<u64, GdalError> {
    let fields = table.fields();
    let identifier = format!("IDENTIFIER={}", table.layer.name);
    let description = format!("DESCRIPTION={}", table.layer.about);
    let geometry = format!("GEOMETRY_NAME={GEOMETRY}");
    let options = ["SPATIAL_INDEX=NO", &geometry, &identifier, &description];
    let mut transaction = dataset.start_transaction()?;
    let layer = ogr::create(&mut transaction, table, &fields, &options)?;
    let count = ogr::fill(&layer, table, &fields, rows)?;
    transaction.commit()?;
    let index = format!("SELECT CreateSpatialIndex('{}', '{GEOMETRY}')", table.layer.name);
    drop(dataset.execute_sql(index, None, gdal::vector::sql::Dialect::DEFAULT)?);
    Ok(count)
}

#[cfg(test)]
mod tests;
