//! What the survey of a plan says, against slow and obvious ways to work it out.
#![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

mod areas;
mod balances;
mod common;
mod gains;
mod location;
mod parts;
mod pooling;
mod resilience;
