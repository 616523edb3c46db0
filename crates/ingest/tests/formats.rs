//! The same sites and flows in every format, encoding and coordinate system are the same study.
//!
//! The files are written by GDAL's own tools, so that not only our writers' habits are read.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use maillon_ingest::{Knowledge, StudyFile, load};
use maillon_model::{Amount, Study};

const SITES: usize = 1000;

/// The sites as CSV: names with accents, quotes, delimiters, apostrophes and, `unicode`, emoji; coordinates all over France.
fn sites(delimiter: char, unicode: bool) -> String {
    let emoji = if unicode { " 🏭 n’est pas là" } else { "" };
    let mut text =
        ["site_id", "name", "lon", "lat", "direction", "resource", "quantity", "unit"].join(&delimiter.to_string());
    text.push('\n');
    for i in 0..SITES {
        let (lon, lat) = (-1.0 + (i * 7919 % 1000) as f64 * 0.007, 43.5 + (i * 104_729 % 1000) as f64 * 0.006);
        let row = [
            format!("S{i:04}"),
            format!("\"Écluse \"\"n° {i}\"\", déchèterie; l'île{}{emoji}\"", if i % 3 == 0 { " d'Œuvre" } else { "" }),
            format!("{lon:.6}"),
            format!("{lat:.6}"),
            if i % 2 == 0 { "supply" } else { "demand" }.to_owned(),
            ["heat.steam", "ash.fly", "water.surface"][i % 3].to_owned(),
            if i % 10 == 0 { String::new() } else { format!("{}.5", i * 10) },
            ["MWh/yr", "t/yr", "m3/yr"][i % 3].to_owned(),
        ];
        let _ = writeln!(text, "{}", row.join(&delimiter.to_string()));
    }
    text
}

/// What must not depend on the file: all but sources and issues. Positions stand apart.
fn essence(study: &Study) -> (Vec<String>, Vec<(f64, f64)>) {
    let site = |s: &maillon_model::Site| format!("{} {:?}", s.id, s.name);
    let flow = |f: &maillon_model::Flow| {
        let amount = match f.amount {
            Amount::Known(quantity) => quantity.to_string(),
            other => other.state().to_owned(),
        };
        let resource = &study.resource(f.resource).code;
        format!("{} {} {} {resource} {amount}", f.id, study.site(f.site).id, f.direction.name())
    };
    let positions = study.sites.iter().map(|s| (s.position.lon(), s.position.lat())).collect();
    (study.sites.iter().map(site).chain(study.flows.iter().map(flow)).collect(), positions)
}

/// Degrees that positions may differ by once they have been projected and brought back: a centimetre on the ground.
const NEAR: f64 = 1e-7;

/// The first thing in which two studies differ; positions to the bit where `degrees` is 0.
fn difference(
    expected: &(Vec<String>, Vec<(f64, f64)>),
    got: &(Vec<String>, Vec<(f64, f64)>),
    degrees: f64,
) -> Option<String> {
    if expected.0.len() != got.0.len() {
        return Some(format!("{} things instead of {}", got.0.len(), expected.0.len()));
    }
    let words = expected.0.iter().zip(&got.0).find(|(a, b)| a != b).map(|pair| format!("{pair:?}"));
    let near = |(a, b): &(&(f64, f64), &(f64, f64))| (a.0 - b.0).abs() <= degrees && (a.1 - b.1).abs() <= degrees;
    words.or_else(|| expected.1.iter().zip(&got.1).find(|pair| !near(pair)).map(|pair| format!("{pair:?}")))
}

fn read(dir: &Path, sites_table: &str) -> Study {
    let path = dir.join("study.toml");
    fs::write(&path, format!("[sites]\n{sites_table}\n")).unwrap();
    let file = StudyFile::read(&path).unwrap();
    load(&file, dir, &Knowledge::of(&file, dir).unwrap(), &|_, _| {}).unwrap_or_else(|e| panic!("{sites_table}: {e}"))
}

/// GDAL's converter, from the CSV.
fn ogr(dir: &Path, target: &str, arguments: &[&str]) {
    ogr_of(dir, "sites.csv", target, arguments);
}

