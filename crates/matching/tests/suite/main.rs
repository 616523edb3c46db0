//! The matcher's tests, in one binary: they share their small studies.
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

mod by_hand;
mod cases;
mod chain_cases;
mod chain_oracle;
mod common;
mod leads;
mod missing_oracle;
mod oracle;
mod properties;
mod registry;
mod wordings;
