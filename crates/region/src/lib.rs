//! Synthetic regions: as many flows as asked for, over a box the size of France, the same for the same seed on
//! every machine.
//!
//! Most flows gather in towns, the others lie anywhere. [`generate`] builds the [`Study`](maillon_model::Study) in
//! memory; [`write()`] streams the same region to a folder with a `study.toml`.
//!
//! ```
//! use maillon_region::{Spec, generate};
//! let study = generate(&Spec::new(1_000))?;
//! assert_eq!((study.flows.len(), study.resources.len()), (1_000, 50));
//! # Ok::<(), maillon_region::RegionError>(())
//! ```

mod communes;
mod error;
mod random;
mod region;
mod spec;
mod study;
mod write;

pub use error::RegionError;
pub use spec::Spec;
pub use study::generate;
pub use write::write;
