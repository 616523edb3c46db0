//! How QGIS shows the layers: one style for each, which goes into sidecar files, into the GeoPackage and into a project.

pub(crate) mod expression;
mod field;
mod flow;
mod label;
pub(crate) mod look;
pub(crate) mod looks;
mod project;
mod renderer;
mod scale;
mod style;
mod symbol;
mod tip;
mod view;

pub(crate) use view::View;
mod xml;

pub(crate) use look::Look;
pub(crate) use project::{group, project};
pub(crate) use style::{document, styles};
