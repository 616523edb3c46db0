//! Geometries from texts and columns: GeoJSON, WKT, EWKT, hexadecimal WKB, a pair of numbers.

use gdal::vector::Geometry as Ogr;
use geo_types::Geometry;
use geojson::GeometryValue;

use super::{GeometryFrom, Shape, Value, log};
use super::{angle, pair, wkb};

/// Column names that say "here is the geometry", in lower case.
const TEXT: &[&str] = &[
    "geom",
    "geometry",
    "wkt",
    "ewkt",
    "the_geom",
    "wkt_geom",
    "geom_wkt",
    "geojson",
    "geo_shape",
    "geometrie",
    "géométrie",
];

/// Pairs of column names that say "here is the place", in lower case: east, north; the most telling first.
const PAIRS: &[(&str, &str)] = &[
    ("longitude", "latitude"),
    ("lon", "lat"),
    ("lng", "lat"),
    ("long", "lat"),
    ("longitude_wgs84", "latitude_wgs84"),
    ("x_longitude", "y_latitude"),
    ("x_wgs84", "y_wgs84"),
    ("coord_x", "coord_y"),
    ("coordonnee_x", "coordonnee_y"),
    ("x", "y"),
];

/// The columns of a table that hold its geometry, and what they have said so far.
#[derive(Debug)]
pub(super) struct Locator {
    /// One of text, or two of numbers.
    columns: Vec<String>,
    srid: Option<u32>,
}

impl Locator {
    /// The columns that `from` names, or that are named like a geometry; `Err` with the name of one that is not there.
    pub(super) fn find(from: &GeometryFrom, columns: &[String]) -> Result<Option<Self>, String> {
        if *from == GeometryFrom::Auto {
            let like = |name: &str| columns.iter().find(|c| c.trim().to_lowercase() == name).cloned();
            let one = |names: &[&str]| names.iter().find_map(|name| like(name)).map(|column| vec![column]);
            let two = || PAIRS.iter().find_map(|(lon, lat)| Some(vec![like(lon)?, like(lat)?]));
            let found = one(TEXT).or_else(two).or_else(|| one(pair::COLUMNS));
            return Ok(found.map(|columns| Self { columns, srid: None }));
        }
        let named = Self::named(from);
        match named.iter().flat_map(|l| &l.columns).find(|name| !columns.contains(name)) {
            Some(missing) => Err(missing.clone()),
            None => Ok(named),
        }
    }

    /// The columns that `from` names, there or not.
    pub(super) fn named(from: &GeometryFrom) -> Option<Self> {
        let columns = match from {
            GeometryFrom::Auto | GeometryFrom::None => return None,
            GeometryFrom::Wkt(column) => vec![column.clone()],
            GeometryFrom::LonLat { lon, lat } => vec![lon.clone(), lat.clone()],
        };
        Some(Self { columns, srid: None })
    }

    /// The columns to take the values for [`Self::shape`] from.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The CRS that the rows named, if one did.
    pub(super) fn crs(&self) -> Option<String> {
        self.srid.map(|srid| format!("EPSG:{srid}"))
    }

    /// A row's geometry, from its values of [`Self::columns`].
    pub(super) fn shape(&mut self, values: &[Value]) -> Shape {
        match values {
            [Value::Null] => Shape::Null,
            [Value::Text(text)] => match pair::read(text, &self.columns[0]) {
                Some((x, y)) => Shape::Geometry(geo_types::Point::new(x, y).into()),
                None => match text_geometry(text) {
                    Ok((shape, srid)) => self.agree(shape, srid),
                    Err(why) => Shape::Bad(why),
                },
            },
            [Value::Json(json)] => geojson_text(&json.to_string()),
            [_] => Shape::Bad("a number is no geometry".to_owned()),
            [Value::Null, Value::Null] => Shape::Null,
            [x, y] => match (number(x), number(y)) {
                (Ok(x), Ok(y)) => Shape::Geometry(geo_types::Point::new(x, y).into()),
                (Err(why), _) => Shape::Bad(format!("{}: {why}", self.columns[0])),
                (_, Err(why)) => Shape::Bad(format!("{}: {why}", self.columns[1])),
            },
            _ => Shape::NoGeometry,
        }
    }

    /// A table has one CRS: the first that a row names.
    fn agree(&mut self, shape: Shape, srid: Option<u32>) -> Shape {
        match (srid.filter(|s| *s != 0), self.srid) {
            (Some(srid), Some(first)) if srid != first => {
                Shape::Bad(format!("SRID {srid}, where the rows before have {first}; a table has one CRS"))
            }
            (srid, first) => {
                self.srid = first.or(srid);
                shape
            }
        }
    }
}

/// A coordinate, or why it is none.
fn number(value: &Value) -> Result<f64, String> {
    match value {
        Value::Real(n) => Ok(*n),
        Value::Int(n) => Ok(*n as f64),
        Value::Null => Err("empty".to_owned()),
        Value::Text(text) => {
            coordinate(text).ok_or_else(|| format!("`{text}` is no decimal number, and no degrees and minutes"))
        }
        Value::Bool(_) | Value::Json(_) => Err("not a number".to_owned()),
    }
}

