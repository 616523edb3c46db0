//! Capacities: who gets how much, and how good that is.
//!
//! A list of pairs promises the same tonne ten times. A [`Problem`] puts a study's matches beside what each flow has or
//! needs; [`solve()`] makes the best plan by one of the [`OBJECTIVES`] and says how good it is and why something is left.
//! [`check()`] judges any plan without trusting the solver. [`rank_closures`] asks of each site what its closure would
//! cost, [`front()`] what one objective costs another.
//!
//! Below it all, [`transport()`] solves the transportation problem exactly, in whole numbers.

mod attendance;
mod candidates;
mod chains;
mod check;
mod closures;
mod component;
mod fair;
mod front;
mod lots;
mod market;
mod mixed;
mod network;
mod objective;
mod objectives;
mod participation;
mod problem;
mod rates;
mod shortest;
mod simplex;
mod solve;
mod terms;
mod transport;
mod unserved;

pub use chains::{assign, check_chains};
pub use check::{Fault, check};
pub use closures::{Closure, rank_closures};
pub use front::{FrontError, FrontPoint, front};
pub use network::{Arc, Transport, TransportError};
pub use objective::{OBJECTIVES, Objective};
pub use problem::{Problem, ProblemError};
pub use solve::{Options, SolveError, solve};
pub use terms::{Ratio, Terms};
pub use transport::transport;

#[cfg(test)]
mod tests;
