//! Capacities: who gets how much, and how good that is.
//!
//! [`transport()`] solves the transportation problem exactly, in numbers.

mod component;
mod network;
mod simplex;
mod transport;

pub use network::{Arc, Transport, TransportError};
pub use transport::transport;
