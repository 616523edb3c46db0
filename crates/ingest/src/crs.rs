//! Coordinate reference systems: what a text means, and the way from there to WGS 84.

use gdal::spatial_ref::SpatialRef;
use geo::MapCoords;
use geo_types::{Coord, MultiPolygon};
use proj::Proj;

use crate::read::log;

/// Why a CRS or a coordinate could not be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum CrsError {
    /// PROJ does not know it.
    #[error(
        "`{text}` is no coordinate reference system that PROJ knows ({message}). Write its code, such as \"EPSG:2154\" \
         or \"IGNF:LAMB93\", its WKT, or a PROJ string"
    )]
    Unknown { text: String, message: String },
    /// Vertical, geocentric, or a drawing's own axes.
    #[error("`{text}` gives no position on a map. Write the CRS of the coordinates, such as \"EPSG:2154\"")]
    NotHorizontal { text: String },
    /// PROJ knows it, but not the way to WGS 84.
    #[error("PROJ finds no way from `{text}` to WGS 84 ({message})")]
    NoWay { text: String, message: String },
    /// Outside the area the CRS is made for.
    #[error("({x}, {y}) is outside the area that {crs} is made for")]
    Outside { x: f64, y: f64, crs: String },
}

/// A coordinate reference system that PROJ knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crs {
    definition: String,
    authority: Option<String>,
    name: String,
    area: Option<Area>,
}

/// Where a CRS is meant to be used: west, south, east, north in degrees; west of an area across the antimeridian is the
/// larger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area([f64; 4]);

// Four finite degrees.
impl Eq for Area {}

impl Area {
    /// Whether a place lies in it, or within `slack` degrees of it.
    pub(crate) fn holds(self, lon: f64, lat: f64, slack: f64) -> bool {
        let [west, south, east, north] = self.0;
        let (west, east) = (west - slack, east + slack);
        let across = if west <= east { west <= lon && lon <= east } else { west <= lon || lon <= east };
        across && south - slack <= lat && lat <= north + slack
    }
}

/// The codes of longitude and latitude on WGS 84 that files name.
const WGS84: [&str; 2] = ["EPSG:4326", "OGC:CRS84"];

impl Crs {
    /// Reads `EPSG:2154`, `2154`, `IGNF:LAMB93`, WKT, PROJJSON, a PROJ string, or an URN or URL of the OGC.
    ///
    /// # Errors
    /// Where PROJ does not know it, or it says nothing about the place on a map.
    pub(crate) fn parse(text: &str) -> Result<Self, CrsError> {
        let shown = shorten(text.trim());
        let unknown = |message: String| CrsError::Unknown { text: shown.clone(), message };
        let definition = definition(text.trim()).ok_or_else(|| unknown("not a code, WKT or PROJ string".to_owned()))?;
        if WGS84.contains(&definition.as_str()) {
            return Ok(Self::wgs84(definition));
        }
        log::listen();
        // GDAL asks the same PROJ, but keeps its complaints off the terminal.
        let srs = SpatialRef::from_definition(&definition).map_err(|e| unknown(log::reason(e)))?;
        if srs.is_vertical() && !srs.is_compound() || srs.is_geocentric() || srs.is_local() {
            return Err(CrsError::NotHorizontal { text: shown });
        }
        let coded = !definition.starts_with(['+', '{']) && !definition.contains(['[', '(']);
        let authority = if coded { Some(definition.clone()) } else { srs.authority().ok() };
        let name = srs.name().unwrap_or_else(|| shown.clone());
        let area = srs
            .area_of_use()
            .map(|area| [area.west_lon_degree, area.south_lat_degree, area.east_lon_degree, area.north_lat_degree]);
        let area = area.filter(|sides| sides.iter().all(|side| side.is_finite())).map(Area);
        log::heard();
        Ok(Self { definition, authority, name, area })
    }

    /// What PROJ would say of WGS 84, without the time it takes to open its database: most studies need nothing else of it.
    fn wgs84(code: String) -> Self {
        let area = Some(Area([-180.0, -90.0, 180.0, 90.0]));
        Self { authority: Some(code.clone()), definition: code, name: "WGS 84".to_owned(), area }
    }

    /// `EPSG:2154` where it has a code, else its name.
    pub(crate) fn label(&self) -> &str {
        self.authority.as_deref().unwrap_or(&self.name)
    }

