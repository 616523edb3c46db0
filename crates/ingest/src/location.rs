//! What a path of the study stands for: one file, many files of one layer, an archive, standard input, a database.

use std::cell::OnceCell;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::error::IngestError;
use crate::read::{self, ReadError};
use crate::redact::{redacted, redacted_in};
use crate::stamp::Stamps;
use crate::study_file::FileKeys;
use crate::unpack;

/// One file to read: a whole input, or one of its many files.
#[derive(Debug, Clone)]
pub(crate) struct Part<'k> {
    /// What the study says of it.
    pub keys: &'k FileKeys,
    /// Where it is; for a database, how to connect.
    pub path: PathBuf,
    /// The layer to read, where it has several.
    pub layer: Option<String>,
    /// What messages and outputs call it: without passwords.
    pub shown: String,
    /// The file that the user knows: the archive, not what came out of it. None for a database or standard input.
    pub whole: Option<PathBuf>,
    /// Its files before anything of them was read.
    pub stamps: Option<Stamps>,
}

/// Whether a path is none of the file system: standard input or a database.
pub fn is_no_file(path: &Path) -> bool {
    path == Path::new(STDIN) || is_database(path)
}

/// What stands for standard input among paths.
pub(crate) const STDIN: &str = "-";

/// Whether a path is a connection to PostGIS.
pub(crate) fn is_database(path: &Path) -> bool {
    let text = path.to_string_lossy().to_ascii_lowercase();
    ["pg:", "postgresql://", "postgres://"].iter().any(|scheme| text.starts_with(scheme))
}

/// How to connect to the database that a path names, and what to call it without a password; `None` where it names none.
pub fn connection(path: &Path) -> Option<(String, String)> {
    let text = path.to_string_lossy();
    is_database(path).then(|| {
        let scheme = if text[..3].eq_ignore_ascii_case("pg:") { "" } else { "PG:" };
        (format!("{scheme}{text}"), redacted_in(&redacted(&text), &text))
    })
}

/// Finds the files of inputs, and keeps what had to be unpacked or buffered until they are read.
#[derive(Debug, Default)]
pub(crate) struct Locator {
    folder: OnceCell<TempDir>,
}

