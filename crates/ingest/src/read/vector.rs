//! Every other vector format, through GDAL.

use gdal::vector::{Feature, LayerAccess, OGRFieldType, OGRwkbGeometryType};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags, config};
use maillon_model::{IssueCode, Numbering};

use super::geometry::{Locator, ogr_shape};
use super::{
    Defect, FORMATS, Format, GeometryFrom, Input, ReadError, Row, Shape, Sink, Table, Value, extension, is_database,
    log, shapefile,
};
use crate::redact::redacted_in;

/// What GDAL reads as vector data: Shapefile, GeoPackage, FlatGeobuf, KML, spreadsheets, …
pub(super) struct Vector;

/// Tables that QGIS and GDAL keep beside the data.
const BESIDE: &[&str] = &["layer_styles", "qgis_projects"];

impl Format for Vector {
    fn name(&self) -> &'static str {
        "what GDAL reads as vector data (GeoPackage, Shapefile, FlatGeobuf, KML, GML, TopoJSON, PostGIS, …)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["shp", "dbf", "gpkg", "fgb", "kml", "kmz", "gml", "gpx", "tab", "mif", "dxf", "sqlite", "gdb", "topojson"]
    }

    fn recognises(&self, _: &[u8]) -> bool {
        true
    }

    fn read(&self, input: &Input, wanted: &[String], sink: Sink<'_>) -> Result<Table, ReadError> {
        let (mut encoding, mut records) = (None, None);
        let mut defects = Vec::new();
        if matches!(extension(&input.path).as_str(), "shp" | "dbf") {
            let (found, counted) = shapefile::prepare(input)?;
            records = Some(counted);
            defects.extend(found.refuted.map(|why| defect(IssueCode::BadEncoding, None, why)));
            encoding = Some(found.name);
        }
        let _options = Options::set();
        let dataset = open(input, encoding.as_deref())?;
        let name = choose_layer(input, &dataset)?;
        let no_layer =
            || ReadError::NoSuchLayer { file: input.shown.clone(), layer: name.clone(), layers: layers(&dataset) };
        let mut layer = dataset.layer_by_name(&name).map_err(|_| no_layer())?;
        let mut columns: Vec<String> = layer.defn().fields().map(|f| f.name()).collect();
        let kinds: Vec<u32> = layer.defn().fields().map(|f| f.field_type()).collect();
        let spatial = layer.defn().geom_fields().any(|f| f.field_type() != OGRwkbGeometryType::wkbNone);
        let mut locator = match (&input.geometry, spatial) {
            (GeometryFrom::Auto, true) => None,
            (from, _) => Locator::find(from, &columns).map_err(|column| ReadError::NoSuchColumn {
                file: input.shown.clone(),
                column,
                columns: columns.clone(),
            })?,
        };
        let own = spatial && input.geometry == GeometryFrom::Auto;
        let crs = if own { crs(&layer) } else { None };
        let places = |names: &[String]| -> Vec<Place> { names.iter().map(|name| Place::of(name, &columns)).collect() };
        let (wanted, located) = (places(wanted), locator.as_ref().map(|l| places(l.columns())).unwrap_or_default());
        // A FlatGeobuf that is cut ends in silence, but its header counts. Others count deleted rows too, or out of date.
        let counted = if extension(&input.path) == "fgb" { layer.try_feature_count() } else { None };

        let mut rows = 0;
        log::listen();
        for feature in layer.features() {
            rows += 1;
            let fid = feature.fid().unwrap_or(rows);
            let value = |place: &Place| place.value(&feature, fid, &kinds);
            let shape = match &mut locator {
                Some(locator) => locator.shape(&located.iter().map(value).collect::<Vec<_>>()),
                None if own => feature.geometry().map_or(Shape::Null, ogr_shape),
                None => Shape::NoGeometry,
            };
            let values = wanted.iter().map(value).collect();
            defects.extend(overheard(Some(fid)));
            sink(&mut Row::new(fid, shape, values));
        }
        defects.extend(overheard(None));
        let said = records.iter().flat_map(|records: &shapefile::Records| records.said(rows));
        defects.extend(said.map(|(code, message)| defect(code, None, message)));
        if let Some(count) = counted.filter(|count| *count > rows) {
            defects.push(defect(IssueCode::TruncatedFile, None, format!("{rows} of {count} features could be read")));
        }
        if !columns.iter().any(|c| c == FID) {
            columns.push(FID.to_owned());
        }
        Ok(Table {
            layer: (layers(&dataset).len() > 1).then_some(name),
            numbering: Numbering::Fid,
            columns,
            crs: locator.and_then(|l| l.crs()).or(crs),
            rows,
            defects,
            encoding,
            delimiter: None,
        })
    }

    #[cfg(test)]
    fn sample(&self) -> (&'static str, Vec<u8>) {
        let kml = "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>Kiln</name>\
                   <Point><coordinates>1,2</coordinates></Point></Placemark></Document></kml>";
        ("sites.kml", kml.as_bytes().to_vec())
    }
}