    /// Where it is meant to be used, as far as PROJ knows.
    pub(crate) fn area(&self) -> Option<Area> {
        self.area
    }

    /// Whether its coordinates already are longitude and latitude on WGS 84.
    pub(crate) fn is_wgs84(&self) -> bool {
        matches!(self.authority.as_deref(), Some("EPSG:4326" | "EPSG:4979" | "OGC:CRS84" | "OGC:CRS84h"))
    }
}

/// The way from one CRS to longitude and latitude on WGS 84. It stays on its thread: make one per thread.
pub(crate) struct Reprojector {
    crs: Crs,
    proj: Option<Proj>,
}

impl Reprojector {
    /// Finds the way from `from`; for WGS 84 there is nothing to do.
    ///
    /// # Errors
    /// Where PROJ finds none.
    pub(crate) fn new(from: &Crs) -> Result<Self, CrsError> {
        let proj = if from.is_wgs84() {
            None
        } else {
            let way = Proj::new_known_crs(&from.definition, "EPSG:4326", None);
            let no_way =
                |e: proj::ProjCreateError| CrsError::NoWay { text: from.label().to_owned(), message: e.to_string() };
            Some(way.map_err(no_way)?)
        };
        Ok(Self { crs: from.clone(), proj })
    }

    /// The CRS it comes from.
    pub(crate) fn crs(&self) -> &Crs {
        &self.crs
    }

    /// Whether coordinates pass as they are, being WGS 84 already.
    pub(crate) fn is_identity(&self) -> bool {
        self.proj.is_none()
    }

    /// (longitude, latitude) in degrees of a place; `x` is its easting or longitude, whatever the CRS's own axis order.
    ///
    /// # Errors
    /// Where the place is not finite or PROJ cannot bring it over.
    pub(crate) fn position(&self, x: f64, y: f64) -> Result<(f64, f64), CrsError> {
        let outside = || CrsError::Outside { x, y, crs: self.crs.label().to_owned() };
        if !x.is_finite() || !y.is_finite() {
            return Err(outside());
        }
        let Some(proj) = &self.proj else { return Ok((x, y)) };
        let (lon, lat) = proj.convert((x, y)).map_err(|_| outside())?;
        if lon.is_finite() && lat.is_finite() { Ok((lon, lat)) } else { Err(outside()) }
    }

    /// The same for each coordinate of some polygons.
    ///
    /// # Errors
    /// As [`Self::position`], for the first coordinate that fails.
    pub(crate) fn multi_polygon(&self, polygons: &MultiPolygon<f64>) -> Result<MultiPolygon<f64>, CrsError> {
        polygons.try_map_coords(|c| self.coord(c))
    }

    fn coord(&self, c: Coord<f64>) -> Result<Coord<f64>, CrsError> {
        self.position(c.x, c.y).map(|(x, y)| Coord { x, y })
    }
}

/// The form PROJ takes: `AUTHORITY:CODE`, WKT, PROJJSON or a PROJ string. A file name or an address is none of them.
fn definition(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(format!("EPSG:{text}"));
    }
    if matches!(lower.as_str(), "crs84" | "crs:84" | "ogc:crs84") {
        return Some("OGC:CRS84".to_owned());
    }
    if matches!(lower.as_str(), "wgs84" | "wgs 84") {
        return Some("EPSG:4326".to_owned());
    }
    if text.starts_with('+') || text.starts_with('{') {
        return Some(text.to_owned());
    }
    if let Some((keyword, _)) = text.split_once(['[', '(']) {
        let keyword = keyword.trim();
        return (!keyword.is_empty() && keyword.chars().all(|c| c.is_ascii_alphabetic() || c == '_'))
            .then(|| text.to_owned());
    }
    // urn:ogc:def:crs:AUTHORITY:VERSION:CODE, http://www.opengis.net/def/crs/AUTHORITY/VERSION/CODE
    let path = ["https://www.opengis.net/def/crs/", "http://www.opengis.net/def/crs/"]
        .iter()
        .find_map(|p| lower.strip_prefix(p));
    let parts: Vec<&str> = match (lower.strip_prefix("urn:ogc:def:crs:"), path) {
        (Some(rest), _) => text[text.len() - rest.len()..].split(':').collect(),
        (None, Some(rest)) => text[text.len() - rest.len()..].split('/').collect(),
        (None, None) => text.split(':').collect(),
    };
    match parts[..] {
        [authority, code] | [authority, _, code] if plain(authority) && plain(code) => {
            Some(format!("{}:{}", authority.to_ascii_uppercase(), code))
        }
        _ => None,
    }
}

