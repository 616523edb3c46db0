//! A study split by regions: the parts put together are the whole, row by row.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::{maillon, properties};
use serde_json::{Value, json};

/// A region split by longitude where its sites are densest, with a stretch that no zone holds and one that two hold.
fn region(dir: &Path) {
    maillon(dir, &["generate", "region", "--flows", "900", "--resources", "3", "--quiet"]).expect(0);
    // One long radius for all, so that many pairs cross the borders.
    let study = dir.join("region/study.toml");
    let text = fs::read_to_string(&study).expect("the study");
    fs::write(&study, text.split("[matching.radius]").next().expect("a beginning")).expect("written");
    let sites: Value =
        serde_json::from_slice(&fs::read(dir.join("region/sites.geojson")).expect("sites")).expect("JSON");
    let lon = |site: &Value| site["geometry"]["coordinates"][0].as_f64().expect("a number");
    let mut lons: Vec<f64> = sites["features"].as_array().expect("features").iter().map(lon).collect();
    lons.sort_by(f64::total_cmp);
    let at = |share: usize| lons[share * (lons.len() - 1) / 100];
    let zone = |code: &str, from: f64, to: f64| {
        let ring = json!([[from, 30], [to, 30], [to, 60], [from, 60], [from, 30]]);
        json!({"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    };
    let zones = [
        zone("ouest", at(0) - 1.0, at(30)),
        zone("../milieu", at(30), at(60)),
        zone("est", at(55), at(85)),
        zone("vide", -60.0, -50.0),
        // A second feature of the same code.
        zone("ouest", at(97), at(100) + 1.0),
    ];
    fs::write(dir.join("zones.geojson"), json!({"type": "FeatureCollection", "features": zones}).to_string())
        .expect("written");
    // Two rows that cannot be used: one of a site that is there, one of a site that is not.
    let flows = dir.join("region/flows.csv");
    let text = fs::read_to_string(&flows).expect("flows");
    let header = text.lines().next().expect("a header");
    let row = |site: &str, id: &str| {
        let cell = |column: &str| match column {
            "flow_id" => id.to_owned(),
            "site_id" => site.to_owned(),
            "direction" => "supply".to_owned(),
            "resource" => "heat.steam".to_owned(),
            "quantity" => "many".to_owned(),
            "unit" => "MWh".to_owned(),
            _ => String::new(),
        };
        header.split(',').map(cell).collect::<Vec<_>>().join(",")
    };
    let first = text.lines().nth(1).expect("a row");
    let site = header.split(',').position(|column| column == "site_id").expect("a site");
    let site = first.split(',').nth(site).expect("a site");
    fs::write(&flows, format!("{}\n{}\n{}\n", text.trim_end(), row(site, "odd-1"), row("nobody", "odd-2")))
        .expect("written");
}

fn rows(out: &Path, layer: &str) -> Vec<String> {
    let text = |row: serde_json::Map<String, Value>| Value::from(row).to_string();
    properties(&out.join(format!("{layer}.geojson"))).into_iter().map(text).collect()
}

fn summary(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("summary.json")).expect("a summary")).expect("JSON")
}

#[test]
fn the_parts_are_the_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    region(dir.path());
    let split = ["batch", "region", "--split-by", "zones.geojson:code", "--out", "parts"];
    for top in ["3", "0"] {
        let options = ["--top", top, "--radius-km", "90", "--formats", "geojson,csv"];
        maillon(dir.path(), &[&["match", "region", "--no-allocate", "--out", "whole"], &options[..]].concat())
            .expect(2);
        maillon(dir.path(), &[&split[..], &options].concat()).expect(2);
        let (out, whole) = (dir.path().join("parts"), dir.path().join("whole"));
        let names: Vec<String> = fs::read_dir(&out)
            .expect("parts")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name != "batch")
            .collect();
        assert_eq!(names.len(), 5, "{names:?}");
        assert!(names.contains(&"outside".to_owned()) && names.contains(&"_milieu".to_owned()), "{names:?}");

        for layer in ["synergies", "sites", "unmatched"] {
            let mut parts: Vec<String> = names.iter().flat_map(|name| rows(&out.join(name), layer)).collect();
            let mut expected = rows(&whole, layer);
            parts.sort();
            expected.sort();
            assert!(expected.len() > 20, "{} {layer}", expected.len());
            assert_eq!(parts, expected, "{layer}");
        }
        let lines = |out: &Path| -> Vec<String> {
            let text = fs::read_to_string(out.join("issues.csv")).unwrap_or_default();
            text.lines().skip(1).map(str::to_owned).collect()
        };
        let mut issues: Vec<String> = names.iter().flat_map(|name| lines(&out.join(name))).collect();
        let mut expected = lines(&whole);
        issues.sort();
        expected.sort();
        assert!(expected.len() >= 2);
        assert_eq!(issues, expected);

        // Sums over the parts are those of the whole too.
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        let counts = [
            "/sites",
            "/flows/supply/count",
            "/matching/candidates",
            "/matching/accepted",
            "/matching/synergies",
            "/matching/dominated",
        ];
        for name in &names {
            let summary = summary(&out.join(name));
            for path in counts {
                *sums.entry(path).or_default() += summary.pointer(path).and_then(Value::as_u64).expect(path);
            }
        }
        for path in counts {
            assert_eq!(Some(sums[path]), summary(&whole).pointer(path).and_then(Value::as_u64), "{path}");
        }
    }
    // The test would tell nothing if no synergy crossed a border.
    let owner = |row: &serde_json::Map<String, Value>, side: &str| row[side].to_string();
    let est = dir.path().join("parts/est");
    let own: Vec<String> = properties(&est.join("sites.geojson")).iter().map(|row| owner(row, "site_id")).collect();
    let given = properties(&est.join("synergies.geojson"));
    let crossing = given.iter().filter(|row| !own.contains(&owner(row, "demand_site"))).count();
    assert!(crossing > 20, "{crossing} of {} synergies cross the border", given.len());
}

#[test]
fn what_cannot_be_split_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    region(dir.path());
    let says = |words: &[&str], code: i32, what: &str| {
        let run = maillon(dir.path(), words).expect(code);
        assert!(run.stderr.contains(what), "no \"{what}\" in: {}", run.stderr);
    };
    says(&["batch", "region", "--split-by", "zones.geojson", "--out", "o"], 2, "zones.geojson:code");
    says(&["batch", "region", "--split-by", "zones.geojson:cod", "--out", "o"], 2, "did you mean `code`");
    says(&["batch", "region", "--split-by", "nowhere.geojson:code", "--out", "o"], 2, "nowhere.geojson");
    says(&["batch", "region", "region", "--split-by", "zones.geojson:code", "--out", "o"], 2, "one study");
    says(&["match", "region", "--split-by", "zones.geojson:code", "--part", "sud", "--out", "o"], 2, "\"sud\"");
    says(&["match", "region", "--split-by", "zones.geojson:code", "--out", "o"], 2, "--part");
    assert!(!dir.path().join("o").exists());
}
