//! What is wrong with the input ends in a message that says where and what to do; never in a panic or half an output.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{contents, maillon, properties, small};

/// Replaces text of a file that must hold it.
fn spoil(dir: &Path, file: &str, good: &str, bad: &str) {
    let path = dir.join(file);
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.contains(good), "{file} has no {good}");
    fs::write(path, text.replace(good, bad)).expect("written");
}

/// The whole study is refused: code 2, a message with all of `says`, and no results.
fn refused(prepare: impl Fn(&Path), says: &[&str]) {
    let dir = small();
    prepare(dir.path());
    let run = maillon(dir.path(), &["match", "study.toml"]).expect(2);
    for word in says {
        assert!(run.stderr.contains(word), "no \"{word}\" in: {}", run.stderr);
    }
    assert!(!dir.path().join("out").exists(), "no results of a refused study");
}

/// A row is refused or repaired: the run ends with `code`, the message has all of `says`, the first of which is the
/// issue's code and stands in issues.csv too.
fn reported(code: i32, prepare: impl Fn(&Path), says: &[&str]) {
    let dir = small();
    prepare(dir.path());
    let run = maillon(dir.path(), &["match", "study.toml"]).expect(code);
    let issues = fs::read_to_string(dir.path().join("out/issues.csv")).expect("issues.csv");
    assert!(issues.contains(&format!(",{},", says[0])), "no {} in: {issues}", says[0]);
    for word in says {
        assert!(run.stderr.contains(word), "no \"{word}\" in: {}", run.stderr);
    }
    assert!(dir.path().join("out/summary.json").exists());
}

fn flows(dir: &Path, rows: &str) {
    fs::write(dir.join("flows.csv"), format!("flow_id,site_id,direction,resource,quantity,unit\n{rows}"))
        .expect("written");
}

#[test]
fn files_that_are_of_no_use() {
    refused(|d| spoil(d, "study.toml", "sites.csv", "nowhere.csv"), &["nowhere.csv", "no such file"]);
    let empty_folder = |d: &Path| {
        fs::create_dir(d.join("empty")).expect("made");
        spoil(d, "study.toml", "sites.csv", "empty");
    };
    refused(empty_folder, &["empty", "folder"]);
    refused(|d| fs::write(d.join("sites.csv"), "").expect("written"), &["sites.csv", "empty"]);
    refused(|d| spoil(d, "sites.csv", "site_id", "code"), &["sites.csv", "site's id", "[sites]", "code"]);
    refused(
        |d| spoil(d, "study.toml", "[flows]", "id = \"sid\"\n[flows]"),
        &["sites.csv", "no column \"sid\"", "it has: site_id, name"],
    );
    refused(
        |d| spoil(d, "sites.csv", "2.30,51.01\nB,Béta,2.32,51.02", "652000,6862000\nB,Béta,653000,6863000"),
        &["sites.csv", "coordinate system", "crs =", "EPSG:2154"],
    );
    refused(|d| spoil(d, "study.toml", "[flows]", "crs = \"EPSG:999999\"\n[flows]"), &["sites.csv", "EPSG:999999"]);
    refused(|d| spoil(d, "study.toml", "[flows]", "colour = 1\n[flows]"), &["study.toml", "colour"]);
    refused(|d| spoil(d, "study.toml", "[flows]", "encoding = \"klingon\"\n[flows]"), &["klingon"]);
}

#[test]
fn geojson_that_is_broken() {
    let sites = |d: &Path, text: &str| {
        spoil(d, "study.toml", "sites.csv", "sites.geojson");
        fs::write(d.join("sites.geojson"), text).expect("written");
    };
    refused(|d| sites(d, "this is not JSON"), &["sites.geojson"]);
    let feature = |id: &str, lon: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"site_id":"{id}"}},"geometry":{{"type":"Point","coordinates":[{lon},51.0]}}}}"#
        )
    };
    let cut = format!(
        r#"{{"type":"FeatureCollection","features":[{},{},{{"type":"Fea"#,
        feature("A", 2.3),
        feature("B", 2.31)
    );
    reported(2, |d| sites(d, &cut), &["truncated-file", "sites.geojson"]);
    let null = format!(
        r#"{{"type":"FeatureCollection","features":[{},{{"type":"Feature","properties":{{"site_id":"B"}},"geometry":null}}]}}"#,
        feature("A", 2.3)
    );
    reported(2, |d| sites(d, &null), &["null-geometry", "feature 2", "site B", "site-refused"]);
    let mixed = format!(
        r#"{{"type":"FeatureCollection","features":[{},{{"type":"Feature","properties":{{"site_id":"B"}},"geometry":{{"type":"Point","coordinates":["x",1]}}}}]}}"#,
        feature("A", 2.3)
    );
    reported(2, |d| sites(d, &mixed), &["bad-feature", "feature 2"]);
}

