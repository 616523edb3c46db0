//! Files to study: formats, column mapping, reprojection, diagnosis.
//!
//! [`StudyFile::read`] reads a study's description, [`load`] the files it names. A row that is of no use becomes an
//! issue of the study; only a file that is of no use at all is an error.

mod columns;
mod crs;
mod digest;
mod error;
mod flow_cells;
mod flow_rows;
mod flows;
mod frame;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod guess;
mod hubs;
mod ids;
mod knowledge;
mod load;
mod locate;
mod location;
mod mend;
mod number;
mod processors;
mod profile;
mod read;
mod redact;
mod rejected;
mod resources;
mod sites;
mod small;
mod staff;
mod stamp;
mod study_file;
mod suggest;
mod suspect;
mod tables;
mod unpack;
mod words;
mod zones;

pub use digest::{inputs, reads_stdin, settings as settings_digest, sha256};
pub use error::IngestError;
pub use guess::{Guess, guess};
pub use hubs::{GivenHub, load_hubs};
pub use knowledge::Knowledge;
pub use load::{Progress, load, load_zones};
pub use location::{connection, is_no_file};
pub use mend::{Correction, MENDED, Mended, mend};
pub use profile::{load_profile, profile_of, with_newcomer};
pub use read::log::listen as keep_gdal_quiet;
pub use redact::{redacted, redacted_in, without_password};
pub use rejected::{rejected, rejected_path};
pub use study_file::{
    About, AllocationOptions, FileKeys, FlowDefaults, FlowProperties, FlowWords, FlowsInput, HubsInput, KnowledgeInput,
    LanguageWord, MatchingOptions, OutputOptions, PoolingOptions, SitesInput, StudyFile, StudyFileError,
    TerritoryOptions, WideColumn, Word, ZonesInput,
};
pub use suggest::near;
pub use tables::Tables;
pub use words::day;
