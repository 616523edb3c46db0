//! Places where a new firm could settle: the study's zones, or the cells of a grid over its sites.

use geo_types::{MultiPolygon, polygon};
use maillon_model::{Distance, Plot, Position, Study, ZoneIx, ZoneKind};

use crate::anchors::anchors;

/// Cells of a grid at most. No source: more than a map can show.
pub const MOST_CELLS: u64 = 100_000;

/// Metres of a degree of latitude, the mean of a meridian of WGS 84 (20,003,931.46 m for 180 degrees).
const LATITUDE: f64 = 111_132.952_5;

/// Metres of a degree of longitude at the equator of WGS 84 (semi-axis 6,378,137 m).
const LONGITUDE: f64 = 111_319.490_8;

/// Why there is no grid.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum GridError {
    /// A cell of no size.
    #[error("a cell of {0} km has no surface: give kilometres, such as 5")]
    Size(f64),
    /// Too many of them.
    #[error(
        "a grid of {km} km has {cells:.0} cells here, at most {MOST_CELLS} are worked out: give {least} km or more"
    )]
    Cells {
        /// Of a side.
        km: f64,
        /// How many there would be.
        cells: f64,
        /// A side that will do.
        least: f64,
    },
    /// Nothing to lay it over.
    #[error("the study has no sites to lay a grid over")]
    NoSites,
}

/// The zones of a study, or those of one kind; a zone without surface is none.
pub fn zones(study: &Study, kind: Option<&ZoneKind>) -> Vec<Plot> {
    let zones = (0..).map(ZoneIx).zip(&study.zones).zip(anchors(study));
    let chosen = zones.filter(|((_, zone), _)| kind.is_none_or(|kind| zone.kind == *kind));
    let plot = |((ix, zone), position): ((ZoneIx, &maillon_model::Zone), Option<Position>)| {
        Some(Plot { zone: Some(ix), id: zone.id.clone(), position: position?, geometry: zone.geometry.clone() })
    };
    chosen.filter_map(plot).collect()
}

/// Cells of about a size over the box of the study's own sites, row by row from the south-west. Each row has as many as its
/// parallel is long. The box crosses the antimeridian where that is the shorter way round.
///
/// # Errors
/// A size that is none, too many cells, no sites. Nothing is laid out before it is counted.
pub fn grid(study: &Study, km: f64) -> Result<Vec<Plot>, GridError> {
    let side = Distance::kilometres(km).map(Distance::as_metres).map_err(|_| GridError::Size(km))?;
    if side <= 0.0 {
        return Err(GridError::Size(km));
    }
    let bounds = Bounds::of(study).ok_or(GridError::NoSites)?;
    let step = side / LATITUDE;
    let rows = ((bounds.north - bounds.south) / step).ceil().max(1.0);
    let too_many = |cells: f64| {
        // By the surface, and a little more for the rounding up.
        let least = (km * (1.1 * cells / MOST_CELLS as f64).sqrt()).max(km);
        let least = (least * 100.0).ceil() / 100.0;
        Err(GridError::Cells { km, cells, least })
    };
    let columns = |row: f64| {
        let middle = bounds.south + (row + 0.5) * step;
        let degrees = side / (LONGITUDE * middle.clamp(-89.9, 89.9).to_radians().cos());
        let width = bounds.east - bounds.west;
        // A row has whole cells; they may be a little wider than asked, never a turn round the Earth.
        let count = (width / degrees).ceil().max(1.0);
        (count, if count > 1.0 { width / count } else { degrees.min(360.0) })
    };
    if rows > MOST_CELLS as f64 {
        return too_many(rows * columns(rows / 2.0).0);
    }
    let cells: f64 = (0..rows as u64).map(|row| columns(row as f64).0).sum();
    if cells > MOST_CELLS as f64 {
        return too_many(cells);
    }
    let mut plots = Vec::with_capacity(cells as usize);
    let middle = |low: f64, high: f64| (low + high) / 2.0;
    // Rows are laid evenly round the box.
    let south = middle(bounds.south, bounds.north) - rows * step / 2.0;
    for row in 0..rows as u32 {
        let [low, high] = [row, row + 1].map(|n| (south + f64::from(n) * step).clamp(-90.0, 90.0));
        let (count, degrees) = columns(f64::from(row));
        let west = middle(bounds.west, bounds.east) - count * degrees / 2.0;
        for column in 0..count as u32 {
            let [left, right] = [column, column + 1].map(|n| west + f64::from(n) * degrees);
            let Ok(position) = Position::new(turned(middle(left, right)), middle(low, high)) else { continue };
            plots.push(Plot {
                zone: None,
                id: format!("r{}c{}", row + 1, column + 1).into(),
                position,
                geometry: MultiPolygon(vec![polygon![
                    (x: left, y: low), (x: right, y: low), (x: right, y: high), (x: left, y: high)
                ]]),
            });
        }
    }
    Ok(plots)
}

/// A longitude between -180 and 180.
fn turned(lon: f64) -> f64 {
    (lon + 540.0).rem_euclid(360.0) - 180.0
}

/// The box of the sites; the east may lie past 180.
struct Bounds {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
}

impl Bounds {
    fn of(study: &Study) -> Option<Self> {
        let positions = || study.own_sites().map(|(_, site)| site.position);
        let mut lons: Vec<f64> = positions().map(Position::lon).collect();
        lons.sort_unstable_by(f64::total_cmp);
        let (first, last) = (*lons.first()?, *lons.last()?);
        // The widest empty stretch lies outside.
        let mut best = (first + 360.0 - last, first, last);
        for pair in lons.windows(2).filter(|_| lons.len() > 1) {
            if pair[1] - pair[0] > best.0 {
                best = (pair[1] - pair[0], pair[1], pair[0] + 360.0);
            }
        }
        let lats = || positions().map(Position::lat);
        Some(Self {
            south: lats().fold(f64::INFINITY, f64::min),
            north: lats().fold(f64::NEG_INFINITY, f64::max),
            west: best.1,
            east: best.2,
        })
    }
}
