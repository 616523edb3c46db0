use std::path::PathBuf;

use super::*;
use gdal::DriverManager;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Feature as OgrFeature, FieldDefn, Geometry as Ogr, LayerOptions};
use geo_types::{Geometry, Point};

/// Writes a layer of a name, a number and a date; the second feature has neither geometry nor values.
fn write(path: &std::path::Path, driver: &str, layer: &str, srs: Option<&SpatialRef>, wkt: &str) {
    let driver = DriverManager::get_driver_by_name(driver).unwrap();
    let mut dataset = driver.create_vector_only(path).unwrap();
    add_layer(&mut dataset, layer, srs, wkt);
    dataset.close().unwrap();
}

fn add_layer(dataset: &mut Dataset, name: &str, srs: Option<&SpatialRef>, wkt: &str) {
    let ty = if wkt.is_empty() { OGRwkbGeometryType::wkbNone } else { OGRwkbGeometryType::wkbUnknown };
    let layer = dataset.create_layer(LayerOptions { name, srs, ty, options: None }).unwrap();
    for (name, kind) in
        [("name", OGRFieldType::OFTString), ("n", OGRFieldType::OFTInteger), ("day", OGRFieldType::OFTDate)]
    {
        FieldDefn::new(name, kind).unwrap().add_to_layer(&layer).unwrap();
    }
    let defn = gdal::vector::Defn::from_layer(&layer);
    let mut full = OgrFeature::new(&defn).unwrap();
    full.set_field_string(0, "Écluse").unwrap();
    full.set_field_integer(1, 0).unwrap();
    full.set_field(2, &gdal::vector::FieldValue::DateValue("2019-12-31".parse().unwrap())).unwrap();
    if !wkt.is_empty() {
        full.set_geometry(Ogr::from_wkt(wkt).unwrap()).unwrap();
    }
    full.create(&layer).unwrap();
    OgrFeature::new(&defn).unwrap().create(&layer).unwrap();
}

fn read_as(path: PathBuf, change: impl Fn(&mut Input)) -> (Result<Table, ReadError>, Vec<Row>) {
    let mut input = Input::of(path);
    change(&mut input);
    let wanted = ["name", "n", "day", "fid", "absent"].map(str::to_owned);
    let mut rows = Vec::new();
    let table = crate::read::read(&input, &wanted, &mut |row| rows.push(row.clone()));
    (table, rows)
}

fn first_row() -> [Value; 3] {
    [Value::Text("Écluse".into()), Value::Int(0), Value::Text("2019-12-31".into())]
}

#[test]
fn formats_give_the_same_rows() {
    let dir = tempfile::tempdir().unwrap();
    let lambert = SpatialRef::from_epsg(2154).unwrap();
    for (file, driver, layer) in [
        ("s.gpkg", "GPKG", "s"),
        ("s.shp", "ESRI Shapefile", "s"),
        ("s.fgb", "FlatGeobuf", "s"),
        ("s.sqlite", "SQLite", "s"),
    ] {
        let path = dir.path().join(file);
        write(&path, driver, layer, Some(&lambert), "POINT (652469.02 6862035.26)");
        let (table, rows) = read_as(path, |_| {});
        let table = table.unwrap();
        assert_eq!(table.crs.as_deref(), Some("EPSG:2154"), "{file}");
        assert_eq!(table.columns, ["name", "n", "day", "fid"], "{file}");
        // FlatGeobuf keeps no features without geometry.
        let count = if file == "s.fgb" { 1 } else { 2 };
        assert_eq!((table.rows, table.defects.len(), table.layer), (count, 0, None), "{file}");
        let full = rows.iter().find(|r| r.values[0] != Value::Null).unwrap();
        // FlatGeobuf knows a day only with its hour.
        let Value::Text(day) = &full.values[2] else { panic!("no day in {file}") };
        assert_eq!((&full.values[..2], &day[..10]), (&first_row()[..2], "2019-12-31"), "{file}");
        assert_eq!(full.values[3], Value::Int(full.feature as i64), "{file}");
        assert_eq!(full.shape, Shape::Geometry(Point::new(652_469.02, 6_862_035.26).into()), "{file}");
        let Some(empty) = rows.iter().find(|r| r.values[0] == Value::Null) else { continue };
        assert_eq!(
            (&empty.shape, &empty.values[..3]),
            (&Shape::Null, &[Value::Null, Value::Null, Value::Null][..]),
            "{file}"
        );
    }
}

