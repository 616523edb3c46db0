//! The antimeridian: what crosses it is cut there (RFC 7946, section 3.1.9).

use maillon_model::Position;

use crate::number::rounded;
use crate::rings::{Polygon, Ring, contains, mirrored, oriented};

/// Decimals of a written longitude or latitude: a centimetre.
pub(crate) const DECIMALS: u8 = 7;

/// A coordinate pair as it is written.
pub(crate) fn pair(position: Position) -> [f64; 2] {
    [rounded(position.lon(), DECIMALS), rounded(position.lat(), DECIMALS)]
}

/// Whether the short way between two places is cut in two.
pub(crate) fn crosses(a: Position, b: Position) -> bool {
    let ([a, _], [b, _]) = (pair(a), pair(b));
    (a - b).abs() > 180.0 && a.abs() != 180.0 && b.abs() != 180.0
}

/// The short way between two places, straight on the map: one line, or two that meet at the antimeridian.
pub(crate) fn line(a: Position, b: Position) -> Vec<[[f64; 2]; 2]> {
    let (mut from, mut to) = (pair(a), pair(b));
    if crosses(a, b) {
        let border = 180f64.copysign(from[0]);
        let past = to[0] + 2.0 * border;
        let share = (border - from[0]) / (past - from[0]);
        let lat = rounded(from[1] + share * (to[1] - from[1]), DECIMALS);
        return vec![[from, [border, lat]], [[-border, lat], to]];
    }
    // An end on the antimeridian itself is both 180 and -180: the one beside the other end.
    if (from[0] - to[0]).abs() > 180.0 {
        if from[0].abs() == 180.0 {
            from[0] = 180f64.copysign(to[0]);
        } else {
            to[0] = 180f64.copysign(from[0]);
        }
    }
    vec![[from, to]]
}

/// The way between three places, piece by piece.
pub(crate) fn route([from, by, to]: [Position; 3]) -> Vec<[[f64; 2]; 2]> {
    [line(from, by), line(by, to)].concat()
}

/// The same as one line, where no piece of it is cut.
pub(crate) fn unbroken(pieces: &[[[f64; 2]; 2]]) -> Option<Vec<[f64; 2]>> {
    let whole = pieces.windows(2).all(|pair| pair[0][1] == pair[1][0]);
    let first = pieces.first()?[0];
    whole.then(|| std::iter::once(first).chain(pieces.iter().map(|piece| piece[1])).collect())
}

/// A polygon whose longitudes may run past 180, as polygons within -180 and 180.
/// Longitudes beyond a turn and a half mean nothing and stay as they are.
pub(crate) fn cut(polygon: Polygon) -> Vec<Polygon> {
    let lons = || polygon.iter().flatten().map(|p| p[0]);
    let (west, east) = (lons().fold(f64::INFINITY, f64::min), lons().fold(f64::NEG_INFINITY, f64::max));
    if (-180.0..=180.0).contains(&west) && (-180.0..=180.0).contains(&east) || !(west >= -540.0 && east <= 540.0) {
        return vec![polygon];
    }
    let mut pieces = Vec::new();
    for turn in [-360.0, 0.0, 360.0] {
        for part in clip_below(&polygon, turn + 180.0) {
            let mirror: Polygon = part.iter().map(mirrored).collect();
            for piece in clip_below(&mirror, -(turn - 180.0)) {
                let shift = |ring: &Ring| mirrored(ring).into_iter().map(|[x, y]| [x - turn, y]).collect();
                pieces.push(piece.iter().map(shift).collect());
            }
        }
    }
    pieces
}

