//! A transportation problem in numbers, and its solution.

/// What may flow from one supply to one demand, and what a unit of it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    /// The supply's place.
    pub from: u32,
    /// The demand's place.
    pub to: u32,
    /// Value of a unit; an arc whose value is not positive is not used.
    pub value: i64,
}

/// Why a transportation problem cannot be solved as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// A capacity below zero, by the place of its node: supplies first, then demands.
    #[error("node {0} has a negative capacity")]
    NegativeCapacity(usize),
    /// An arc to or from a node that does not exist.
    #[error("arc {0} ends at no node")]
    NoNode(usize),
    /// The prices would not fit 64 bits.
    #[error("value {value} times {nodes} nodes does not fit 62 bits")]
    Overflow {
        /// The largest value of an arc.
        value: i64,
        /// Supplies and demands together.
        nodes: usize,
    },
    /// Nodes and arcs are counted in 32 bits.
    #[error("{0} nodes or arcs are more than 4,294,967,294")]
    TooMany(usize),
}

/// An optimal plan of a transportation problem.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transport {
    /// The arcs that carry something, by their place, with the units they carry.
    pub flows: Vec<(u32, i64)>,
    /// By supply: what one more unit of it would add to the value.
    pub supply_price: Vec<i64>,
    /// By demand: what one unit less of it would take from the value.
    pub demand_price: Vec<i64>,
    /// Units times value, all arcs together.
    pub value: i128,
    /// Connected components that have an arc.
    pub components: usize,
    /// Pivots of all components together.
    pub pivots: u64,
}