/// WKT is long; its beginning says enough in a message.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Geometry, polygon};

    fn way(text: &str) -> Reprojector {
        Reprojector::new(&Crs::parse(text).unwrap()).unwrap()
    }

    /// Metres between two near places, on a sphere.
    fn apart((lon, lat): (f64, f64), (other_lon, other_lat): (f64, f64)) -> f64 {
        let metres = 6_371_008.8_f64.to_radians();
        ((lon - other_lon) * metres * lat.to_radians().cos()).hypot((lat - other_lat) * metres)
    }

    #[test]
    fn landmarks() {
        let cases = [
            ("EPSG:4326", (11.0883, 55.6794), (11.0883, 55.6794), 0.0),
            // The natural origin, by definition of the CRS (EPSG dataset; IGN, NTG_71): 3° E, 46° 30' N.
            ("EPSG:2154", (700_000.0, 6_600_000.0), (3.0, 46.5), 1.0),
            // Worked out apart from PROJ with the projection constants of IGN's NTG_71 and the geocentric translation
            // NTF to WGS 84 (-168, -60, 320) of its NTG_80: the origin, Paris, Dunkerque, Marseille.
            ("EPSG:27572", (600_000.0, 2_200_000.0), (2.336_533_6, 46.799_948_8), 3.0),
            ("EPSG:27572", (600_000.0, 2_428_000.0), (2.336_505_7, 48.850_346_6), 3.0),
            ("EPSG:27572", (594_000.0, 2_672_000.0), (2.251_154_4, 51.040_757_6), 3.0),
            ("EPSG:27572", (847_000.0, 1_817_000.0), (5.376_801_5, 43.312_361_7), 3.0),
            // IOGP Guidance Note 7-2, Lambert Azimuthal Equal Area: 50° N, 5° E.
            ("EPSG:3035", (3_962_799.45, 2_999_718.85), (5.0, 50.0), 1.0),
            // Caister water tower, grid reference of the Ordnance Survey's guide to coordinate systems; its WGS 84 position
            // 52° 39' 28.723" N, 1° 42' 57.787" E after C. Veness, Movable Type Scripts.
            ("EPSG:27700", (651_409.903, 313_177.270), (1.716_051_9, 52.657_978_6), 3.0),
            // The origin, by definition of the CRS (EPSG dataset): 1,968,500 US survey feet east of it, 77° 45' W, 39° 20' N.
            ("EPSG:2272", (1_968_500.0, 0.0), (-77.75, 39.0 + 1.0 / 3.0), 1.0),
        ];
        for (crs, (x, y), expected, tolerance) in cases {
            let got = way(crs).position(x, y).unwrap();
            assert!(
                apart(got, expected) <= tolerance,
                "{crs}: {got:?} is {} m from {expected:?}",
                apart(got, expected)
            );
        }
    }

    #[test]
    fn x_is_east_whatever_the_axis_order() {
        let wkt = SpatialRef::from_epsg(4326).unwrap().to_wkt().unwrap();
        let wkt2 = r#"GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]],CS[ellipsoidal,2],AXIS["latitude",north],AXIS["longitude",east],ANGLEUNIT["degree",0.0174532925199433]]"#;
        for crs in
            ["EPSG:4326", "EPSG:4979", "OGC:CRS84", "EPSG:4171", "EPSG:4258", "+proj=longlat +datum=WGS84", &wkt, wkt2]
        {
            assert!(apart(way(crs).position(2.35, 48.85).unwrap(), (2.35, 48.85)) < 1.0, "{crs}");
        }
        // Gauss-Krüger zone 3, northing first: 3,500,000 m is 9° E of DHDN, some 70 m off in WGS 84.
        let (lon, lat) = way("EPSG:31467").position(3_500_000.0, 5_540_000.0).unwrap();
        assert!((lon - 9.0).abs() < 0.002 && (lat - 50.0).abs() < 0.1, "{lon} {lat}");
        let wkt = SpatialRef::from_epsg(31467).unwrap().to_wkt().unwrap();
        assert!(apart(way(&wkt).position(3_500_000.0, 5_540_000.0).unwrap(), (lon, lat)) < 0.01);
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        for text in [
            "EPSG:2154",
            " epsg:2154 ",
            "2154",
            "urn:ogc:def:crs:EPSG::2154",
            "urn:ogc:def:crs:EPSG:10.0:2154",
            "http://www.opengis.net/def/crs/EPSG/0/2154",
        ] {
            let crs = Crs::parse(text).unwrap();
            assert_eq!((crs.label(), crs.is_wgs84()), ("EPSG:2154", false), "{text}");
        }
        for text in ["urn:ogc:def:crs:OGC:1.3:CRS84", "CRS84", "4326", "WGS 84"] {
            assert!(Crs::parse(text).unwrap().is_wgs84(), "{text}");
        }
        assert!(!Crs::parse("EPSG:4258").unwrap().is_wgs84(), "ETRS89 is another datum");
        let (ign, epsg) = (way("IGNF:LAMB93"), way("EPSG:2154"));
        assert!(
            apart(ign.position(652_469.0, 6_862_035.0).unwrap(), epsg.position(652_469.0, 6_862_035.0).unwrap()) < 0.01
        );
    }

    #[test]
    fn wgs84_is_what_proj_says() {
        for code in WGS84 {
            let crs = Crs::parse(code).unwrap();
            let srs = SpatialRef::from_definition(code).unwrap();
            // PROJ has no area of OGC's code in every version.
            if let Some(area) = srs.area_of_use() {
                let sides = [area.west_lon_degree, area.south_lat_degree, area.east_lon_degree, area.north_lat_degree];
                assert_eq!(crs.area(), Some(Area(sides)), "{code}");
            }
            assert_eq!(crs.label(), code);
            assert!(srs.name().unwrap().starts_with(&crs.name) && crs.is_wgs84(), "{code}");
        }
    }

    #[test]
    fn what_is_no_crs_is_refused() {
        let long = "x".repeat(5000);
        for text in [
            "",
            "EPSG:999999",
            "EPSG:",
            "Lambert",
            "/etc/passwd",
            "http://example.org/crs",
            "PROJCS[",
            "PROJCS[\"a\"]",
            "{}",
            "+proj=nonsense",
            "a\0b",
            "EPSG:4326\0",
            &long,
        ] {
            let error = Crs::parse(text).unwrap_err();
            assert!(matches!(error, CrsError::Unknown { .. }), "{text}: {error}");
            assert!(error.to_string().len() < 600, "{error}");
        }
        for text in ["EPSG:5703", "EPSG:4978"] {
            assert!(matches!(Crs::parse(text).unwrap_err(), CrsError::NotHorizontal { .. }), "{text}");
        }
    }

    #[test]
    fn places_outside_are_errors_and_geometries_come_over_whole() {
        let way = way("EPSG:2154");
        let equal_area = Reprojector::new(&Crs::parse("EPSG:3035").unwrap()).unwrap();
        for (x, y) in [(f64::NAN, 0.0), (0.0, f64::INFINITY), (1e300, 1e300), (1e9, 0.0)] {
            assert!(matches!(equal_area.position(x, y), Err(CrsError::Outside { .. })), "{x} {y}");
        }
        let square = polygon![(x: 7e5, y: 66e5), (x: 8e5, y: 66e5), (x: 8e5, y: 67e5), (x: 7e5, y: 66e5)];
        let over = way.multi_polygon(&MultiPolygon(vec![square.clone()])).unwrap();
        for (from, to) in square.exterior().coords().zip(over.0[0].exterior().coords()) {
            assert_eq!(way.position(from.x, from.y).unwrap(), (to.x, to.y));
        }
        let broken = polygon![(x: 7e5, y: f64::NAN), (x: 8e5, y: 66e5)];
        assert!(way.multi_polygon(&MultiPolygon(vec![broken])).is_err());
        assert!(Reprojector::new(&Crs::parse("EPSG:4326").unwrap()).unwrap().is_identity());
    }

    /// Systems of Europe and the world, and a piece of each one's area: longitude from and to, latitude from and to.
    const SYSTEMS: &[(&str, [f64; 4])] = &[
        ("EPSG:2154", [-4.0, 8.0, 42.0, 51.0]),
        ("EPSG:27572", [-4.0, 8.0, 42.5, 51.0]),
        ("EPSG:3942", [0.0, 6.0, 41.5, 42.8]),
        ("EPSG:3035", [-9.0, 30.0, 36.0, 68.0]),
        ("EPSG:3857", [-179.0, 179.0, -80.0, 80.0]),
        ("EPSG:25831", [0.1, 5.9, 40.0, 60.0]),
        ("EPSG:32740", [54.1, 59.9, -40.0, -1.0]),
        ("EPSG:31370", [2.6, 6.3, 49.6, 51.4]),
        ("EPSG:2056", [6.0, 10.4, 45.9, 47.7]),
        ("EPSG:4171", [-5.0, 9.0, 41.5, 51.0]),
        ("EPSG:2975", [55.2, 55.8, -21.4, -20.9]),
    ];

    /// A centimetre: far below what an address is known to.
    const TOLERANCE_M: f64 = 0.01;

    use proptest::prelude::*;
    use std::collections::BTreeMap;

    thread_local! {
        /// Both ways of each system: they take long to find.
        static WAYS: BTreeMap<&'static str, (Reprojector, Proj)> = SYSTEMS
            .iter()
            .map(|(crs, _)| (*crs, (way(crs), Proj::new_known_crs("EPSG:4326", crs, None).unwrap())))
            .collect();
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(nth in 0..SYSTEMS.len(), east in 0.0..1.0_f64, north in 0.0..1.0_f64) {
            let (crs, [west, to_east, south, to_north]) = SYSTEMS[nth];
            let place = (west + east * (to_east - west), south + north * (to_north - south));
            WAYS.with(|ways| {
                let (way, back) = &ways[crs];
                let (x, y) = back.convert(place).unwrap();
                let got = way.position(x, y).unwrap();
                prop_assert!(apart(got, place) <= TOLERANCE_M, "{crs}: {got:?} is {} m from {place:?}", apart(got, place));
                // Many at once come to where one alone does.
                let square = polygon![(x: x, y: y), (x: x + 1.0, y: y), (x: x, y: y + 1.0), (x: x, y: y)];
                let over = way.multi_polygon(&MultiPolygon(vec![square.clone(), square])).unwrap();
                prop_assert!(over.0.iter().all(|one| one.exterior().0[0].x_y() == got), "{got:?}");
                Ok(())
            })?;
        }

        #[test]
        fn no_place_is_infinite(nth in 0..SYSTEMS.len(), x in proptest::num::f64::ANY, y in proptest::num::f64::ANY) {
            WAYS.with(|ways| {
                match ways[SYSTEMS[nth].0].0.position(x, y) {
                Ok((lon, lat)) => prop_assert!(lon.is_finite() && lat.is_finite(), "{lon} {lat}"),
                Err(error) => prop_assert!(matches!(error, CrsError::Outside { .. }), "{error}"),
            }
                Ok(())
            })?;
        }
    }

    /// A Shapefile in US survey feet that carries its own answer key.
    #[test]
    fn toxic_release_inventory_lands_on_its_own_coordinates() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/data/tri-pennsylvania/toxic_release_pennsylvania.shp");
        if !path.exists() {
            println!("skipped: no {}", path.display());
            return;
        }
        let input = crate::read::Input {
            shown: path.display().to_string(),
            path,
            layer: None,
            encoding: None,
            delimiter: None,
            header: None,
            geometry: crate::read::GeometryFrom::Auto,
        };
        let mut rows = Vec::new();
        let wanted = ["LONGITUDE", "LATITUDE"].map(str::to_owned);
        let table = crate::read::read(&input, &wanted, &mut |row| rows.push(row.clone())).unwrap();
        let way = way(table.crs.as_deref().unwrap());
        assert_eq!((rows.len(), table.defects.len()), (4663, 0));
        let mut worst = 0.0_f64;
        for row in &rows {
            use crate::read::{Shape, Value};
            let (Shape::Geometry(Geometry::Point(at)), [Value::Real(lon), Value::Real(lat)]) =
                (&row.shape, &row.values[..])
            else {
                panic!("{row:?}");
            };
            worst = worst.max(apart(way.position(at.x(), at.y()).unwrap(), (*lon, *lat)));
        }
        assert!(worst < 0.01, "{worst} m");
    }
}