#[test]
fn shapefiles_without_their_companions() {
    for missing in ["shx", "dbf"] {
        let dir = common::fixture("dunkerque");
        fs::remove_file(dir.path().join(format!("sites.{missing}"))).expect("removed");
        let run = maillon(dir.path(), &["match", "study.toml"]).expect(2);
        assert!(run.stderr.contains("sites.shp") && run.stderr.contains(&format!(".{missing}")), "{}", run.stderr);
        assert!(!dir.path().join("out").exists());
    }
    let dir = common::fixture("dunkerque");
    fs::remove_file(dir.path().join("sites.prj")).expect("removed");
    let run = maillon(dir.path(), &["match", "study.toml"]).expect(2);
    assert!(run.stderr.contains("EPSG:2154") && run.stderr.contains("coordinate system"), "{}", run.stderr);

    let dir = common::fixture("dunkerque");
    let shp = fs::read(dir.path().join("sites.shp")).expect("bytes");
    fs::write(dir.path().join("sites.shp"), &shp[..shp.len() / 2]).expect("written");
    let run = maillon(dir.path(), &["match", "study.toml"]).expect(2);
    assert!(run.stderr.contains("sites.shp"), "{}", run.stderr);
}

#[test]
fn rows_that_are_wrong() {
    let row = |rows: &'static str| move |d: &Path| flows(d, rows);
    reported(2, |d| spoil(d, "sites.csv", "B,Béta", "A,Béta"), &["duplicate-id", "sites.csv, line 3", "\"A\""]);
    reported(2, row("F1,A,supply,heat,1,MWh\nF1,B,demand,heat,1,MWh\n"), &["duplicate-id", "flow_id", "\"F1\""]);
    reported(2, row("F1,Q,supply,heat,1,MWh\n"), &["unknown-site", "flows.csv, line 2", "site_id", "\"Q\""]);
    for number in ["NaN", "inf", "-inf", "twelve"] {
        let rows = format!("F1,A,supply,heat,{number},MWh\nF2,B,demand,heat,8,MWh\n");
        reported(2, move |d| flows(d, &rows), &["bad-number", "flows.csv, line 2", "quantity", number]);
    }
    reported(2, row("F1,A,supply,heat,-5,MWh\n"), &["negative-quantity", "flows.csv, line 2", "-5"]);
    reported(2, row("F1,A,supply,heat,5,furlong\n"), &["unknown-unit", "flows.csv, line 2", "unit", "furlong"]);
    reported(2, row("F1,A,supply,heat,5,\n"), &["missing-unit", "flows.csv, line 2"]);
    reported(2, row("F1,A,sideways,heat,5,MWh\n"), &["bad-direction", "sideways"]);
    reported(0, row("F1,A,supply,haet,5,MWh\nF2,B,demand,haet,5,MWh\n"), &["unknown-resource", "haet"]);
    reported(2, |d| spoil(d, "sites.csv", "2.32,51.02", "425,51.02"), &["position-out-of-range", "line 3", "425"]);
    reported(2, |d| spoil(d, "sites.csv", "2.32,51.02", "51.02,102.3"), &["position-out-of-range", "swapped"]);
    reported(2, |d| spoil(d, "sites.csv", "2.32,51.02", ","), &["null-geometry", "line 3", "site B"]);
}

#[test]
fn one_swapped_site_among_others_is_suspected_and_used() {
    let dir = small();
    fs::write(
        dir.path().join("sites.csv"),
        "site_id,lon,lat\nA,2.30,51.01\nB,2.32,51.02\nC,2.31,51.03\nD,51.02,2.33\n",
    )
    .expect("written");
    let run = maillon(dir.path(), &["match", "study.toml"]).expect(0);
    assert!(run.stderr.contains("suspect-swap") && run.stderr.contains("site D"), "{}", run.stderr);
    assert_eq!(properties(&dir.path().join("out/sites.geojson")).len(), 4);
    maillon(dir.path(), &["match", "study.toml", "--strict"]).expect(2);
}

