//! Zones by place.

use geo::{BoundingRect, Intersects};
use geo_types::{Coord, Polygon};
use maillon_model::{Grouped, Position, Study, Zone, ZoneIx};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// An R-tree over the polygons of zones: which zones hold a position.
///
/// Zone edges are straight in longitude and latitude, as the [`Zone`] says. A border belongs to its zone, and
/// a zone with a corner at a pole holds the pole. Rings may use a longitude of 180 or run past it.
#[derive(Debug)]
pub struct ZoneIndex<'z> {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, Part<'z>>>,
}

#[derive(Debug, Clone, Copy)]
struct Part<'z> {
    zone: ZoneIx,
    polygon: &'z Polygon<f64>,
}

impl<'z> ZoneIndex<'z> {
    /// An index over zones; their numbers are their places in the slice.
    pub fn new(zones: &'z [Zone]) -> Self {
        let mut parts = Vec::new();
        for (i, zone) in zones.iter().enumerate() {
            for polygon in &zone.geometry {
                if let Some(bounds) = polygon.bounding_rect() {
                    let (min, max) = (bounds.min(), bounds.max());
                    let rectangle = Rectangle::from_corners([min.x, min.y], [max.x, max.y]);
                    parts.push(GeomWithData::new(rectangle, Part { zone: ZoneIx(i as u32), polygon }));
                }
            }
        }
        Self { tree: RTree::bulk_load(parts) }
    }

    /// Every zone that holds the position, its border included, in order.
    pub fn holding(&self, position: Position) -> Vec<ZoneIx> {
        let (lon, lat) = (position.lon(), position.lat());
        let mut zones = Vec::new();
        if lat.abs() == 90.0 {
            // A pole has every longitude: whatever reaches its latitude touches it.
            let pole = AABB::from_corners([f64::NEG_INFINITY, lat], [f64::INFINITY, lat]);
            zones.extend(self.tree.locate_in_envelope_intersecting(pole).map(|part| part.data.zone));
        } else {
            for lon in [lon, lon + 360.0, lon - 360.0] {
                let parts = self.tree.locate_in_envelope_intersecting(AABB::from_point([lon, lat]));
                let holding = parts.filter(|part| part.data.polygon.intersects(&Coord { x: lon, y: lat }));
                zones.extend(holding.map(|part| part.data.zone));
            }
        }
        zones.sort_unstable();
        zones.dedup();
        zones
    }
}

/// The zones that hold each site, by site.
pub fn zones_of_sites(study: &Study) -> Grouped<ZoneIx> {
    let index = ZoneIndex::new(&study.zones);
    study.sites.iter().map(|site| index.holding(site.position)).collect()
}
