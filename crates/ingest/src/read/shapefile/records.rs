//! Whether the parts of a Shapefile tell of the same records: GDAL reads what the index lists, and says nothing of the rest.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::Path;

use maillon_model::IssueCode;

use crate::read::text::read_full;

/// How many records each part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) struct Records {
    /// Of the .shp; `None` where its own lengths lead nowhere.
    pub shapes: Option<u64>,
    /// Of the .dbf, those marked as deleted too.
    pub rows: u64,
    pub deleted: u64,
}

impl Records {
    /// What is to be said where so many were read.
    pub(in crate::read) fn said(&self, read: u64) -> Vec<(IssueCode, String)> {
        let mut said = Vec::new();
        if self.deleted > 0 {
            let message = format!("{} records are marked as deleted in its .dbf; they were left out", self.deleted);
            said.push((IssueCode::OffStandard, message));
        }
        let told = read + self.deleted;
        if let Some(shapes) = self.shapes.filter(|shapes| *shapes > told) {
            let message =
                format!("{read} of the {shapes} records of its .shp were read: its .shx or .dbf tells of no more");
            said.push((IssueCode::TruncatedFile, message));
        }
        let lost = self.rows.saturating_sub(told.max(self.shapes.unwrap_or_default()));
        if lost > 0 {
            said.push((IssueCode::TruncatedFile, format!("{lost} records of its .dbf have no shape in its .shp")));
        }
        said
    }
}

/// Bytes before the first record, and before the shape of each (ESRI Shapefile Technical Description, 1998).
const HEADER: u64 = 100;
const HEAD: u64 = 8;

/// The records of a .shp, from one to the next by their own lengths; `None` where those do not end with the file.
pub(super) fn shapes(path: &Path) -> Option<u64> {
    let mut file = BufReader::new(File::open(path).ok()?);
    let size = file.seek(SeekFrom::End(0)).ok()?;
    let mut at = file.seek(SeekFrom::Start(HEADER)).ok()?;
    let mut count = 0;
    while at < size {
        let mut head = [0; HEAD as usize];
        if read_full(&mut file, &mut head).ok()? < head.len() {
            return None;
        }
        let words = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
        file.seek_relative(i64::from(words) * 2).ok()?;
        at += HEAD + u64::from(words) * 2;
        count += 1;
    }
    (at == size).then_some(count)
}