#[test]
fn good_rows_beside_bad_ones_count() {
    let dir = small();
    flows(
        dir.path(),
        "F1,A,supply,heat,10,MWh\nF2,B,demand,heat,8,MWh\nF3,B,demand,heat,oops,MWh\nF4,Z,demand,heat,8,MWh\n",
    );
    maillon(dir.path(), &["match", "study.toml"]).expect(2);
    let synergies = properties(&dir.path().join("out/synergies.geojson"));
    assert_eq!(synergies.len(), 2, "the pair, and the demand whose amount is now unknown");
    let amount = |demand: &str| {
        let row = synergies.iter().find(|p| p["demand_flow"] == demand).expect("a synergy");
        (row["amount"].clone(), row["confidence"].as_f64().expect("a number"))
    };
    let (known, surer) = amount("F2");
    assert_eq!(known, 8.0);
    let (missing, confidence) = amount("F3");
    assert!(missing.is_null() && confidence < surer, "missing is not zero, and less sure");
}

#[test]
fn missing_zero_and_censored_stay_three_things() {
    let dir = small();
    flows(dir.path(), "F1,A,supply,heat,0,MWh\nF2,A,supply,heat,,\nF3,A,supply,heat,< 5,MWh\nF4,B,demand,heat,8,MWh\n");
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    let out = dir.path().join("out");
    let matched: Vec<String> = properties(&out.join("synergies.geojson"))
        .iter()
        .map(|p| p["supply_flow"].as_str().expect("an id").to_owned())
        .collect();
    assert!(
        matched.contains(&"F2".to_owned()) && matched.contains(&"F3".to_owned()) && matched.len() == 2,
        "{matched:?}"
    );
    let unmatched = properties(&out.join("unmatched.geojson"));
    assert_eq!((unmatched.len(), &unmatched[0]["flow_id"], &unmatched[0]["amount"]), (1, &"F1".into(), &0.0.into()));
}

#[test]
fn a_target_that_cannot_be_written_costs_no_work_and_no_results() {
    let dir = small();
    fs::write(dir.path().join("file"), "mine").expect("written");
    let run = maillon(dir.path(), &["match", "study.toml", "--out", "file"]).expect(1);
    assert!(run.stderr.contains("file"), "{}", run.stderr);
    assert_eq!(fs::read(dir.path().join("file")).expect("bytes"), b"mine");
    let run = maillon(dir.path(), &["match", "study.toml", "--formats", "dwg"]).expect(1);
    assert!(run.stderr.contains("dwg") && run.stderr.contains("geojson"), "{}", run.stderr);
}

#[test]
fn options_that_make_no_sense() {
    let dir = small();
    for (args, word) in [
        (vec!["--radius-km", "-1"], "radius_km"),
        (vec!["--radius-km", "NaN"], "radius_km"),
        (vec!["--date", "yesterday"], "yesterday"),
    ] {
        let run = maillon(dir.path(), &[vec!["match", "study.toml"], args].concat()).expect(2);
        assert!(run.stderr.contains(word), "{}", run.stderr);
    }
    spoil(dir.path(), "study.toml", "[sites]", "[matching.weights]\nproximty = 1.0\n[sites]");
    let run = maillon(dir.path(), &["match", "study.toml"]).expect(2);
    assert!(run.stderr.contains("proximty") && run.stderr.contains("proximity"), "{}", run.stderr);
}

#[test]
fn a_failed_run_leaves_the_previous_results() {
    let dir = small();
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    fs::write(dir.path().join("out/my-project.qgs"), "mine").expect("written");
    let before = contents(&dir.path().join("out"));
    fs::remove_file(dir.path().join("flows.csv")).expect("removed");
    maillon(dir.path(), &["match", "study.toml"]).expect(2);
    assert_eq!(contents(&dir.path().join("out")), before);
}

/// Interrupted at many moments of its run, maillon leaves either the old results or the new ones, and nothing beside.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_whole_results() {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    let dir = tempfile::tempdir().expect("a folder");
    maillon(dir.path(), &["generate", "region", "--flows", "1500", "--quiet"]).expect(0);
    let args = ["match", "region", "--out", "out", "--quiet"];
    maillon(dir.path(), &[&args[..], &["--top", "1"]].concat());
    let old = contents(&dir.path().join("out"));
    maillon(dir.path(), &[&args[..], &["--top", "2"]].concat());
    let new = contents(&dir.path().join("out"));
    assert_ne!(old, new);
    maillon(dir.path(), &[&args[..], &["--top", "1"]].concat());
    let mut interrupted = 0;
    for moment in 0..12 {
        let signal = if moment % 2 == 0 { "-INT" } else { "-TERM" };
        let mut child = common::command(dir.path(), &[&args[..], &["--top", "2"]].concat())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        std::thread::sleep(Duration::from_millis(40 * moment));
        Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill");
        let status = child.wait().expect("ended");
        interrupted += usize::from(status.code() == Some(130));
        let now = contents(&dir.path().join("out"));
        assert!(now == old || now == new, "neither the old nor the new results after {moment} × 40 ms");
        let beside = fs::read_dir(dir.path()).expect("entries").count();
        assert_eq!(beside, 2, "something is left beside region and out");
        maillon(dir.path(), &[&args[..], &["--top", "1"]].concat());
    }
    println!("{interrupted} of 12 runs were interrupted before their end");
}

