//! Why a region is not made.

use std::io;
use std::path::PathBuf;

/// Why a region is not made.
#[derive(Debug, thiserror::Error)]
pub enum RegionError {
    /// A count of nothing, or of more than a study can hold.
    #[error("{field} is {value}; it must be between 1 and {max}")]
    Count {
        /// The field of [`Spec`](crate::Spec).
        field: &'static str,
        /// Its value.
        value: u64,
        /// The largest one accepted.
        max: u64,
    },
    /// Too few communes to part into départements, or too many.
    #[error("communes is {0}; it must be 0 or between 64 and 1000000")]
    Communes(u32),
    /// A factor that leaves nothing of the radii, or makes them longer than half the way round the Earth.
    #[error("radius_scale is {0}; it must be between 0.001 and 100")]
    RadiusScale(f64),
    /// A file of that name would be lost.
    #[error("{} already exists; choose an empty or a new folder", .0.display())]
    Exists(PathBuf),
    /// The system refused.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}
