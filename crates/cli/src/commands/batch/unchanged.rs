//! Whether a study's finished results are those that a new run would write.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::child::Job;
use crate::commands::match_::Asked;

/// The summary of the job's finished results, where nothing that they rest on has changed: version, settings, inputs by
/// digest. Where that cannot be told, they are none.
pub(super) fn finished(job: &Job) -> Option<Value> {
    let summary: Value = serde_json::from_slice(&fs::read(job.out.join("summary.json")).ok()?).ok()?;
    if summary["maillon"] != env!("CARGO_PKG_VERSION") {
        return None;
    }
    let asked = Asked::of(&job.asked()?).ok()?;
    if summary["parameters"] != asked.parameters() || !is_whole(&summary, &job.out) {
        return None;
    }
    let listed = summary["inputs"].as_array()?;
    let inputs = maillon_ingest::inputs(&asked.source.file, &asked.source.base);
    let same = |(old, (file, sha256)): (&Value, &(String, Option<String>))| {
        let name = Path::new(file).file_name().filter(|_| Path::new(file).is_absolute());
        let name = name.map_or(file.clone(), |name| name.to_string_lossy().into_owned());
        sha256.is_some() && old["file"] == json!(name) && old["sha256"] == json!(sha256)
    };
    (listed.len() == inputs.len() && listed.iter().zip(&inputs).all(same)).then_some(summary)
}

/// Whether every file that the summary lists is there.
fn is_whole(summary: &Value, out: &Path) -> bool {
    let Some(files) = summary["files"].as_object() else { return false };
    files.iter().filter(|(_, rows)| rows.as_u64() != Some(0)).all(|(name, _)| out.join(name).is_file())
}
