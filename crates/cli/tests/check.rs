//! `maillon check`: issues as a table and a map, and a corrected copy.

mod common;

use std::fs;
use std::path::Path;

use common::{contents, maillon, properties, small};
use serde_json::Value;

fn json(dir: &Path, words: &[&str]) -> Value {
    let run = maillon(dir, &[words, &["--json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}{}", run.stdout, run.stderr))
}

/// How often the diagnosis has that code.
fn count(diagnosis: &Value, code: &str) -> u64 {
    let kinds = diagnosis["kinds"].as_array().expect("kinds");
    kinds.iter().find(|kind| kind["code"] == code).map_or(0, |kind| kind["count"].as_u64().expect("a count"))
}

#[test]
fn issues_are_a_table_and_a_map() {
    let dir = small();
    fs::write(dir.path().join("sites.csv"), "site_id,lon,lat\nA,2.3,51\nB,0,0\nC,,\nD,2.31,51.01\n").expect("written");
    maillon(dir.path(), &["check", "study.toml", "--out", "found"]).expect(2);
    let files = contents(&dir.path().join("found"));
    assert_eq!(files.keys().collect::<Vec<_>>(), ["issues.csv", "issues.geojson", "issues.qml", "summary.json"]);
    let table = String::from_utf8_lossy(&files["issues.csv"]).into_owned();
    assert!(table.contains("warning,at-sea,sites.csv") && table.contains("error,null-geometry"), "{table}");
    let on_map = properties(&dir.path().join("found/issues.geojson"));
    assert!(on_map.iter().any(|issue| issue["code"] == "at-sea"), "{on_map:?}");
    let summary: Value = serde_json::from_slice(&files["summary.json"]).expect("JSON");
    assert_eq!(count(&summary, "null-geometry"), 1);
    // Again in the same place, once nothing is wrong: nothing stale is left.
    fs::write(dir.path().join("sites.csv"), "site_id,lon,lat\nA,2.3,51\nB,2.31,51.01\n").expect("written");
    maillon(dir.path(), &["check", "study.toml", "--out", "found"]).expect(0);
    let files = contents(&dir.path().join("found"));
    assert!(!files.contains_key("issues.geojson"), "{:?}", files.keys());
    // Somebody's own file of that name is not written over.
    fs::create_dir(dir.path().join("mine")).expect("made");
    fs::write(dir.path().join("mine/issues.csv"), "mine").expect("written");
    let run = maillon(dir.path(), &["check", "study.toml", "--out", "mine"]);
    assert_ne!(run.code, Some(0));
    assert_eq!(fs::read_to_string(dir.path().join("mine/issues.csv")).expect("text"), "mine");
}

/// Axes that look swapped and rows that stand twice, in each format that is written anew.
#[test]
fn a_corrected_copy_checks_clean() {
    let features = |rows: &[(&str, &str)]| {
        let feature = |(id, at): &(&str, &str)| {
            format!(
                r#"{{"type":"Feature","properties":{{"site_id":"{id}"}},"geometry":{{"type":"Point","coordinates":[{at}]}}}}"#
            )
        };
        rows.iter().map(feature).collect::<Vec<_>>()
    };
    let rows = [("A", "2.30,51.01"), ("B", "2.32,51.02"), ("C", "51.03,2.31,7"), ("D", "2.29,51"), ("B", "2.32,51.02")];
    let collection = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features(&rows).join(",\n"));
    let cases: &[(&str, Vec<u8>)] = &[
        ("s.csv", b"\xef\xbb\xbfsite_id;lat;lon;name\r\nA;51,01;2,30;\"a; b\"\r\n\r\nB;51,02;2,32;b\r\nC;2,31;51,03;c\r\nD;51;2,29;\r\nB;51,02;2,32;b\r\n".to_vec()),
        ("s.tsv", b"site_id\tgeom\nA\tSRID=4326;POINT(2.30 51.01)\nB\tPOINT(2.32 51.02)\nC\tPOINT(51.03 2.31)\nD\tPOINT(2.29 51)\nB\tPOINT(2.32 51.02)\n".to_vec()),
        ("s.geojson", collection.into_bytes()),
        ("s.geojsonl", features(&rows).join("\n").into_bytes()),
    ];
    for (name, bytes) in cases {
        let dir = small();
        fs::write(dir.path().join(name), bytes).expect("written");
        // The last flow stands twice, and has no id of its own.
        let flows = "site_id,direction,resource,quantity,unit\nA,supply,heat,10,MWh\nC,demand,heat,8,MWh\nC,demand,heat,8,MWh\n";
        fs::write(dir.path().join("flows.csv"), flows).expect("written");
        let toml = format!("[sites]\npath = \"{name}\"\n[flows]\npath = \"flows.csv\"\n");
        fs::write(dir.path().join("study.toml"), toml).expect("written");
        let before = contents(dir.path());
        let found = json(dir.path(), &["check", "study.toml", "--fix", "fixed"]);
        for code in ["suspect-swap", "duplicate-id", "repeated-flow"] {
            assert_eq!(count(&found, code), 1, "{name}: {code} in {found}");
        }
        assert_eq!(found["corrections"], 3, "{name}");
        assert_eq!(contents(dir.path()), before, "{name}: the originals are as they were");
        let after = json(dir.path(), &["check", "fixed"]);
        for code in ["suspect-swap", "duplicate-id", "repeated-flow"] {
            assert_eq!(count(&after, code), 0, "{name}: {after}");
        }
        assert_eq!((&after["errors"], &after["sites"], &after["flows"]), (&0.into(), &4.into(), &2.into()), "{name}");
        let table = fs::read_to_string(dir.path().join("fixed/corrections.csv")).expect("the table");
        assert_eq!(table.lines().count(), 4, "{table}");
        assert!(table.starts_with("file,row,field,before,after\n") && table.contains("51"), "{table}");
        // What was not corrected is as it was, to the byte.
        let copy = fs::read(dir.path().join("fixed").join(name)).expect("the copy");
        let same = bytes.split(|b| *b == b'\n').filter(|line| copy.split(|b| *b == b'\n').any(|other| other == *line));
        assert!(same.count() >= 4, "{name}: {}", String::from_utf8_lossy(&copy));
        maillon(dir.path(), &["match", "fixed", "--no-report"]).expect(0);
        // Nothing is written over, and where there is nothing to correct there is no copy.
        let run = maillon(dir.path(), &["check", "study.toml", "--fix", "fixed"]).expect(2);
        assert!(run.stderr.contains("name a new folder"), "{}", run.stderr);
        let run = maillon(dir.path(), &["check", "fixed", "--fix", "again"]).expect(0);
        assert!(run.stdout.contains("nothing that can be corrected") && !dir.path().join("again").exists());
    }
}
