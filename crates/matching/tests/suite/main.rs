//! The matcher's tests, in one binary: they share their small studies.
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

mod cases;
mod common;
mod oracle;
mod properties;
mod registry;
