//! Texts that people write by hand, within bounds: a study comes from others too.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes of a study file, or one of its own knowledge. No source: a hundred times the largest we know.
const MOST: u64 = 16 << 20;

/// The whole text.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    if File::open(path)?.take(MOST + 1).read_to_string(&mut text)? as u64 > MOST {
        return Err(io::Error::other(format!("it is longer than {} MiB", MOST >> 20)));
    }
    Ok(text)
}
