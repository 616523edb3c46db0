//! What a plan does for the territory.
//!
//! [`survey()`] looks at a plan from the side of those who pay for the territory: what each zone uses, wastes and exchanges,
//! what breaks if a site closes, who gains, where supplies come from. All of it is told in the words of
//! [`maillon_model::Territory`]; this crate reads no file and writes none.

mod anchors;
mod balance;
mod exchanges;
mod levels;
mod survey;
mod units;

pub use survey::{Options, survey};
