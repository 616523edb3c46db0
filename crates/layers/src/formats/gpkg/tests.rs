use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gdal::vector::sql::Dialect;
use gdal::vector::{FieldValue, LayerAccess};

use super::*;
use crate::context::{Context, Run};
use crate::layer::LAYERS;
use crate::row::Value;
use crate::sample::Sample;
use crate::write::{Options, write};

fn gpkg(run: &Run, home: &Path) -> PathBuf {
    let dir = home.join("né ici & là");
    write(run, &Options { dir: dir.clone(), formats: vec!["gpkg".into()] }).unwrap();
    dir.join(FILE)
}

/// The first column of a query, as text.
fn ask(path: &Path, query: &str) -> Vec<String> {
    let dataset = Dataset::open(path).unwrap();
    let Some(mut result) = dataset.execute_sql(query, None, Dialect::DEFAULT).unwrap() else { return Vec::new() };
    result.features().map(|f| f.field_as_string(0).unwrap().unwrap_or_default()).collect()
}

#[test]
fn every_row_of_every_layer_is_there() {
    let sample = Sample::new();
    for run in &sample.runs() {
        let home = tempfile::tempdir().unwrap();
        let path = gpkg(run, home.path());
        let dataset = Dataset::open(&path).unwrap();
        let context = Context::new(run);
        let mut layers = 0;
        for layer in LAYERS.iter().filter(|layer| layer.subject == run.subject.about()) {
            let table = Table { layer, context: &context };
            let fields = table.fields();
            let mut read = dataset.layer_by_name(layer.name).unwrap();
            for (row, feature) in table.rows().zip(read.features()) {
                assert_eq!(row.geometry.is_some(), feature.geometry_by_index(0).is_ok(), "{}", layer.name);
                for (i, (field, value)) in fields.iter().zip(&row.values).enumerate() {
                    let expected = match value {
                        Value::Null => None,
                        Value::Integer(n) => Some(FieldValue::Integer64Value(*n)),
                        Value::Real(n) => Some(FieldValue::RealValue(*n)),
                        Value::Text(text) => Some(FieldValue::StringValue(text.to_string())),
                    };
                    assert_eq!(feature.field(i).unwrap(), expected, "{}.{}", layer.name, field.name);
                }
            }
            assert_eq!(read.feature_count(), table.rows().count() as u64);
            if layer.geometry != GeometryKind::None {
                assert_eq!(read.spatial_ref().unwrap().auth_code().unwrap(), 4326);
            }
            layers += 1;
        }
        assert_eq!(layers, LAYERS.iter().filter(|layer| layer.subject == run.subject.about()).count());
    }
}

#[test]
fn the_file_describes_itself() {
    let sample = Sample::new();
    let home = tempfile::tempdir().unwrap();
    let path = gpkg(&sample.run(), home.path());
    let triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree_synergies_geom_%'";
    assert!(ask(&path, triggers).len() >= 6, "an edited line stays in the index");
    let alias =
        "SELECT name FROM gpkg_data_columns WHERE table_name = 'synergies' AND column_name = 'score_quantity_fit'";
    assert_eq!(ask(&path, alias), ["Score: quantity fit"]);
    let words = "SELECT description FROM gpkg_data_column_constraints WHERE constraint_name = 'unmatched_reason' AND value \
                 = 'too_far'";
    assert_eq!(ask(&path, words), ["Too far"]);
    let facts: serde_json::Value = serde_json::from_str(&ask(&path, "SELECT metadata FROM gpkg_metadata")[0]).unwrap();
    assert_eq!((&facts["parameters"]["radius_km"], &facts["inputs"][0]["sha256"]), (&50.into(), &"ab".into()));
    assert_eq!(ask(&path, "SELECT DISTINCT last_change || '' FROM gpkg_contents"), [ogr::DAY]);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let sample = Sample::new();
    let [a, b] = [0, 1].map(|_| {
        let home = tempfile::tempdir().unwrap();
        fs::read(gpkg(&sample.run(), home.path())).unwrap()
    });
    assert_eq!(a.len(), b.len());
    let differ: Vec<usize> = (0..a.len()).filter(|i| a[*i] != b[*i]).collect();
    assert_eq!(differ, [0usize; 0]);
}

#[test]
fn gdals_own_validator_has_nothing_to_say() {
    let validator = ["-m", "osgeo_utils.samples.validate_gpkg"];
    let python = || Command::new("/usr/bin/python3");
    if !python().args(["-c", "import osgeo_utils.samples.validate_gpkg"]).output().is_ok_and(|o| o.status.success()) {
        println!("skipped: GDAL's Python package is not installed");
        return;
    }
    let sample = Sample::new();
    for run in &sample.runs() {
        let home = tempfile::tempdir().unwrap();
        let output = python().args(validator).arg(gpkg(run, home.path())).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.to_lowercase().contains("warning"), "{said}");
    }
}