#[test]
fn spreadsheets_and_plain_tables_are_tables() {
    let dir = tempfile::tempdir().unwrap();
    for (file, driver) in [("t.xlsx", "XLSX"), ("t.ods", "ODS"), ("t.gpkg", "GPKG")] {
        let path = dir.path().join(file);
        write(&path, driver, "t", None, "");
        let (table, rows) = read_as(path, |_| {});
        let table = table.unwrap();
        assert_eq!((table.crs, table.defects.len()), (None, 0), "{file}");
        assert_eq!((&rows[0].shape, &rows[0].values[..3]), (&Shape::NoGeometry, &first_row()[..]), "{file}");
    }
}

#[test]
fn layers_are_chosen_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("two.gpkg");
    let mut dataset = DriverManager::get_driver_by_name("GPKG").unwrap().create_vector_only(&path).unwrap();
    add_layer(&mut dataset, "plants", None, "POINT (1 2)");
    add_layer(&mut dataset, "flows", None, "");
    add_layer(&mut dataset, "layer_styles", None, "");
    dataset.close().unwrap();
    let error = read_as(path.clone(), |_| {}).0.unwrap_err().to_string();
    assert!(error.contains("`plants`, `flows`.") && error.contains("layer = "), "{error}");
    let error = read_as(path.clone(), |i| i.layer = Some("plant".into())).0.unwrap_err().to_string();
    assert!(error.contains("no layer `plant`") && error.contains("`plants`"), "{error}");
    let (table, rows) = read_as(path, |i| i.layer = Some("plants".into()));
    assert_eq!((table.unwrap().layer.as_deref(), rows.len()), (Some("plants"), 2));
}

#[test]
fn a_table_with_coordinates_in_columns_is_located() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.xlsx");
    let mut dataset = DriverManager::get_driver_by_name("XLSX").unwrap().create_vector_only(&path).unwrap();
    let layer = dataset
        .create_layer(LayerOptions { name: "t", ty: OGRwkbGeometryType::wkbNone, ..Default::default() })
        .unwrap();
    for name in ["Longitude", "Latitude"] {
        FieldDefn::new(name, OGRFieldType::OFTReal).unwrap().add_to_layer(&layer).unwrap();
    }
    let defn = gdal::vector::Defn::from_layer(&layer);
    let mut feature = OgrFeature::new(&defn).unwrap();
    feature.set_field_double(0, 2.5).unwrap();
    feature.set_field_double(1, 48.5).unwrap();
    feature.create(&layer).unwrap();
    drop(feature);
    dataset.close().unwrap();
    let (_, rows) = read_as(path, |_| {});
    assert_eq!(rows[0].shape, Shape::Geometry(Point::new(2.5, 48.5).into()));
}

#[test]
fn heights_are_dropped_and_curves_are_lines() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("c.gpkg");
    write(&path, "GPKG", "c", None, "CURVEPOLYGON (CIRCULARSTRING (0 0, 2 2, 4 0, 2 -2, 0 0))");
    assert!(matches!(read_as(path, |_| {}).1[0].shape, Shape::Geometry(Geometry::Polygon(_))));
    let path = dir.path().join("z.gpkg");
    write(&path, "GPKG", "z", None, "MULTIPOINT ZM ((1 2 3 4))");
    let Shape::Geometry(Geometry::MultiPoint(points)) = &read_as(path, |_| {}).1[0].shape else { panic!("no points") };
    assert_eq!(points.0, [Point::new(1.0, 2.0)]);
}

