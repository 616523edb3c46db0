//! Why a study cannot be loaded at all; what is wrong with single rows is an issue instead.

use crate::crs::CrsError;
use crate::read::ReadError;
use crate::study_file::StudyFileError;

/// Why a study cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The study file itself.
    #[error(transparent)]
    StudyFile(#[from] StudyFileError),
    /// A file cannot be read.
    #[error("{0}")]
    Read(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A column the study names is not in the file.
    #[error("{file} has no column \"{column}\" (the study's `{key}`){hint}; it has: {columns}")]
    UnknownColumn {
        /// The file.
        file: String,
        /// The study's key.
        key: String,
        /// The column it names.
        column: String,
        /// "; did you mean …", or nothing.
        hint: String,
        /// The columns there are.
        columns: String,
    },
    /// A column that is needed has no default name in the file.
    #[error("{file} has no column for the {what}: name it with `{key} = \"…\"` in [{table}]; the file has: {columns}")]
    MissingColumn {
        /// The file.
        file: String,
        /// What the column would hold.
        what: &'static str,
        /// The study's key.
        key: &'static str,
        /// The study's table.
        table: &'static str,
        /// The columns there are.
        columns: String,
    },
    /// Projected coordinates, and nothing says in which system.
    #[error(
        "{file}: in which coordinate system is ({x}, {y})? The file does not say, and it is no longitude and latitude. \
             Add `crs = \"EPSG:…\"` to its table in the study{guesses}"
    )]
    CrsMissing {
        /// The file.
        file: String,
        /// A coordinate of it.
        x: f64,
        /// The other one.
        y: f64,
        /// "; the numbers would fit …", or nothing.
        guesses: String,
    },
    /// A coordinate system PROJ does not know.
    #[error("{file}: {message}")]
    Crs {
        /// The file.
        file: String,
        /// What is wrong, and what to do.
        message: String,
    },
    /// A file was written to while it was being read.
    #[error("{file} changed while it was being read: nothing was written; run again when it is finished")]
    Changed {
        /// The file.
        file: String,
    },
    /// A file was removed while it was being read.
    #[error("{file} vanished while it was being read: nothing was written; put it back and run again")]
    Vanished {
        /// The file.
        file: String,
    },
    /// A declared value that is none of those allowed.
    #[error("{0}")]
    Setting(String),
}

impl From<ReadError> for IngestError {
    fn from(error: ReadError) -> Self {
        Self::Read(Box::new(error))
    }
}

impl IngestError {
    pub(crate) fn crs(file: &str, error: &CrsError) -> Self {
        Self::Crs { file: file.to_owned(), message: error.to_string() }
    }
}
