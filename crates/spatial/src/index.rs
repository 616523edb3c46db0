//! Points by place.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use maillon_model::{Distance, Position};

use crate::arc::{LONGEST, Spot, TOLERANCE, settled};
use crate::geocentric::chord_2;
use crate::geodesic::geodesic;
use crate::leaf::{Hits, LANES, Leaf, gather};
use crate::tree::{Bounds, Node, Place, Tree};

/// Points of a block, two leaves of them. No source: more share the way down the tree, fewer are nearer each other.
const BLOCK: u32 = 2 * LANES as u32;
/// Leaves that the points of a block take turns with: 256 places. No source: what callers know of so many stays in the
/// nearer caches.
const TURN: usize = 16;

/// A packed tree over numbered points.
///
/// The tree holds geocentric coordinates: the straight chord between two points never exceeds the geodesic, so a
/// search by chord loses nobody, whatever the latitude or longitude. Each point it finds is then measured along the
/// ground (see [`distance`](crate::distance())), sixteen at a time.
///
/// Building takes O(n log n), a query O(log n + found) for points that are spread out. Answers do not depend on
/// the order in which the points were given.
///
/// The index puts its points in an order of its own, in which neighbours stand side by side. A point's place in that
/// order is what [`join`](Self::join) speaks of, so that what the caller knows of each point can lie in the same order.
#[derive(Debug)]
pub struct PointIndex {
    tree: Tree,
    leaves: Vec<Leaf>,
    positions: Vec<Position>,
    payloads: Vec<u32>,
}

/// Points near another one, some at a time.
#[derive(Debug, Clone, Copy)]
pub struct Near<'h> {
    /// Their places in the order of the index.
    pub places: &'h [u32],
    /// How far each is, metres: what [`Distance`] holds, as numbers that vectors are made of.
    pub metres: &'h [f64],
}

impl Near<'_> {
    /// Each place, and how far it is.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, Distance)> {
        let distances = self.metres.iter().map(|metres| Distance::saturating(*metres));
        self.places.iter().copied().zip(distances)
    }
}

impl PointIndex {
    /// An index over points, each with a number of the caller's.
    pub fn new(points: impl IntoIterator<Item = (Position, u32)>) -> Self {
        let numbered = |((position, number), at)| {
            let spot = Spot::new(position);
            (spot, Place { geocentric: spot.geocentric, number, at })
        };
        let (spots, mut places): (Vec<Spot>, Vec<Place>) = points.into_iter().zip(0..).map(numbered).unzip();
        let tree = Tree::build(&mut places);
        let spot = |place: &Place| spots[place.at as usize];
        Self {
            tree,
            leaves: places.chunks(LANES).map(|leaf| Leaf::new(leaf.iter().map(spot))).collect(),
            positions: places.iter().map(|place| spot(place).position).collect(),
            payloads: places.iter().map(|place| place.number).collect(),
        }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.payloads.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.payloads.is_empty()
    }

    /// The points' numbers, by place.
    pub fn payloads(&self) -> &[u32] {
        &self.payloads
    }

    /// Places that lie near each other, a piece of the order at a time: what [`join`](Self::join) does in one go, and a
    /// caller may share out among threads.
    pub fn blocks(&self) -> impl ExactSizeIterator<Item = Range<u32>> + use<> {
        let len = self.len() as u32;
        (0..len.div_ceil(BLOCK)).map(move |block| block * BLOCK..len.min((block + 1) * BLOCK))
    }

    fn spot(&self, place: u32) -> Spot {
        let place = place as usize;
        self.leaves[place / LANES].spot(place % LANES, self.positions[place])
    }

