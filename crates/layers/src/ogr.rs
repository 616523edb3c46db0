//! Neutral tables as GDAL's layers: what the formats that it writes share.

use std::path::Path;

use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::OGRwkbGeometryType::{self, wkbLineString, wkbMultiLineString, wkbMultiPolygon, wkbNone, wkbPoint};
use gdal::vector::{Defn, Feature, FieldDefn, Geometry as Ogr, Layer, LayerAccess, LayerOptions, OGRFieldType};
use gdal::{Dataset, config};

use crate::column::Field;
use crate::layer::Table;
use crate::row::{GeometryKind, Row, Value};
use crate::rows::Rows;
use crate::wkb::Wkb;

/// The day that every output bears: they hold no time of their own, so that the same input gives the same bytes. It is
/// the first that a zip can tell.
pub(crate) const DAY: &str = "1980-01-01T00:00:00.000Z";

/// GDAL's options for this thread, until it is dropped.
pub(crate) struct Options(&'static [(&'static str, &'static str)]);

impl Options {
    pub(crate) fn set(options: &'static [(&'static str, &'static str)]) -> Self {
        for (key, value) in options {
            // It fails only where a text holds a NUL.
            config::set_thread_local_config_option(key, value).ok();
        }
        Self(options)
    }
}

impl Drop for Options {
    fn drop(&mut self) {
        for (key, _) in self.0 {
            config::clear_thread_local_config_option(key).ok();
        }
    }
}

/// Adds a layer for a table, without its rows.
pub(crate) fn create<'d>(
    dataset: &'d mut Dataset,
    table: &Table,
    fields: &[Field],
    options: &[&str],
) -> Result<Layer<'d>, GdalError> {
    let mut srs = SpatialRef::from_epsg(4326)?;
    srs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    let layer = dataset.create_layer(LayerOptions {
        name: table.layer.name,
        srs: Some(&srs),
        ty: geometry_type(table),
        options: Some(options),
    })?;
    for field in fields {
        let kind = match field {
            field if field.whole(table.context.study()) => OGRFieldType::OFTInteger64,
            field if field.real() => OGRFieldType::OFTReal,
            _ => OGRFieldType::OFTString,
        };
        FieldDefn::new(&field.name, kind)?.add_to_layer(&layer)?;
    }
    Ok(layer)
}

/// Adds those of a table's rows to a layer that `takes` accepts. Returns how many.
pub(crate) fn fill(layer: &Layer, table: &Table, rows: Rows, takes: fn(&Row) -> bool) -> Result<u64, GdalError> {
    let defn = Defn::from_layer(layer);
    let mut wkb = Wkb::default();
    let mut count = 0;
    rows.each_ahead(|row| {
        if !takes(&row) {
            return Ok(());
        }
        let mut feature = Feature::new(&defn)?;
        for (i, value) in row.values.iter().enumerate() {
            match value {
                Value::Null => {}
                Value::Text(text) if text.contains('\0') => {
                    feature.set_field_string(i, &text.replace('\0', "\u{fffd}"))?;
                }
                Value::Text(text) => feature.set_field_string(i, text)?,
                Value::Integer(number) => feature.set_field_integer64(i, *number)?,
                Value::Real(number) => feature.set_field_double(i, *number)?,
            }
        }
        if let Some(bytes) = row.geometry.as_ref().and_then(|geometry| wkb.encode(geometry, table.context.lines_cut)) {
            feature.set_geometry(Ogr::from_wkb(bytes)?)?;
        }
        count += 1;
        feature.create(layer)
    })?;
    Ok(count)
}

/// The one type of all geometries of a table.
pub(crate) fn geometry_type(table: &Table) -> OGRwkbGeometryType::Type {
    match table.layer.geometry {
        GeometryKind::Point => wkbPoint,
        GeometryKind::Line if table.context.lines_cut => wkbMultiLineString,
        GeometryKind::Line => wkbLineString,
        GeometryKind::Polygon => wkbMultiPolygon,
        GeometryKind::None => wkbNone,
    }
}

/// Reads back how many rows each layer of a file holds: older versions of GDAL tell of no error when they close it.
///
/// # Errors
/// Another number than that of the counts, in words.
pub(crate) fn holds(path: &Path, counts: &[(&str, u64)]) -> Result<(), String> {
    let file = Dataset::open(path).map_err(|error| error.to_string())?;
    counts.iter().try_for_each(|(layer, rows)| {
        let found = file.layer_by_name(layer).map_err(|error| error.to_string())?.feature_count();
        let short = || format!("only {found} of {rows} rows of \"{layer}\" could be written");
        if found == *rows { Ok(()) } else { Err(short()) }
    })
}