/// A number as people type coordinates: a decimal comma counts, and so do degrees, minutes and seconds.
pub(super) fn coordinate(text: &str) -> Option<f64> {
    let text = text.trim();
    let dotted = || match text.split_once(',') {
        Some((whole, fraction)) if !text.contains('.') => format!("{whole}.{fraction}").parse().ok(),
        _ => None,
    };
    let number = text.parse::<f64>().ok().or_else(dotted).or_else(|| angle::read(text));
    number.filter(|n| n.is_finite())
}

/// Whether a text is a pair of coordinates.
pub(super) fn is_pair(text: &str) -> bool {
    pair::read(text, "").is_some()
}

/// Whether a text can be read as a geometry.
pub(super) fn is_geometry(text: &str) -> bool {
    let telling =
        text.starts_with('{') || text.contains('(') || text.to_uppercase().ends_with("EMPTY") || text.len() > 40;
    telling && matches!(text_geometry(text), Ok((Shape::Geometry(_) | Shape::Null, _)))
}

/// WKT, EWKT, hexadecimal WKB or GeoJSON; with the SRID it states.
fn text_geometry(text: &str) -> Result<(Shape, Option<u32>), String> {
    if text.starts_with('{') {
        return Ok((geojson_text(text), None));
    }
    if text.len() > 10 && text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        let (geometry, srid) = wkb::read(&unhex(text)).map_err(|_| "not readable as hexadecimal WKB".to_owned())?;
        return Ok((geometry.map_or(Shape::Null, Shape::Geometry), srid));
    }
    let (srid, wkt) = match text.split_at_checked(5) {
        Some((head, rest)) if head.eq_ignore_ascii_case("SRID=") => {
            let (srid, wkt) = rest.split_once(';').ok_or_else(|| "SRID= without a `;`".to_owned())?;
            let number = srid.trim().parse().map_err(|_| format!("`{srid}` is no SRID"))?;
            (Some(number), wkt.trim())
        }
        _ => (None, text),
    };
    // GDAL stops reading at the last bracket; what follows it is a mistake all the same.
    if !(wkt.ends_with(')') || wkt.to_ascii_uppercase().ends_with("EMPTY")) {
        return Err(format!("`{}` is no WKT", excerpt(text)));
    }
    log::listen();
    let ogr = Ogr::from_wkt(wkt).map_err(|_| format!("`{}` is no WKT", excerpt(text)))?;
    Ok((ogr_shape(&ogr), srid))
}

/// Pairs of hexadecimal digits; the caller has checked that they are.
fn unhex(text: &str) -> Vec<u8> {
    let digit = |b: u8| (b as char).to_digit(16).unwrap_or(0) as u8;
    text.as_bytes().chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A geometry of GDAL's.
pub(super) fn ogr_shape(ogr: &Ogr) -> Shape {
    if ogr.is_empty() {
        return Shape::Null;
    }
    match ogr.iso_wkb().ok().and_then(|bytes| wkb::read(&bytes).ok()) {
        Some((Some(geometry), _)) => Shape::Geometry(geometry),
        Some((None, _)) => Shape::Null,
        None => Shape::Bad(format!("a {} that is not readable", ogr.geometry_name())),
    }
}

/// The geometry member of a GeoJSON feature.
pub(super) fn geojson_text(json: &str) -> Shape {
    geojson_shape(json, &mut |_| {})
}

/// The same, after somebody looked at it as it is written.
pub(super) fn geojson_shape(json: &str, look: &mut dyn FnMut(&GeometryValue)) -> Shape {
    match serde_json::from_str::<Option<geojson::Geometry>>(json) {
        Ok(None) => Shape::Null,
        Ok(Some(geometry)) if !whole(&geometry.value) => Shape::Bad("a position has fewer than two numbers".to_owned()),
        Ok(Some(geometry)) => match Geometry::try_from({
            look(&geometry.value);
            geometry
        }) {
            Ok(geometry) if wkb::is_empty(&geometry) => Shape::Null,
            Ok(geometry) => Shape::Geometry(geometry),
            Err(e) => Shape::Bad(e.to_string()),
        },
        Err(e) => Shape::Bad(without_place(&e)),
    }
}

/// Whether each position has two numbers; the conversion takes it for granted.
fn whole(value: &GeometryValue) -> bool {
    let line = |l: &Vec<geojson::Position>| l.iter().all(|p| p.len() >= 2);
    match value {
        GeometryValue::Point { coordinates } => coordinates.len() >= 2,
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => line(coordinates),
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().all(line)
        }
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().flatten().all(line),
        GeometryValue::GeometryCollection { geometries } => geometries.iter().all(|g| whole(&g.value)),
    }
}

