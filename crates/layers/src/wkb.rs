//! Geometries as well-known binary (OGC 06-103r4, section 8), little-endian: one buffer for all rows.

use crate::antimeridian::{line, pair, route, unbroken};
use crate::rings::{Polygon, polygons};
use crate::row::Geometry;

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_LINE: u32 = 5;
const MULTI_POLYGON: u32 = 6;

/// The bytes of one geometry at a time.
#[derive(Debug, Default)]
pub(crate) struct Wkb {
    bytes: Vec<u8>,
    bounds: Option<[f64; 4]>,
}

impl Wkb {
    /// A row's geometry as every binary format writes it, lines in parts where `multi`; `None` where polygons have no surface
    /// left.
    pub(crate) fn encode(&mut self, geometry: &Geometry, multi: bool) -> Option<&[u8]> {
        match geometry {
            Geometry::Point(position) => self.point(pair(*position)),
            Geometry::Line(from, to) => {
                let lines = line(*from, *to);
                if multi { self.lines(&lines) } else { self.line(lines.as_flattened()) }
            }
            Geometry::Route(places) => {
                let pieces = route(*places);
                match unbroken(&pieces).filter(|_| !multi) {
                    Some(whole) => self.line(&whole),
                    None => self.lines(&pieces),
                }
            }
            Geometry::Polygons(area) => {
                let polygons = polygons(area);
                if polygons.is_empty() {
                    return None;
                }
                self.polygons(&polygons);
            }
        }
        Some(&self.bytes)
    }

    /// West, south, east and north of all that it has held.
    pub(crate) fn bounds(&self) -> Option<[f64; 4]> {
        self.bounds
    }

    #[cfg(test)]
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn point(&mut self, at: [f64; 2]) {
        self.bytes.clear();
        self.kind(POINT);
        self.position(at);
    }

    fn line(&mut self, line: &[[f64; 2]]) {
        self.bytes.clear();
        self.kind(LINE);
        self.positions(line);
    }

    fn lines(&mut self, lines: &[[[f64; 2]; 2]]) {
        self.bytes.clear();
        self.kind(MULTI_LINE);
        self.count(lines.len());
        for line in lines {
            self.kind(LINE);
            self.positions(line);
        }
    }

    fn polygons(&mut self, polygons: &[Polygon]) {
        self.bytes.clear();
        self.kind(MULTI_POLYGON);
        self.count(polygons.len());
        for polygon in polygons {
            self.kind(POLYGON);
            self.count(polygon.len());
            polygon.iter().for_each(|ring| self.positions(ring));
        }
    }

    fn kind(&mut self, kind: u32) {
        self.bytes.push(1);
        self.bytes.extend_from_slice(&kind.to_le_bytes());
    }

    fn count(&mut self, count: usize) {
        self.bytes.extend_from_slice(&(count as u32).to_le_bytes());
    }

    fn positions(&mut self, positions: &[[f64; 2]]) {
        self.count(positions.len());
        positions.iter().for_each(|at| self.position(*at));
    }

    fn position(&mut self, at: [f64; 2]) {
        let [west, south, east, north] = self.bounds.unwrap_or([at[0], at[1], at[0], at[1]]);
        self.bounds = Some([west.min(at[0]), south.min(at[1]), east.max(at[0]), north.max(at[1])]);
        at.iter().for_each(|x| self.bytes.extend_from_slice(&x.to_le_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gdal::vector::Geometry;

    fn read(wkb: &Wkb) -> String {
        Geometry::from_wkb(wkb.bytes()).unwrap().wkt().unwrap()
    }

    #[test]
    fn gdal_reads_what_is_written() {
        let mut wkb = Wkb::default();
        wkb.point([1.5, -2.0]);
        assert_eq!(read(&wkb), "POINT (1.5 -2)");
        wkb.line(&[[0.0, 1.0], [2.0, 3.0]]);
        assert_eq!(read(&wkb), "LINESTRING (0 1,2 3)");
        wkb.lines(&[[[170.0, 0.0], [180.0, 1.0]], [[-180.0, 1.0], [-170.0, 2.0]]]);
        assert_eq!(read(&wkb), "MULTILINESTRING ((170 0,180 1),(-180 1,-170 2))");
        let ring = |x: f64| vec![[x, 0.0], [x + 4.0, 0.0], [x, 4.0], [x, 0.0]];
        wkb.polygons(&[vec![ring(0.0), ring(1.0)], vec![ring(9.0)]]);
        let text = "MULTIPOLYGON (((0 0,4 0,0 4,0 0),(1 0,5 0,1 4,1 0)),((9 0,13 0,9 4,9 0)))";
        assert_eq!(read(&wkb), text);
    }
}
