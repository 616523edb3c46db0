//! Where a target is, and what stands in the way of writing there.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::LayerError;

/// A target with its links followed, and the folder it lies in.
#[derive(Debug)]
pub(super) struct Place {
    /// As the user wrote it.
    pub(super) given: PathBuf,
    pub(super) target: PathBuf,
    pub(super) parent: PathBuf,
    name: OsString,
}

impl Place {
    /// The place of a target that results may be written to. Nothing is created.
    pub(super) fn find(given: &Path) -> Result<Self, LayerError> {
        let refuse = |why: &str| Err(LayerError::target(given, why));
        let target = match fs::symlink_metadata(given) {
            Ok(_) => given.canonicalize().map_err(LayerError::io("open the folder", given))?,
            Err(_) => std::path::absolute(given).map_err(LayerError::io("find the folder", given))?,
        };
        let exists = target.exists();
        if exists && !target.is_dir() {
            return refuse("it is a file; name a folder");
        }
        if exists && std::env::current_dir().is_ok_and(|here| here.starts_with(&target)) {
            return refuse("it holds the folder you are in; name a folder of its own for the results, such as out");
        }
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return refuse("it has no name; name a folder, such as out");
        };
        for folder in target.ancestors().skip_while(|folder| !folder.exists()).take(1) {
            if !folder.is_dir() {
                return Err(LayerError::target(given, format!("{} is a file, not a folder", folder.display())));
            }
        }
        let (parent, name) = (parent.to_owned(), name.to_owned());
        let place = Self { given: given.to_owned(), target, parent, name };
        if exists && place.is_mount_point() {
            return Err(place.mount_point());
        }
        place.writable(exists)?;
        Ok(place)
    }

    /// The same with the target's parents created and their links followed.
    pub(super) fn with_parents(self) -> Result<Self, LayerError> {
        fs::create_dir_all(&self.parent).map_err(LayerError::io("create the folder", &self.parent))?;
        let parent = self.parent.canonicalize().map_err(LayerError::io("open the folder", &self.parent))?;
        Ok(Self { target: parent.join(&self.name), parent, ..self })
    }

    /// The hidden folder of the run with that process id.
    pub(super) fn hidden(&self, pid: u32) -> PathBuf {
        let mut name = self.prefix();
        name.push(pid.to_string());
        self.parent.join(name)
    }

    /// What the names of hidden folders of this target start with.
    pub(super) fn prefix(&self) -> OsString {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".maillon-");
        name
    }

    /// Why an exchange failed.
    pub(super) fn refusal(&self, source: io::Error) -> LayerError {
        match source.kind() {
            io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => self.mount_point(),
            _ => LayerError::Io { doing: "replace the folder", path: self.given.clone(), source },
        }
    }

    fn mount_point(&self) -> LayerError {
        let why = "it is a mount point, which cannot be replaced in one step; name a folder inside it";
        LayerError::target(&self.given, why)
    }

    /// Whether the target lies on another device than its parent; a folder mounted within one device shows only when
    /// it is exchanged.
    #[cfg(unix)]
    fn is_mount_point(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| fs::metadata(path).map(|m| m.dev()).ok();
        device(&self.target) != device(&self.parent)
    }

    #[cfg(not(unix))]
    fn is_mount_point(&self) -> bool {
        false
    }

    /// Asks the system about the target, and about the nearest folder above it, where the new one is built.
    #[cfg(unix)]
    fn writable(&self, exists: bool) -> Result<(), LayerError> {
        use rustix::fs::{Access, access};
        let above = self.parent.ancestors().find(|folder| folder.exists());
        let folders = exists.then_some(self.target.as_path()).into_iter().chain(above);
        for folder in folders {
            if access(folder, Access::WRITE_OK | Access::EXEC_OK).is_err() {
                let why =
                    format!("you may not write in {}; choose another folder, or change its rights", folder.display());
                return Err(LayerError::target(&self.given, why));
            }
        }
        Ok(())
    }

    #[cfg(not(unix))]
    fn writable(&self, _exists: bool) -> Result<(), LayerError> {
        Ok(())
    }
}
