//! What the field knows, as data: resources and their codes, the substitutions between them, and the factors they
//! are valued with, each with its source.
//!
//! A [`Catalogue`] holds it all. [`Catalogue::builtin`] is what maillon ships; [`Catalogue::with`] adds a user's own
//! file to it, of the same form. [`Catalogue::resolve`] says what a user's word or code for a resource stands for;
//! [`Catalogue::rules_between`] says by which rules a supply can serve a demand. A new resource, rule or factor is one
//! entry in a file of `data/`; the tests cover it from there.

mod catalogue;
mod contradiction;
mod convert;
mod data;
mod entry;
mod error;
mod factor;
mod load;
mod load_rule;
mod low;
mod names;
mod phrase;
mod pooling;
mod resolve;
mod rule;
mod search;
mod source;
mod taxonomy;
mod treatment;

pub use catalogue::{Catalogue, Override};
pub use contradiction::Contradiction;
pub use convert::{Conversion, Density, HeatingValue};
pub use entry::{Entry, Mode, RadiusClass};
pub use error::{CatalogueError, Fault};
pub use factor::{Factor, FactorKind, FactorUnit};
pub use low::{ListOfWaste, Waste};
pub use pooling::{Pooling, Shares};
pub use resolve::{Candidate, Resolution};
pub use rule::{Carbon, CarbonBasis, Conditions, Evidence, HazardRule, Ratio, Rule, Treatment};
pub use source::Source;
pub use taxonomy::{Taxonomy, TaxonomyCode};
pub use treatment::TreatmentClass;
