//! Files that others made to try readers with: each good one is read, each bad one is refused or read with a message, none
//! panics. GeodTest is tried in `maillon-spatial`. They are not ours to hand on, and lie beside the checkout where there are any.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and prints its table")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use maillon_ingest::{Knowledge, StudyFile, load};
use maillon_model::Severity;

/// What came of a file.
#[derive(Debug, PartialEq, Eq)]
enum Got {
    /// How many sites or zones, and what was said of them.
    Read(usize, BTreeMap<&'static str, usize>),
    Refused(String),
}

/// A file of conformance sets, or nothing with a word about it.
fn set(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/conformance").join(name);
    if !folder.exists() {
        println!("SKIPPED: there is no {}", folder.display());
        return None;
    }
    Some(folder.canonicalize().unwrap())
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extensions));
        } else if path.extension().is_some_and(|e| extensions.iter().any(|known| e == *known)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The file as sites, or as zones beside one site.
fn read(path: &Path, as_zones: bool) -> Got {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("one.csv"), "site_id,lon,lat\n1,2.3,48.8\n").unwrap();
    let toml = if as_zones {
        format!("[sites]\npath = 'one.csv'\n[[zones]]\npath = '{}'\n", path.display())
    } else {
        format!("[sites]\npath = '{}'\n", path.display())
    };
    fs::write(dir.path().join("study.toml"), toml).unwrap();
    let file = StudyFile::read(dir.path()).unwrap();
    match load(&file, dir.path(), &Knowledge::of(&file, dir.path()).unwrap(), &|_, _| {}) {
        Err(error) => Got::Refused(error.to_string()),
        Ok(study) => {
            let mut said = BTreeMap::new();
            for issue in &study.issues {
                *said.entry(issue.code.slug()).or_insert(0) += 1;
            }
            let errors = study.issues.iter().filter(|issue| issue.severity() == Severity::Error).count();
            let count = if as_zones { study.zones.len() } else { study.sites.len() };
            assert!(count > 0 || errors > 0 || said.contains_key("empty-layer"), "{}: silence", path.display());
            Got::Read(count, said)
        }
    }
}

fn line(path: &Path, expected: &str, got: &[Got; 2]) -> String {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let told = |got: &Got| match got {
        Got::Read(count, said) => format!("{count} read {said:?}"),
        Got::Refused(why) => format!("refused: {}", why.rsplit(": ").next().unwrap_or(why)),
    };
    format!("| {name} | {expected} | {} | {} |", told(&got[0]), told(&got[1]))
}

#[test]
fn geojsonhint() {
    let Some(folder) = set("geojsonhint") else { return };
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (kind, expected) in [("good", "read"), ("bad", "refused, or read with a message")] {
        for path in files(&folder.join(kind), &["geojson"]) {
            tried += 1;
            let got = [read(&path, false), read(&path, true)];
            let line = line(&path, expected, &got);
            println!("{line}");
            // A line is no site, a point is no zone: what a geometry is for is not the format's affair.
            let harmless: &[&str] = if kind == "good" {
                &[
                    "numbered-sites",
                    "unsupported-geometry",
                    "null-geometry",
                    "shared-position",
                    "at-sea",
                    "off-standard",
                ]
            } else {
                &["numbered-sites", "unsupported-geometry", "null-geometry", "shared-position", "at-sea"]
            };
            let quiet = |got: &Got| match got {
                Got::Refused(_) => false,
                Got::Read(_, said) => said.keys().all(|code| harmless.contains(code)),
            };
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == "issue82.geojson" {
                // A place at latitude -107, which is good GeoJSON all the same.
                assert!(line.contains("position-out-of-range"), "{line}");
                continue;
            }
            // Its own expectation is silence.
            let good = kind == "good" || name == "excessive_precision_truncated.geojson";
            let fine = if good { got.iter().all(quiet) } else { !got.iter().all(quiet) };
            if !fine {
                wrong.push(line);
            }
        }
    }
    assert!(tried >= 50, "only {tried} files");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn pyshp() {
    let Some(folder) = set("pyshp") else { return };
    let mut tried = 0;
    for path in files(&folder, &["shp", "zip"]) {
        tried += 1;
        let got = [read(&path, false), read(&path, true)];
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let refused = match name.as_str() {
            "latin1.shp" => Some("latin1.shx is missing"),
            "blockgroups_multishapefile.zip" => Some("several layers"),
            "empty_zipfile.zip" => Some("empty"),
            _ => None,
        };
        println!("{}", line(&path, if refused.is_some() { "refused" } else { "read" }, &got));
        for got in &got {
            match (got, refused) {
                (Got::Refused(why), Some(says)) => assert!(why.contains(says), "{name}: {why}"),
                (Got::Read(..), None) => {}
                other => panic!("{name}: {other:?}"),
            }
        }
    }
    assert!(tried >= 25, "only {tried} files");
}
