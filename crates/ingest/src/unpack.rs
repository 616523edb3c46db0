//! Archives to files, within bounds: a small archive may hold more than any disk, and names that lead elsewhere.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes that an archive may unpack to. No source: more than any layer of a region needs.
const MOST_BYTES: u64 = 8 << 30;

/// Files an archive may hold. No source.
const MOST_FILES: usize = 200_000;

/// Why an archive was not unpacked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnpackError {
    #[error("not a ZIP archive that can be read ({0})")]
    NotZip(#[from] ZipError),
    #[error("it unpacks to more than {} GiB, or more than {MOST_FILES} files", .0 >> 30)]
    TooLarge(u64),
    #[error("its entry `{0}` leads out of the archive")]
    Outside(String),
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Unpacks a ZIP archive into a folder.
pub(crate) fn zip(archive: &Path, target: &Path) -> Result<(), UnpackError> {
    let mut left = MOST_BYTES;
    each(archive, |entry| {
        let name = entry.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
        let inner = entry.enclosed_name().ok_or(UnpackError::Outside(name))?;
        let path = target.join(inner);
        if entry.is_dir() || entry.is_symlink() {
            return Ok(());
        }
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        // What an entry says of its size is not to be trusted.
        let written = io::copy(&mut entry.by_ref().take(left + 1), &mut File::create(path)?)?;
        left = left.checked_sub(written).ok_or(UnpackError::TooLarge(MOST_BYTES))?;
        Ok(())
    })
}

/// Refuses a document in a ZIP archive (a spreadsheet, say) that unpacks to more than `most` bytes.
pub(crate) fn refuse_bomb(archive: &Path, most: u64) -> Result<(), UnpackError> {
    let mut left = most;
    each(archive, |entry| {
        let read = io::copy(&mut entry.by_ref().take(left + 1), &mut io::sink())?;
        left = left.checked_sub(read).ok_or(UnpackError::TooLarge(most))?;
        Ok(())
    })
}

fn each(
    archive: &Path,
    mut then: impl FnMut(&mut zip::read::ZipFile<'_, io::BufReader<File>>) -> Result<(), UnpackError>,
) -> Result<(), UnpackError> {
    let mut archive = ZipArchive::new(io::BufReader::new(File::open(archive)?))?;
    if archive.len() > MOST_FILES {
        return Err(UnpackError::TooLarge(MOST_BYTES));
    }
    for at in 0..archive.len() {
        then(&mut archive.by_index(at)?)?;
    }
    Ok(())
}
