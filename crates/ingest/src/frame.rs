//! Which coordinate system a file's numbers are in, and the question to ask where nobody knows.

use std::collections::BTreeMap;

use maillon_model::{Position, PositionError, SourceIx};

use crate::crs::{Crs, Reprojector};
use crate::error::IngestError;

/// The way from a file's coordinates to positions.
pub(crate) struct Frame {
    pub reprojector: Reprojector,
    /// Nothing said which system it is; the numbers look like longitude and latitude.
    pub assumed: bool,
}

/// The frames of an input's files: each may be in a system of its own.
#[derive(Default)]
pub(crate) struct Frames(Vec<(SourceIx, Frame)>);

impl Frames {
    /// Files follow one another: sources only grow.
    pub(crate) fn add(&mut self, source: SourceIx, frame: Frame) {
        self.0.push((source, frame));
    }

    pub(crate) fn of(&self, source: SourceIx) -> Option<&Frame> {
        self.0.binary_search_by_key(&source, |(source, _)| *source).ok().map(|at| &self.0[at].1)
    }

    pub(crate) fn systems(&self) -> Systems<'_> {
        Systems(self.0.iter().map(|(source, frame)| (*source, frame.reprojector.crs())).collect())
    }
}

/// The coordinate systems of files, which any thread may ask; the way out of one stays on its own.
#[derive(Default)]
pub(crate) struct Systems<'f>(BTreeMap<SourceIx, &'f Crs>);

impl Systems<'_> {
    pub(crate) fn of(&self, source: SourceIx) -> Option<&Crs> {
        self.0.get(&source).copied()
    }

    /// How many files there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Frame {
    /// The system the study declares, else the one the file states, else WGS 84 where the numbers allow it.
    pub(crate) fn choose(
        file: &str,
        declared: Option<&str>,
        stated: Option<&str>,
        points: impl Iterator<Item = (f64, f64)>,
    ) -> Result<Self, IngestError> {
        if let Some(text) = declared.or(stated) {
            let crs = Crs::parse(text).map_err(|e| IngestError::crs(file, &e))?;
            let reprojector = Reprojector::new(&crs).map_err(|e| IngestError::crs(file, &e))?;
            return Ok(Self { reprojector, assumed: false });
        }
        let (mut total, mut outside, mut example) = (0_u64, 0_u64, None);
        for (x, y) in points {
            total += 1;
            if x.abs() > 360.0 || y.abs() > 360.0 {
                outside += 1;
                example.get_or_insert((x, y));
            }
        }
        // A single slip of the pen is an issue of its row; many are a system nobody named.
        if let Some((x, y)) = example
            && outside * 2 > total
        {
            return Err(IngestError::CrsMissing { file: file.to_owned(), x, y, guesses: guesses(x, y) });
        }
        let wgs84 = Crs::parse("EPSG:4326").map_err(|e| IngestError::crs(file, &e))?;
        let reprojector = Reprojector::new(&wgs84).map_err(|e| IngestError::crs(file, &e))?;
        Ok(Self { reprojector, assumed: true })
    }

    /// The position of a coordinate pair of the file.
    pub(crate) fn position(&self, x: f64, y: f64) -> Result<Position, PlaceError> {
        let (lon, lat) = self.reprojector.position(x, y).map_err(|e| PlaceError::Reprojection(e.to_string()))?;
        Position::new(lon, lat).map_err(|error| PlaceError::Position { error, swapped: Position::new(lat, lon).ok() })
    }
}

/// Why a coordinate pair is no position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PlaceError {
    Reprojection(String),
    Position { error: PositionError, swapped: Option<Position> },
}

/// Systems our users' files are often in, with the box of their coordinates: west, south, east, north.
/// Boxes: the systems' areas of use in the EPSG registry, rounded outwards.
const USUAL: &[(&str, &str, [f64; 4])] = &[
    ("EPSG:2154", "Lambert-93, France", [-4.0e5, 5.9e6, 1.4e6, 7.3e6]),
    ("EPSG:27572", "Lambert II étendu, France", [-1.0e5, 1.5e6, 1.4e6, 2.8e6]),
    ("EPSG:3035", "LAEA Europe", [2.4e6, 1.3e6, 7.5e6, 6.8e6]),
    ("EPSG:27700", "British National Grid", [-1.1e5, -1.6e4, 6.9e5, 1.25e6]),
    ("EPSG:25832", "UTM 32 north, ETRS89", [1.5e5, 3.9e6, 9.0e5, 8.4e6]),
    ("EPSG:3857", "Web Mercator", [-2.004e7, -2.005e7, 2.004e7, 2.005e7]),
];

/// The usual systems that a coordinate may be of, each with its name.
pub(crate) fn fits(x: f64, y: f64) -> Vec<(&'static str, &'static str)> {
    let inside = |[west, south, east, north]: [f64; 4]| x >= west && x <= east && y >= south && y <= north;
    USUAL.iter().filter(|(_, _, area)| inside(*area)).map(|(code, name, _)| (*code, *name)).collect()
}

/// What the numbers would fit, but for the system they were read in: "; …", or nothing.
pub(crate) fn guesses_but(x: f64, y: f64, read_in: &str) -> String {
    let others = fits(x, y).into_iter().filter(|(code, _)| *code != read_in);
    let fits: Vec<String> = others.map(|(code, name)| format!("{code} ({name})")).collect();
    if fits.is_empty() { String::new() } else { format!("; the numbers would fit {}", fits.join(", ")) }
}

fn guesses(x: f64, y: f64) -> String {
    guesses_but(x, y, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projected_numbers_ask_their_question() {
        let error = Frame::choose("s.csv", None, None, [(652_381.0, 6_862_047.0)].into_iter()).err().unwrap();
        let text = error.to_string();
        assert!(text.contains("s.csv") && text.contains("EPSG:2154") && text.contains("crs ="), "{text}");
    }

    #[test]
    fn one_slip_among_degrees_is_not_a_projection() {
        let frame = Frame::choose("s.csv", None, None, [(2.0, 48.0), (425.0, 48.0), (3.0, 47.0)].into_iter()).unwrap();
        assert!(frame.assumed);
        assert!(matches!(frame.position(425.0, 48.0), Err(PlaceError::Position { swapped: None, .. })));
        assert!(matches!(frame.position(48.0, 102.0), Err(PlaceError::Position { swapped: Some(_), .. })));
    }
}