/// The column that offers the format's own feature id, where no field has its name.
const FID: &str = "fid";

/// Whether a folder of that extension is a dataset.
pub(super) fn is_folder(extension: &str) -> bool {
    extension == "gdb"
}

/// GDAL's options for this thread, until it is dropped: a CRS without a code is told as WKT2, and of a database tables and views
/// without geometries too.
struct Options;

const OPTIONS: &[(&str, &str)] = &[("OSR_WKT_FORMAT", "WKT2_2018"), ("PG_LIST_ALL_TABLES", "YES")];

impl Options {
    fn set() -> Self {
        for (key, value) in OPTIONS {
            // It fails only where a text holds a NUL.
            config::set_thread_local_config_option(key, value).ok();
        }
        Self
    }
}

impl Drop for Options {
    fn drop(&mut self) {
        for (key, _) in OPTIONS {
            config::clear_thread_local_config_option(key).ok();
        }
    }
}

/// Opens for reading; a Shapefile in the encoding that was found.
fn open(input: &Input, encoding: Option<&str>) -> Result<Dataset, ReadError> {
    log::listen();
    let option = encoding.map(|name| format!("ENCODING={name}"));
    // GDAL would leave what it learnt of a GML beside the user's file.
    let tidy = (extension(&input.path) == "gml").then_some("WRITE_GFS=NO");
    let options: Vec<&str> = option.iter().map(String::as_str).chain(tidy).collect();
    let drivers = ["ESRI Shapefile"];
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_READONLY
            | GdalOpenFlags::GDAL_OF_VECTOR
            | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
        allowed_drivers: encoding.map(|_| &drivers[..]),
        open_options: Some(&options),
        sibling_files: None,
    };
    Dataset::open_ex(&input.path, options).map_err(|e| match std::fs::File::open(&input.path) {
        _ if is_database(&input.path) => {
            let message = redacted_in(&log::reason(e), &input.path.to_string_lossy());
            ReadError::NoDatabase { file: input.shown.clone(), message: message.trim_end_matches('.').to_owned() }
        }
        Err(e) => input.io(e),
        Ok(_) => {
            let message = log::reason(e).replace(&*input.path.to_string_lossy(), &input.shown);
            let message = message.trim_end_matches('.').to_owned();
            let formats = FORMATS.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ");
            ReadError::NotVector { file: input.shown.clone(), message, formats }
        }
    })
}

fn layers(dataset: &Dataset) -> Vec<String> {
    dataset.layers().map(|l| l.name()).filter(|name| !BESIDE.contains(&name.as_str())).collect()
}

/// The layer that was asked for, or the only one.
fn choose_layer(input: &Input, dataset: &Dataset) -> Result<String, ReadError> {
    let file = input.shown.clone();
    let mut layers = layers(dataset);
    match &input.layer {
        Some(layer) if layers.contains(layer) => Ok(layer.clone()),
        Some(layer) => Err(ReadError::NoSuchLayer { file, layer: layer.clone(), layers }),
        None if layers.len() > 1 => Err(ReadError::ChooseLayer { file, layers }),
        None => layers.pop().ok_or(ReadError::NoLayer { file }),
    }
}

