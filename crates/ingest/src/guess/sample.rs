//! What a table looks like: its columns with the values of its first rows, and where its rows are.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use geo_types::Geometry;

use super::place;
use crate::columns::text;
use crate::error::IngestError;
use crate::locate::site_point;
use crate::location::Locator;
use crate::read::{self, GeometryFrom, Input, ReadError, Shape, Value};
use crate::redact::redacted;
use crate::study_file::FileKeys;

/// Rows whose values are looked at. No source: enough to tell what a column holds.
const ROWS: u64 = 5000;

/// One table of the user's.
pub(super) struct Sample {
    /// As the study names it.
    pub(super) path: PathBuf,
    pub(super) layer: Option<String>,
    pub(super) columns: Vec<Column>,
    /// Rows in all.
    pub(super) rows: u64,
    pub(super) points: u64,
    pub(super) areas: u64,
    /// Columns that hold the geometry, where the format has none of its own.
    pub(super) place: Vec<String>,
    /// Where the study has to say which these are: how, and why.
    pub(super) told: Option<(GeometryFrom, String)>,
    /// What it says of its coordinates.
    pub(super) crs: Option<String>,
    /// A few of them, as they are.
    pub(super) coordinates: Vec<(f64, f64)>,
    /// Rows counted so far.
    seen: u64,
    pub(super) encoding: Option<String>,
    pub(super) delimiter: Option<char>,
}

/// A column and what stands in it.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) values: Vec<Value>,
}

impl Column {
    /// What is not empty, as text.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> {
        self.values.iter().filter_map(text).map(Cow::into_owned)
    }
}

impl Sample {
    /// What people call it, without a password.
    pub(super) fn label(&self) -> String {
        let path = redacted(&self.path.to_string_lossy());
        match &self.layer {
            Some(layer) => format!("{path}, {layer}"),
            None => path,
        }
    }

    /// Counts where a row is.
    fn locate(&mut self, shape: &Shape) {
        let Shape::Geometry(geometry) = shape else { return };
        match geometry {
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) => self.areas += 1,
            Geometry::Point(_) | Geometry::MultiPoint(_) => self.points += 1,
            _ => {}
        }
        if let Ok((at, _)) = site_point(geometry) {
            self.coordinates.push((at.x, at.y));
        }
    }

    pub(super) fn placed(&self) -> bool {
        self.points + self.areas > 0
    }

    /// The name, where one of its columns has it.
    pub(super) fn known<'n>(&self, name: &'n Option<String>) -> Option<&'n str> {
        name.as_deref().filter(|name| self.column(name).is_some())
    }

    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// The tables of a file, one for each of its layers; `written` is what the study will call it.
pub(super) fn tables(path: &Path, written: &Path) -> Result<Vec<Sample>, IngestError> {
    let keys = FileKeys { path: path.to_owned(), ..FileKeys::default() };
    match table(&keys, written) {
        Ok(sample) => Ok(vec![sample]),
        Err(error) => match several(&error) {
            Some(layers) => layers
                .into_iter()
                .map(|layer| table(&FileKeys { layer: Some(layer), ..keys.clone() }, written))
                .collect(),
            None => Err(error),
        },
    }
}

/// The layers to choose from, where that is what is amiss.
fn several(error: &IngestError) -> Option<Vec<String>> {
    let IngestError::Read(inner) = error else { return None };
    match inner.downcast_ref::<ReadError>() {
        Some(ReadError::ChooseLayer { layers, .. }) => Some(layers.clone()),
        _ => None,
    }
}

fn table(keys: &FileKeys, written: &Path) -> Result<Sample, IngestError> {
    let locator = Locator::default();
    // Many files of one layer are alike: the first tells of all.
    let part = locator.parts(keys, Path::new(""))?.into_iter().next();
    let part = part.ok_or_else(|| ReadError::NoMatch { file: written.display().to_string() })?;
    let input = Input {
        path: part.path.clone(),
        shown: part.shown.clone(),
        layer: part.layer.clone(),
        encoding: None,
        delimiter: None,
        header: None,
        geometry: GeometryFrom::Auto,
    };
    let head = read::read(&input, &[], &mut |_| {})?;
    let mut sample = Sample {
        path: written.to_owned(),
        layer: keys.layer.clone(),
        columns: head.columns.iter().map(|name| Column { name: name.clone(), values: Vec::new() }).collect(),
        rows: head.rows,
        points: 0,
        areas: 0,
        place: Vec::new(),
        told: None,
        crs: None,
        coordinates: Vec::new(),
        seen: 0,
        encoding: head.encoding,
        delimiter: head.delimiter,
    };
    let mut spatial = false;
    let table = read::read(&input, &head.columns, &mut |row| {
        if row_number(&mut sample) {
            for (column, value) in sample.columns.iter_mut().zip(row.values.drain(..)) {
                column.values.push(value);
            }
            spatial |= row.shape != Shape::NoGeometry;
            sample.locate(&row.shape);
        }
    })?;
    sample.crs = table.crs;
    if spatial {
        // A column of the format's own geometry is no column of the table.
        sample.place = read::usual_place(&table.columns);
    } else if let Some((geometry, why)) = place::find(&sample.columns) {
        sample.place = match &geometry {
            GeometryFrom::Wkt(column) => vec![column.clone()],
            GeometryFrom::LonLat { lon, lat } => vec![lon.clone(), lat.clone()],
            GeometryFrom::Auto | GeometryFrom::None => Vec::new(),
        };
        sample.seen = 0;
        let input = Input { geometry: geometry.clone(), ..input };
        let table = read::read(&input, &[], &mut |row| {
            if row_number(&mut sample) {
                sample.locate(&row.shape);
            }
        })?;
        sample.crs = table.crs;
        sample.told = Some((geometry, why));
    }
    Ok(sample)
}

/// Counts a row; whether it is among the first.
fn row_number(sample: &mut Sample) -> bool {
    sample.seen += 1;
    sample.seen <= ROWS
}
