//! Which supply fits which demand.
//!
//! [`find`] takes a study and [`Options`] to [`Matches`](maillon_model::Matches). A [`Rule`] says which resources
//! serve which; pairs within their radius ([`reach()`]) pass the [`Gate`]s, and what passes is scored by the
//! [`Criterion`]s. Each of the three has its table ([`RULES`], [`GATES`], [`CRITERIA`]): an extension is one file
//! and one line in it.

mod activity;
mod balance;
mod candidate;
mod chains;
mod confidence;
mod criteria;
mod criterion;
mod dominated;
mod duplicates;
mod explain;
mod find;
mod gate;
mod gates;
mod ground;
mod link;
mod meaning;
mod missing;
mod near;
mod options;
mod pair;
mod pairs;
mod plain;
mod processors;
mod quality;
mod reach;
mod reason;
mod rule;
mod rules;
mod side;
mod site;
mod tally;
mod weights;

pub use balance::{Account, Term, TermKind};
pub use chains::chains;
pub use criteria::CRITERIA;
pub use criterion::Criterion;
pub use explain::{Card, CriterionLine, ExplainError, GateLine, Plant, Wish, explain};
pub use find::find;
pub use gate::{Gate, Verdict};
pub use gates::GATES;
pub use link::Link;
pub use meaning::{Meaning, Meanings};
pub use options::Options;
pub use pair::Pair;
pub use pairs::Pairs;
pub use reach::{reach, unused_radii};
pub use rule::{Lead, Rule};
pub use rules::RULES;
pub use site::{Typical, prospects, typical};
pub use weights::{Weights, WeightsError};
