//! Boxes round ever fewer places, packed into one array.

use std::cmp::Ordering;

use crate::leaf::LANES;

/// A numbered place, small enough that to sort many moves little.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) geocentric: [f64; 3],
    pub(crate) number: u32,
    /// Where the rest of it is.
    pub(crate) at: u32,
}

/// A box in space, metres.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    min: [f64; 3],
    max: [f64; 3],
}

impl Bounds {
    pub(crate) fn of<'p>(points: impl IntoIterator<Item = &'p [f64; 3]>) -> Self {
        let mut bounds = Self { min: [f64::INFINITY; 3], max: [f64::NEG_INFINITY; 3] };
        for point in points {
            for ((min, max), value) in bounds.min.iter_mut().zip(&mut bounds.max).zip(point) {
                // Coordinates are numbers: `min` and `max` would ask for what is none.
                (*min, *max) = (if value < min { *value } else { *min }, if value > max { *value } else { *max });
            }
        }
        bounds
    }

    /// The axis along which it is longest.
    fn widest(&self) -> usize {
        let width = |axis: usize| self.max[axis] - self.min[axis];
        (1..3).fold(0, |widest, axis| if width(axis) > width(widest) { axis } else { widest })
    }

    /// The square of the shortest way between two boxes; nought where they touch.
    pub(crate) fn distance_2(&self, other: &Self) -> f64 {
        let gap = |axis: usize| (self.min[axis] - other.max[axis]).max(other.min[axis] - self.max[axis]).max(0.0);
        (0..3).map(|axis| gap(axis).powi(2)).sum()
    }
}

/// A balanced binary tree over leaves of [`LANES`] places: a box stands before those of its first half, and these before
/// those of its second, so that no links are stored.
#[derive(Debug)]
pub(crate) struct Tree {
    bounds: Vec<Bounds>,
    leaves: usize,
}

/// A part of the tree: the place of its box, and the leaves below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Node {
    box_: usize,
    first: usize,
    leaves: usize,
}

impl Tree {
    /// Sorts numbered places so that each leaf's stand side by side, and builds the tree over them. Halves along the
    /// widest axis; what lands in which half depends on the places and numbers alone.
    pub(crate) fn build(places: &mut [Place]) -> Self {
        let leaves = places.len().div_ceil(LANES);
        let mut bounds = Vec::with_capacity((2 * leaves).saturating_sub(1));
        if leaves > 0 {
            split(places, &mut bounds);
        }
        Self { bounds, leaves }
    }

    pub(crate) fn root(&self) -> Option<Node> {
        (self.leaves > 0).then_some(Node { box_: 0, first: 0, leaves: self.leaves })
    }

    pub(crate) fn bounds(&self, node: Node) -> &Bounds {
        &self.bounds[node.box_]
    }

    /// Adds the leaves that are no farther from a box than the square root of `reach_2`, in order.
    pub(crate) fn near(&self, bounds: &Bounds, reach_2: f64, list: &mut Vec<u32>) {
        self.root().into_iter().for_each(|root| self.near_in(root, bounds, reach_2, list));
    }

    fn near_in(&self, node: Node, bounds: &Bounds, reach_2: f64, list: &mut Vec<u32>) {
        if self.bounds(node).distance_2(bounds) > reach_2 {
            return;
        }
        match node.halves() {
            Ok(halves) => halves.into_iter().for_each(|half| self.near_in(half, bounds, reach_2, list)),
            Err(leaf) => list.push(leaf as u32),
        }
    }
}

impl Node {
    /// Its halves or, where it is one, its leaf.
    pub(crate) fn halves(self) -> Result<[Node; 2], usize> {
        if self.leaves == 1 {
            return Err(self.first);
        }
        let half = first_half(self.leaves);
        // A tree over n leaves has 2 n - 1 boxes.
        let second = Node { box_: self.box_ + 2 * half, first: self.first + half, leaves: self.leaves - half };
        Ok([Node { box_: self.box_ + 1, first: self.first, leaves: half }, second])
    }
}

fn first_half(leaves: usize) -> usize {
    leaves.div_ceil(2)
}

fn split(places: &mut [Place], bounds: &mut Vec<Bounds>) {
    let own = Bounds::of(places.iter().map(|place| &place.geocentric));
    bounds.push(own);
    if places.len() <= LANES {
        places.sort_unstable_by(in_order);
        return;
    }
    let (axis, middle) = (own.widest(), first_half(places.len().div_ceil(LANES)) * LANES);
    places.select_nth_unstable_by(middle, |a, b| {
        a.geocentric[axis].total_cmp(&b.geocentric[axis]).then_with(|| in_order(a, b))
    });
    let (first, second) = places.split_at_mut(middle);
    split(first, bounds);
    split(second, bounds);
}

/// By number, then by place: an order that leaves nothing open.
fn in_order(a: &Place, b: &Place) -> Ordering {
    let by_axis = |axis: usize| a.geocentric[axis].total_cmp(&b.geocentric[axis]);
    a.number.cmp(&b.number).then_with(|| by_axis(0)).then_with(|| by_axis(1)).then_with(|| by_axis(2))
}
