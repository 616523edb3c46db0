//! What the field knows, as data: resources, their codes, labels and transport radii.

mod catalogue;

pub use catalogue::{Catalogue, CatalogueError, Entry, Resolution};
