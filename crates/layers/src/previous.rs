//! Which files of a target are a previous run's, to be replaced: those its summary lists. A file of the user's that
//! happens to have the name of a layer, such as the study's own `sites.geojson`, is not.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::error::LayerError;
use crate::format::FORMATS;
use crate::front;
use crate::summary;
use crate::write::REPORT;

/// The names of a previous run's files.
#[derive(Debug, Default)]
pub(crate) struct Previous(BTreeSet<String>);

impl Previous {
    /// Of the run that wrote to the target; none where nobody did.
    ///
    /// # Errors
    /// The target holds a file that a run would replace but did not write.
    pub(crate) fn read(target: &Path) -> Result<Self, LayerError> {
        let previous = Self::listed(target).unwrap_or_default();
        let layers = FORMATS.iter().flat_map(|format| format.files());
        for name in layers.chain(front::FILES.map(str::to_owned)).chain([REPORT, summary::FILE].map(str::to_owned)) {
            if fs::symlink_metadata(target.join(&name)).is_ok() && !previous.holds(name.as_ref()) {
                let why = format!("it holds {name}, which maillon did not write; move it, or name another folder");
                return Err(LayerError::target(target, why));
            }
        }
        Ok(previous)
    }

    fn listed(target: &Path) -> Option<Self> {
        let text = fs::read(target.join(summary::FILE)).ok()?;
        let summary: Value = serde_json::from_slice(&text).ok()?;
        summary.get("maillon")?;
        let files = summary.get("files")?.as_object()?;
        let written = files.iter().filter(|(_, rows)| rows.as_u64().is_some_and(|n| n > 0));
        Some(Self(written.map(|(name, _)| name.clone()).chain([summary::FILE.to_owned()]).collect()))
    }

    pub(crate) fn holds(&self, name: &OsStr) -> bool {
        name.to_str().is_some_and(|name| self.0.contains(name))
    }
}
