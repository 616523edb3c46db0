//! One file each.

pub(crate) mod affected;
pub(crate) mod balances;
pub(crate) mod closures;
pub(crate) mod differences;
pub(crate) mod issues;
pub(crate) mod sites;
pub(crate) mod synergies;
pub(crate) mod unmatched;
pub(crate) mod unserved;
pub(crate) mod zone_exchanges;
pub(crate) mod zones;
