//! A point inside each zone: where its row stands on the map, and where its exchanges end.

use geo::{Centroid, InteriorPoint};
use maillon_model::{Position, Study, Zone};

/// A point inside each zone, by the zone's place; `None` for a zone without surface.
pub fn anchors(study: &Study) -> Vec<Option<Position>> {
    study.zones.iter().map(anchor).collect()
}

fn anchor(zone: &Zone) -> Option<Position> {
    let point = zone.geometry.interior_point().or_else(|| zone.geometry.centroid())?;
    Position::new(point.x(), point.y()).ok()
}
