//! Digests of the input files, so that results can be traced to the very bytes they came from.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// SHA-256 of a file in hexadecimal, as `sha256sum` prints it; of a Shapefile's parts one after the other, in the
/// order shp, shx, dbf, prj, cpg. `None` for a folder, or what is no longer readable.
pub(crate) fn sha256(path: &Path) -> Option<String> {
    let mut hasher = Sha256::new();
    for part in parts(path) {
        feed(&mut hasher, &part).ok()?;
    }
    Some(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn parts(path: &Path) -> Vec<PathBuf> {
    let is_shapefile = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("shp"));
    if !is_shapefile {
        return vec![path.to_owned()];
    }
    let sibling = |extension: &str| {
        [extension.to_owned(), extension.to_uppercase()]
            .map(|e| path.with_extension(e))
            .into_iter()
            .find(|p| p.exists())
    };
    std::iter::once(path.to_owned()).chain(["shx", "dbf", "prj", "cpg"].into_iter().filter_map(sibling)).collect()
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