/// The parts of a polygon west of the meridian `lon`. Each ring falls into chains that enter and leave the half
/// plane. With the exterior counter-clockwise and holes clockwise the inside is to the left, so on the meridian it
/// runs from a leaving point up to the next entering one: the lowest leaving point goes with the lowest entering one.
fn clip_below(polygon: &Polygon, lon: f64) -> Vec<Polygon> {
    let rings = oriented(polygon);
    let mut chains: Vec<Vec<[f64; 2]>> = Vec::new();
    let mut whole: Vec<Ring> = Vec::new();
    for (i, ring) in rings.iter().enumerate() {
        if ring.iter().all(|p| p[0] < lon) {
            if i == 0 {
                return vec![rings];
            }
            whole.push(ring.clone());
        } else {
            chains.extend(split(ring, lon));
        }
    }
    let by_lat = |at: fn(&[[f64; 2]]) -> Option<&[f64; 2]>| {
        let lat = |i: usize| at(&chains[i]).map_or(f64::NAN, |p| p[1]);
        let mut order: Vec<usize> = (0..chains.len()).collect();
        order.sort_by(|a, b| lat(*a).total_cmp(&lat(*b)));
        order
    };
    let mut next = vec![0; chains.len()];
    for (leaving, entering) in by_lat(<[_]>::last).into_iter().zip(by_lat(<[_]>::first)) {
        next[leaving] = entering;
    }
    let mut used = vec![false; chains.len()];
    let mut pieces: Vec<Polygon> = Vec::new();
    for start in 0..chains.len() {
        let mut ring = Ring::new();
        let mut at = start;
        while !used[at] {
            used[at] = true;
            ring.extend_from_slice(&chains[at]);
            at = next[at];
        }
        if let Some(first) = ring.first().copied() {
            ring.push(first);
            pieces.push(vec![ring]);
        }
    }
    for hole in whole {
        let owner = pieces.iter().position(|piece| hole.first().is_some_and(|p| contains(&piece[0], *p)));
        if let Some(piece) = pieces.get_mut(owner.unwrap_or(0)) {
            piece.push(hole);
        }
    }
    pieces
}