/// What serde says, without a line and column that count from the feature's own start.
pub(super) fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Point, point};

    fn locator(columns: &[&str]) -> Option<Vec<String>> {
        let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
        Locator::find(&GeometryFrom::Auto, &columns).unwrap().map(|l| l.columns)
    }

    fn shape(text: &str) -> (Shape, Option<String>) {
        let mut locator = Locator { columns: vec!["geom".to_owned()], srid: None };
        (locator.shape(&[Value::text(text)]), locator.crs())
    }

    #[test]
    fn columns_are_known_by_their_names() {
        assert_eq!(locator(&["id", "Geom"]).unwrap(), ["Geom"]);
        assert_eq!(locator(&["LATITUDE", "LONGITUDE", "x", "y"]).unwrap(), ["LONGITUDE", "LATITUDE"]);
        assert_eq!(locator(&["Y", "X"]).unwrap(), ["X", "Y"]);
        assert_eq!(locator(&["id", "x", "lat"]), None);
        let missing = Locator::find(&GeometryFrom::Wkt("g".to_owned()), &["geom".to_owned()]);
        assert_eq!(missing.unwrap_err(), "g");
    }

    #[test]
    fn texts_of_every_kind() {
        let here: Geometry<f64> = point!(x: 11.09, y: 55.68).into();
        for text in
            ["POINT(11.09 55.68)", " point z (11.09 55.68 3)", r#"{"type":"Point","coordinates":[11.09,55.68]}"#]
        {
            assert_eq!(shape(text), (Shape::Geometry(here.clone()), None), "{text}");
        }
        assert_eq!(
            shape("SRID=4326;POINT(11.09 55.68)"),
            (Shape::Geometry(here.clone()), Some("EPSG:4326".to_owned()))
        );
        assert_eq!(shape("SRID=0;POINT(11.09 55.68)"), (Shape::Geometry(here), None));
        // From PostGIS: SELECT 'SRID=4326;POINT(1 2)'::geometry.
        let hex = "0101000020E6100000000000000000F03F0000000000000040";
        assert_eq!(shape(hex), (Shape::Geometry(Point::new(1.0, 2.0).into()), Some("EPSG:4326".to_owned())));
        assert_eq!(shape("POINT EMPTY").0, Shape::Null);
        assert_eq!(shape("  ").0, Shape::Null);
        for bad in [
            "POINT(1)",
            "POINT(1 2",
            "POINT(1 2) and more",
            "Paris",
            "SRID=x;POINT(1 2)",
            "SRID=4326",
            "{}",
            "0101000020",
        ] {
            assert!(matches!(shape(bad).0, Shape::Bad(_)), "{bad}: {:?}", shape(bad));
        }
        let deep = format!("{}POINT(1 2){}", "GEOMETRYCOLLECTION(".repeat(100_000), ")".repeat(100_000));
        assert!(matches!(shape(&deep).0, Shape::Bad(_)));
    }

    #[test]
    fn a_second_srid_is_refused() {
        let mut locator = Locator { columns: vec!["geom".to_owned()], srid: None };
        assert!(matches!(locator.shape(&[Value::text("SRID=4326;POINT(1 2)")]), Shape::Geometry(_)));
        assert!(matches!(locator.shape(&[Value::text("SRID=2154;POINT(1 2)")]), Shape::Bad(_)));
        assert!(matches!(locator.shape(&[Value::text("POINT(1 2)")]), Shape::Geometry(_)));
        assert_eq!(locator.crs().unwrap(), "EPSG:4326");
    }

    #[test]
    fn numbers_with_a_decimal_comma() {
        let mut locator = Locator { columns: vec!["lon".to_owned(), "lat".to_owned()], srid: None };
        let mut pair = |x: &str, y: &str| locator.shape(&[Value::text(x), Value::text(y)]);
        assert_eq!(pair("2,35", "48.85"), Shape::Geometry(Point::new(2.35, 48.85).into()));
        assert_eq!(pair("", ""), Shape::Null);
        assert_eq!(pair("2°21'36\"E", "48° 51′ N"), Shape::Geometry(Point::new(2.36, 48.85).into()));
        for (x, y) in [("2", ""), ("1,234,5", "1"), ("1.234,5", "1"), ("nan", "1"), ("1", "inf"), ("2°61'", "48")] {
            assert!(matches!(pair(x, y), Shape::Bad(_)), "{x} {y}");
        }
    }

    #[test]
    fn geojson_geometries_that_are_none() {
        for bad in [
            r#"{"type":"LineString","coordinates":[[1],[2,3]]}"#,
            r#"{"type":"Point","coordinates":[]}"#,
            r#"{"type":"Point","coordinates":["1","2"]}"#,
            r#"{"type":"MultiPolygon","coordinates":[[[[1]]]]}"#,
            r#"{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[]]}]}"#,
            r#"{"type":"Circle","coordinates":[1,2]}"#,
            r#"{"type":"Point"}"#,
        ] {
            assert!(matches!(geojson_text(bad), Shape::Bad(_)), "{bad}: {:?}", geojson_text(bad));
        }
        assert_eq!(geojson_text("null"), Shape::Null);
        assert_eq!(geojson_text(r#"{"type":"Polygon","coordinates":[]}"#), Shape::Null);
    }
}
