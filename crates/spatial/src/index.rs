//! Points by place.

use maillon_model::{Distance, Position};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use crate::arc::Spot;
use crate::geocentric::{chord_2, geocentric};
use crate::geodesic::geodesic;

/// An R-tree over numbered points.
///
/// The tree holds geocentric coordinates: the straight chord between two points never exceeds the geodesic, so a
/// search by chord loses nobody, whatever the latitude or longitude. Each point it finds is then measured along the
/// [`geodesic`]. Points at one position are stored, visited and measured as one.
///
/// Building takes O(n log n), a query O(log n + found) for points that are spread out. Answers do not depend on
/// the order in which the points were given.
#[derive(Debug)]
pub struct PointIndex {
    tree: RTree<Place>,
    payloads: Vec<u32>,
}

/// A position and the payloads of the points there, as a range.
#[derive(Debug, Clone, Copy)]
struct Place {
    spot: Spot,
    first: u32,
    end: u32,
}

impl RTreeObject for Place {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.spot.geocentric)
    }
}

impl PointDistance for Place {
    fn distance_2(&self, point: &[f64; 3]) -> f64 {
        self.spot.geocentric.distance_2(point)
    }
}

impl PointIndex {
    /// An index over points, each with a number of the caller's.
    pub fn new(points: impl IntoIterator<Item = (Position, u32)>) -> Self {
        let mut points: Vec<(Position, u32)> = points.into_iter().collect();
        points.sort_unstable_by(|(p, a), (q, b)| {
            p.lon().total_cmp(&q.lon()).then(p.lat().total_cmp(&q.lat())).then(a.cmp(b))
        });
        let mut places = Vec::new();
        let mut first = 0;
        for group in points.chunk_by(|(p, _), (q, _)| p == q) {
            let (position, end) = (group[0].0, first + group.len() as u32);
            places.push(Place { spot: Spot::new(position), first, end });
            first = end;
        }
        Self { tree: RTree::bulk_load(places), payloads: points.into_iter().map(|(_, payload)| payload).collect() }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.payloads.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.payloads.is_empty()
    }

    /// Visits every point within `radius` of `from`, the border included and drawn by GeographicLib, with its number and
    /// its [`distance`](crate::distance()).
    pub fn within(&self, from: Position, radius: Distance, mut visit: impl FnMut(u32, Distance)) {
        let from = Spot::new(from);
        for place in self.tree.locate_within_distance(from.geocentric, chord_2(radius)) {
            if let Some(distance) = from.within(&place.spot, radius) {
                self.payloads(place).iter().for_each(|payload| visit(*payload, distance));
            }
        }
    }

    /// The nearest point whose number the filter accepts, and its distance; of equally near ones, the smallest number.
    pub fn nearest(&self, from: Position, filter: impl Fn(u32) -> bool) -> Option<(u32, Distance)> {
        let mut best: Option<(Distance, u32)> = None;
        for (place, chord) in self.tree.nearest_neighbor_iter_with_distance_2(geocentric(from)) {
            // Chords and geodesics need not rank alike, but from here on every chord is longer than the best geodesic.
            if best.is_some_and(|(distance, _)| chord > chord_2(distance)) {
                break;
            }
            if let Some(payload) = self.payloads(place).iter().copied().find(|payload| filter(*payload)) {
                let found = (geodesic(from, place.spot.position), payload);
                best = Some(best.map_or(found, |best| best.min(found)));
            }
        }
        best.map(|(distance, payload)| (payload, distance))
    }

    fn payloads(&self, place: &Place) -> &[u32] {
        &self.payloads[place.first as usize..place.end as usize]
    }
}
