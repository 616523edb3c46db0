//! Whole studies through the built binary.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{contents, fixture, maillon, properties, root};

fn found(out: &Path) -> BTreeSet<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    properties(&out.join("synergies.geojson"))
        .iter()
        .map(|p| (text(&p["supply_flow"]), text(&p["demand_flow"])))
        .collect()
}

#[test]
fn every_flow_is_matched_or_says_why_not() {
    for name in ["kalundborg", "dunkerque"] {
        let dir = fixture(name);
        maillon(dir.path(), &["match", "study.toml"]).expect(0);
        let out = dir.path().join("out");
        let mut flows: BTreeSet<String> = found(&out).into_iter().flat_map(|(a, b)| [a, b]).collect();
        for row in properties(&out.join("unmatched.geojson")) {
            assert!(flows.insert(row["flow_id"].as_str().expect("an id").to_owned()), "{row:?} is matched too");
            assert!(row["explanation"].as_str().is_some_and(|e| e.ends_with('.')), "{row:?}");
        }
        let summary: serde_json::Value =
            serde_json::from_slice(&fs::read(out.join("summary.json")).expect("summary")).expect("JSON");
        let rows = fs::read_to_string(dir.path().join("flows.csv")).expect("flows").lines().count() - 1;
        assert_eq!(flows.len(), rows, "{name}: {summary:#}");
    }
}

#[test]
fn names_with_accents_survive_from_shapefile_to_geojson() {
    let dir = fixture("dunkerque");
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    let names = fs::read_to_string(dir.path().join("out/sites.geojson")).expect("sites");
    for name in ["Flandres Béton", "Centrale nucléaire de Gravelines", "Réseau de chaleur de Grande-Synthe"] {
        assert!(names.contains(name), "{name}");
    }
}

/// One and many threads, and rows in another order, give the same layers.
#[test]
fn the_same_input_gives_the_same_bytes() {
    let dir = tempfile::tempdir().expect("a folder");
    let run = |study: &str, out: &str, threads: &str| {
        maillon(dir.path(), &["match", study, "--out", out, "--threads", threads, "--quiet"]);
        contents(&dir.path().join(out))
    };
    maillon(dir.path(), &["generate", "region", "--flows", "3000", "--quiet"]).expect(0);
    let one = run("region", "one", "1");
    assert!(one.len() >= 5, "{:?}", one.keys());
    assert_eq!(one, run("region", "four", "4"));

    for (file, header) in [("region/flows.csv", 1), ("region/sites.geojson", 1)] {
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).expect("text");
        let mut lines: Vec<&str> = text.lines().collect();
        let footer = usize::from(file.ends_with("geojson"));
        let last = lines.len() - footer;
        let rows = &mut lines[header..last];
        rows.reverse();
        // The comma between features is not part of any.
        let rows: Vec<String> = rows.iter().map(|row| row.trim_end_matches(',').to_owned()).collect();
        let joined = rows.join(if footer == 1 { ",\n" } else { "\n" });
        fs::write(
            &path,
            [&lines[..header].join("\n"), &joined, &lines[last..].join("\n")].map(|p| p.to_string()).join("\n"),
        )
        .expect("written");
    }
    let mut permuted = run("region", "permuted", "2");
    // The issues name rows, the summary digests of files, and both stand in the GeoPackage and the report: those differ,
    // nothing else may.
    let mut one = one;
    for name in ["issues.csv", "issues.geojson", "summary.json", "maillon.gpkg", "report.html"] {
        one.remove(name);
        permuted.remove(name);
    }
    assert_eq!(one, permuted);
}

/// The pairs beside a plan are those that a run keeps which leaves nothing out, and do not depend on threads.
#[test]
fn all_pairs_are_written_beside_those_that_are_kept() {
    let dir = tempfile::tempdir().expect("a folder");
    maillon(dir.path(), &["generate", "region", "--flows", "3000", "--quiet"]).expect(0);
    let run = |out: &str, more: &[&str]| {
        let args = ["match", "region", "--out", out, "--no-report", "--formats", "csv,geojson,gpkg", "--quiet"];
        maillon(dir.path(), &[&args, more].concat()).expect(0);
        contents(&dir.path().join(out))
    };
    let (kept, all) = (run("kept", &["--top", "1"]), run("all", &["--top", "0", "--no-allocate"]));
    let with = run("with", &["--top", "1", "--pairs"]);
    assert!(!kept.contains_key("pairs.csv"), "nobody asked");
    let same = ["synergies.csv", "sites.csv", "indicators.csv", "unserved.csv"];
    same.iter().for_each(|name| assert!(kept[*name] == with[*name], "{name} is as it is without the pairs"));
    let column = |text: &[u8], name: &str| -> Vec<String> {
        let mut rows = csv::Reader::from_reader(text);
        let place = rows.headers().expect("a header").iter().position(|header| header == name).expect("the column");
        rows.records().map(|row| row.expect("a row")[place].to_owned()).collect()
    };
    let [many, few] = ["pairs.csv", "synergies.csv"].map(|name| column(&with[name], "rule").len());
    assert!(many > few, "{many} pairs, {few} of them kept");
    for name in ["synergy_id", "rule", "distance_m", "amount", "score", "score_proximity", "confidence", "rank_supply"]
    {
        assert_eq!(column(&with["pairs.csv"], name), column(&all["synergies.csv"], name), "{name}");
    }
    assert_eq!(
        with["pairs.geojson"].split(|byte| *byte == b'\n').count(),
        column(&all["synergies.csv"], "rule").len() + 3
    );
    assert!(with == run("with", &["--top", "1", "--pairs", "--threads", "1"]), "another number of threads");
    let stream = ["match", "region", "--out", "-", "--layer", "pairs", "--formats", "csv", "--quiet"];
    assert_eq!(maillon(dir.path(), &stream).expect(0).stdout.as_bytes(), with["pairs.csv"]);
}

