//! A folder that is replaced in one step: built beside its target, then exchanged with it.

mod carry;
mod exchange;
mod place;
mod stale;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::error::LayerError;
use place::Place;

/// The folders being built by this process. Whoever holds it may exchange or remove them: an abort waits for an
/// exchange to end.
#[derive(Debug)]
pub(crate) struct Registry {
    open: Mutex<Vec<PathBuf>>,
    /// Whether any of them has taken its target's place.
    replaced: AtomicBool,
}

/// That of [`write`](crate::write()).
pub(crate) static REGISTRY: Registry = Registry::new();

impl Registry {
    pub(crate) const fn new() -> Self {
        Self { open: Mutex::new(Vec::new()), replaced: AtomicBool::new(false) }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn abort_all(&self) -> Standing {
        let mut open = self.lock();
        for folder in open.drain(..) {
            remove(&folder);
        }
        if self.replaced.load(Ordering::SeqCst) { Standing::New } else { Standing::Old }
    }
}

/// Which results a target holds, whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Those of the run before, if there was one.
    Old,
    /// Those of this run.
    New,
}

/// Removes what every running [`write`](crate::write()) of this process has built so far, and makes it end with
/// [`LayerError::Aborted`] or another error. An exchange that has begun is let finish. For the handler of Ctrl-C,
/// before it exits. Says which results stand.
pub fn abort_all() -> Standing {
    REGISTRY.abort_all()
}

/// Bytes from which a file is brought to the disk by itself. No source: a choice of ours.
const LARGE: u64 = 1 << 20;

/// Whether results may be written there.
pub(crate) fn check(target: &Path) -> Result<(), LayerError> {
    Place::find(target).map(drop)
}

/// The hidden folder beside the target. Dropped without [`Staging::commit`], it is removed.
#[derive(Debug)]
pub(crate) struct Staging {
    place: Place,
    folder: PathBuf,
    registry: &'static Registry,
    /// Small files written that need not be on the disk yet.
    written: Mutex<Vec<(String, File)>>,
    /// Held locked for as long as the folder is in use; the system frees it when we die.
    _lock: Option<File>,
}