impl Locator {
    /// The files that an input stands for, in the order of their names.
    ///
    /// # Errors
    /// A pattern or folder without a readable file; an archive that cannot be unpacked.
    pub(crate) fn parts<'k>(&self, keys: &'k FileKeys, base: &Path) -> Result<Vec<Part<'k>>, IngestError> {
        let text = keys.path.to_string_lossy();
        if keys.path == Path::new(STDIN) {
            return Ok(vec![self.standard_input(keys)?]);
        }
        if let Some((path, shown)) = connection(&keys.path) {
            return Ok(vec![Part {
                keys,
                path: path.into(),
                layer: keys.layer.clone(),
                shown,
                whole: None,
                stamps: None,
            }]);
        }
        let path = base.join(&keys.path);
        let names = if path.is_dir() && !read::is_dataset(&path) {
            let names = read::readable(&path);
            if names.is_empty() {
                return Err(ReadError::Directory { file: text.into_owned(), files: names }.into());
            }
            names.into_iter().map(|name| keys.path.join(name)).collect()
        } else if !path.exists() && text.contains(['*', '?', '[']) {
            matching(keys, base)?
        } else {
            vec![keys.path.clone()]
        };
        let mut parts = Vec::new();
        for name in names {
            let (path, shown) = (base.join(&name), name.to_string_lossy().into_owned());
            // Pipes and devices end never, or are gone once they are read.
            if fs::metadata(&path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
                return Err(ReadError::NoFile { file: shown }.into());
            }
            let (whole, stamps) = (Some(path.clone()), Some(Stamps::of(&path)));
            if is_archive(&path) {
                parts.push(Part { stamps, ..self.unpack(keys, &path, &shown)? });
            } else {
                let path = self.settled(path).map_err(|source| ReadError::Io { file: shown.clone(), source })?;
                parts.push(Part { keys, path, layer: keys.layer.clone(), shown, whole, stamps });
            }
        }
        Ok(parts)
    }

    /// Standard input as a file: the readers look at it more than once.
    fn standard_input<'k>(&self, keys: &'k FileKeys) -> Result<Part<'k>, IngestError> {
        const SHOWN: &str = "standard input";
        let failed = |source| ReadError::Io { file: SHOWN.to_owned(), source };
        let path = self.folder().map_err(failed)?.join("stdin");
        if !path.exists() {
            let mut file = File::create(&path).map_err(failed)?;
            io::copy(&mut io::stdin().lock(), &mut file).map_err(failed)?;
        }
        Ok(Part { keys, path, layer: keys.layer.clone(), shown: SHOWN.to_owned(), whole: None, stamps: None })
    }

    fn unpack<'k>(&self, keys: &'k FileKeys, archive: &Path, shown: &str) -> Result<Part<'k>, IngestError> {
        let failed = |source| ReadError::Io { file: shown.to_owned(), source };
        let target = tempfile::tempdir_in(self.folder().map_err(failed)?).map_err(failed)?.keep();
        unpack::zip(archive, &target)
            .map_err(|why| ReadError::Archive { file: shown.to_owned(), why: why.to_string() })?;
        let mut inside: Vec<(String, PathBuf)> = Vec::new();
        for folder in folders(&target) {
            inside.extend(read::readable(&folder).into_iter().map(|name| {
                let path = folder.join(name);
                (path.strip_prefix(&target).unwrap_or(&path).to_string_lossy().into_owned(), path)
            }));
        }
        // A layer may be a file of the archive, as it is for GDAL.
        let stem = |name: &str| Path::new(name).file_stem().map(|s| s.to_string_lossy().into_owned());
        let mut layer = keys.layer.clone();
        if inside.len() > 1
            && let Some(file) = layer.take()
        {
            inside.retain(|(name, _)| *name == file || stem(name).as_ref() == Some(&file));
        }
        match inside.as_slice() {
            [(name, path)] => {
                let (path, whole) = (path.clone(), Some(archive.to_owned()));
                Ok(Part { keys, path, layer, shown: format!("{shown}/{name}"), whole, stamps: None })
            }
            [] => {
                let why = match &keys.layer {
                    Some(layer) => format!("it holds no file named `{layer}` of a format that maillon reads"),
                    None => "it holds no file of a format that maillon reads".to_owned(),
                };
                Err(ReadError::Archive { file: shown.to_owned(), why }.into())
            }
            several => {
                let layers = several.iter().map(|(name, _)| name.clone()).collect();
                Err(ReadError::ChooseLayer { file: shown.to_owned(), layers }.into())
            }
        }
    }

    /// Where to read a file without a trace: a database of SQLite whose last changes lie in a log beside it would take them in
    /// when it is opened, so its copy is.
    fn settled(&self, path: PathBuf) -> io::Result<PathBuf> {
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        if !fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            return Ok(path);
        }
        let copy = tempfile::tempdir_in(self.folder()?)?.keep().join(path.file_name().unwrap_or_default());
        let mut copied_log = copy.clone().into_os_string();
        copied_log.push("-wal");
        fs::copy(path, &copy)?;
        fs::copy(log, copied_log)?;
        Ok(copy)
    }

    fn folder(&self) -> io::Result<&Path> {
        if self.folder.get().is_none() {
            let made = TempDir::with_prefix("maillon-")?;
            return Ok(self.folder.get_or_init(|| made).path());
        }
        Ok(self.folder.get().map_or(Path::new("."), TempDir::path))
    }
}

fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"))
}

/// The files that a pattern names, sorted.
fn matching(keys: &FileKeys, base: &Path) -> Result<Vec<PathBuf>, IngestError> {
    let shown = keys.path.to_string_lossy();
    let no_pattern = |e: glob::PatternError| IngestError::Setting(format!("{shown}: {e}; escape a `[` as `[[]`"));
    let root = glob::Pattern::escape(&base.to_string_lossy());
    let pattern = if keys.path.is_absolute() { shown.to_string() } else { format!("{root}/{shown}") };
    let mut found: Vec<PathBuf> =
        glob::glob(&pattern).map_err(no_pattern)?.flatten().filter(|path| read::is_readable(path)).collect();
    found.sort();
    if found.is_empty() {
        return Err(ReadError::NoMatch { file: shown.into_owned() }.into());
    }
    Ok(found.into_iter().map(|path| path.strip_prefix(base).map(Path::to_owned).unwrap_or(path)).collect())
}

/// A folder and those within it, sorted.
fn folders(root: &Path) -> Vec<PathBuf> {
    let mut found = vec![root.to_owned()];
    let mut at = 0;
    while let Some(folder) = found.get(at).cloned() {
        let inner = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        // What macOS adds for itself.
        let mut inner: Vec<PathBuf> = inner.filter(|p| p.is_dir() && !p.ends_with("__MACOSX")).collect();
        inner.retain(|p| !read::is_dataset(p));
        inner.sort();
        found.extend(inner);
        at += 1;
    }
    found
}
