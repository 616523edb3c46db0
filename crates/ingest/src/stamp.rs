//! Whether files stay as they are while they are read.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::digest::parts;
use crate::error::IngestError;

/// What tells that a file is another one than before: size, time and, where there is one, its number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    number: Option<u64>,
}

/// The files that one path stands for, as they were before anything of them was read.
#[derive(Debug, Clone)]
pub(crate) struct Stamps(Vec<(PathBuf, Option<Stamp>)>);

impl Stamps {
    pub(crate) fn of(path: &Path) -> Self {
        let stamped = |path: PathBuf| {
            let stamp = stamp(&path);
            (path, stamp)
        };
        Self(parts(path).into_iter().map(stamped).collect())
    }

    /// Whether they still are; `shown` is what messages call them.
    ///
    /// # Errors
    /// A file that changed or vanished: what was read may be half of the one and half of the other.
    pub(crate) fn check(&self, shown: &str) -> Result<(), IngestError> {
        for (path, before) in &self.0 {
            let after = stamp(path);
            if after != *before {
                let file = shown.to_owned();
                return Err(match after {
                    Some(_) => IngestError::Changed { file },
                    None => IngestError::Vanished { file },
                });
            }
        }
        Ok(())
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let meta = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    Some(Stamp { size: meta.len(), modified: meta.modified().ok(), number: number(&meta) })
}

/// The file's number on its disk: another file in its place has another.
#[cfg(unix)]
fn number(meta: &std::fs::Metadata) -> Option<u64> {
    Some(std::os::unix::fs::MetadataExt::ino(meta))
}

#[cfg(not(unix))]
fn number(_meta: &std::fs::Metadata) -> Option<u64> {
    None
}
