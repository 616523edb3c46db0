//! The one step.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a hidden folder's name ends with while it holds previous results between two renames.
pub(super) const OLD: &str = "-old";

/// Puts `new` in the place of `target`. Returns where the old target is now, if there was one.
pub(super) fn exchange(new: &Path, target: &Path) -> io::Result<Option<PathBuf>> {
    if !target.exists() {
        return fs::rename(new, target).map(|()| None);
    }
    match swap(new, target) {
        Ok(()) => Ok(Some(new.to_owned())),
        Err(error) if unsupported(&error) => two_renames(new, target).map(Some),
        Err(error) => Err(error),
    }
}

#[cfg(target_os = "linux")]
fn swap(new: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn swap(_new: &Path, _target: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Old kernels and some file systems know no exchange.
fn unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// The old target is kept until the new one stands, and comes back if it cannot.
pub(super) fn two_renames(new: &Path, target: &Path) -> io::Result<PathBuf> {
    let mut old = new.as_os_str().to_owned();
    old.push(OLD);
    let old = PathBuf::from(old);
    fs::rename(target, &old)?;
    fs::rename(new, target).inspect_err(|_| {
        let _ = fs::rename(&old, target);
    })?;
    Ok(old)
}