impl Staging {
    /// Makes the hidden folder, and the target's parents where there are none. What dead runs left beside the same
    /// target is removed.
    pub(crate) fn create(target: &Path, registry: &'static Registry) -> Result<Self, LayerError> {
        let place = Place::find(target)?;
        let place = place.with_parents()?;
        let mut open = registry.lock();
        stale::clear(&place);
        let folder = place.hidden(std::process::id());
        fs::create_dir(&folder).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => {
                LayerError::target(target, "another run is writing there: wait for it to end, or choose another folder")
            }
            _ => LayerError::Io { doing: "write beside", path: target.to_owned(), source },
        })?;
        let lock = File::open(&folder).ok().filter(|folder| folder.try_lock().is_ok());
        open.push(folder.clone());
        drop(open);
        let staging = Self { place, folder, registry, written: Mutex::default(), _lock: lock };
        if let Ok(old) = fs::metadata(&staging.place.target) {
            let folder = &staging.folder;
            fs::set_permissions(folder, old.permissions()).map_err(LayerError::io("set the rights of", folder))?;
        }
        Ok(staging)
    }

    #[cfg(test)]
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes one file. Returns its size in bytes.
    pub(crate) fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<u64, LayerError> {
        let run = || {
            let file = {
                let open = self.registry.lock();
                if !open.contains(&self.folder) {
                    return Ok(None);
                }
                File::create(self.folder.join(name))?
            };
            let mut out = BufWriter::with_capacity(1 << 16, file);
            fill(&mut out)?;
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            self.keep(name, file).map(Some)
        };
        run().map_err(LayerError::writing(Path::new(name), &self.place.given))?.ok_or(LayerError::Aborted)
    }

    /// Has a library make one file, which wants a path and not a writer; it may leave nothing else in the folder.
    /// Returns the file's size in bytes.
    pub(crate) fn make(&self, name: &str, fill: impl FnOnce(&Path) -> Result<(), String>) -> Result<u64, LayerError> {
        let ours = || self.registry.lock().contains(&self.folder);
        if !ours() {
            return Err(LayerError::Aborted);
        }
        let path = self.folder.join(name);
        let made = fill(&path);
        if !ours() {
            return Err(LayerError::Aborted);
        }
        let writing = |e| LayerError::writing(Path::new(name), &self.place.given)(e);
        made.map_err(|why| writing(library_error(&self.folder, why)))?;
        File::open(&path).and_then(|file| self.keep(name, file)).map_err(writing)
    }

    /// Brings a large file to the disk, while others are being written; small ones wait for [`Self::settle`]. Returns its size.
    fn keep(&self, name: &str, file: File) -> io::Result<u64> {
        let bytes = file.metadata()?.len();
        if bytes > LARGE {
            file.sync_all()?;
        } else {
            self.written.lock().unwrap_or_else(PoisonError::into_inner).push((name.to_owned(), file));
        }
        Ok(bytes)
    }

    /// Brings all files to the disk, side by side: a file system with a journal then writes it once for many of them.
    fn settle(&self) -> Result<(), LayerError> {
        let written = std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        let given = &self.place.given;
        written
            .into_par_iter()
            .try_for_each(|(name, file)| file.sync_all().map_err(LayerError::writing(Path::new(&name), given)))
    }

    /// Puts the folder in its target's place. Files of the old target that are not ours come along; which are, is asked
    /// only once no other run can put its own results there.
    pub(crate) fn commit<O: Fn(&OsStr) -> bool>(
        self,
        ours: impl FnOnce() -> Result<O, LayerError>,
    ) -> Result<(), LayerError> {
        self.settle()?;
        let mut open = self.registry.lock();
        if !open.contains(&self.folder) {
            return Err(LayerError::Aborted);
        }
        let target = &self.place.target;
        let _alone = locked(target);
        if target.exists() {
            carry::over(target, &self.folder, &ours()?)?;
        }
        sync(&self.folder).map_err(LayerError::io("write", &self.place.given))?;
        let old = exchange::exchange(&self.folder, target).map_err(|source| self.place.refusal(source))?;
        self.registry.replaced.store(true, Ordering::SeqCst);
        open.retain(|folder| *folder != self.folder);
        // The results stand from here on: what follows must not undo that.
        let _ = sync(&self.place.parent);
        if let Some(old) = old {
            remove(&old);
        }
        Ok(())
    }
}

/// The target, held against other runs that end in the same moment. `None` where there is none, or its file system
/// has no locks.
fn locked(target: &Path) -> Option<File> {
    loop {
        let folder = File::open(target).ok()?;
        folder.lock().ok()?;
        // Whoever held it may have put another folder there.
        if is_at(&folder, target)? {
            return Some(folder);
        }
    }
}

#[cfg(unix)]
fn is_at(folder: &File, path: &Path) -> Option<bool> {
    use std::os::unix::fs::MetadataExt;
    let (held, there) = (folder.metadata().ok()?, fs::metadata(path).ok()?);
    Some((held.dev(), held.ino()) == (there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn is_at(_folder: &File, _path: &Path) -> Option<bool> {
    Some(true)
}

impl Drop for Staging {
    fn drop(&mut self) {
        let mut open = self.registry.lock();
        if let Some(i) = open.iter().position(|folder| *folder == self.folder) {
            open.swap_remove(i);
            remove(&self.folder);
        }
    }
}

/// What a library that tells no error code said, with the code that we find ourselves: a file of some size fits no more
/// where it was the disk that was full.
fn library_error(folder: &Path, why: String) -> io::Error {
    let probe = || {
        let path = folder.join("probe");
        let mut file = File::create(&path)?;
        file.write_all(&[1; 1 << 20])?;
        file.sync_all()?;
        fs::remove_file(path)
    };
    match probe() {
        Err(error) if error.kind() != io::ErrorKind::NotFound => error,
        _ => io::Error::other(why),
    }
}

/// Removes a folder, though a writer may add a last file meanwhile. What cannot be removed is left for the next run.
fn remove(folder: &Path) {
    for _ in 0..5 {
        match fs::remove_dir_all(folder) {
            Err(e) if e.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            _ => return,
        }
    }
}

/// Brings a folder's list of names to the disk, where the system has a way to.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests;
