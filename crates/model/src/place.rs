//! Places: positions, sites, zones.

use geo_types::MultiPolygon;

use crate::origin::Origin;
use crate::word::Word;

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
    pub name: Option<Word>,
    /// Activity code (NACE, NAF) as given.
    pub activity: Option<Word>,
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
    fn zone_kinds_keep_the_users_word() {
        assert_eq!(ZoneKind::from_name(" Industrial"), ZoneKind::Industrial);
        assert_eq!(ZoneKind::from_name("ZAC").name(), "ZAC");
        for (kind, name) in ZoneKind::NAMED {
            assert_eq!(kind.name(), name);
        }
    }
}
