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

/// The files of a study as they were when reading began.
#[derive(Debug)]
pub(crate) struct Stamps(Vec<(PathBuf, String, Option<Stamp>)>);

impl Stamps {
    /// Of files, each with the name that it is shown under.
    pub(crate) fn of<'p>(files: impl IntoIterator<Item = (PathBuf, &'p str)>) -> Self {
        let parts = files.into_iter().flat_map(|(path, shown)| {
            parts(&path).into_iter().map(move |part| (part, shown.to_owned())).collect::<Vec<_>>()
        });
        let stamped = parts.map(|(path, shown)| {
            let stamp = stamp(&path);
            (path, shown, stamp)
        });
        Self(stamped.collect())
    }

    /// Whether they still are.
    ///
    /// # Errors
    /// A file that changed or vanished: what was read may be half of the one and half of the other.
    pub(crate) fn check(&self) -> Result<(), IngestError> {
        for (path, file, before) in &self.0 {
            let after = stamp(path);
            if after != *before {
                let file = file.clone();
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
