use super::*;
use crate::read::{GeometryFrom, Row, Shape, Value};
use geo_types::Point;

type Outcome = (Result<Table, ReadError>, Vec<Row>);

fn read_as(name: &str, bytes: &[u8], wanted: &[&str], change: impl Fn(&mut Input)) -> Outcome {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let mut input = Input::of(path);
    change(&mut input);
    let wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
    let mut rows = Vec::new();
    let table = crate::read::read(&input, &wanted, &mut |row| rows.push(row.clone()));
    (table, rows)
}

fn read(text: &str, wanted: &[&str]) -> Outcome {
    read_as("s.geojson", text.as_bytes(), wanted, |_| {})
}

fn message(outcome: Outcome) -> String {
    outcome.0.unwrap_err().to_string()
}

fn collection(features: &str) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
}

fn point(x: f64, y: f64) -> Shape {
    Shape::Geometry(Point::new(x, y).into())
}

const KILN: &str = r#"{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[1,2,3]},"properties":{"name":" Kiln ","t":1.5,"n":3,"ok":true,"none":null,"empty":"","flows":[{"a":1}]}}"#;

#[test]
fn values_keep_their_types_and_the_id_is_a_column() {
    let (table, rows) = read(&collection(KILN), &["name", "t", "n", "ok", "none", "empty", "flows", "absent", "id"]);
    let table = table.unwrap();
    assert_eq!(table.columns, ["name", "t", "n", "ok", "none", "empty", "flows", "id"]);
    assert_eq!(rows[0].shape, point(1.0, 2.0));
    let expected = [
        Value::Text("Kiln".into()),
        Value::Real(1.5),
        Value::Int(3),
        Value::Bool(true),
        Value::Null,
        Value::Null,
        Value::Json(Box::new(serde_json::json!([{"a": 1}]))),
        Value::Null,
        Value::Int(7),
    ];
    assert_eq!(rows[0].values, expected);
}

#[test]
fn a_property_named_id_comes_before_the_features_own() {
    let (_, rows) = read(&collection(&KILN.replace("\"name\"", "\"id\"")), &["id"]);
    assert_eq!(rows[0].values, [Value::Text("Kiln".into())]);
}

