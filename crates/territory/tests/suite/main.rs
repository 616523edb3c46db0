//! What the survey of a plan says, against slow and obvious ways to work it out.

mod balances;
mod common;
