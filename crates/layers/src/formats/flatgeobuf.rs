//! FlatGeobuf: one file per layer, with its spatial index, for very large studies and for the Web.

use gdal::DriverManager;
use gdal::errors::GdalError;

use crate::error::LayerError;
use crate::format::{Format, WrittenFile, layer_files};
use crate::layer::Table;
use crate::ogr;
use crate::target::Staging;

const EXTENSION: &str = "fgb";

pub(crate) struct FlatGeobuf;

impl Format for FlatGeobuf {
    fn name(&self) -> &'static str {
        "flatgeobuf"
    }

    fn files(&self) -> Vec<String> {
        layer_files(EXTENSION)
    }

    fn write(&self, tables: &[Table], staging: &Staging) -> Result<Vec<WrittenFile>, LayerError> {
        let mut files = Vec::new();
        for table in tables {
            let name = format!("{}.{EXTENSION}", table.layer.name);
            let (mut rows, mut bytes) = (0, 0);
            if let Some(placed) = table.placed() {
                bytes = staging.make(&name, |path| {
                    let make = || -> Result<u64, GdalError> {
                        let mut dataset = DriverManager::get_driver_by_name("FlatGeobuf")?.create_vector_only(path)?;
                        let fields = table.fields();
                        let layer = ogr::create(&mut dataset, table, &fields, &["SPATIAL_INDEX=YES"])?;
                        // What has no place is in no index.
                        let rows = ogr::fill(&layer, table, placed, |row| row.geometry.is_some())?;
                        // It is at the end that the file is written.
                        dataset.close()?;
                        Ok(rows)
                    };
                    rows = make().map_err(|e| e.to_string())?;
                    ogr::holds(path, &[(table.layer.name, rows)])
                })?;
            }
            files.push(WrittenFile { name, rows, bytes });
        }
        Ok(files)
    }
}