    /// Visits, for each point of a block of this index, every point of `others` within the `radius` of its place, as
    /// [`within`](Self::within) does. The way down the tree is found once for the block, and its points then take turns
    /// with the leaves that it leads to: what the caller reads of the others' points is still at hand for the next one.
    /// So a point is visited as often as there are such turns, whenever it has any partners, and the order of visits
    /// depends on the two indexes alone. Nothing is allocated for a point or a pair.
    pub fn join(
        &self,
        block: Range<u32>,
        others: &Self,
        radius: impl Fn(u32) -> Distance,
        mut visit: impl FnMut(u32, Near<'_>),
    ) {
        let spots: Vec<(u32, Spot, Distance)> = block.map(|place| (place, self.spot(place), radius(place))).collect();
        let Some(farthest) = spots.iter().map(|(.., radius)| *radius).max() else { return };
        let mut list = Vec::new();
        let bounds = Bounds::of(spots.iter().map(|(_, spot, _)| &spot.geocentric));
        others.tree.near(&bounds, chord_2(farthest), &mut list);
        let mut hits = Hits::new();
        for turn in list.chunks(TURN) {
            for (place, spot, radius) in &spots {
                others.search(turn, spot, *radius, &mut hits, |near| visit(*place, near));
            }
        }
    }

    /// Visits every point within `radius` of `from`, the border included and drawn by GeographicLib, with its number and
    /// its [`distance`](crate::distance()).
    pub fn within(&self, from: Position, radius: Distance, mut visit: impl FnMut(u32, Distance)) {
        let from = Spot::new(from);
        let mut list = Vec::new();
        self.tree.near(&Bounds::of([&from.geocentric]), chord_2(radius), &mut list);
        self.search(&list, &from, radius, &mut Hits::new(), |near| {
            for (place, distance) in near.pairs() {
                visit(self.payloads[place as usize], distance);
            }
        });
    }

    /// Visits the points within `radius` of `from` in the leaves listed.
    fn search(
        &self,
        mut list: &[u32],
        from: &Spot,
        radius: Distance,
        hits: &mut Hits,
        mut visit: impl FnMut(Near<'_>),
    ) {
        while !list.is_empty() {
            hits.clear();
            let done = if radius.as_metres() + TOLERANCE < LONGEST {
                let done = gather(&self.leaves, list, from, radius, hits);
                self.settle(from, radius, hits);
                done
            } else {
                self.gather_far(list, from, radius, hits)
            };
            list = &list[done..];
            if !hits.places().is_empty() {
                visit(Near { places: hits.places(), metres: hits.metres() });
            }
        }
    }

    /// Asks GeographicLib about hits so near the border that the arc leaves it open.
    fn settle(&self, from: &Spot, radius: Distance, hits: &mut Hits) {
        let sure = radius.as_metres() - TOLERANCE;
        if hits.metres().iter().fold(false, |open, metres| open | (*metres >= sure)) {
            hits.settle(|place, metres| {
                let exact = || geodesic(from.position, self.positions[place as usize]);
                settled(Distance::saturating(metres), radius, exact).map(Distance::as_metres)
            });
        }
    }

    /// As [`gather`], for radii that arcs are not good for.
    fn gather_far(&self, list: &[u32], from: &Spot, radius: Distance, hits: &mut Hits) -> usize {
        let limit_2 = chord_2(radius);
        for (done, &leaf) in list.iter().enumerate() {
            if hits.is_full() {
                return done;
            }
            let chords_2 = self.leaves[leaf as usize].chords_2(from);
            for (place, chord_2) in (leaf * LANES as u32..).zip(chords_2) {
                if chord_2 <= limit_2
                    && let Some(distance) = from.within(&self.spot(place), radius)
                {
                    hits.push(place, distance.as_metres());
                }
            }
        }
        list.len()
    }

    /// The nearest point whose number the filter accepts, and its distance; of equally near ones, the smallest number.
    pub fn nearest(&self, from: Position, filter: impl Fn(u32) -> bool) -> Option<(u32, Distance)> {
        let spot = Spot::new(from);
        let around = Bounds::of([&spot.geocentric]);
        // Squares of chords of finite positions are not negative: their bits are in their order.
        let chord = |node: Node| (Reverse(self.tree.bounds(node).distance_2(&around).to_bits()), Reverse(node));
        let mut open: BinaryHeap<_> = self.tree.root().map(chord).into_iter().collect();
        let mut best: Option<(Distance, u32)> = None;
        // Chords and geodesics need not rank alike, but beyond the best geodesic's every chord's geodesic is longer.
        let beyond = |best: &Option<(Distance, u32)>, chord: f64| best.is_some_and(|best| chord > chord_2(best.0));
        while let Some((Reverse(bits), Reverse(node))) = open.pop() {
            if beyond(&best, f64::from_bits(bits)) {
                break;
            }
            let leaf = match node.halves() {
                Ok(halves) => {
                    open.extend(halves.map(chord));
                    continue;
                }
                Err(leaf) => leaf,
            };
            for (place, chord) in (leaf * LANES..self.len()).zip(self.leaves[leaf].chords_2(&spot)) {
                if !beyond(&best, chord) && filter(self.payloads[place]) {
                    let found = (geodesic(from, self.positions[place]), self.payloads[place]);
                    best = Some(best.map_or(found, |best| best.min(found)));
                }
            }
        }
        best.map(|(distance, payload)| (payload, distance))
    }
}
