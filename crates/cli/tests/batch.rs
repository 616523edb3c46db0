//! Many studies in one command: each on its own, none done twice, none lost.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use common::{Run, command, contents, fixture, maillon};
use serde_json::Value;

/// Three good studies, one whose input has an error, and one that cannot be read.
fn studies(dir: &Path) {
    for (seed, name) in ["ouest", "nord", "sud"].iter().enumerate() {
        let (folder, seed) = (format!("regions/{name}"), (seed + 1).to_string());
        maillon(dir, &["generate", &folder, "--flows", "120", "--seed", &seed, "--quiet"]).expect(0);
    }
    let write = |name: &str, text: &str| {
        let path = dir.join("regions").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("broken/study.toml", "[sites]\npath = \"nowhere.csv\"\n");
    write("faulty/study.toml", "[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n");
    write("faulty/sites.csv", "site_id,lon,lat\nA,2.30,51.01\nB,2.32,51.02\n");
    write(
        "faulty/flows.csv",
        "flow_id,site_id,direction,resource,quantity,unit\nF1,A,supply,heat,10,MWh\nF2,B,demand,heat,8,MWh\nF3,Z,demand,heat,8,MWh\n",
    );
}

/// Every file below a folder with its bytes, but for hidden ones.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = contents(dir);
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            files.extend(tree(&path).into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        }
    }
    files
}

fn table(out: &Path) -> BTreeMap<String, Value> {
    let json: Value = serde_json::from_slice(&fs::read(out.join("batch/studies.json")).expect("table")).expect("JSON");
    let rows = json["studies"].as_array().expect("studies");
    rows.iter().map(|row| (row["name"].as_str().expect("a name").to_owned(), row.clone())).collect()
}

fn batch(dir: &Path, out: &str, more: &[&str]) -> Run {
    let words: Vec<&str> = ["batch", "regions", "--out", out].iter().chain(more).copied().collect();
    maillon(dir, &words)
}

#[test]
fn each_study_is_its_own_and_the_table_tells_of_all() {
    let dir = tempfile::tempdir().expect("a folder");
    studies(dir.path());
    let run = batch(dir.path(), "all", &["--json"]).expect(1);
    let out = dir.path().join("all");
    let rows = table(&out);
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["broken", "faulty", "nord", "ouest", "sud"]);
    for (name, status, results) in
        [("broken", "failed", "none"), ("faulty", "input_errors", "current"), ("nord", "done", "current")]
    {
        assert_eq!((&rows[name]["status"], &rows[name]["results"]), (&status.into(), &results.into()), "{name}");
    }
    assert!(rows["broken"]["message"].as_str().is_some_and(|m| m.contains("nowhere.csv")), "{}", rows["broken"]);
    assert!(!out.join("broken").exists());
    fs::write(dir.path().join("regions/broken/study.toml"), "[sites]\npath = = 1\n").expect("written");
    batch(dir.path(), "unread", &[]).expect(1);
    let why = table(&dir.path().join("unread"))["broken"]["message"].to_string();
    assert!(why.contains("line 2, column 8; ") && !why.contains('|'), "one whole line: {why}");
    assert_eq!(rows["faulty"]["errors"], 1);
    assert_eq!(rows["nord"]["sites"], 120);
    let printed: Value = serde_json::from_str(&run.stdout).expect("JSON on stdout");
    assert_eq!((&printed["done"], &printed["input_errors"], &printed["failed"]), (&3.into(), &1.into(), &1.into()));

    // What a batch writes of a study is what `match` writes.
    maillon(dir.path(), &["match", "regions/nord", "--out", "alone", "--quiet"]).expect(0);
    assert_eq!(contents(&out.join("nord")), contents(&dir.path().join("alone")));

    let csv = fs::read_to_string(out.join("batch/studies.csv")).expect("CSV");
    assert_eq!(csv.lines().count(), 6, "{csv}");
    let map: Value = serde_json::from_slice(&fs::read(out.join("batch/studies.geojson")).expect("map")).expect("JSON");
    let features = map["features"].as_array().expect("features");
    assert_eq!(features.len(), 5);
    for feature in features {
        let failed = feature["properties"]["status"] == "failed";
        assert_eq!(feature["geometry"].is_null(), failed, "{}", feature["properties"]);
    }
}

