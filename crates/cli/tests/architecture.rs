//! The arrows of ARCHITECTURE.md are those of the manifests.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Crates that bind a C library or start threads: an arrow `=>` must name them.
const HEAVY: &[&str] = &["gdal", "proj", "rayon"];

type Arrows = BTreeMap<String, BTreeSet<String>>;

fn drawn(text: &str, arrow: &str) -> Arrows {
    let block = text.split("```arrows").nth(1).and_then(|rest| rest.split("```").next()).expect("an arrows block");
    let mut arrows = Arrows::new();
    for (from, to) in block.lines().filter_map(|line| line.split_once(arrow)) {
        let targets = to.split_whitespace().map(str::to_owned);
        arrows.entry(from.trim().to_owned()).or_default().extend(targets);
    }
    arrows
}

#[test]
fn the_drawing_is_the_house() {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(common::root())
        .output()
        .expect("cargo metadata");
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let (mut ours, mut heavy) = (Arrows::new(), Arrows::new());
    for package in metadata["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            // Tests may use what they like, but for benches, which are nothing else.
            if dependency["kind"] == "dev" && name != "maillon-benches" {
                continue;
            }
            let target = dependency["name"].as_str().expect("a name");
            let arrows = if target.starts_with("maillon") {
                &mut ours
            } else if HEAVY.contains(&target) {
                &mut heavy
            } else {
                continue;
            };
            arrows.entry(name.to_owned()).or_default().insert(target.to_owned());
        }
    }
    let page = std::fs::read_to_string(common::root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert_eq!(drawn(&page, "->"), ours, "the `->` lines of ARCHITECTURE.md and the manifests differ");
    assert_eq!(drawn(&page, "=>"), heavy, "the `=>` lines of ARCHITECTURE.md and the manifests differ");
    assert!(!heavy.contains_key("maillon-model"), "the model links neither C nor threads");
    for (from, to) in &heavy {
        let rim = ["maillon-ingest", "maillon-layers"].contains(&from.as_str());
        assert!(rim || !to.iter().any(|t| t == "gdal" || t == "proj"), "{from} links GDAL or PROJ");
    }
}
