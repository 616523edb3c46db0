//! One file each, or one for those that are alike.

pub(crate) mod chains;
pub(crate) mod differences;
pub(crate) mod points;
pub(crate) mod pools;
pub(crate) mod sites;
pub(crate) mod synergies;
pub(crate) mod territory;
pub(crate) mod zones;
