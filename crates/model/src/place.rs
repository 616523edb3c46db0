//! Places: positions, sites, zones.

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::measure::Distance;
use crate::origin::Origin;
use crate::word::{Name, Word};

/// Why two numbers are no position.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// NaN or infinite.
    #[error("({0}, {1}) is not a pair of finite numbers")]
    NotFinite(f64, f64),
    /// Beyond 360 degrees either way.
    #[error("longitude {0} is outside -180 to 180")]
    Longitude(f64),
    /// Beyond a pole.
    #[error("latitude {0} is outside -90 to 90")]
    Latitude(f64),
}

/// A point on WGS 84: longitude in [-180, 180), latitude in [-90, 90], degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    lon: f64,
    lat: f64,
}

impl Position {
    /// Where the equator meets the meridian of Greenwich.
    pub const ORIGIN: Self = Self { lon: 0.0, lat: 0.0 };

    /// A position from degrees. A longitude between 180 and 360 either way is brought round: files that cross the
    /// antimeridian hold such numbers.
    ///
    /// # Errors
    /// Not finite, a latitude beyond a pole, a longitude beyond a full turn.
    pub fn new(lon: f64, lat: f64) -> Result<Self, PositionError> {
        if !lon.is_finite() || !lat.is_finite() {
            return Err(PositionError::NotFinite(lon, lat));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(PositionError::Latitude(lat));
        }
        if !(-360.0..=360.0).contains(&lon) {
            return Err(PositionError::Longitude(lon));
        }
        let lon = if lon >= 180.0 {
            lon - 360.0
        } else if lon < -180.0 {
            lon + 360.0
        } else {
            lon
        };
        Ok(Self { lon: lon + 0.0, lat: lat + 0.0 }) // -0 becomes 0
    }

    /// Degrees east of Greenwich, in [-180, 180).
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north of the equator, in [-90, 90].
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// A circle of that many corners round the place, for maps: on the sphere of the Earth's mean radius (6,371,008.8 m, IUGG),
    /// half a per cent off at most. Its longitudes go on from the one nearest to `beside`, past 180 where need be. `None` where it would
    /// hold a pole.
    pub fn circle(self, radius: Distance, corners: u32, beside: f64) -> Option<Polygon<f64>> {
        let angle = radius.as_metres() / 6_371_008.8;
        let (sin, cos) = self.lat.to_radians().sin_cos();
        if self.lat.abs().to_radians() + angle >= std::f64::consts::FRAC_PI_2 {
            return None;
        }
        let turns = ((beside - self.lon) / 360.0).round();
        let corner = |i: u32| {
            let bearing = std::f64::consts::TAU * f64::from(i % corners) / f64::from(corners);
            // Anticlockwise from the east.
            let lat = (sin * angle.cos() + cos * angle.sin() * bearing.sin()).asin();
            let east = (bearing.cos() * angle.sin() * cos).atan2(angle.cos() - sin * lat.sin());
            Coord { x: self.lon + 360.0 * turns + east.to_degrees(), y: lat.to_degrees() }
        };
        Some(Polygon::new(LineString((0..=corners).map(corner).collect()), Vec::new()))
    }
}

/// A site's place in [`Study::sites`](crate::Study::sites).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteIx(pub u32);

/// How a site's position follows from its geometry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Located {
    /// The geometry is that point.
    Point,
    /// A point inside the polygon, halfway along the widest stretch of a line through its middle.
    InteriorPoint,
    /// Of several points, the one nearest their middle.
    CentralPoint,
}

impl Located {
    /// The word layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::InteriorPoint => "interior point",
            Self::CentralPoint => "central point",
        }
    }
}

/// A place that has flows: a factory, farm, municipality, lake, port, shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// The user's own.
    pub id: Word,
    /// What people call it.
    pub name: Name,
    /// Activity code (NACE, NAF) as given.
    pub activity: Name,
    /// Where distances are measured from.
    pub position: Position,
    /// How the position follows from the site's geometry.
    pub located: Located,
    /// Where it was read.
    pub origin: Origin,
}

impl Site {
    /// The name, or the id where there is none.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// How large a firm is by its staff alone, without its turnover: Commission Recommendation 2003/361/EC, annex, article 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SizeClass {
    /// Fewer than 10 people.
    Micro,
    /// Fewer than 50.
    Small,
    /// Fewer than 250.
    Medium,
    /// 250 or more.
    Large,
}

