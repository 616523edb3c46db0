//! What the survey of a plan says, against slow and obvious ways to work it out.

mod areas;
mod balances;
mod common;
mod gains;
mod location;
mod resilience;