#[test]
fn members_come_in_any_order_and_crs_is_heard() {
    let named = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2154"}}"#;
    let old = r#""crs":{"type":"EPSG","properties":{"code":2154}}"#;
    for (text, crs) in [
        (format!(r#"{{"features":[{KILN}],{named},"type":"FeatureCollection"}}"#), "urn:ogc:def:crs:EPSG::2154"),
        (format!(r#"{{{old},"type":"FeatureCollection","features":[{KILN}],"x":{{"y":[1]}}}}"#), "EPSG:2154"),
    ] {
        let (table, rows) = read(&text, &[]);
        assert_eq!((table.unwrap().crs.as_deref(), rows.len()), (Some(crs), 1));
    }
    let (table, _) = read(&collection(KILN).replace("\"features\"", "\"crs\":null,\"features\""), &[]);
    assert_eq!(table.unwrap().crs, None);
}

#[test]
fn one_bad_feature_is_a_defect_with_its_number() {
    let bad = [
        r#"{"type":"feature","geometry":null,"properties":{}}"#,
        r#"{"geometry":null}"#,
        r#"{"type":"Feature","properties":[1]}"#,
        "42",
        "null",
    ];
    let (table, rows) = read(&collection(&format!("{KILN},{},{KILN}", bad.join(","))), &[]);
    let table = table.unwrap();
    assert_eq!(rows.iter().map(|r| r.feature).collect::<Vec<_>>(), [1, 7]);
    assert_eq!(table.rows, 2);
    assert_eq!(table.defects.iter().map(|d| d.feature).collect::<Vec<_>>(), (2..7).map(Some).collect::<Vec<_>>());
    assert!(table.defects.iter().all(|d| d.code == IssueCode::BadFeature && !d.message.contains("at line")));
}

#[test]
fn a_bad_geometry_keeps_its_properties() {
    let (table, rows) = read(&collection(&KILN.replace("[1,2,3]", "[1]")), &["name"]);
    assert!(table.unwrap().defects.is_empty());
    assert!(matches!(rows[0].shape, Shape::Bad(_)));
    assert_eq!(rows[0].values, [Value::Text("Kiln".into())]);
}

#[test]
fn null_and_absent_members_are_null() {
    let (table, rows) =
        read(&collection(r#"{"type":"Feature","geometry":null,"properties":null},{"type":"Feature"}"#), &["a"]);
    assert!(table.unwrap().defects.is_empty());
    assert!(rows.iter().all(|r| r.shape == Shape::Null && r.values == [Value::Null]));
    // The last of two properties of one name wins.
    let (_, rows) = read(&collection(r#"{"type":"Feature","properties":{"a":1,"a":2}}"#), &["a"]);
    assert_eq!(rows[0].values, [Value::Int(2)]);
}

#[test]
fn lone_features_and_geometries_are_read() {
    let (_, rows) = read(KILN, &["name", "id"]);
    assert_eq!(rows, [Row::new(1, point(1.0, 2.0), vec![Value::Text("Kiln".into()), Value::Int(7)])]);
    let (_, rows) = read(r#"{"coordinates":[1,2],"type":"Point"}"#, &["name"]);
    assert_eq!(rows[0].shape, point(1.0, 2.0));
    let (_, rows) = read(r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}"#, &[]);
    assert!(matches!(rows[0].shape, Shape::Geometry(geo_types::Geometry::GeometryCollection(_))));
}

#[test]
fn sequences_survive_a_bad_line() {
    let text = format!("{KILN}\n{{\"type\":\"Feature\",\"properties\":{{\"t\":NaN}}}}\n\u{1e}{KILN}\n{{}}\n{KILN}");
    for name in ["s.geojsonl", "s.geojson"] {
        let (table, rows) = read_as(name, text.as_bytes(), &[], |_| {});
        let table = table.unwrap();
        assert_eq!(rows.iter().map(|r| r.feature).collect::<Vec<_>>(), [1, 3, 5], "{name}");
        assert_eq!(table.defects.iter().map(|d| d.feature).collect::<Vec<_>>(), [Some(2), Some(4)], "{name}");
        assert!(table.defects[0].message.contains("line 2: NaN"), "{:?}", table.defects);
        assert!(table.defects[1].message.contains("line 4: it has no `type`"), "{:?}", table.defects);
    }
}

#[test]
fn what_came_before_a_break_is_read() {
    let whole = collection(&format!("{KILN},{KILN},{KILN}"));
    for end in 0..whole.len() {
        let (table, rows) = read(&whole[..end], &[]);
        let features = whole[..end].matches(KILN).count();
        match table {
            Ok(table) => {
                assert_eq!(rows.len(), features, "{end}");
                assert_eq!(table.defects.len(), 1, "{end}");
                assert_eq!(table.defects[0].code, IssueCode::TruncatedFile);
            }
            Err(e) => assert!(features == 0, "{end}: {e}"),
        }
    }
}

#[test]
fn numbers_that_json_lacks_are_named_with_their_line() {
    for token in ["NaN", "Infinity", "-Infinity"] {
        let text = collection(&format!("\n{KILN},\n{}", KILN.replace("1.5", token)));
        let (table, rows) = read(&text, &[]);
        let defect = &table.unwrap().defects[0];
        assert_eq!((rows.len(), defect.code), (1, IssueCode::TruncatedFile));
        assert!(defect.message.contains("line 3") && defect.message.contains("NaN"), "{defect:?}");
        let error = message(read(&collection(&KILN.replace("1.5", token)), &[]));
        assert!(error.contains("line 1") && error.contains("write null"), "{error}");
    }
}

#[test]
fn what_is_no_geojson_says_why() {
    let cases = [
        ("", "empty"),
        (" \n ", "empty"),
        ("[1,2]", "expected a FeatureCollection"),
        ("\"x\"", "expected a FeatureCollection"),
        ("hello", "line 1, column 1: not JSON"),
        ("{\"a\":1,}", "not JSON"),
        (r#"{"type":"Topology","objects":{}}"#, "TopoJSON"),
        (r#"{"type":"FeatureCollection"}"#, "without `features`"),
        (r#"{"type":"featurecollection","features":[]}"#, "its type is `featurecollection`"),
        (r#"{"type":"FeatureCollection","features":{}}"#, "expected an array of features"),
        (r#"{"features":[]}"#, "no `type`"),
    ];
    for (text, expected) in cases {
        let error = message(read(text, &[]));
        assert!(error.contains(expected) && error.starts_with("s.geojson"), "{text}: {error}");
    }
}

#[test]
fn nesting_without_end_does_not_overflow_the_stack() {
    let deep = "[".repeat(500_000) + &"]".repeat(500_000);
    let feature = format!(r#"{{"type":"Feature","properties":{{"a":{deep}}}}}"#);
    let (table, rows) = read(&collection(&format!("{feature},{KILN}")), &["a"]);
    assert_eq!((table.unwrap().defects.len(), rows.len()), (1, 1));
    let geometry = format!(r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":{deep}}}}}"#);
    let (_, rows) = read(&collection(&geometry), &[]);
    assert!(matches!(rows[0].shape, Shape::Bad(_)));
    let (table, _) = read(&deep, &[]);
    assert!(table.is_err());
    let (table, _) = read(&format!(r#"{{"type":{deep}}}"#), &[]);
    assert!(table.is_err());
    let crs = format!(r#"{{"type":"FeatureCollection","crs":{deep},"other":{deep},"features":[{KILN}]}}"#);
    assert_eq!(read(&crs, &[]).1.len(), 1);
}

#[test]
fn encodings_are_marked_declared_or_refused() {
    let text = collection(&KILN.replace("Kiln", "Écluse"));
    let wanted = &["name"];
    let expected = [Value::Text("Écluse".into())];
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    assert_eq!(read_as("s.json", format!("\u{feff}{text}").as_bytes(), wanted, |_| {}).1[0].values, expected);
    assert_eq!(read_as("s.json", &utf16, wanted, |_| {}).1[0].values, expected);
    let (table, rows) = read_as("s.json", &latin, wanted, |i| i.encoding = Some("latin1".into()));
    assert_eq!((rows[0].values.as_slice(), table.unwrap().encoding.as_deref()), (&expected[..], Some("windows-1252")));
    let error = message(read_as("s.json", &latin, wanted, |_| {}));
    assert!(error.contains("line 1") && error.contains("windows-1252"), "{error}");
    let error = message(read_as("s.json", &latin, wanted, |i| i.encoding = Some("klingon".into())));
    assert!(error.contains("klingon"), "{error}");
}

#[test]
fn the_geometry_may_come_from_properties() {
    let lonlat = |i: &mut Input| i.geometry = GeometryFrom::LonLat { lon: "t".into(), lat: "n".into() };
    assert_eq!(read_as("s.json", collection(KILN).as_bytes(), &[], lonlat).1[0].shape, point(1.5, 3.0));
    let none = |i: &mut Input| i.geometry = GeometryFrom::None;
    assert_eq!(read_as("s.json", collection(KILN).as_bytes(), &[], none).1[0].shape, Shape::NoGeometry);
    let missing = |i: &mut Input| i.geometry = GeometryFrom::Wkt("wkt".into());
    let error = message(read_as("s.json", collection(KILN).as_bytes(), &[], missing));
    assert!(error.contains("`wkt`") && error.contains("`flows`"), "{error}");
}
