//! A study and its synergies to files.
//!
//! [`write()`] takes a [`Run`] and writes its layers into one folder: `synergies`, `sites`, `zones`, `unmatched`,
//! `unserved` and `issues` (`differences` and `affected`, or `closures`, where it asked what if), each in the asked formats, `front.csv` and `front.svg` where two
//! objectives are weighed, and `summary.json`. The folder is built beside its target and takes its
//! place in one step: a run that dies leaves the previous results whole, and files that are not maillon's stay.
//!
//! A *layer* is a neutral table (one file in `layers/`, one line in `LAYERS`); a *format* knows how to write such
//! tables (one file in `formats/`, one line in `FORMATS`). `docs/columns.md` is generated from the layers.

mod antimeridian;
mod column;
mod context;
mod database;
mod error;
mod explain;
mod extent;
mod folder;
mod format;
mod formats;
mod front;
mod id;
mod layer;
mod layers;
mod number;
mod ogr;
#[cfg(test)]
mod outputs;
pub mod palette;
mod previous;
mod qgis;
mod reference;
mod rings;
mod row;
mod rows;
#[cfg(test)]
mod sample;
mod summary;
mod target;
mod totals;
mod wkb;
mod words;
mod write;

pub use context::{Allocated, ClosedSite, Front, Run, Subject};
pub use database::{Database, write_database};
pub use error::LayerError;
pub use explain::{explain as explain_unmatched, explain_unserved};
pub use folder::replace_folder;
pub use format::{WrittenFile, format_names};
pub use formats::csv::safe as spreadsheet_safe;
pub use id::{chain_id, flow_of_pool, flows_of_synergy, pool_id, synergy_id};
pub use reference::columns_page;
pub use target::{Standing, abort_all};
pub use totals::families;
pub use write::{Options, REPORT, Report, Written, check_stream, write, write_issues, write_layer, write_with};