fn ogr_of(dir: &Path, csv: &str, target: &str, arguments: &[&str]) {
    let source = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "KEEP_GEOM_COLUMNS=NO"];
    let known = if arguments.contains(&"-t_srs") { "-s_srs" } else { "-a_srs" };
    let common = [known, "EPSG:4326", "-oo", "AUTODETECT_TYPE=YES", "-nln", "sites"];
    let done =
        Command::new("ogr2ogr").current_dir(dir).args(arguments).args(source).args(common).args([target, csv]).output();
    let done = done.expect("ogr2ogr, which scripts/setup installs");
    assert!(done.status.success(), "{target}: {}", String::from_utf8_lossy(&done.stderr));
}

fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        "utf-16le" => [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        "utf-16be" => [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        "utf-8-mark" => format!("\u{feff}{text}").into_bytes(),
        name => {
            let (bytes, _, lossy) = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap().encode(text);
            assert!(!lossy, "{name}");
            bytes.into_owned()
        }
    }
}

#[test]
fn every_format_encoding_and_system_is_the_same_study() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    fs::write(dir.join("sites.csv"), sites(',', true)).unwrap();
    fs::write(dir.join("plain.csv"), sites(',', false)).unwrap();
    let expected = essence(&read(dir, "path = \"sites.csv\""));
    let plain = essence(&read(dir, "path = \"plain.csv\""));
    assert_eq!((expected.0.len(), plain.0.len()), (2 * SITES, 2 * SITES));
    assert!(expected.0[0].contains('🏭') && !plain.0[0].contains('🏭'));
    let (tried, wrong) = (std::cell::Cell::new(0), std::cell::RefCell::new(Vec::new()));
    let compare = |table: &str, expected: &_, degrees: f64| {
        let study = read(dir, table);
        if let Some(difference) = difference(expected, &essence(&study), degrees) {
            wrong.borrow_mut().push(format!("{table}: {difference} {:?}", study.issues.first()));
        }
        tried.set(tried.get() + 1);
    };
    let same = |table: &str| compare(table, &expected, 0.0);
    let near = |table: &str| compare(table, &expected, NEAR);

    // Text, by encoding and delimiter.
    for (encoding, declared, unicode) in [
        ("utf-8", false, true),
        ("utf-8-mark", false, true),
        ("utf-16le", false, true),
        ("utf-16be", false, true),
        ("windows-1252", false, false),
        ("iso-8859-15", true, false),
        ("macintosh", true, false),
    ] {
        for (delimiter, extension) in [(',', "txt"), (';', "csv"), ('\t', "tsv"), ('|', "psv")] {
            let name = format!("{encoding}.{extension}");
            fs::write(dir.join(&name), encoded(&sites(delimiter, unicode), encoding)).unwrap();
            let key = if declared { format!("\nencoding = \"{encoding}\"") } else { String::new() };
            compare(&format!("path = \"{name}\"{key}"), if unicode { &expected } else { &plain }, 0.0);
        }
    }
    fs::write(dir.join("crlf.csv"), sites(';', true).replace('\n', "\r\n")).unwrap();
    same("path = \"crlf.csv\"");
    fs::write(dir.join("titled.csv"), format!("Inventaire 2024\n\n{}", sites(';', true))).unwrap();
    same("path = \"titled.csv\"");
    fs::write(dir.join("comma.csv"), sites(';', true).replace(".5;", ",5;")).unwrap();
    same("path = \"comma.csv\"\ndecimal = \",\"");

    // Formats, by GDAL's writers.
    for (target, arguments) in [
        ("s.geojson", &["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=12"][..]),
        ("s.geojsonl", &["-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=12"]),
        ("rs.geojsons", &["-f", "GeoJSONSeq", "-lco", "RS=YES", "-lco", "COORDINATE_PRECISION=12"]),
        ("s.gpkg", &["-f", "GPKG"]),
        ("s.fgb", &["-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO"]),
        ("indexed.fgb", &["-f", "FlatGeobuf"]),
        ("s.gml", &["-f", "GML"]),
        ("s.sqlite", &["-f", "SQLite"]),
        ("ewkt.csv", &["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "-lco", "GEOMETRY_NAME=geom"]),
        ("wkt.csv", &["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "-lco", "GEOMETRY_NAME=geom"]),
        ("xy.csv", &["-f", "CSV", "-lco", "GEOMETRY=AS_XY", "-lco", "SEPARATOR=SEMICOLON"]),
    ] {
        ogr(dir, target, arguments);
        if target == "ewkt.csv" {
            let wkt = fs::read_to_string(dir.join(target)).unwrap();
            fs::write(dir.join(target), wkt.replace("POINT (", "SRID=4326;POINT (")).unwrap();
        }
        same(&format!("path = \"{target}\""));
    }
    // KML names things its own way.
    ogr(dir, "s.kml", &["-f", "LIBKML"]);
    same("path = \"s.kml\"");
    ogr(dir, "s.kmz", &["-f", "LIBKML"]);
    same("path = \"s.kmz\"");
    // Spreadsheets have no geometry, but columns of coordinates.
    for (target, format) in [("s.xlsx", "XLSX"), ("s.ods", "ODS")] {
        let mut convert = Command::new("ogr2ogr");
        convert.current_dir(dir).args(["-f", format, target, "sites.csv", "-oo", "AUTODETECT_TYPE=YES"]);
        assert!(convert.status().unwrap().success());
        same(&format!("path = \"{target}\""));
    }
    // A Shapefile, alone, in a folder, zipped, and among others in a ZIP.
    fs::create_dir(dir.join("shp")).unwrap();
    let shapefile = ["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"];
    ogr(dir, "shp/sites.shp", &shapefile);
    same("path = \"shp/sites.shp\"");
    same("path = \"shp\"");
    fs::create_dir(dir.join("latin")).unwrap();
    ogr_of(dir, "plain.csv", "latin/sites.shp", &["-f", "ESRI Shapefile", "-lco", "ENCODING=CP1252"]);
    compare("path = \"latin/sites.shp\"", &plain, 0.0);
    zip(&dir.join("shp"), &dir.join("sites.zip"), "data/");
    same("path = \"sites.zip\"");
    fs::copy(dir.join("s.geojson"), dir.join("shp/other.geojson")).unwrap();
    zip(&dir.join("shp"), &dir.join("two.zip"), "");
    same("path = \"two.zip\"\nlayer = \"sites\"");

    // Coordinate systems: Lambert-93, the old Lambert II étendu, LAEA, Web Mercator, UTM twice, ETRS89, Belgian Lambert.
    for crs in
        ["EPSG:2154", "EPSG:27572", "EPSG:3035", "EPSG:3857", "EPSG:25831", "EPSG:32631", "EPSG:4258", "EPSG:3812"]
    {
        let target = format!("{}.gpkg", &crs[5..]);
        ogr(dir, &target, &["-f", "GPKG", "-t_srs", crs]);
        near(&format!("path = \"{target}\""));
        let target = format!("{}.csv", &crs[5..]);
        ogr(dir, &target, &["-f", "CSV", "-t_srs", crs, "-lco", "GEOMETRY=AS_XY"]);
        near(&format!("path = \"{target}\"\ncrs = \"{crs}\""));
        let id = format!(r#","crs":{{"type":"CRS","name":"-","id":{{"authority":"EPSG","code":{}}}}}"#, &crs[5..]);
        geoparquet(dir, &target, "X", "Y", &id, "crs.parquet");
        near("path = \"crs.parquet\"");
    }
    // GeoParquet, whose libraries GDAL lacks here.
    geoparquet(dir, "sites.csv", "lon", "lat", "", "s.parquet");
    same("path = \"s.parquet\"");

    // Many files of one layer, in two systems.
    fs::create_dir(dir.join("many")).unwrap();
    for (part, crs) in [(0, "EPSG:2154"), (1, "EPSG:4326"), (2, "EPSG:3857")] {
        let filter = format!("CAST(substr(site_id, 2) AS integer) % 3 = {part}");
        ogr(dir, &format!("many/{part}.gpkg"), &["-f", "GPKG", "-t_srs", crs, "-where", &filter]);
    }
    near("path = \"many\"");
    near("path = \"many/*.gpkg\"");
    let (tried, wrong) = (tried.get(), wrong.into_inner());
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried >= 78, "only {tried} ways were tried");
}

/// A CSV as GeoParquet: its columns as texts, its coordinates as points, `crs` as the end of what its metadata say.
fn geoparquet(dir: &Path, csv: &str, lon: &str, lat: &str, crs: &str, target: &str) {
    use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::{metadata::KeyValue, properties::WriterProperties, writer::SerializedFileWriter};
    use parquet::schema::types::Type;

    let mut reader = csv::Reader::from_path(dir.join(csv)).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let place = |name: &str| names.iter().position(|n| n == name).unwrap();
    let field = |name: &str, logical: Option<LogicalType>| {
        let field = Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_repetition(Repetition::OPTIONAL);
        Arc::new(field.with_logical_type(logical).build().unwrap())
    };
    let kept: Vec<usize> = (0..names.len()).filter(|at| names[*at] != lon && names[*at] != lat).collect();
    let mut fields: Vec<_> = kept.iter().map(|at| field(&names[*at], Some(LogicalType::String))).collect();
    fields.push(field("geometry", None));
    let schema = Arc::new(Type::group_type_builder("schema").with_fields(fields).build().unwrap());
    let geo = format!(
        r#"{{"version":"1.1.0","primary_column":"geometry","columns":{{"geometry":{{"encoding":"WKB","geometry_types":["Point"]{crs}}}}}}}"#
    );
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new("geo".to_owned(), geo)]));
    let file = fs::File::create(dir.join(target)).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build())).unwrap();
    for part in rows.chunks(300) {
        let mut group = writer.next_row_group().unwrap();
        let mut put = |values: Vec<Option<Vec<u8>>>| {
            let levels: Vec<i16> = values.iter().map(|v| i16::from(v.is_some())).collect();
            let there: Vec<ByteArray> = values.into_iter().flatten().map(ByteArray::from).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&there, Some(&levels), None).unwrap();
            column.close().unwrap();
        };
        for at in &kept {
            put(part.iter().map(|row| Some(row[*at].as_bytes().to_vec()).filter(|cell| !cell.is_empty())).collect());
        }
        put(part
            .iter()
            .map(|row| {
                let number = |name: &str| row[place(name)].parse::<f64>().unwrap().to_le_bytes();
                Some([&[1, 1, 0, 0, 0][..], &number(lon), &number(lat)].concat())
            })
            .collect());
        group.close().unwrap();
    }
    writer.close().unwrap();
}

