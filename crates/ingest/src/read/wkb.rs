//! Well-known binary to `geo-types`, curves as lines: what GDAL hands over, and what PostGIS writes as hexadecimal text.

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};

use super::arc::stroke;

/// Cut short, or not WKB at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WkbError;

/// Collections within collections, at most.
const DEPTH: u32 = 32;

/// Reads a geometry, leaving out Z and M; `None` where it is empty. The SRID is what EWKB states, if it does.
pub(super) fn read(bytes: &[u8]) -> Result<(Option<Geometry<f64>>, Option<u32>), WkbError> {
    let mut cursor = Cursor { bytes, srid: None };
    let geometry = cursor.geometry(DEPTH)?;
    if !cursor.bytes.is_empty() {
        return Err(WkbError);
    }
    Ok((Some(geometry).filter(|g| !is_empty(g)), cursor.srid))
}

/// Whether there is no coordinate in it.
pub(super) fn is_empty(geometry: &Geometry<f64>) -> bool {
    match geometry {
        Geometry::Point(p) => p.x().is_nan() && p.y().is_nan(),
        Geometry::LineString(l) => l.0.is_empty(),
        Geometry::Polygon(p) => p.exterior().0.is_empty(),
        Geometry::MultiPoint(m) => m.0.is_empty(),
        Geometry::MultiLineString(m) => m.0.iter().all(|l| l.0.is_empty()),
        Geometry::MultiPolygon(m) => m.0.iter().all(|p| p.exterior().0.is_empty()),
        Geometry::GeometryCollection(c) => c.0.iter().all(is_empty),
        Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => false,
    }
}

struct Cursor<'b> {
    bytes: &'b [u8],
    srid: Option<u32>,
}

