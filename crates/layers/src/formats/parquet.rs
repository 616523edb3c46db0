//! GeoParquet 1.1: one file per layer, typed and compressed, for data frames, DuckDB and the Web. A table without places is
//! plain Parquet.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::Type;
use serde_json::json;

use crate::column::Field;
use crate::error::LayerError;
use crate::format::{Format, WrittenFile, layer_files};
use crate::layer::Table;
use crate::row::{GeometryKind, Value};
use crate::rows::Rows;
use crate::target::Staging;
use crate::wkb::Wkb;

const EXTENSION: &str = "parquet";

/// The column of geometries: the usual name among those who read such files.
const GEOMETRY: &str = "geometry";

/// Rows that are held until they are written together. No source: some ten megabytes of the widest layer.
const GROUP: usize = 65_536;

pub(crate) struct Parquet;

impl Format for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn files(&self) -> Vec<String> {
        layer_files(EXTENSION)
    }

    fn write(&self, tables: &[Table], staging: &Staging) -> std::result::Result<Vec<WrittenFile>, LayerError> {
        let mut files = Vec::new();
        for table in tables {
            let name = format!("{}.{EXTENSION}", table.layer.name);
            let (mut count, mut bytes) = (0, 0);
            if let Some(rows) = table.filled() {
                bytes = staging.make(&name, |path| {
                    count = file(path, table, rows).map_err(|e| e.to_string())?;
                    Ok(())
                })?;
            }
            files.push(WrittenFile { name, rows: count, bytes });
        }
        Ok(files)
    }
}

/// Values of one column that wait to be written, and for each row whether it has one.
struct Column {
    there: Vec<i16>,
    values: Values,
}

enum Values {
    Whole(Vec<i64>),
    Real(Vec<f64>),
    Bytes(Vec<ByteArray>),
}

impl Column {
    fn of(field: &Field, table: &Table) -> Self {
        let values = match field {
            field if field.whole(table.context.study()) => Values::Whole(Vec::new()),
            field if field.real() => Values::Real(Vec::new()),
            _ => Values::Bytes(Vec::new()),
        };
        Self { there: Vec::new(), values }
    }

    fn geometries() -> Self {
        Self { there: Vec::new(), values: Values::Bytes(Vec::new()) }
    }

    fn schema(&self, name: &str, text: bool) -> Result<Type> {
        let physical = match self.values {
            Values::Whole(_) => Physical::INT64,
            Values::Real(_) => Physical::DOUBLE,
            Values::Bytes(_) => Physical::BYTE_ARRAY,
        };
        let logical = (physical == Physical::BYTE_ARRAY && text).then_some(LogicalType::String);
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
    }

    /// A value of another type than its column's is none.
    fn push(&mut self, value: Value) {
        let before = self.len();
        match (&mut self.values, value) {
            (Values::Whole(all), Value::Integer(number)) => all.push(number),
            (Values::Real(all), Value::Real(number)) => all.push(number),
            (Values::Real(all), Value::Integer(number)) => all.push(number as f64),
            (Values::Bytes(all), Value::Text(text)) => all.push(ByteArray::from(text.into_owned().into_bytes())),
            (Values::Bytes(all), Value::Integer(number)) => all.push(ByteArray::from(number.to_string().into_bytes())),
            _ => {}
        }
        self.there.push(i16::from(self.len() > before));
    }

    fn push_bytes(&mut self, bytes: Option<&[u8]>) {
        if let (Values::Bytes(all), Some(bytes)) = (&mut self.values, bytes) {
            all.push(ByteArray::from(bytes.to_vec()));
        }
        self.there.push(i16::from(bytes.is_some()));
    }

    fn len(&self) -> usize {
        match &self.values {
            Values::Whole(all) => all.len(),
            Values::Real(all) => all.len(),
            Values::Bytes(all) => all.len(),
        }
    }

    /// Writes what waits, and forgets it.
    fn flush(&mut self, group: &mut SerializedRowGroupWriter<'_, File>) -> Result<()> {
        match &mut self.values {
            Values::Whole(all) => put::<Int64Type>(group, &self.there, all)?,
            Values::Real(all) => put::<DoubleType>(group, &self.there, all)?,
            Values::Bytes(all) => put::<ByteArrayType>(group, &self.there, all)?,
        }
        self.there.clear();
        Ok(())
    }
}

fn put<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    there: &[i16],
    values: &mut Vec<T::T>,
) -> Result<()> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    column.typed::<T>().write_batch(values, Some(there), None)?;
    values.clear();
    column.close()
}