#[test]
fn the_exit_code_tells_whether_all_succeeded() {
    let dir = tempfile::tempdir().expect("a folder");
    studies(dir.path());
    let of = |words: &[&str], code| drop(maillon(dir.path(), words).expect(code));
    of(&["batch", "regions/nord", "regions/sud", "--out", "a"], 0);
    of(&["batch", "regions/nord", "regions/faulty", "--out", "b"], 2);
    of(&["batch", "regions/nord", "regions/broken", "--out", "c"], 1);
    of(&["batch", "nowhere", "regions/nord", "--out", "d"], 1);
    assert!(dir.path().join("d/nord/summary.json").exists(), "the one that is there is done");
    of(&["batch", "regions/*ord", "--out", "e"], 0);
    of(&["batch", "region?/[ns]*/study.toml", "regions/nord", "--out", "f"], 0);
    assert_eq!(table(&dir.path().join("f")).len(), 2, "each study once");
    of(&["batch", "regions/x*", "--out", "g"], 2);
    of(&["batch", "regions/nord", "--out", "regions"], 2);
    assert!(!dir.path().join("regions/nord/summary.json").exists(), "no results among the input");
}

#[test]
fn the_bytes_do_not_depend_on_jobs_nor_on_what_was_there() {
    let dir = tempfile::tempdir().expect("a folder");
    studies(dir.path());
    batch(dir.path(), "one", &["--quiet"]).expect(1);
    batch(dir.path(), "four", &["--quiet", "--jobs", "4"]).expect(1);
    let one = tree(&dir.path().join("one"));
    assert_eq!(one, tree(&dir.path().join("four")));
    batch(dir.path(), "four", &["--quiet"]).expect(1);
    assert_eq!(one, tree(&dir.path().join("four")), "unchanged studies change nothing");
}

#[test]
fn only_what_changed_is_done_again() {
    let dir = fixture("kalundborg");
    fs::create_dir_all(dir.path().join("regions/k")).expect("made");
    for (name, bytes) in contents(dir.path()) {
        fs::write(dir.path().join("regions/k").join(name), bytes).expect("copied");
    }
    let redone = |more: &[&str]| !batch(dir.path(), "out", more).expect(0).stderr.contains("k: unchanged");
    let edit = |file: &str, from: &str, to: &str| {
        let path = dir.path().join("regions/k").join(file);
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).expect("written");
    };
    assert!(redone(&[]));
    assert!(!redone(&[]));
    assert!(redone(&["--again"]));
    assert!(redone(&["--top", "3"]) && !redone(&["--top", "3"]) && redone(&[]), "options");
    edit("flows.csv", ",supply,", ",Supply,");
    assert!(redone(&[]) && !redone(&[]), "an input");
    edit("study.toml", "[sites]", "# only a comment\n[sites]");
    assert!(!redone(&[]), "a comment");
    edit("study.toml", "name = \"name\"", "name = \"site_id\"");
    assert!(redone(&[]) && !redone(&[]), "a column");
    fs::write(dir.path().join("regions/k/rejected.csv"), "supply,demand,reason,date\nA,B,no,2024-01-01\n")
        .expect("written");
    assert!(redone(&[]) && !redone(&[]), "the rejected pairs");
    fs::remove_file(dir.path().join("out/k/sites.geojson")).expect("removed");
    assert!(redone(&[]) && !redone(&[]), "a file of the results is gone");
}

