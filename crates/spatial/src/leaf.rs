//! Sixteen places at a time: the distances from one place to all of a leaf, which the compiler turns into vector
//! instructions.

use maillon_model::{Distance, Position};
use multiversion::multiversion;

use crate::arc::{Spot, TOLERANCE, arc};

/// Places of a leaf: four vectors of four doubles. No source; it decides speed, never results.
pub(crate) const LANES: usize = 16;

/// How many hits are handed on at once: 12 kB, which stay in the nearest cache. No source; it decides speed, never results.
const BATCH: usize = 1024;

/// Places near each other, a coordinate at a time.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    geocentric: [[f64; LANES]; 3],
    sin_lat: [f64; LANES],
}

impl Leaf {
    /// Up to [`LANES`] places; the lanes that are left over are infinitely far from everything.
    pub(crate) fn new(spots: impl IntoIterator<Item = Spot>) -> Self {
        let mut leaf = Self { geocentric: [[f64::INFINITY; LANES], [0.0; LANES], [0.0; LANES]], sin_lat: [0.0; LANES] };
        for (lane, spot) in spots.into_iter().take(LANES).enumerate() {
            for (axis, value) in leaf.geocentric.iter_mut().zip(spot.geocentric) {
                axis[lane] = value;
            }
            leaf.sin_lat[lane] = spot.sin_lat;
        }
        leaf
    }

    /// The place of a lane.
    pub(crate) fn spot(&self, lane: usize, position: Position) -> Spot {
        Spot { position, geocentric: self.geocentric.map(|axis| axis[lane]), sin_lat: self.sin_lat[lane] }
    }

    /// The squares of the chords from a place to each lane.
    // Plain loops here and below: what hides in a closure is compiled on its own, for the oldest machine.
    #[inline(always)]
    pub(crate) fn chords_2(&self, from: &Spot) -> [f64; LANES] {
        let ([xs, ys, zs], [x, y, z]) = (&self.geocentric, from.geocentric);
        let mut chords_2 = [0.0; LANES];
        for i in 0..LANES {
            let (x, y, z) = (xs[i] - x, ys[i] - y, zs[i] - z);
            chords_2[i] = x * x + y * y + z * z;
        }
        chords_2
    }

    /// The way along the ground over each chord, metres.
    #[inline(always)]
    fn arcs(&self, from: &Spot, chords_2: &[f64; LANES]) -> [f64; LANES] {
        let (zs, z) = (&self.geocentric[2], from.geocentric[2]);
        let mut arcs = [0.0; LANES];
        for i in 0..LANES {
            let z = zs[i] - z;
            arcs[i] = arc(chords_2[i], z * z, from.sin_lat + self.sin_lat[i]);
        }
        arcs
    }
}

/// Places found, and how far each is.
#[derive(Debug)]
pub(crate) struct Hits {
    places: [u32; BATCH],
    metres: [f64; BATCH],
    len: usize,
}

impl Hits {
    pub(crate) fn new() -> Self {
        Self { places: [0; BATCH], metres: [0.0; BATCH], len: 0 }
    }

    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// Whether there is no room for another leaf.
    pub(crate) fn is_full(&self) -> bool {
        self.len > BATCH - LANES
    }

    /// Adds one; there must be room.
    pub(crate) fn push(&mut self, place: u32, metres: f64) {
        self.places[self.len] = place;
        self.metres[self.len] = metres;
        self.len += 1;
    }

    pub(crate) fn places(&self) -> &[u32] {
        &self.places[..self.len]
    }

    pub(crate) fn metres(&self) -> &[f64] {
        &self.metres[..self.len]
    }

    /// Keeps those for which a distance is given, in its place.
    pub(crate) fn settle(&mut self, settle: impl Fn(u32, f64) -> Option<f64>) {
        let all = self.len;
        self.len = 0;
        for i in 0..all {
            if let Some(metres) = settle(self.places[i], self.metres[i]) {
                self.push(self.places[i], metres);
            }
        }
    }
}

/// Adds to the hits the places of the leaves listed that are within `radius` of `from`, and those that may be, being within
/// [`TOLERANCE`] of the border. Stops when the hits are full, and returns how many leaves of the list it did.
///
/// The radius must be one that [`arc`] is good for.
#[multiversion(targets("x86_64+avx2+avx512f+avx512vl+avx512dq", "x86_64+avx2", "aarch64+neon"))]
pub(crate) fn gather(leaves: &[Leaf], list: &[u32], from: &Spot, radius: Distance, hits: &mut Hits) -> usize {
    let limit = radius.as_metres() + TOLERANCE;
    // The chord is no longer than the arc that is made of it.
    let limit_2 = limit * limit;
    for (done, &number) in list.iter().enumerate() {
        if hits.len > BATCH - LANES {
            return done;
        }
        let leaf = &leaves[number as usize];
        let chords_2 = leaf.chords_2(from);
        if !chords_2.iter().fold(false, |any, chord_2| any | (*chord_2 <= limit_2)) {
            continue;
        }
        let arcs = leaf.arcs(from, &chords_2);
        let first = number * LANES as u32;
        // Each lane is written, and the next one over it where it was none: no branch to guess wrong.
        let (places, metres) = (&mut hits.places[hits.len..][..LANES], &mut hits.metres[hits.len..][..LANES]);
        let mut found = 0;
        for (lane, way) in arcs.into_iter().enumerate() {
            places[found % LANES] = first + lane as u32;
            metres[found % LANES] = way;
            found += usize::from(way <= limit);
        }
        hits.len += found;
    }
    list.len()
}
