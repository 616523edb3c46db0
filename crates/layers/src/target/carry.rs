//! The user's own files in the target stay: a project, notes, subfolders.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use crate::error::LayerError;

/// Brings all that is not `ours` from the old folder into the new one. Both then hold it, so that nothing is lost
/// whenever the run dies.
pub(super) fn over(old: &Path, new: &Path, ours: &dyn Fn(&OsStr) -> bool) -> Result<(), LayerError> {
    for entry in fs::read_dir(old).map_err(LayerError::io("read the folder", old))? {
        let entry = entry.map_err(LayerError::io("read the folder", old))?;
        let name = entry.file_name();
        let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if folder || !ours(&name) {
            take(&entry.path(), &new.join(&name)).map_err(LayerError::io("carry over", &entry.path()))?;
        }
    }
    Ok(())
}

fn take(from: &Path, to: &Path) -> io::Result<()> {
    let kind = fs::symlink_metadata(from)?.file_type();
    if kind.is_dir() {
        fs::create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            take(&entry.path(), &to.join(entry.file_name()))?;
        }
        fs::set_permissions(to, fs::metadata(from)?.permissions())?;
        super::sync(to)
    } else if kind.is_symlink() {
        link(&fs::read_link(from)?, to)
    } else {
        fs::hard_link(from, to).or_else(|_| copy(from, to))
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to)?;
    let copy = fs::File::open(to)?;
    if let Ok(modified) = fs::metadata(from)?.modified() {
        // Only the date is lost where this fails.
        let _ = copy.set_modified(modified);
    }
    copy.sync_all()
}

#[cfg(unix)]
fn link(points_to: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(points_to, to)
}

#[cfg(not(unix))]
fn link(_points_to: &Path, _to: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