/// Writes a table's rows to a new file. Returns how many.
fn file(path: &Path, table: &Table, rows: Rows) -> Result<u64> {
    let fields = table.fields();
    let placed = table.layer.geometry != GeometryKind::None;
    let mut columns: Vec<Column> = fields.iter().map(|field| Column::of(field, table)).collect();
    let mut schema = Vec::new();
    for (field, column) in fields.iter().zip(&columns) {
        schema.push(Arc::new(column.schema(&field.name, true)?));
    }
    if placed {
        columns.push(Column::geometries());
        schema.push(Arc::new(Column::geometries().schema(GEOMETRY, false)?));
    }
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(schema).build()?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("maillon ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut writer = SerializedFileWriter::new(File::create(path)?, schema, Arc::new(properties))?;
    let mut wkb = Wkb::default();
    let (mut count, mut waiting) = (0, 0);
    let flush = |writer: &mut SerializedFileWriter<File>, columns: &mut Vec<Column>| {
        let mut group = writer.next_row_group()?;
        columns.iter_mut().try_for_each(|column| column.flush(&mut group))?;
        group.close().map(drop)
    };
    rows.each_ahead(|row| -> Result<()> {
        row.values.into_iter().zip(&mut columns).for_each(|(value, column)| column.push(value));
        if placed && let Some(column) = columns.last_mut() {
            let multi = table.context.lines_cut;
            column.push_bytes(row.geometry.as_ref().and_then(|geometry| wkb.encode(geometry, multi)));
        }
        count += 1;
        waiting += 1;
        if waiting == GROUP {
            flush(&mut writer, &mut columns)?;
            waiting = 0;
        }
        Ok(())
    })?;
    if waiting > 0 {
        flush(&mut writer, &mut columns)?;
    }
    if placed {
        writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo(table, wkb.bounds())));
    }
    writer.close()?;
    Ok(count)
}

/// What GeoParquet says of the column of geometries. No `crs`: that is longitude and latitude on WGS 84.
fn geo(table: &Table, bounds: Option<[f64; 4]>) -> String {
    let kind = match table.layer.geometry {
        GeometryKind::Point => "Point",
        GeometryKind::Line if table.context.lines_cut => "MultiLineString",
        GeometryKind::Line => "LineString",
        GeometryKind::Polygon => "MultiPolygon",
        GeometryKind::None => "",
    };
    let mut column = json!({ "encoding": "WKB", "geometry_types": [kind], "edges": "planar" });
    if let Some(bounds) = bounds {
        column["bbox"] = json!(bounds);
    }
    if table.layer.geometry == GeometryKind::Polygon {
        column["orientation"] = json!("counterclockwise");
    }
    json!({ "version": "1.1.0", "primary_column": GEOMETRY, "columns": { GEOMETRY: column } }).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field as Cell;

    use super::*;
    use crate::context::Context;
    use crate::layer::LAYERS;
    use crate::sample::Sample;
    use crate::write::{Options, write};

    #[test]
    fn every_row_of_every_layer_is_there() {
        let sample = Sample::new();
        let mut kinds = BTreeSet::new();
        for run in &sample.runs() {
            let home = tempfile::tempdir().unwrap();
            let dir = home.path().join("out");
            write(run, &Options { dir: dir.clone(), formats: vec!["parquet".into()] }).unwrap();
            let context = Context::new(run);
            for layer in LAYERS.iter().filter(|layer| layer.subject == run.subject.about()) {
                let table = Table { layer, context: &context };
                let path = dir.join(format!("{}.parquet", layer.name));
                let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
                let meta = reader.metadata().file_metadata();
                assert_eq!(meta.num_rows(), table.rows().count() as i64, "{}", layer.name);
                let geo = meta.key_value_metadata().into_iter().flatten().find(|entry| entry.key == "geo");
                assert_eq!(geo.is_some(), layer.geometry != GeometryKind::None, "{}", layer.name);
                if let Some(geo) = geo {
                    let geo: serde_json::Value = serde_json::from_str(geo.value.as_ref().unwrap()).unwrap();
                    let column = &geo["columns"]["geometry"];
                    let placed = table.rows().any(|row| row.geometry.is_some());
                    assert_eq!(column["bbox"].as_array().map(Vec::len), placed.then_some(4), "{}", layer.name);
                    assert!(column.get("crs").is_none());
                    kinds.insert(column["geometry_types"][0].as_str().unwrap().to_owned());
                }
                let fields = table.fields();
                for (row, read) in table.rows().zip(reader.get_row_iter(None).unwrap()) {
                    let read = read.unwrap();
                    let mut cells = read.get_column_iter();
                    for (field, value) in fields.iter().zip(&row.values) {
                        let expected = match value {
                            Value::Null => Cell::Null,
                            Value::Integer(n) => Cell::Long(*n),
                            Value::Real(n) => Cell::Double(*n),
                            Value::Text(text) => Cell::Str(text.to_string()),
                        };
                        let (name, cell) = cells.next().unwrap();
                        assert_eq!((name, cell), (&field.name, &expected), "{}", layer.name);
                    }
                    if let Some((_, cell)) = cells.next() {
                        assert_eq!(row.geometry.is_some(), *cell != Cell::Null, "{}", layer.name);
                    }
                }
            }
        }
        assert!(kinds.len() >= 3, "{kinds:?}");
    }

    #[test]
    fn two_runs_give_the_same_bytes() {
        let sample = Sample::new();
        let [a, b] = [0, 1].map(|_| {
            let home = tempfile::tempdir().unwrap();
            let dir = home.path().join("out");
            write(&sample.run(), &Options { dir: dir.clone(), formats: vec!["parquet".into()] }).unwrap();
            fs::read(dir.join("synergies.parquet")).unwrap()
        });
        assert_eq!(a, b);
    }
}