#[test]
fn a_shapefile_is_read_in_the_encoding_of_its_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.shp");
    write(&path, "ESRI Shapefile", "a", None, "POINT (1 2)");
    // GDAL wrote Latin-1 and says so; now the .cpg lies.
    std::fs::write(dir.path().join("a.cpg"), "UTF-8").unwrap();
    let (table, rows) = read_as(path.clone(), |_| {});
    let table = table.unwrap();
    assert_eq!(rows[0].values[0], Value::Text("Écluse".into()));
    assert_eq!((table.defects[0].code, table.encoding.as_deref()), (IssueCode::BadEncoding, Some("CP1252")));
    assert_eq!(table.crs, None);
    let (_, rows) = read_as(path.clone(), |i| i.encoding = Some("CP850".into()));
    assert_eq!(rows[0].values[0], Value::Text("╔cluse".into()), "as declared, right or wrong");
    let error = read_as(path, |i| i.encoding = Some("klingon".into())).0.unwrap_err().to_string();
    assert!(error.contains("klingon"), "{error}");
}

#[test]
fn a_crs_without_a_code_is_told_as_wkt() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("odd.gpkg");
    let srs = SpatialRef::from_proj4("+proj=laea +lat_0=47 +lon_0=3 +datum=WGS84 +units=m").unwrap();
    write(&path, "GPKG", "odd", Some(&srs), "POINT (0 0)");
    let crs = read_as(path, |_| {}).0.unwrap().crs.unwrap();
    assert!(crs.starts_with("PROJCRS["), "{crs}");
    let way = crate::crs::Reprojector::new(&crate::crs::Crs::parse(&crs).unwrap()).unwrap();
    let (lon, lat) = way.position(0.0, 0.0).unwrap();
    assert!((lon - 3.0).abs() < 1e-9 && (lat - 47.0).abs() < 1e-9);
}

#[test]
fn cut_or_mangled_files_never_panic() {
    let dir = tempfile::tempdir().unwrap();
    for (file, driver) in [("s.shp", "ESRI Shapefile"), ("s.gpkg", "GPKG"), ("s.fgb", "FlatGeobuf")] {
        let path = dir.path().join(file);
        write(&path, driver, "s", None, "POLYGON ((0 0, 4 0, 4 4, 0 0))");
        let parts = ["shp", "dbf", "shx", "gpkg", "fgb"].map(|e| path.with_extension(e));
        for part in parts.iter().filter(|p| p.exists() && (file != "s.shp" || p.extension().unwrap() != "gpkg")) {
            let whole = std::fs::read(part).unwrap();
            let step = whole.len() / 40 + 1;
            for at in (0..whole.len()).step_by(step) {
                std::fs::write(part, &whole[..at]).unwrap();
                match read_as(path.clone(), |_| {}).0 {
                    Err(error) => assert!(error.to_string().starts_with(file), "{error}"),
                    // A GeoPackage may do without the page that is cut, and GDAL without the end of an index.
                    Ok(table) if part.extension().unwrap() == "fgb" => {
                        assert!(!table.defects.is_empty(), "{at} of {}", whole.len())
                    }
                    Ok(_) => {}
                }
                let mut bytes = whole.clone();
                bytes[at] ^= 0xFF;
                std::fs::write(part, &bytes).unwrap();
                let _ = read_as(path.clone(), |_| {});
            }
            std::fs::write(part, &whole).unwrap();
        }
    }
}

#[test]
fn what_gdal_does_not_know_is_said_in_our_words() {
    let dir = tempfile::tempdir().unwrap();
    for (file, bytes) in
        [("x.gpkg", &b"not a database"[..]), ("x.bin", b"\x00\x01\x02"), ("x.xlsx", b"PK"), ("x.kml", b"<kml>")]
    {
        let path = dir.path().join(file);
        std::fs::write(&path, bytes).unwrap();
        let error = read_as(path, |_| {}).0.unwrap_err().to_string();
        assert!(error.starts_with(file), "{error}");
    }
}
