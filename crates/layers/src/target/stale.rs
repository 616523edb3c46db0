//! What dead runs left beside a target.

use std::fs::{self, File};
use std::path::Path;

use super::exchange::OLD;
use super::place::Place;

/// Removes the hidden folders of runs that died. Previous results caught between two renames come back first.
pub(super) fn clear(place: &Place) {
    let Ok(entries) = fs::read_dir(&place.parent) else { return };
    let prefix = place.prefix();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(rest) = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes()) else { continue };
        let Ok(rest) = std::str::from_utf8(rest) else { continue };
        let (pid, old) = rest.strip_suffix(OLD).map_or((rest, false), |pid| (pid, true));
        let Ok(pid) = pid.parse::<u32>() else { continue };
        let folder = entry.path();
        // In a container every run may have the same process id: our own says nothing, the lock does.
        if (pid != std::process::id() && alive(pid)) || locked(&folder) {
            continue;
        }
        if old && !place.target.exists() {
            let _ = fs::rename(&folder, &place.target);
        } else {
            super::remove(&folder);
        }
    }
}

/// Whether that process runs; where the system does not tell, it does.
fn alive(pid: u32) -> bool {
    !Path::new("/proc/self").exists() || Path::new("/proc").join(pid.to_string()).exists()
}

/// Whether a run holds the folder: one in another container has no process here.
fn locked(folder: &Path) -> bool {
    matches!(File::open(folder).map(|f| f.try_lock()), Ok(Err(fs::TryLockError::WouldBlock)))
}