impl SizeClass {
    /// The class of so many people.
    pub const fn of(staff: u32) -> Self {
        match staff {
            0..10 => Self::Micro,
            10..50 => Self::Small,
            50..250 => Self::Medium,
            250.. => Self::Large,
        }
    }

    /// The word layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Micro => "micro",
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

/// A zone's place in [`Study::zones`](crate::Study::zones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZoneIx(pub u32);

/// What a zone is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ZoneKind {
    /// Industry.
    Industrial,
    /// Farming.
    Agricultural,
    /// A port.
    Port,
    /// Town.
    Urban,
    /// A commune, département, region.
    Administrative,
    /// Protected nature.
    Protected,
    /// The user's own kind.
    Other(Box<str>),
}

impl ZoneKind {
    const NAMED: [(ZoneKind, &'static str); 6] = [
        (Self::Industrial, "industrial"),
        (Self::Agricultural, "agricultural"),
        (Self::Port, "port"),
        (Self::Urban, "urban"),
        (Self::Administrative, "administrative"),
        (Self::Protected, "protected"),
    ];

    /// The kind of that name; any other name is a kind of the user's own.
    pub fn from_name(name: &str) -> Self {
        let lower = name.trim().to_lowercase();
        Self::NAMED
            .into_iter()
            .find(|(_, known)| *known == lower)
            .map_or_else(|| Self::Other(name.trim().into()), |(kind, _)| kind)
    }

    /// The kind's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Other(name) => name,
            named => Self::NAMED.iter().find(|(kind, _)| kind == named).map_or("", |(_, name)| name),
        }
    }
}

/// A polygon with a purpose. Zones may nest and overlap.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// The user's own, or the feature's number where there is none.
    pub id: Box<str>,
    /// What people call it.
    pub name: Option<Box<str>>,
    /// What it is for.
    pub kind: ZoneKind,
    /// Which level of zones it belongs to (commune, département, …): levels that are stated nest. Zones without one are a
    /// level by their kind.
    pub level: Option<Box<str>>,
    /// Longitude and latitude in degrees on WGS 84; edges are straight between them. A ring that crosses the
    /// antimeridian is cut there.
    pub geometry: MultiPolygon<f64>,
    /// Where it was read.
    pub origin: Origin,
}

impl Zone {
    /// The name, or the id where there is none.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_on_earth() {
        assert!(Position::new(425.0, 0.0).is_err());
        assert!(Position::new(0.0, 90.1).is_err());
        assert!(Position::new(f64::NAN, 0.0).is_err());
        assert_eq!(Position::new(190.0, 0.0).unwrap().lon(), -170.0);
        assert_eq!(Position::new(180.0, 0.0).unwrap(), Position::new(-180.0, 0.0).unwrap());
    }

    #[test]
    fn classes_end_where_the_recommendation_says() {
        let class = |staff| SizeClass::of(staff).name();
        assert_eq!(
            [0, 9, 10, 49, 50, 249, 250].map(class),
            ["micro", "micro", "small", "small", "medium", "medium", "large"]
        );
    }

    #[test]
    fn circles_go_round_the_place() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let degree = Distance::metres(6_371_008.8_f64 * 1.0_f64.to_radians()).unwrap();
        let ring = |lon, lat, beside| {
            Position::new(lon, lat).unwrap().circle(degree, 4, beside).map(|c| c.exterior().0.clone())
        };
        let [east, north, west, south, again] = ring(10.0, 0.0, 10.0).unwrap()[..] else { panic!("five corners") };
        assert!(near(east.x, 11.0) && near(north.y, 1.0) && near(west.x, 9.0) && near(south.y, -1.0) && again == east);
        assert!(near(ring(-179.5, 0.0, 179.9).unwrap()[0].x, 181.5), "past the antimeridian");
        assert_eq!(ring(0.0, 89.5, 0.0), None);
        let at_60 = ring(0.0, 60.0, 0.0).unwrap();
        assert!(near(at_60[1].y, 61.0) && near(at_60[3].y, 59.0) && (at_60[0].x - 2.0).abs() < 0.01);
    }

    #[test]
    fn zone_kinds_keep_the_users_word() {
        assert_eq!(ZoneKind::from_name(" Industrial"), ZoneKind::Industrial);
        assert_eq!(ZoneKind::from_name("ZAC").name(), "ZAC");
        for (kind, name) in ZoneKind::NAMED {
            assert_eq!(kind.name(), name);
        }
    }
}
