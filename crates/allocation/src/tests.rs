//! Whole studies, every plan of them judged by the checker.

mod bad_input;
mod checker;
mod objectives;
pub(crate) mod region;
mod whatif;
