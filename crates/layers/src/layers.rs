//! One file each.

pub(crate) mod issues;
pub(crate) mod sites;
pub(crate) mod synergies;
pub(crate) mod unmatched;
pub(crate) mod zones;