/// What a geometry's header says.
struct Header {
    little: bool,
    kind: u32,
    /// Numbers of a coordinate: 2, 3 or 4.
    numbers: usize,
}

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], WkbError> {
        let (head, rest) = self.bytes.split_first_chunk::<N>().ok_or(WkbError)?;
        self.bytes = rest;
        Ok(*head)
    }

    fn u32(&mut self, little: bool) -> Result<u32, WkbError> {
        let bytes = self.take()?;
        Ok(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn f64(&mut self, little: bool) -> Result<f64, WkbError> {
        let bytes = self.take()?;
        Ok(if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    fn header(&mut self) -> Result<Header, WkbError> {
        let little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err(WkbError),
        };
        let code = self.u32(little)?;
        // EWKB and OGR flag Z, M and SRID in the high bits; ISO counts thousands for Z and M.
        let (z, m, srid) = (code & 0x8000_0000 != 0, code & 0x4000_0000 != 0, code & 0x2000_0000 != 0);
        let plain = code & 0x0FFF_FFFF;
        let iso = (plain % 1000, plain / 1000);
        let numbers = match iso.1 {
            0 => 2 + usize::from(z) + usize::from(m),
            1 | 2 => 3 + usize::from(m && !z),
            3 => 4,
            _ => return Err(WkbError),
        };
        if srid {
            let srid = self.u32(little)?;
            self.srid.get_or_insert(srid);
        }
        Ok(Header { little, kind: iso.0, numbers })
    }

    fn coord(&mut self, h: &Header) -> Result<Coord<f64>, WkbError> {
        let coord = Coord { x: self.f64(h.little)?, y: self.f64(h.little)? };
        for _ in 2..h.numbers {
            self.take::<8>()?;
        }
        Ok(coord)
    }

    /// As many as the count says; the count itself is not trusted with memory.
    fn many<T>(
        &mut self,
        h: &Header,
        mut one: impl FnMut(&mut Self) -> Result<T, WkbError>,
    ) -> Result<Vec<T>, WkbError> {
        let count = self.u32(h.little)?;
        (0..count).map(|_| one(self)).collect()
    }

    fn line(&mut self, h: &Header) -> Result<LineString<f64>, WkbError> {
        Ok(LineString(self.many(h, |c| c.coord(h))?))
    }

    fn polygon(&mut self, h: &Header) -> Result<Polygon<f64>, WkbError> {
        let mut rings = self.many(h, |c| c.line(h))?.into_iter();
        let exterior = rings.next().unwrap_or(LineString(Vec::new()));
        Ok(Polygon::new(exterior, rings.collect()))
    }

    fn geometry(&mut self, depth: u32) -> Result<Geometry<f64>, WkbError> {
        let depth = depth.checked_sub(1).ok_or(WkbError)?;
        let h = self.header()?;
        Ok(match h.kind {
            1 => Point(self.coord(&h)?).into(),
            2 => self.line(&h)?.into(),
            3 | 17 => self.polygon(&h)?.into(),
            4 => MultiPoint(self.members(&h, depth)?).into(),
            5 | 11 => MultiLineString(self.members(&h, depth)?).into(),
            6 | 12 | 15 | 16 => MultiPolygon(self.members(&h, depth)?).into(),
            7 => Geometry::GeometryCollection(GeometryCollection(self.many(&h, |c| c.geometry(depth))?)),
            8 => LineString(stroke(&self.many(&h, |c| c.coord(&h))?)).into(),
            9 => LineString(joined(self.members(&h, depth)?)).into(),
            10 => {
                let mut rings = self.members(&h, depth)?.into_iter();
                Polygon::new(rings.next().unwrap_or(LineString(Vec::new())), rings.collect()).into()
            }
            _ => return Err(WkbError),
        })
    }

    fn members<T: TryFrom<Geometry<f64>>>(&mut self, h: &Header, depth: u32) -> Result<Vec<T>, WkbError> {
        self.many(h, |c| T::try_from(c.geometry(depth)?).map_err(|_| WkbError))
    }
}

/// The parts of a compound curve as one line: each starts where the one before ends.
fn joined(parts: Vec<LineString<f64>>) -> Vec<Coord<f64>> {
    let mut line: Vec<Coord<f64>> = Vec::new();
    for part in parts {
        let again = usize::from(line.last().is_some() && line.last() == part.0.first());
        line.extend(&part.0[again..]);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use gdal::vector::Geometry as Ogr;
    use geo_types::{line_string, polygon};

    #[test]
    fn agrees_with_gdal_on_every_type_in_both_orders_and_all_dimensions() {
        let square = line_string![(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 4.), (x: 0., y: 0.)];
        let point = Geometry::Point(Point::new(1.5, -2.5));
        let polygon = polygon![(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 4.), (x: 0., y: 0.)];
        let cases: &[(&str, Geometry<f64>)] = &[
            ("POINT (1.5 -2.5)", point.clone()),
            ("POINT Z (1.5 -2.5 9)", point.clone()),
            ("POINT M (1.5 -2.5 9)", point.clone()),
            ("POINT ZM (1.5 -2.5 9 8)", point.clone()),
            ("LINESTRING (0 0, 4 0, 4 4, 0 0)", square.clone().into()),
            ("POLYGON Z ((0 0 1, 4 0 1, 4 4 1, 0 0 1))", polygon.clone().into()),
            ("MULTIPOINT ((1.5 -2.5))", MultiPoint(vec![Point::new(1.5, -2.5)]).into()),
            ("MULTILINESTRING ((0 0, 4 0, 4 4, 0 0))", MultiLineString(vec![square.clone()]).into()),
            ("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)))", MultiPolygon(vec![polygon.clone()]).into()),
            (
                "GEOMETRYCOLLECTION (POINT (1.5 -2.5))",
                Geometry::GeometryCollection(GeometryCollection(vec![point.clone()])),
            ),
            ("TRIANGLE ((0 0, 4 0, 4 4, 0 0))", polygon.clone().into()),
            ("TIN (((0 0, 4 0, 4 4, 0 0)))", MultiPolygon(vec![polygon.clone()]).into()),
        ];
        for (wkt, expected) in cases {
            let ogr = Ogr::from_wkt(wkt).unwrap();
            assert_eq!(read(&ogr.wkb().unwrap()), Ok((Some(expected.clone()), None)), "{wkt}");
            assert_eq!(read(&ogr.iso_wkb().unwrap()), Ok((Some(expected.clone()), None)), "{wkt}");
        }
        let big = [&[0, 0, 0, 0, 1][..], &1.5f64.to_be_bytes(), &(-2.5f64).to_be_bytes()].concat();
        assert_eq!(read(&big), Ok((Some(point), None)));
    }

    #[test]
    fn empty_geometries_are_none() {
        for wkt in ["POINT EMPTY", "POLYGON EMPTY", "MULTIPOLYGON EMPTY", "GEOMETRYCOLLECTION (POINT EMPTY)"] {
            assert_eq!(read(&Ogr::from_wkt(wkt).unwrap().iso_wkb().unwrap()), Ok((None, None)), "{wkt}");
        }
    }

    #[test]
    fn curves_are_lines() {
        let wkb = |wkt: &str| Ogr::from_wkt(wkt).unwrap().iso_wkb().unwrap();
        let wkt = "CURVEPOLYGON (COMPOUNDCURVE (CIRCULARSTRING (0 0, 2 2, 4 0), (4 0, 4 -1, 0 -1, 0 0)), (1 0, 2 0, 2 1, 1 0))";
        let Ok((Some(Geometry::Polygon(polygon)), None)) = read(&wkb(wkt)) else { panic!("no polygon") };
        let (ring, holes) = (&polygon.exterior().0, polygon.interiors());
        assert!(ring.len() > 40 && ring.first() == ring.last() && holes.len() == 1);
        assert!(ring.iter().filter(|c| c.y > 0.0).all(|c| ((c.x - 2.0).hypot(c.y) - 2.0).abs() < 1e-12));
        for wkt in [
            "MULTISURFACE (CURVEPOLYGON ((0 0, 1 0, 1 1, 0 0)), ((0 0, 1 0, 1 1, 0 0)))",
            "MULTICURVE Z (CIRCULARSTRING Z (0 0 1, 1 1 1, 2 0 1), (0 0 1, 1 1 1))",
        ] {
            assert!(
                matches!(read(&wkb(wkt)), Ok((Some(Geometry::MultiPolygon(_) | Geometry::MultiLineString(_)), None))),
                "{wkt}"
            );
        }
    }

    #[test]
    fn cut_or_mangled_bytes_never_panic() {
        let whole = Ogr::from_wkt("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)))").unwrap().wkb().unwrap();
        for end in 0..whole.len() {
            assert_eq!(read(&whole[..end]), Err(WkbError), "{end}");
        }
        for at in 0..whole.len() {
            for value in [0, 1, 7, 0x7f, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                let _ = read(&bytes);
            }
        }
        // Collections without end.
        assert_eq!(read(&[1, 7, 0, 0, 0, 1, 0, 0, 0].repeat(10_000)), Err(WkbError));
    }
}
