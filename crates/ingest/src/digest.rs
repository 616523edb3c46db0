//! Digests of the input files, so that results can be traced to the very bytes they came from, and of the settings, so that a
//! batch knows what it need not do again.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::load::Files;
use crate::location::{Locator, STDIN, is_no_file};
use crate::read::extension;
use crate::redact::redacted;
use crate::study_file::{FileKeys, FlowsInput, OutputOptions, StudyFile};

/// The files that a study is read from, in the order in which [`load`](crate::load()) lists them: as they are shown, and where
/// they are. `None` where that cannot be told beforehand: standard input, a database, a file that is not there.
pub fn inputs(file: &StudyFile, base: &Path) -> Option<Vec<(String, PathBuf)>> {
    if files(file).into_iter().any(|keys| is_no_file(&keys.path)) {
        return None;
    }
    let locator = Locator::default();
    let files = Files::of(file, base, &locator).ok()?;
    let tables = files.all().map(|part| Some((part.shown.clone(), part.whole.clone()?)));
    let knowledge = file.knowledge.paths.iter();
    let knowledge = knowledge.map(|path| Some((redacted(&path.to_string_lossy()), base.join(path))));
    let mut all = tables.chain(knowledge).collect::<Option<Vec<_>>>()?;
    for hubs in file.pooling.hubs.iter().filter(|_| !file.pooling.skip) {
        for part in locator.parts(&hubs.file, base).ok()? {
            all.push((part.shown.clone(), part.whole.clone()?));
        }
    }
    Some(all)
}

/// Whether a study reads standard input.
pub fn reads_stdin(file: &StudyFile) -> bool {
    files(file).into_iter().any(|keys| keys.path == Path::new(STDIN))
}

/// A digest of all that a study says beside its data: columns, units, options, rejected pairs. Where results go is not part of it.
pub fn settings(file: &StudyFile, base: &Path) -> String {
    let rejected = sha256(&crate::rejected_path(file, base));
    let file = StudyFile { output: OutputOptions::default(), ..file.clone() };
    // `Debug` holds every key there is or will be, without the text's comments and order.
    of_bytes(redacted(&format!("{file:?}\n{rejected:?}")).as_bytes())
}

/// What a study says of its sites', flows' and zones' files.
fn files(file: &StudyFile) -> Vec<&FileKeys> {
    let sites = file.sites.iter().map(|sites| &sites.file);
    sites
        .chain(apart(file).map(|flows| &flows.file))
        .chain(&file.added)
        .chain(file.zones.iter().map(|zones| &zones.file))
        .chain(file.pooling.hubs.iter().map(|hubs| &hubs.file))
        .collect()
}

/// The flows that are in files of their own.
pub(crate) fn apart(file: &StudyFile) -> impl Iterator<Item = &FlowsInput> {
    file.flows.iter().filter(|flows| !file.sites.iter().any(|sites| flows.is_in(sites)))
}

/// SHA-256 of a file in hexadecimal, as `sha256sum` prints it; of a format of several files, such as a Shapefile, of them one
/// after the other. `None` for a folder, for a file that only points at others, or what is no longer readable.
pub fn sha256(path: &Path) -> Option<String> {
    if extension(path) == "vrt" {
        return None;
    }
    let mut hasher = Sha256::new();
    for part in parts(path) {
        feed(&mut hasher, &part).ok()?;
    }
    Some(hex(hasher.finalize().as_slice()))
}

/// The same of bytes that were read already.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).as_slice())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Formats of several files: the extension of the one that is named, and what may lie beside it.
const BESIDE: &[(&str, &[&str])] = &[
    ("shp", &["shx", "dbf", "prj", "cpg"]),
    ("tab", &["dat", "map", "id", "ind"]),
    ("mif", &["mid"]),
    // What SQLite has not yet put into the file itself.
    ("gpkg", &["gpkg-wal"]),
    ("sqlite", &["sqlite-wal"]),
];

/// The files that one path stands for.
pub(crate) fn parts(path: &Path) -> Vec<PathBuf> {
    let own = extension(path);
    let beside = BESIDE.iter().find(|(named, _)| *named == own).map_or(&[][..], |(_, beside)| beside);
    let sibling = |extension: &&str| {
        [(*extension).to_owned(), extension.to_uppercase()]
            .map(|e| path.with_extension(e))
            .into_iter()
            .find(|p| p.exists())
    };
    std::iter::once(path.to_owned()).chain(beside.iter().filter_map(sibling)).collect()
}

fn feed(hasher: &mut Sha256, path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(()),
            n => hasher.update(&buffer[..n]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_what_sha256sum_prints() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        std::fs::write(&path, "abc").unwrap();
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-4, "abc"
        assert_eq!(sha256(&path).as_deref(), Some(expected));
        assert_eq!(sha256(dir.path()), None);
    }
}
