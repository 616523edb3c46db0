//! One column of a row group, as values.

use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, DataType, FixedLenByteArray};
use ::parquet::errors::Result;
use ::parquet::schema::types::ColumnDescPtr;
use jiff::Timestamp;
use jiff::civil::date;

use super::Value;

/// A value, or bytes that are no text.
pub(super) enum Cell {
    Value(Value),
    Bytes(Vec<u8>),
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

/// A column that is read from its first row to its last.
pub(super) struct Cells {
    meaning: Meaning,
    most: i16,
    reader: ColumnReader,
}

/// What the numbers and bytes of a column stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Plain,
    Text,
    Unsigned,
    Date,
    Moment(TimeUnit),
    /// Decimal digits behind the point.
    Decimal(i32),
}

impl Cells {
    pub(super) fn new(descr: ColumnDescPtr, reader: ColumnReader) -> Self {
        let meaning = match (descr.logical_type_ref(), descr.converted_type()) {
            (Some(LogicalType::String | LogicalType::Enum | LogicalType::Json), _)
            | (_, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON) => Meaning::Text,
            (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => Meaning::Date,
            (Some(LogicalType::Timestamp(stamp)), _) => Meaning::Moment(stamp.unit),
            (_, ConvertedType::TIMESTAMP_MILLIS) => Meaning::Moment(TimeUnit::MILLIS),
            (_, ConvertedType::TIMESTAMP_MICROS) => Meaning::Moment(TimeUnit::MICROS),
            (Some(LogicalType::Decimal(_)), _) | (_, ConvertedType::DECIMAL) => Meaning::Decimal(descr.type_scale()),
            (Some(LogicalType::Integer(whole)), _) if !whole.is_signed => Meaning::Unsigned,
            (_, ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64) => {
                Meaning::Unsigned
            }
            _ => Meaning::Plain,
        };
        Self { meaning, most: descr.max_def_level(), reader }
    }

    /// The next `count` rows.
    pub(super) fn next(&mut self, count: usize) -> Result<Vec<Cell>> {
        let (meaning, most) = (self.meaning, self.most);
        match &mut self.reader {
            ColumnReader::BoolColumnReader(r) => rows(r, most, count, |v: &bool| Value::Bool(*v).into()),
            ColumnReader::Int32ColumnReader(r) => rows(r, most, count, |v: &i32| match meaning {
                Meaning::Date => day(*v).into(),
                Meaning::Unsigned => Value::Int(i64::from(v.cast_unsigned())).into(),
                _ => whole(i64::from(*v), meaning).into(),
            }),
            ColumnReader::Int64ColumnReader(r) => rows(r, most, count, |v: &i64| match meaning {
                Meaning::Unsigned => {
                    i64::try_from(v.cast_unsigned()).map_or(Value::Real(v.cast_unsigned() as f64), Value::Int).into()
                }
                _ => whole(*v, meaning).into(),
            }),
            ColumnReader::Int96ColumnReader(r) => {
                rows(r, most, count, |v| moment(Timestamp::from_millisecond(v.to_millis())).into())
            }
            // A number of few digits keeps them.
            ColumnReader::FloatColumnReader(r) => {
                rows(r, most, count, |v: &f32| Value::Real(v.to_string().parse().unwrap_or(f64::from(*v))).into())
            }
            ColumnReader::DoubleColumnReader(r) => rows(r, most, count, |v: &f64| Value::Real(*v).into()),
            ColumnReader::ByteArrayColumnReader(r) => rows(r, most, count, |v: &ByteArray| bytes(v.data(), meaning)),
            ColumnReader::FixedLenByteArrayColumnReader(r) => {
                rows(r, most, count, |v: &FixedLenByteArray| bytes(v.data(), meaning))
            }
        }
    }
}

/// The rows of a column; one whose definition level is not the highest is empty.
fn rows<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    most: i16,
    count: usize,
    cell: impl Fn(&T::T) -> Cell,
) -> Result<Vec<Cell>> {
    let (mut levels, mut values, mut read) = (Vec::new(), Vec::new(), 0);
    while read < count {
        let (records, ..) = reader.read_records(count - read, Some(&mut levels), None, &mut values)?;
        if records == 0 {
            return Err(::parquet::errors::ParquetError::EOF(format!("a column ends {} rows early", count - read)));
        }
        read += records;
    }
    let mut values = values.iter().map(cell);
    if most == 0 {
        return Ok(values.collect());
    }
    Ok(levels
        .iter()
        .map(|level| if *level == most { values.next().unwrap_or(Value::Null.into()) } else { Value::Null.into() })
        .collect())
}

fn whole(number: i64, meaning: Meaning) -> Value {
    match meaning {
        Meaning::Decimal(scale) => decimal(i128::from(number), scale),
        Meaning::Moment(TimeUnit::MILLIS) => moment(Timestamp::from_millisecond(number)),
        Meaning::Moment(TimeUnit::MICROS) => moment(Timestamp::from_microsecond(number)),
        Meaning::Moment(TimeUnit::NANOS) => moment(Timestamp::from_nanosecond(i128::from(number))),
        _ => Value::Int(number),
    }
}

fn bytes(bytes: &[u8], meaning: Meaning) -> Cell {
    match (meaning, std::str::from_utf8(bytes)) {
        (Meaning::Decimal(scale), _) if (1..=16).contains(&bytes.len()) => {
            let first = i128::from(bytes[0].cast_signed());
            let number = bytes[1..].iter().fold(first, |sum, byte| sum << 8 | i128::from(*byte));
            decimal(number, scale).into()
        }
        (Meaning::Text, Ok(text)) => Value::text(text).into(),
        (Meaning::Text, Err(_)) => Value::text(&String::from_utf8_lossy(bytes)).into(),
        _ => Cell::Bytes(bytes.to_vec()),
    }
}

/// By way of its text, so that 0.1 is 0.1.
fn decimal(number: i128, scale: i32) -> Value {
    format!("{number}e-{scale}").parse().map_or(Value::Null, Value::Real)
}

/// ISO 8601.
fn day(since_1970: i32) -> Value {
    let day = date(1970, 1, 1).checked_add(jiff::Span::new().days(i64::from(since_1970).clamp(-7_000_000, 7_000_000)));
    day.map_or(Value::Null, |day| Value::text(&day.to_string()))
}

fn moment(stamp: std::result::Result<Timestamp, jiff::Error>) -> Value {
    stamp.map_or(Value::Null, |stamp| Value::text(&stamp.to_string()))
}
