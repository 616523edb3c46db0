//! Parquet and GeoParquet (1.0 and 1.1, and the GEOMETRY type of Parquet itself), column by column.

mod calm;
mod cells;
mod geo;

use std::fs::File;

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::schema::types::SchemaDescriptor;
use maillon_model::{IssueCode, Numbering};

use super::geometry::Locator;
use super::{Defect, Format, GeometryFrom, Input, ReadError, Row, Shape, Sink, Table, Value};
use calm::calm;
use cells::Cells;
use geo::Geo;

/// Rows decoded at a time.
const BATCH: usize = 1024;

/// Tables of typed columns, with or without geometries. Debian's GDAL cannot read it.
pub(super) struct Parquet;

impl Format for Parquet {
    fn name(&self) -> &'static str {
        "GeoParquet"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["parquet", "geoparquet", "parq"]
    }

    fn recognises(&self, head: &[u8]) -> bool {
        head.starts_with(b"PAR1")
    }

    fn read(&self, input: &Input, wanted: &[String], sink: Sink<'_>) -> Result<Table, ReadError> {
        let refuse = |e: ParquetError| ReadError::NotParquet { file: input.shown.clone(), why: why(&e) };
        let file = File::open(&input.path).map_err(|e| input.io(e))?;
        let reader = calm(|| SerializedFileReader::new(file)).map_err(refuse)?;
        let meta = reader.metadata().file_metadata();
        let schema = meta.schema_descr();
        let mut table = Table {
            layer: None,
            numbering: Numbering::Feature,
            columns: schema.root_schema().get_fields().iter().map(|field| field.name().to_owned()).collect(),
            crs: None,
            rows: 0,
            defects: Vec::new(),
            encoding: None,
            delimiter: None,
        };
        let geo = match &input.geometry {
            GeometryFrom::Auto => Geo::of(meta, schema).map_err(|why| refuse(ParquetError::General(why)))?,
            GeometryFrom::Wkt(column) => Geo::named(column, schema),
            _ => None,
        };
        let mut locator = match geo {
            Some(_) => None,
            None => Locator::find(&input.geometry, &table.columns).map_err(|column| ReadError::NoSuchColumn {
                file: input.shown.clone(),
                column,
                columns: table.columns.clone(),
            })?,
        };
        // The wanted columns, then those that tell the place.
        let located: &[String] = locator.as_ref().map_or(&[], |l| l.columns());
        let names: Vec<Vec<String>> = wanted.iter().chain(located).map(|name| vec![name.clone()]).collect();
        let paths = names.into_iter().chain(geo.iter().flat_map(Geo::columns));
        let leaves: Vec<Option<usize>> = paths.map(|path| leaf(schema, &path)).collect();
        for (name, leaf) in wanted.iter().zip(&leaves) {
            if leaf.is_none() && table.columns.contains(name) {
                let message = format!("column `{name}` holds lists or structures, which are not read");
                table.defects.push(Defect { code: IssueCode::BadFeature, feature: None, message });
            }
        }

        for group in 0..reader.num_row_groups() {
            let group = calm(|| reader.get_row_group(group)).map_err(refuse)?;
            let mut columns = Vec::new();
            for leaf in &leaves {
                let column = |at: usize| calm(|| Ok((schema.column(at), group.get_column_reader(at)?)));
                let column = leaf.map(column).transpose().map_err(refuse)?;
                columns.push(column.map(|(descr, reader)| Cells::new(descr, reader)));
            }
            let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            while left > 0 {
                let batch = left.min(BATCH);
                left -= batch;
                let mut cells = Vec::new();
                for column in &mut columns {
                    cells.push(match column {
                        Some(column) => calm(|| column.next(batch)).map_err(refuse)?.into_iter(),
                        None => Vec::new().into_iter(),
                    });
                }
                for _ in 0..batch {
                    table.rows += 1;
                    let mut row: Vec<Value> = Vec::with_capacity(cells.len());
                    let mut bytes = None;
                    for column in &mut cells {
                        row.push(match column.next() {
                            Some(cells::Cell::Value(value)) => value,
                            Some(cells::Cell::Bytes(own)) => {
                                bytes = Some(own);
                                Value::Null
                            }
                            None => Value::Null,
                        });
                    }
                    let place = row.split_off(wanted.len());
                    let shape = match (&geo, &mut locator) {
                        (Some(geo), _) => geo.shape(bytes.as_deref(), &place),
                        (None, Some(locator)) => locator.shape(&place),
                        (None, None) => Shape::NoGeometry,
                    };
                    sink(&mut Row::new(table.rows, shape, row));
                }
            }
        }
        table.crs = locator.and_then(|l| l.crs()).or_else(|| geo.and_then(|geo| geo.crs));
        Ok(table)
    }

    #[cfg(test)]
    fn sample(&self) -> (&'static str, Vec<u8>) {
        ("sites.parquet", tests::file(None, &[tests::text("name", &[Some("Kiln")])]))
    }
}

/// The column of single values at that path, `None` where it is not there or repeats.
fn leaf(schema: &SchemaDescriptor, path: &[String]) -> Option<usize> {
    schema.columns().iter().position(|column| column.path().parts() == path && column.max_rep_level() == 0)
}

/// What the library says, as part of a sentence.
fn why(error: &ParquetError) -> String {
    let text = error.to_string();
    ["Parquet error: ", "External: ", "EOF: "]
        .iter()
        .fold(text.as_str(), |t, p| t.trim_start_matches(p))
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests;
