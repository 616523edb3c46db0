//! GeoJSON by RFC 7946: a feature a line, no `crs`, no third dimension, one geometry type a file.

use std::io::{self, Write};

use ::geojson::{Geometry as GeoJsonGeometry, GeometryValue};
use rayon::prelude::*;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::antimeridian::{line, pair, route, unbroken};
use crate::column::Field;
use crate::error::LayerError;
use crate::format::{Format, WrittenFile, layer_files, write_each};
use crate::layer::Table;
use crate::qgis;
use crate::rings::polygons;
use crate::row::{Geometry, Row, Value};
use crate::rows::Rows;
use crate::target::Staging;

const EXTENSION: &str = "geojson";

/// Of the style beside each file, which QGIS takes up with it.
const STYLE: &str = "qml";

pub(crate) struct GeoJson;

impl Format for GeoJson {
    fn name(&self) -> &'static str {
        "geojson"
    }

    fn files(&self) -> Vec<String> {
        [EXTENSION, STYLE].into_iter().flat_map(layer_files).collect()
    }

    fn write(&self, tables: &[Table], staging: &Staging) -> Result<Vec<WrittenFile>, LayerError> {
        // What has no place is no feature of a map.
        let mut files = write_each(tables, staging, EXTENSION, |table| table.placed(), encode)?;
        let style = |(table, file): (&Table, &WrittenFile)| {
            let (name, rows) = (format!("{}.{STYLE}", table.layer.name), file.rows);
            let style = qgis::styles(table).into_iter().next().filter(|_| rows > 0);
            let write = |style| staging.write(&name, |out| out.write_all(qgis::document(table, &style).as_bytes()));
            let bytes = style.map_or(Ok(0), write)?;
            Ok(WrittenFile { name, rows, bytes })
        };
        let styles: Result<Vec<WrittenFile>, LayerError> = tables.par_iter().zip(&files).map(style).collect();
        files.extend(styles?);
        Ok(files)
    }

    fn streams(&self) -> bool {
        true
    }

    fn stream(&self, table: &Table, out: &mut dyn Write) -> io::Result<()> {
        encode(table, table.batches(), out).map(drop)
    }
}

/// Returns how many features there are.
fn encode(table: &Table, rows: Rows, out: &mut dyn Write) -> io::Result<u64> {
    let fields = table.fields();
    let multi = table.context.lines_cut;
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    let features = |rows: Vec<Row>, (count, text): &mut (u64, Vec<u8>)| {
        text.clear();
        *count = 0;
        for row in rows.iter().filter(|row| row.geometry.is_some()) {
            text.extend_from_slice(b",\n");
            serde_json::to_writer(&mut *text, &Feature { fields: &fields, row, multi })?;
            *count += 1;
        }
        io::Result::Ok(())
    };
    let mut count = 0;
    rows.ahead(features, |(features, text)| {
        // No comma before the first.
        out.write_all(text.get(usize::from(count == 0)..).unwrap_or_default())?;
        count += *features;
        Ok(())
    })?;
    out.write_all(b"\n]}\n")?;
    Ok(count)
}

struct Feature<'r> {
    fields: &'r [Field],
    row: &'r Row<'r>,
    /// Lines are written as `MultiLineString`, since one of the layer is.
    multi: bool,
}

impl Serialize for Feature<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut feature = serializer.serialize_map(Some(3))?;
        feature.serialize_entry("type", "Feature")?;
        feature.serialize_entry("geometry", &self.row.geometry.as_ref().and_then(|g| geometry(g, self.multi)))?;
        feature.serialize_entry("properties", &Properties(self.fields, &self.row.values))?;
        feature.end()
    }
}

struct Properties<'r>(&'r [Field], &'r [Value<'r>]);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (field, value) in self.0.iter().zip(self.1) {
            let key = &field.name;
            match value {
                Value::Null => map.serialize_entry(key, &())?,
                Value::Text(text) => map.serialize_entry(key, text)?,
                Value::Integer(number) => map.serialize_entry(key, number)?,
                // A whole number keeps its ".0": readers take the column's type from it.
                Value::Real(number) => map.serialize_entry(key, number)?,
            }
        }
        map.end()
    }
}

/// `None` where polygons have no surface left: an empty geometry trips readers, a null one does not.
fn geometry(geometry: &Geometry, multi: bool) -> Option<GeoJsonGeometry> {
    Some(GeoJsonGeometry::new(match geometry {
        Geometry::Point(position) => GeometryValue::new_point(pair(*position)),
        Geometry::Line(from, to) if multi => GeometryValue::new_multi_line_string(line(*from, *to)),
        Geometry::Line(from, to) => GeometryValue::new_line_string(line(*from, *to).into_iter().flatten()),
        Geometry::Route(places) => match unbroken(&route(*places)).filter(|_| !multi) {
            Some(whole) => GeometryValue::new_line_string(whole),
            None => GeometryValue::new_multi_line_string(route(*places)),
        },
        Geometry::Polygons(area) => {
            let polygons = polygons(area);
            if polygons.is_empty() {
                return None;
            }
            GeometryValue::new_multi_polygon(polygons)
        }
    }))
}
