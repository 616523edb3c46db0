use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;
use geo_types::Point;

use super::*;
use crate::read::Input;

/// A column of the writer's own library, each value present or not.
pub(in crate::read) struct Column {
    name: &'static str,
    logical: Option<LogicalType>,
    values: Values,
}

enum Values {
    Bytes(Vec<Option<Vec<u8>>>),
    Doubles(Vec<Option<f64>>),
    Days(Vec<Option<i32>>),
    Longs(Vec<Option<i64>>),
}

pub(in crate::read) fn text(name: &'static str, values: &[Option<&str>]) -> Column {
    let values = values.iter().map(|v| v.map(|v| v.as_bytes().to_vec())).collect();
    Column { name, logical: Some(LogicalType::String), values: Values::Bytes(values) }
}

/// A file of these columns.
pub(in crate::read) fn file(geo: Option<&str>, columns: &[Column]) -> Vec<u8> {
    let fields = columns.iter().map(|column| {
        let physical = match column.values {
            Values::Bytes(_) => Physical::BYTE_ARRAY,
            Values::Doubles(_) => Physical::DOUBLE,
            Values::Days(_) => Physical::INT32,
            Values::Longs(_) => Physical::INT64,
        };
        let field = Type::primitive_type_builder(column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(column.logical.clone());
        Arc::new(field.build().unwrap())
    });
    let schema = Type::group_type_builder("schema").with_fields(fields.collect()).build().unwrap();
    let geo = geo.map(|text| vec![KeyValue::new("geo".to_owned(), text.to_owned())]);
    let properties =
        WriterProperties::builder().set_compression(Compression::SNAPPY).set_key_value_metadata(geo).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::new(properties)).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for column in columns {
        let mut out = group.next_column().unwrap().unwrap();
        fn levels<T>(values: &[Option<T>]) -> Vec<i16> {
            values.iter().map(|v| i16::from(v.is_some())).collect()
        }
        match &column.values {
            Values::Bytes(v) => {
                let there: Vec<ByteArray> = v.iter().flatten().map(|b| ByteArray::from(b.clone())).collect();
                out.typed::<ByteArrayType>().write_batch(&there, Some(&levels(v)), None).unwrap();
            }
            Values::Doubles(v) => {
                let there: Vec<f64> = v.iter().flatten().copied().collect();
                out.typed::<DoubleType>().write_batch(&there, Some(&levels(v)), None).unwrap();
            }
            Values::Days(v) => {
                let there: Vec<i32> = v.iter().flatten().copied().collect();
                out.typed::<Int32Type>().write_batch(&there, Some(&levels(v)), None).unwrap();
            }
            Values::Longs(v) => {
                let there: Vec<i64> = v.iter().flatten().copied().collect();
                out.typed::<Int64Type>().write_batch(&there, Some(&levels(v)), None).unwrap();
            }
        }
        out.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

fn read(bytes: &[u8], wanted: &[&str]) -> Result<(Table, Vec<Row>), String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.parquet");
    std::fs::write(&path, bytes).unwrap();
    let wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
    let mut rows = Vec::new();
    let table =
        Parquet.read(&Input::of(path), &wanted, &mut |row| rows.push(row.clone())).map_err(|e| e.to_string())?;
    Ok((table, rows))
}

fn point(x: f64, y: f64) -> Vec<u8> {
    [&[1, 1, 0, 0, 0][..], &x.to_le_bytes(), &y.to_le_bytes()].concat()
}

fn geometries(values: Vec<Option<Vec<u8>>>) -> Column {
    Column { name: "geometry", logical: None, values: Values::Bytes(values) }
}

fn sample(crs: &str) -> Vec<u8> {
    let geo = format!(
        r#"{{"version":"1.1.0","primary_column":"geometry","columns":{{"geometry":{{"encoding":"WKB","geometry_types":[]{crs}}}}}}}"#
    );
    let logical = Some(LogicalType::Date);
    file(
        Some(&geo),
        &[
            text("name", &[Some("Écluse"), None, Some(" ")]),
            Column { name: "t", logical: None, values: Values::Doubles(vec![Some(0.0), None, Some(2.5)]) },
            Column { name: "n", logical: None, values: Values::Longs(vec![None, Some(-3), Some(1 << 40)]) },
            Column { name: "day", logical, values: Values::Days(vec![Some(18_261), None, Some(-1)]) },
            geometries(vec![Some(point(2.5, 48.5)), None, Some(vec![1, 1, 0])]),
        ],
    )
}

#[test]
fn nulls_types_and_bad_geometries_are_told_apart() {
    let (table, rows) = read(&sample(""), &["day", "name", "n", "t", "absent"]).unwrap();
    assert_eq!((table.crs.as_deref(), table.rows), (Some("OGC:CRS84"), 3));
    assert_eq!(table.columns, ["name", "t", "n", "day", "geometry"]);
    let text = |t: &str| Value::Text(t.into());
    assert_eq!(rows[0].values, [text("2019-12-31"), text("Écluse"), Value::Null, Value::Real(0.0), Value::Null]);
    assert_eq!(rows[1].values, [Value::Null, Value::Null, Value::Int(-3), Value::Null, Value::Null]);
    assert_eq!(rows[2].values[..2], [text("1969-12-31"), Value::Null]);
    assert_eq!(rows.iter().map(|r| r.feature).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(rows[0].shape, Shape::Geometry(Point::new(2.5, 48.5).into()));
    assert_eq!(rows[1].shape, Shape::Null);
    assert!(matches!(rows[2].shape, Shape::Bad(_)));
}

#[test]
fn the_coordinate_system_is_what_the_metadata_says() {
    for (crs, expected) in [
        (r#","crs":{"type":"ProjectedCRS","name":"x","id":{"authority":"EPSG","code":2154}}"#, Some("EPSG:2154")),
        (r#","crs":null"#, None),
        (r#","crs":{"type":"ProjectedCRS","name":"x"}"#, Some(r#"{"type":"ProjectedCRS","name":"x"}"#)),
    ] {
        assert_eq!(read(&sample(crs), &[]).unwrap().0.crs.as_deref(), expected);
    }
    // No metadata at all: a column of bytes with the usual name.
    let (table, rows) = read(&file(None, &[geometries(vec![Some(point(1.0, 2.0))])]), &[]).unwrap();
    assert_eq!((table.crs, &rows[0].shape), (None, &Shape::Geometry(Point::new(1.0, 2.0).into())));
    // Parquet's own type.
    let own = |crs: Option<&str>| {
        let logical = Some(LogicalType::geometry(crs.map(str::to_owned)));
        let column = Column { name: "place", logical, values: Values::Bytes(vec![Some(point(1.0, 2.0))]) };
        read(&file(None, &[column]), &[]).unwrap().0.crs.unwrap()
    };
    assert_eq!([own(None), own(Some("srid:3035"))], ["OGC:CRS84", "EPSG:3035"]);
}

#[test]
fn what_cannot_be_read_says_why() {
    let refused = |geo: &str| read(&file(Some(geo), &[text("name", &[None])]), &[]).unwrap_err();
    assert!(refused("{").contains("not JSON"));
    assert!(refused("{}").contains("primary_column"));
    let polygons = r#"{"primary_column":"g","columns":{"g":{"encoding":"polygon"}}}"#;
    assert!(refused(polygons).contains("encoding WKB"));
    let nowhere = r#"{"primary_column":"g","columns":{"g":{"encoding":"WKB"}}}"#;
    assert!(refused(nowhere).contains("no column `g`"));
    let whole = sample("");
    assert!(read(&whole[..whole.len() - 9], &[]).unwrap_err().contains("t.parquet"));
}

/// Whatever a byte is changed to, the file is read or refused.
#[test]
fn no_damage_makes_it_panic() {
    let whole = sample("");
    let mut tried = 0;
    for at in 0..whole.len() {
        for byte in [0x00, 0xff, whole[at] ^ 0x01, whole[at] ^ 0x80, whole[at].wrapping_add(16)] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            drop(read(&damaged, &["day", "name", "n", "t"]));
            tried += 1;
        }
    }
    for length in (0..whole.len()).step_by(7) {
        drop(read(&whole[..length], &["name"]));
    }
    assert!(tried > 2000);
}