/// The layer's CRS: its code where it has one, else its WKT.
fn crs(layer: &impl LayerAccess) -> Option<String> {
    let srs = layer.spatial_ref()?;
    // A GeoPackage says so where it does not know.
    if srs.name().is_some_and(|name| name.to_lowercase().starts_with("undefined")) {
        return None;
    }
    srs.authority().or_else(|_| srs.to_wkt()).ok()
}

/// Where a wanted column's value is.
enum Place {
    Field(usize),
    Fid,
    Nowhere,
}

impl Place {
    fn of(name: &str, columns: &[String]) -> Self {
        match columns.iter().position(|c| c == name) {
            Some(at) => Self::Field(at),
            None if name == FID => Self::Fid,
            None => Self::Nowhere,
        }
    }

    fn value(&self, feature: &Feature<'_>, fid: u64, kinds: &[u32]) -> Value {
        match self {
            Self::Field(at) => field(feature, *at, kinds[*at]),
            Self::Fid => i64::try_from(fid).map_or(Value::Null, Value::Int),
            Self::Nowhere => Value::Null,
        }
    }
}

/// A field's value. Its text tells apart what GDAL's typed getters do not: an unset field is empty, not zero.
fn field(feature: &Feature<'_>, at: usize, kind: u32) -> Value {
    let Ok(Some(text)) = feature.field_as_string(at) else { return Value::Null };
    if text.is_empty() {
        return Value::Null;
    }
    match kind {
        OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 => {
            feature.field_as_integer64(at).ok().flatten().map_or(Value::Null, Value::Int)
        }
        OGRFieldType::OFTReal => feature.field_as_double(at).ok().flatten().map_or(Value::Null, Value::Real),
        OGRFieldType::OFTDate | OGRFieldType::OFTDateTime => Value::Text(iso(&text).into()),
        OGRFieldType::OFTIntegerList
        | OGRFieldType::OFTInteger64List
        | OGRFieldType::OFTRealList
        | OGRFieldType::OFTStringList => list(feature, at, &text),
        _ => Value::text(&text),
    }
}

/// GDAL writes `2019/12/31 08:00:00+00`.
fn iso(text: &str) -> String {
    let (date, time) = text.split_once(' ').unwrap_or((text, ""));
    let date = date.replace('/', "-");
    if time.is_empty() { date } else { format!("{date}T{time}") }
}

/// GDAL writes `(2:a,b)`; an empty list has nothing to point at and must not be asked for.
fn list(feature: &Feature<'_>, at: usize, text: &str) -> Value {
    use gdal::vector::FieldValue as F;
    if text.starts_with("(0:") {
        return Value::Json(Box::new(serde_json::Value::Array(Vec::new())));
    }
    match feature.field(at) {
        Ok(Some(F::IntegerListValue(list))) => Value::Json(Box::new(list.into())),
        Ok(Some(F::Integer64ListValue(list))) => Value::Json(Box::new(list.into())),
        Ok(Some(F::RealListValue(list))) => Value::Json(Box::new(list.into())),
        Ok(Some(F::StringListValue(list))) => Value::Json(Box::new(list.into())),
        _ => Value::Null,
    }
}

/// What GDAL said while it read a feature, or past the last one.
fn overheard(fid: Option<u64>) -> Vec<Defect> {
    let code = if fid.is_some() { IssueCode::BadFeature } else { IssueCode::TruncatedFile };
    let told = |m: log::Message| {
        if m.text.contains("converted correctly") {
            Some(defect(IssueCode::BadEncoding, fid, m.text))
        } else {
            // A feature without a geometry is asked for one all the same.
            (m.failure && !m.text.contains("' is NULL in ")).then(|| defect(code, fid, m.text))
        }
    };
    log::heard().into_iter().filter_map(told).collect()
}

fn defect(code: IssueCode, feature: Option<u64>, message: String) -> Defect {
    Defect { code, feature, message }
}

#[cfg(test)]
mod tests;
