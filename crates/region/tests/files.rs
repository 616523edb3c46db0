//! What a region's files hold, read back by other means than those that wrote them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use maillon_model::{Amount, Dimension, Quantity, Unit};
use maillon_region::{RegionError, Spec, generate, write};
use serde_json::Value;

fn spec() -> Spec {
    Spec { flows_per_site: 2, seed: 42, ..Spec::new(2_001) }
}

fn bytes(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

fn features(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    let collection: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(collection["type"], "FeatureCollection");
    collection["features"].as_array().unwrap().clone()
}

#[test]
fn one_seed_gives_the_same_bytes_and_another_others() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b, c] = ["a", "b/deeper", "c"].map(|name| dir.path().join(name));
    let written = write(&spec(), &a).unwrap();
    write(&spec(), &b).unwrap();
    write(&Spec { seed: 43, ..spec() }, &c).unwrap();
    let (a_files, c_files) = (bytes(&a), bytes(&c));
    assert_eq!(a_files, bytes(&b));
    assert_eq!(a_files.keys().collect::<Vec<_>>(), ["flows.csv", "sites.geojson", "study.toml", "zones.geojson"]);
    assert!(a_files.iter().all(|(name, bytes)| c_files[name] != *bytes));
    assert_eq!(
        written,
        ["sites.geojson", "flows.csv", "zones.geojson", "study.toml"].map(|name| a.join(name)),
        "nothing else is left behind, and the study comes last"
    );
}

#[test]
fn files_and_study_are_one_region() {
    let dir = tempfile::tempdir().unwrap();
    write(&spec(), dir.path()).unwrap();
    let study = generate(&spec()).unwrap();

    let sites = features(&dir.path().join("sites.geojson"));
    assert_eq!((sites.len(), study.sites.len()), (1_001, 1_001));
    for (feature, site) in sites.iter().zip(&study.sites) {
        assert_eq!(feature["properties"]["site_id"].as_str(), Some(&*site.id));
        assert_eq!(feature["properties"]["name"].as_str(), site.name.as_deref());
        let at = [site.position.lon(), site.position.lat()];
        assert_eq!(feature["geometry"], serde_json::json!({"type": "Point", "coordinates": at}));
        for number in at {
            assert!(number.to_string().split('.').nth(1).is_none_or(|decimals| decimals.len() <= 7), "{number}");
        }
    }

    let zones = features(&dir.path().join("zones.geojson"));
    assert_eq!(zones.len(), study.zones.len());
    for (feature, zone) in zones.iter().zip(&study.zones) {
        assert_eq!(feature["properties"]["zone_id"].as_str(), Some(&*zone.id));
        let ring: Vec<[f64; 2]> = zone.geometry.0[0].exterior().coords().map(|c| [c.x, c.y]).collect();
        assert_eq!(feature["geometry"], serde_json::json!({"type": "Polygon", "coordinates": [ring]}));
    }

    let mut reader = csv::Reader::from_path(dir.path().join("flows.csv")).unwrap();
    let columns = ["flow_id", "site_id", "direction", "resource", "quantity", "unit"];
    assert_eq!(reader.headers().unwrap(), columns.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), study.flows.len());
    for (row, flow) in rows.iter().zip(&study.flows) {
        assert_eq!((&row[0], &row[1]), (&*flow.id, &*study.site(flow.site).id));
        assert_eq!((&row[2], &row[3]), (flow.direction.name(), &*study.resource(flow.resource).code));
        assert_eq!(row.position().unwrap().line(), { flow.origin.feature });
        let unit: Unit = row[5].parse().unwrap();
        assert_eq!(unit.dimension(), Dimension::Mass);
        let quantity = |text: &str| Quantity::new(text.parse().unwrap(), unit).unwrap();
        let amount = match &row[4] {
            "" => Amount::Missing,
            text => text
                .strip_prefix("< ")
                .map_or_else(|| Amount::Known(quantity(text)), |threshold| Amount::Below(Some(quantity(threshold)))),
        };
        assert_eq!(amount, flow.amount, "{}", flow.id);
    }
    let count = |state: &str| study.flows.iter().filter(|f| f.amount.state() == state).count();
    assert!(count("missing") > 0 && count("below") > 0, "each of the three cases was read back");
}

#[test]
fn the_study_file_names_the_files_and_every_radius() {
    let dir = tempfile::tempdir().unwrap();
    write(&spec(), dir.path()).unwrap();
    let text = fs::read_to_string(dir.path().join("study.toml")).unwrap();
    let toml: toml::Table = text.parse().unwrap();
    for path in [&toml["sites"]["path"], &toml["flows"]["path"], &toml["zones"][0]["path"]] {
        assert!(dir.path().join(path.as_str().unwrap()).is_file(), "{path}");
    }
    let radii = toml["matching"]["radius"].as_table().unwrap();
    let study = generate(&spec()).unwrap();
    assert_eq!(radii.len(), study.resources.len());
    for resource in &study.resources {
        let radius = resource.radius.unwrap().as_kilometres();
        assert_eq!(radii[&*resource.code].as_float(), Some(radius), "{}", resource.code);
        assert!(radius <= toml["matching"]["radius_km"].as_float().unwrap());
    }
}

#[test]
fn nothing_of_the_users_is_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let mine = dir.path().join("zones.geojson");
    fs::write(&mine, "mine").unwrap();
    let error = write(&spec(), dir.path()).unwrap_err();
    assert!(matches!(&error, RegionError::Exists(path) if *path == mine), "{error}");
    assert_eq!(bytes(dir.path()).len(), 1, "refused before anything was written");
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
}

#[test]
fn a_folder_that_cannot_be_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let error = write(&spec(), &file.join("folder")).unwrap_err();
    assert!(error.to_string().contains("folder"), "{error}");
    let error = write(&Spec { towns: 0, ..spec() }, &dir.path().join("new")).unwrap_err();
    assert!(error.to_string().contains("towns is 0"), "{error}");
    assert!(!dir.path().join("new").exists());
}