/// The chains of a ring west of `lon`, each from where it enters to where it leaves.
fn split(ring: &Ring, lon: f64) -> Vec<Vec<[f64; 2]>> {
    let inside = |p: [f64; 2]| p[0] < lon;
    let meet = |p: [f64; 2], q: [f64; 2]| {
        let share = (lon - p[0]) / (q[0] - p[0]);
        [lon, if share == 1.0 { q[1] } else { p[1] + share * (q[1] - p[1]) }]
    };
    let edges: Vec<_> = ring.windows(2).map(|w| (w[0], w[1])).collect();
    let Some(start) = edges.iter().position(|(p, q)| !inside(*p) && inside(*q)) else { return Vec::new() };
    let mut chains: Vec<Vec<[f64; 2]>> = Vec::new();
    for (p, q) in edges[start..].iter().chain(&edges[..start]).copied() {
        match (inside(p), inside(q)) {
            (false, true) => chains.push(vec![meet(q, p), q]),
            (true, true) => chains.last_mut().into_iter().for_each(|chain| chain.push(q)),
            (true, false) => chains.last_mut().into_iter().for_each(|chain| chain.push(meet(p, q))),
            (false, false) => {}
        }
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rings::signed_area;

    fn at(lon: f64, lat: f64) -> Position {
        Position::new(lon, lat).unwrap()
    }

    #[test]
    fn a_line_is_cut_both_ways() {
        assert_eq!(
            line(at(170.0, 0.0), at(-170.0, 10.0)),
            [[[170.0, 0.0], [180.0, 5.0]], [[-180.0, 5.0], [-170.0, 10.0]]]
        );
        assert_eq!(
            line(at(-170.0, 10.0), at(170.0, 0.0)),
            [[[-170.0, 10.0], [-180.0, 5.0]], [[180.0, 5.0], [170.0, 0.0]]]
        );
    }

    #[test]
    fn an_end_on_the_antimeridian_takes_the_near_sign() {
        assert_eq!(line(at(170.0, 0.0), at(180.0, 1.0)), [[[170.0, 0.0], [180.0, 1.0]]]);
        assert_eq!(line(at(-180.0, 1.0), at(170.0, 0.0)), [[[180.0, 1.0], [170.0, 0.0]]]);
        assert_eq!(line(at(-170.0, 0.0), at(180.0, 1.0)), [[[-170.0, 0.0], [-180.0, 1.0]]]);
        assert_eq!(line(at(-179.999_999_99, 1.0), at(179.0, 0.0)).len(), 1, "rounds to the antimeridian");
    }

    #[test]
    fn half_a_turn_is_not_cut() {
        assert_eq!(line(at(0.0, 0.0), at(-180.0, 0.0)).len(), 1);
        assert_eq!(line(at(-90.0, 0.0), at(90.0, 0.0)), [[[-90.0, 0.0], [90.0, 0.0]]]);
    }

    /// A wobbly ring round (`lon`, `lat`), from a little generator of its own: concave, so that a cut gives islands.
    fn star(lon: f64, lat: f64, size: f64, points: u32, seed: &mut u64) -> Ring {
        let mut ring: Ring = (0..points)
            .map(|i| {
                *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let radius = size * (0.2 + 0.8 * ((*seed >> 33) as f64 / (1u64 << 31) as f64));
                let angle = std::f64::consts::TAU * f64::from(i) / f64::from(points);
                [lon + radius * angle.cos(), lat + radius * angle.sin()]
            })
            .collect();
        ring.push(ring[0]);
        ring
    }

    fn holds(polygon: &Polygon, p: [f64; 2]) -> bool {
        polygon.iter().filter(|ring| contains(ring, p)).count() % 2 == 1
    }

    #[test]
    fn cut_polygons_hold_the_same_places() {
        let mut seed = 7;
        for case in 0..30 {
            let lon = [178.0, 182.0, -179.0, -185.0, 180.0, 300.0][case % 6];
            let polygon = vec![star(lon, 10.0, 20.0, 23, &mut seed), star(lon + 0.5, 10.0, 3.9, 9, &mut seed)];
            let area: f64 = oriented(&polygon).iter().map(|r| signed_area(r)).sum();
            let pieces = cut(polygon.clone());
            let cut_area: f64 = pieces.iter().flatten().map(|r| signed_area(r)).sum();
            assert!((area - cut_area).abs() < 1e-9 * area, "case {case}: {area} became {cut_area}");
            assert!(pieces.iter().flatten().flatten().all(|p| p[0].abs() <= 180.0), "case {case}");
            for piece in &pieces {
                assert!(signed_area(&piece[0]) > 0.0 && piece[1..].iter().all(|hole| signed_area(hole) < 0.0));
            }
            for i in 0..40 {
                for j in 0..40 {
                    let p = [lon - 20.01 + f64::from(i) * 1.0007, -10.01 + f64::from(j) * 1.0007];
                    let turns = [p[0], p[0] - 360.0, p[0] + 360.0];
                    let now = turns.iter().any(|x| pieces.iter().any(|piece| holds(piece, [*x, p[1]])));
                    assert_eq!(now, holds(&polygon, p), "case {case} at {p:?}");
                }
            }
        }
    }

    #[test]
    fn a_comb_is_cut_into_its_teeth() {
        let comb = vec![vec![
            [179.0, 0.0],
            [181.0, 0.0],
            [181.0, 1.0],
            [179.5, 1.0],
            [179.5, 2.0],
            [180.0, 2.0],
            [180.0, 2.5],
            [181.0, 3.0],
            [179.0, 3.0],
            [179.0, 0.0],
        ]];
        let pieces = cut(comb);
        let east = pieces.iter().filter(|piece| piece[0].iter().all(|p| p[0] > 0.0)).count();
        assert_eq!((east, pieces.len() - east), (1, 2));
    }

    #[test]
    fn nonsense_neither_panics_nor_hangs() {
        let bow = vec![vec![[170.0, 0.0], [190.0, 10.0], [190.0, 0.0], [170.0, 10.0], [170.0, 0.0]]];
        assert!(!cut(bow).is_empty());
        for bad in [vec![], vec![vec![]], vec![vec![[f64::NAN, 0.0]]], vec![vec![[1e9, 0.0], [200.0, 1.0]]]] {
            cut(bad);
        }
        cut(vec![vec![[200.0, 0.0]]]);
    }
}
