//! Where a Parquet file keeps its geometries, and in which coordinate system.

use ::parquet::basic::{ConvertedType, LogicalType, Type};
use ::parquet::file::metadata::FileMetaData;
use ::parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use super::{Shape, Value};
use crate::read::wkb;

/// What a file says of its geometries.
pub(super) struct Geo {
    column: String,
    place: Place,
    /// For [`Crs::parse`](crate::crs::Crs::parse); `None` where the file says that it does not know.
    pub(super) crs: Option<String>,
}

/// How geometries are written down.
pub(super) enum Place {
    /// Well-known binary.
    Wkb,
    /// A structure of `x` and `y`: GeoParquet's own encoding of points.
    Point,
}

/// What GeoParquet takes for said where nothing is.
const CRS84: &str = "OGC:CRS84";

/// Names of a column of bytes that are taken for geometries where the file says nothing of them.
const USUAL: &[&str] = &["geometry", "geom", "wkb_geometry", "the_geom", "wkb", "geom_wkb"];

impl Geo {
    /// What the file's `geo` metadata says, else its schema, else the name of a column of bytes.
    pub(super) fn of(meta: &FileMetaData, schema: &SchemaDescriptor) -> Result<Option<Self>, String> {
        let said = meta.key_value_metadata().into_iter().flatten().find(|entry| entry.key == "geo");
        if let Some(text) = said.and_then(|entry| entry.value.as_deref()) {
            return Self::said(text, schema).map(Some);
        }
        let typed = schema.columns().iter().filter(|column| column.path().parts().len() == 1).find_map(|column| {
            let crs = match column.logical_type_ref()? {
                LogicalType::Geometry(geometry) => geometry.crs.clone(),
                LogicalType::Geography(geography) => geography.crs.clone(),
                _ => return None,
            };
            Some((column.name().to_owned(), Some(resolved(crs, meta))))
        });
        if let Some((column, crs)) = typed {
            return Ok(Some(Self { column, place: Place::Wkb, crs }));
        }
        let mut names = schema.columns().iter().map(|column| column.name());
        let usual = names.find(|name| USUAL.contains(&name.to_lowercase().as_str()));
        Ok(usual.and_then(|name| Self::named(name, schema)))
    }

    /// A column that the study names: of bytes, which say nothing of their coordinate system. `None` where it is none of bytes.
    pub(super) fn named(name: &str, schema: &SchemaDescriptor) -> Option<Self> {
        let bytes = |column: &ColumnDescriptor| {
            column.physical_type() == Type::BYTE_ARRAY && column.converted_type() == ConvertedType::NONE
        };
        let found = schema.columns().iter().find(|column| column.path().parts() == [name] && bytes(column));
        found.map(|_| Self { column: name.to_owned(), place: Place::Wkb, crs: None })
    }

    fn said(text: &str, schema: &SchemaDescriptor) -> Result<Self, String> {
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|e| format!("its `geo` metadata is not JSON: {e}"))?;
        let column = json["primary_column"].as_str().ok_or("its `geo` metadata names no primary_column")?;
        let about = &json["columns"][column];
        let place = match about["encoding"].as_str() {
            Some(encoding) if encoding.eq_ignore_ascii_case("wkb") => Place::Wkb,
            Some("point") => Place::Point,
            other => {
                return Err(format!(
                    "its geometries are written as `{}`, of which only WKB and `point` are read; write it with encoding WKB",
                    other.unwrap_or("nothing it names")
                ));
            }
        };
        if !schema.root_schema().get_fields().iter().any(|field| field.name() == column) {
            return Err(format!("there is no column `{column}`, where its `geo` metadata says the geometries are"));
        }
        let crs = match about.get("crs") {
            None => Some(CRS84.to_owned()),
            Some(serde_json::Value::Null) => None,
            Some(crs) => Some(told(crs)),
        };
        Ok(Self { column: column.to_owned(), place, crs })
    }

    /// The columns to read.
    pub(super) fn columns(&self) -> Vec<Vec<String>> {
        let part = |name: &str| vec![self.column.clone(), name.to_owned()];
        match self.place {
            Place::Wkb => vec![vec![self.column.clone()]],
            Place::Point => vec![part("x"), part("y")],
        }
    }

    /// A row's geometry, from its bytes or from the values of [`Self::columns`].
    pub(super) fn shape(&self, bytes: Option<&[u8]>, values: &[Value]) -> Shape {
        match (&self.place, bytes, values) {
            (Place::Wkb, Some(bytes), _) => match wkb::read(bytes) {
                Ok((geometry, _)) => geometry.map_or(Shape::Null, Shape::Geometry),
                Err(_) => Shape::Bad("not readable as well-known binary".to_owned()),
            },
            (Place::Point, _, [Value::Real(x), Value::Real(y)]) => {
                Shape::Geometry(geo_types::Point::new(*x, *y).into())
            }
            _ => Shape::Null,
        }
    }
}

/// PROJJSON by its code where it has one: the shorter name in messages.
fn told(crs: &serde_json::Value) -> String {
    match (crs, &crs["id"]["authority"], &crs["id"]["code"]) {
        (serde_json::Value::String(text), ..) => text.clone(),
        (_, serde_json::Value::String(authority), serde_json::Value::Number(code)) => format!("{authority}:{code}"),
        (_, serde_json::Value::String(authority), serde_json::Value::String(code)) => format!("{authority}:{code}"),
        (other, ..) => other.to_string(),
    }
}

/// The CRS of Parquet's own type: PROJJSON, a code, `srid:N`, or the name of a field of the metadata that holds it.
fn resolved(crs: Option<String>, meta: &FileMetaData) -> String {
    let Some(text) = crs else { return CRS84.to_owned() };
    if let Some(code) = text.strip_prefix("srid:") {
        return format!("EPSG:{code}");
    }
    let field = text.strip_prefix("projjson:").unwrap_or(&text);
    let mut entries = meta.key_value_metadata().into_iter().flatten();
    let text = entries.find(|entry| entry.key == field).and_then(|entry| entry.value.clone()).unwrap_or(text);
    serde_json::from_str(&text).map_or(text, |json| told(&json))
}