/// A folder's files as a ZIP archive, under a folder of its own.
fn zip(folder: &Path, target: &Path, prefix: &str) {
    let mut archive = zip::ZipWriter::new(fs::File::create(target).unwrap());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut fs::File::open(path).unwrap(), &mut archive).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn topojson_is_read_as_what_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let topology = r#"{"type":"Topology","transform":{"scale":[0.001,0.001],"translate":[2,51]},"arcs":[],
        "objects":{"sites":{"type":"GeometryCollection","geometries":[
        {"type":"Point","coordinates":[300,10],"properties":{"site_id":"a","name":"Alpha"}}]}}}"#;
    for name in ["t.topojson", "t.json"] {
        fs::write(dir.path().join(name), topology).unwrap();
        let study = read(dir.path(), &format!("path = \"{name}\""));
        let at = study.sites[0].position;
        assert_eq!((&*study.sites[0].id, at.lon(), at.lat()), ("a", 2.3, 51.01), "{name}");
    }
}

#[test]
fn archives_say_what_is_wrong_with_them() {
    let dir = tempfile::tempdir().unwrap();
    let refusal = |bytes: &[u8]| {
        fs::write(dir.path().join("a.zip"), bytes).unwrap();
        fs::write(dir.path().join("study.toml"), "[sites]\npath = \"a.zip\"\n").unwrap();
        let file = StudyFile::read(dir.path()).unwrap();
        load(&file, dir.path(), &Knowledge::of(&file, dir.path()).unwrap(), &|_, _| {}).unwrap_err().to_string()
    };
    let archive = |names: &[&str]| {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in names {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut archive, b"site_id,lon,lat\n1,2,51\n").unwrap();
        }
        archive.finish().unwrap().into_inner()
    };
    assert!(refusal(b"PK nonsense").contains("not a ZIP archive"));
    assert!(refusal(&archive(&["readme.md"])).contains("no file of a format"));
    let several = refusal(&archive(&["a.csv", "in/b.csv"]));
    assert!(several.contains("`a.csv`, `in/b.csv`") && several.contains("layer ="), "{several}");
    let outside = refusal(&archive(&["../../escaped.csv"]));
    assert!(outside.contains("leads out"), "{outside}");
    assert!(!dir.path().parent().unwrap().join("escaped.csv").exists());
}
