//! One file each.

pub(crate) mod csv;
pub(crate) mod flatgeobuf;
pub(crate) mod geojson;
pub(crate) mod gpkg;
pub(crate) mod parquet;
