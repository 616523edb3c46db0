//! One file each.

pub(crate) mod csv;
pub(crate) mod geojson;