#[test]
fn the_study_that_init_writes_runs() {
    let dir = tempfile::tempdir().expect("a folder");
    maillon(dir.path(), &["init", "né ici"]).expect(0);
    let run = maillon(dir.path(), &["match", "né ici/study.toml", "--strict"]).expect(0);
    assert!(run.stdout.is_empty(), "results go to files: {}", run.stdout);
    assert_eq!(found(&dir.path().join("né ici/out")).len(), 4);
    // Nothing is overwritten.
    let run = maillon(dir.path(), &["init", "né ici"]).expect(1);
    assert!(run.stderr.contains("already there"), "{}", run.stderr);
}

#[test]
fn flags_do_without_a_study_file() {
    let dir = fixture("kalundborg");
    let run = maillon(
        dir.path(),
        &[
            "match",
            "--sites",
            "sites.geojson",
            "--flows",
            "flows.csv",
            "--zones",
            "zones.shp",
            "--radius-km",
            "50",
            "--out",
            "o",
            "--json",
        ],
    )
    .expect(0);
    let summary: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON on stdout");
    assert_eq!(summary["parameters"]["radius_km"], 50.0);
    assert!(found(&dir.path().join("o")).len() > 20);
}

#[test]
fn check_reads_and_writes_nothing() {
    let dir = fixture("kalundborg");
    let before = contents(dir.path());
    let run = maillon(dir.path(), &["check", "study.toml", "--json"]).expect(0);
    let diagnosis: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON on stdout");
    assert_eq!(diagnosis["errors"], 0);
    assert_eq!(contents(dir.path()), before);
    assert!(!dir.path().join("out").exists());
}

/// Sites and zones in other formats and coordinate systems give the same synergies.
#[test]
fn other_formats_and_systems_give_the_same_synergies() {
    if Command::new("ogr2ogr").arg("--version").output().is_err() {
        println!("skipped: ogr2ogr is not installed");
        return;
    }
    let dir = fixture("kalundborg");
    let study = fs::read_to_string(dir.path().join("study.toml")).expect("study.toml");
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    let expected = found(&dir.path().join("out"));
    for (file, driver, crs) in [
        ("sites.gpkg", "GPKG", "EPSG:4326"),
        ("sites-3035.gpkg", "GPKG", "EPSG:3035"),
        ("sites.fgb", "FlatGeobuf", "EPSG:25832"),
        ("sites.kml", "LIBKML", "EPSG:4326"),
    ] {
        let made = Command::new("ogr2ogr")
            .args(["-f", driver, "-t_srs", crs, "-nlt", "GEOMETRY", file, "sites.geojson"])
            .current_dir(dir.path())
            .status()
            .expect("ogr2ogr");
        if !made.success() && driver == "LIBKML" {
            println!("skipped: this GDAL writes no KML");
            continue;
        }
        assert!(made.success(), "{file}");
        let mut other = study.replace("sites.geojson", file);
        if driver == "LIBKML" {
            other = other.replacen("name = \"name\"", "name = \"Name\"", 1); // KML's own spelling
        }
        fs::write(dir.path().join("other.toml"), other).expect("written");
        maillon(dir.path(), &["match", "other.toml", "--out", "other"]).expect(0);
        assert_eq!(found(&dir.path().join("other")), expected, "{file} in {crs}");
    }
}

#[test]
fn gdal_opens_every_layer() {
    if Command::new("ogrinfo").arg("--version").output().is_err() {
        println!("skipped: ogrinfo is not installed");
        return;
    }
    for name in ["kalundborg", "dunkerque"] {
        let dir = fixture(name);
        maillon(dir.path(), &["match", "study.toml", "--formats", "geojson,csv"]);
        let out = dir.path().join("out");
        let mut opened = 0;
        for file in
            contents(&out).into_keys().filter(|file| [".geojson", ".csv"].iter().any(|kind| file.ends_with(kind)))
        {
            let info =
                Command::new("ogrinfo").args(["-ro", "-al", "-so", &file]).current_dir(&out).output().expect("ogrinfo");
            let text = String::from_utf8_lossy(&info.stdout) + String::from_utf8_lossy(&info.stderr);
            assert!(info.status.success() && !text.contains("Warning") && !text.contains("ERROR"), "{file}: {text}");
            if file.ends_with(".geojson") {
                let rows = properties(&out.join(&file)).len();
                assert!(text.contains(&format!("Feature Count: {rows}")), "{file}: {text}");
                assert!(text.contains("WGS 84"), "{file}: {text}");
            }
            opened += 1;
        }
        assert!(opened >= 5, "{opened} files of {name}");
    }
}

/// The README's commands work as they stand there, in a shell.
#[cfg(unix)]
#[test]
fn the_tour_of_the_readme_runs() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let dir = tempfile::tempdir().expect("a folder");
    let binary = Path::new(env!("CARGO_BIN_EXE_maillon")).parent().expect("a folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let mut ran = 0;
    for block in readme.split("```sh\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        for line in block.lines().filter(|line| line.starts_with("maillon ")) {
            let output = Command::new("sh").args(["-c", line]).env("PATH", &path).current_dir(dir.path()).output();
            let output = output.expect("a shell");
            assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
            ran += 1;
        }
    }
    assert!(ran >= 6, "{ran} commands in the README");
}