/// Killed again and again, each time a little later, and then let finish: as if nothing had been.
#[cfg(unix)]
#[test]
fn a_batch_that_is_killed_goes_on() {
    let dir = tempfile::tempdir().expect("a folder");
    studies(dir.path());
    let begun = Instant::now();
    batch(dir.path(), "whole", &["--quiet"]).expect(1);
    let whole = begun.elapsed();
    for step in 0..5 {
        let mut child = command(dir.path(), &["batch", "regions", "--out", "killed", "--jobs", "2", "--quiet"])
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        std::thread::sleep(whole.mul_f64(f64::from(step) / 5.0));
        child.kill().expect("killed");
        child.wait().expect("ended");
        for entry in fs::read_dir(dir.path().join("killed")).into_iter().flatten().flatten() {
            let (name, row) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
            if !name.starts_with('.') && name != "batch" {
                assert_eq!(contents(&row), contents(&dir.path().join("whole").join(&name)), "{name} is whole");
            }
        }
    }
    // The runs of the last batch end with it: they hear that it is gone.
    let patience = Instant::now();
    while batch(dir.path(), "killed", &[]).expect(1).stderr.contains("another run") {
        assert!(patience.elapsed() < Duration::from_secs(60), "a run outlives its batch");
    }
    assert_eq!(tree(&dir.path().join("killed")), tree(&dir.path().join("whole")));
}

#[test]
fn two_batches_never_share_a_target() {
    let dir = tempfile::tempdir().expect("a folder");
    studies(dir.path());
    fs::create_dir(dir.path().join("out")).expect("made");
    let held = fs::File::open(dir.path().join("out")).expect("opened");
    held.lock().expect("locked");
    let run = batch(dir.path(), "out", &[]).expect(1);
    assert!(run.stderr.contains("another batch is writing to out"), "{}", run.stderr);
    assert_eq!(contents(&dir.path().join("out")).len(), 0);
    drop(held);
    batch(dir.path(), "out", &[]).expect(1);
    assert_eq!(table(&dir.path().join("out")).len(), 5);
}

/// A MapInfo file is two files, and the second changes too; a file that points at others never counts as unchanged.
#[test]
fn every_file_of_an_input_counts() {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = dir.path().join("regions").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    let flows = "flow_id,site_id,direction,resource,quantity,unit\nF1,A,supply,heat,10,MWh\nF2,B,demand,heat,8,MWh\n";
    let study = |path: &str| format!("[sites]\npath = \"{path}\"\n[flows]\npath = \"flows.csv\"\n");
    let point = |id: &str, x: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"site_id":"{id}","name":"Old"}},"geometry":{{"type":"Point","coordinates":[{x},51]}}}}"#
        )
    };
    let sites = format!(r#"{{"type":"FeatureCollection","features":[{},{}]}}"#, point("A", 2.3), point("B", 2.32));
    write("mif/study.toml", &study("s.mif"));
    write("mif/flows.csv", flows);
    write(
        "mif/s.mif",
        "Version 300\nCharset \"Neutral\"\nDelimiter \",\"\nCoordSys Earth Projection 1, 104\nColumns 2\n  site_id Char(9)\n  \
         name Char(9)\nData\n\nPoint 2.3 51\nPoint 2.32 51\n",
    );
    write("mif/s.mid", "\"A\",\"Old\"\n\"B\",\"Old\"\n");
    write("vrt/study.toml", &study("s.vrt"));
    write("vrt/flows.csv", flows);
    write("vrt/others/s.geojson", &sites);
    write(
        "vrt/s.vrt",
        "<OGRVRTDataSource><OGRVRTLayer name=\"s\"><SrcDataSource relativeToVRT=\"1\">others/s.geojson</SrcDataSource>\
         </OGRVRTLayer></OGRVRTDataSource>",
    );
    let run = || batch(dir.path(), "out", &[]).expect(0).stderr;
    run();
    let said = run();
    assert!(said.contains("mif: unchanged") && !said.contains("vrt: unchanged"), "{said}");
    write("mif/s.mid", "\"A\",\"New\"\n\"B\",\"New\"\n");
    write("vrt/others/s.geojson", &sites.replace("Old", "New"));
    let said = run();
    assert!(!said.contains("unchanged,"), "{said}");
    for name in ["mif", "vrt"] {
        let layer = fs::read_to_string(dir.path().join("out").join(name).join("sites.geojson")).expect("sites");
        assert!(layer.contains("New") && !layer.contains("Old"), "{name}");
    }
}
