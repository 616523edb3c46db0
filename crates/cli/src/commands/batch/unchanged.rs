//! Whether a study's finished results are those that a new run would write.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::{Value, json};

use super::child::Job;
use crate::commands::match_::Asked;

/// The summary of the job's finished results, where nothing that they rest on has changed: version, settings, inputs by
/// digest. Where that cannot be told, they are none.
pub(super) fn finished(job: &Job, digests: &Digests) -> Option<Value> {
    let summary: Value = serde_json::from_slice(&fs::read(job.out.join("summary.json")).ok()?).ok()?;
    if summary["maillon"] != env!("CARGO_PKG_VERSION") {
        return None;
    }
    let asked = Asked::of(&job.asked()?).ok()?;
    if summary["parameters"] != asked.parameters() || !is_whole(&summary, &job.out) {
        return None;
    }
    let listed = summary["inputs"].as_array()?;
    let inputs = asked.inputs()?;
    let same = |(old, (file, path)): (&Value, &(String, PathBuf))| {
        let sha256 = digests.of(path);
        let name = Path::new(file).file_name().filter(|_| Path::new(file).is_absolute());
        let name = name.map_or(file.clone(), |name| name.to_string_lossy().into_owned());
        sha256.is_some() && old["file"] == json!(name) && old["sha256"] == json!(sha256)
    };
    (listed.len() == inputs.len() && listed.iter().zip(&inputs).all(same)).then_some(summary)
}

/// Digests of files that several studies share, each worked out once for a batch.
#[derive(Debug, Default)]
pub(super) struct Digests(Mutex<BTreeMap<PathBuf, Option<String>>>);

impl Digests {
    fn of(&self, path: &Path) -> Option<String> {
        // Where a worker has died, it is worked out anew.
        let Ok(mut known) = self.0.lock() else { return maillon_ingest::sha256(path) };
        known.entry(path.to_owned()).or_insert_with(|| maillon_ingest::sha256(path)).clone()
    }
}

/// Whether every file that the summary lists is there.
fn is_whole(summary: &Value, out: &Path) -> bool {
    let Some(files) = summary["files"].as_object() else { return false };
    files.iter().filter(|(_, rows)| rows.as_u64() != Some(0)).all(|(name, _)| out.join(name).is_file())
}
