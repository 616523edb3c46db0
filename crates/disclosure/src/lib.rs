//! What of a study may be published, for `--public`.
//!
//! [`published`] gives the study that a public run works on from the start: it holds nothing confidential and no amount at
//! all, so that nothing found in it can tell of either. [`PublicTotals`] are the only amounts of a public run: sums over
//! groups of at least [`SMALLEST_GROUP`] sites, none of which makes up [`LARGEST_SHARE`] of its group, chosen so that
//! no sums or differences of them tell of a smaller group.

mod field;
mod published;
mod totals;

pub use field::Field;
pub use published::published;
pub use totals::{LARGEST_SHARE, PublicTotals, SMALLEST_GROUP};
