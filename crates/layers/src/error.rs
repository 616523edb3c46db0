//! Why nothing was written.

use std::io;
use std::path::{Path, PathBuf};

/// Why the results could not be written. The previous ones stay whole whatever it is.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// No format of that name.
    #[error("unknown output format \"{name}\": maillon writes {known}")]
    UnknownFormat {
        /// As the user wrote it.
        name: String,
        /// Those there are.
        known: String,
    },
    /// No layer of that name.
    #[error("unknown layer \"{name}\": this run has {known}")]
    UnknownLayer {
        /// As the user wrote it.
        name: String,
        /// Those there are.
        known: String,
    },
    /// A format that cannot be written to a stream.
    #[error("the format \"{format}\" needs a file: for stdout choose geojson or csv")]
    NoStream {
        /// Its name.
        format: String,
    },
    /// The stream did not take it.
    #[error("cannot write to stdout: {0}")]
    Stream(#[source] io::Error),
    /// The target cannot be a folder of results.
    #[error("cannot write the results to {}: {why}", path.display())]
    Target {
        /// As the user wrote it.
        path: PathBuf,
        /// What stands in the way, and what to do.
        why: String,
    },
    /// The disk is full, or a quota or limit is reached.
    #[error(
        "No space left to write {} in {}: free some room or choose another output folder; \
         the previous results are as they were",
        file.display(), folder.display()
    )]
    NoSpace {
        /// The file that did not fit.
        file: PathBuf,
        /// The folder the results were meant for.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database cannot be used, or did not take the results.
    #[error("cannot write to {shown}: {message}. What the database held is as it was")]
    Database {
        /// What it is called, without a password.
        shown: String,
        /// What the server said, without a password.
        message: String,
    },
    /// The system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was being done: `write`, `create the folder`, …
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The run was interrupted; nothing was changed.
    #[error("interrupted: the previous results are as they were")]
    Aborted,
}

impl LayerError {
    pub(crate) fn target(path: &Path, why: impl Into<String>) -> Self {
        Self::Target { path: path.to_owned(), why: why.into() }
    }

    /// For `map_err`: what was being done, and to what.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }

    /// For `map_err`: `file` was being written into the results meant for `folder`.
    pub(crate) fn writing(file: &Path, folder: &Path) -> impl FnOnce(io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        move |source| match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => {
                Self::NoSpace { file: file.to_owned(), folder: folder.to_owned(), source }
            }
            _ => Self::Io { doing: "write", path: folder.join(file), source },
        }
    }
}