/// Input that was made to fill the memory, or never to end, is refused in bounded memory.
#[cfg(unix)]
#[test]
fn hostile_input_ends_with_a_message() {
    let dir = small();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    let deep = 100_000;
    let (open, close) = ("[".repeat(deep), "]".repeat(deep));
    let feature = |x: &str, geometry: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"site_id":"A","x":{x}}},"geometry":{geometry}}}]}}"#
        )
    };
    write("deep.geojson", &feature(&format!("{open}{close}"), r#"{"type":"Point","coordinates":[2,51]}"#));
    write("rings.geojson", &feature("1", &format!(r#"{{"type":"Polygon","coordinates":{open}{close}}}"#)));
    write("bare.geojson", &format!("{open}{close}"));
    let nested = |open: &str, inner: &str, close: &str| open.repeat(deep) + inner + &close.repeat(deep);
    write("wkt.csv", &format!("site_id,geom\nA,\"{}\"\n", nested("GEOMETRYCOLLECTION(", "POINT(1 2)", ")")));
    write(
        "folders.kml",
        &format!("<kml xmlns=\"http://www.opengis.net/kml/2.2\">{}</kml>", nested("<Folder>", "", "</Folder>")),
    );
    let entity = |n: usize| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10));
    let laughs: String = (1..10).map(entity).collect();
    write(
        "laughs.kml",
        &format!(
            "<?xml version=\"1.0\"?><!DOCTYPE kml [<!ENTITY e0 \"ha\">{laughs}]><kml xmlns=\"http://www.opengis.net/kml/2.2\">\
             <Placemark><name>&e9;</name><Point><coordinates>1,2</coordinates></Point></Placemark></kml>"
        ),
    );
    // A line without an end, of which the disk holds nothing.
    let sparse = fs::File::create(dir.path().join("line.csv")).expect("created");
    sparse.set_len(300 << 20).expect("sparse");
    write(
        "text.geojson",
        &feature(&format!("\"{}\"", "A".repeat(130 << 20)), r#"{"type":"Point","coordinates":[2,51]}"#),
    );
    write("quote.csv", &format!("site_id,name,lon,lat\nA,\"{}", "x,y,z\n".repeat(22 << 20)));
    assert!(Command::new("mkfifo").arg(dir.path().join("pipe.csv")).status().expect("mkfifo").success());
    for (file, says) in [
        ("deep.geojson", "recursion limit"),
        ("rings.geojson", "recursion limit"),
        ("bare.geojson", "not GeoJSON"),
        ("wkt.csv", "is no WKT"),
        ("folders.kml", "folders.kml"),
        ("laughs.kml", "laughs.kml"),
        ("line.csv", "line 1: the row or feature that is being read there is longer than 128 MiB"),
        ("text.geojson", "longer than 128 MiB"),
        ("quote.csv", "longer than 128 MiB"),
        ("pipe.csv", "a pipe or a device"),
        ("/dev/zero", "a pipe or a device"),
    ] {
        // Four gigabytes for all, the program's own libraries and arenas too.
        let run = format!("ulimit -v 4000000; exec \"$0\" check --sites \"{file}\" --flows flows.csv");
        let output =
            Command::new("sh").args(["-c", &run, env!("CARGO_BIN_EXE_maillon")]).current_dir(dir.path()).output();
        let output = output.expect("the binary starts");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(2), "{file}: {said}");
        assert!(said.contains(says), "{file}: {said}");
    }
    for (study, says) in [("/dev/zero", "longer than 16 MiB"), ("deep.toml", "recursion limit")] {
        write("deep.toml", &format!("[sites]\npath = \"sites.csv\"\n[{}b]\n", "a.".repeat(deep)));
        let run = maillon(dir.path(), &["check", study]).expect(2);
        assert!(run.stderr.contains(says), "{study}: {}", run.stderr);
    }
}
