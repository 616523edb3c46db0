//! Where a value was read, kept to the end.

use std::fmt;

/// A source's place in [`Study::sources`](crate::Study::sources).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceIx(pub u32);

/// What a feature number of a source counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// Lines of a text file, the header being line 1.
    Line,
    /// Features in file order, from 1.
    Feature,
    /// The format's own feature id, as QGIS shows it.
    Fid,
}

/// A file, or one layer of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path as the user gave it.
    pub file: String,
    /// The layer, where the file has several.
    pub layer: Option<String>,
    /// What feature numbers count.
    pub numbering: Numbering,
    /// SHA-256 of the file (of all its parts, for a Shapefile), in hexadecimal.
    pub sha256: Option<String>,
}

/// The feature that a value was read from. Packed, for there is one for each row of millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(C, packed(4))]
pub struct Origin {
    /// The file and layer.
    pub source: SourceIx,
    /// The feature, counted as [`Source::numbering`] says.
    pub feature: u64,
}

impl fmt::Display for Source {
    /// `sites.gpkg, layer plants`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match &self.layer {
            Some(layer) => write!(f, ", layer {layer}"),
            None => Ok(()),
        }
    }
}

impl Numbering {
    /// `line 3`, `feature 3`, `fid 3`.
    pub fn phrase(self, feature: u64) -> String {
        let word = match self {
            Self::Line => "line",
            Self::Feature => "feature",
            Self::Fid => "fid",
        };
        format!("{word} {feature}")
    }
}
