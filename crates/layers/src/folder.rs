//! A folder of files that are made elsewhere, replaced in one step as results are.

use std::ffi::OsStr;
use std::path::Path;

use crate::error::LayerError;
use crate::target::{REGISTRY, Staging};

/// Writes all the files, by name, into a folder of their own, or none: what was there under these names before stays whole until all
/// are written. Other files of the folder stay.
///
/// # Errors
/// A folder that cannot be written to; a disk that is full. The files are then as they were.
pub fn replace_folder(dir: &Path, files: &[(&str, Vec<u8>)]) -> Result<(), LayerError> {
    let staging = Staging::create(dir, &REGISTRY)?;
    for (name, bytes) in files {
        staging.write(name, |out| out.write_all(bytes))?;
    }
    staging.commit(|| Ok(|name: &OsStr| files.iter().any(|(ours, _)| name == *ours)))
}
