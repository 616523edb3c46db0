//! Circular arcs as lines.

use std::f64::consts::TAU;

use geo_types::Coord;

/// Degrees of arc that one straight segment replaces, at most: what GDAL takes by default.
const STEP: f64 = 4.0;

/// The line through a chain of arcs, each given by its start, a point on it, and its end, which starts the next.
pub(super) fn stroke(points: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let mut line: Vec<Coord<f64>> = points.first().copied().into_iter().collect();
    let mut rest = points;
    while let [start, via, end, ..] = *rest {
        arc(start, via, end, &mut line);
        line.push(end);
        rest = &rest[2..];
    }
    // A chain of an even number of points is not whole; what is left of it is straight.
    line.extend(rest.iter().skip(1));
    line
}

/// The points between start and end; none where the three are on one line.
fn arc(start: Coord<f64>, via: Coord<f64>, end: Coord<f64>, line: &mut Vec<Coord<f64>>) {
    let Some((centre, sweep)) = circle(start, via, end) else {
        line.push(via);
        return;
    };
    let (from, radius) = (start - centre, (start.x - centre.x).hypot(start.y - centre.y));
    let begin = from.y.atan2(from.x);
    // At most 90 steps: a sweep is no more than a full turn.
    let steps = (sweep.abs().to_degrees() / STEP).ceil().clamp(1.0, 360.0 / STEP) as u32;
    line.extend((1..steps).map(|i| {
        let angle = begin + sweep * f64::from(i) / f64::from(steps);
        Coord { x: centre.x + radius * angle.cos(), y: centre.y + radius * angle.sin() }
    }));
}

/// The centre, and the signed angle from start to end by way of `via`.
fn circle(start: Coord<f64>, via: Coord<f64>, end: Coord<f64>) -> Option<(Coord<f64>, f64)> {
    if start == end {
        // A full circle, by the standard: `via` lies opposite.
        let centre = (start + via) / 2.0;
        return (start != via).then_some((centre, TAU));
    }
    let (b, c) = (via - start, end - start);
    let d = 2.0 * (b.x * c.y - b.y * c.x);
    let (bb, cc) = (b.x * b.x + b.y * b.y, c.x * c.x + c.y * c.y);
    let centre = start + Coord { x: (c.y * bb - b.y * cc) / d, y: (b.x * cc - c.x * bb) / d };
    let angle = |p: Coord<f64>| (p.y - centre.y).atan2(p.x - centre.x);
    // Anticlockwise where `via` lies to the right of the chord.
    let turn = (angle(end) - angle(start)).rem_euclid(TAU);
    let sweep = if d > 0.0 { turn } else { turn - TAU };
    (centre.x.is_finite() && centre.y.is_finite()).then_some((centre, sweep))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(points: &[(f64, f64)]) -> Vec<Coord<f64>> {
        points.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect()
    }

    /// Length of the line: by it an arc that goes the wrong way round would be told.
    fn length(line: &[Coord<f64>]) -> f64 {
        line.windows(2).map(|w| (w[1].x - w[0].x).hypot(w[1].y - w[0].y)).sum()
    }

    #[test]
    fn arcs_keep_to_their_circle_and_go_the_right_way() {
        let s = std::f64::consts::FRAC_1_SQRT_2;
        // Through (0, 1), (s, s), … on the unit circle: quarter, three quarters, both ways, full.
        let cases: &[(&[(f64, f64)], f64)] = &[
            (&[(0.0, 1.0), (s, s), (1.0, 0.0)], TAU / 4.0),
            (&[(1.0, 0.0), (s, s), (0.0, 1.0)], TAU / 4.0),
            (&[(1.0, 0.0), (-s, -s), (0.0, 1.0)], TAU * 0.75),
            (&[(0.0, 1.0), (-s, -s), (1.0, 0.0)], TAU * 0.75),
            (&[(1.0, 0.0), (-1.0, 0.0), (1.0, 0.0)], TAU),
            (&[(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0)], TAU),
        ];
        for (points, expected) in cases {
            let line = stroke(&at(points));
            assert!(line.iter().all(|c| (c.x.hypot(c.y) - 1.0).abs() < 1e-12), "{points:?}");
            assert!((length(&line) - expected).abs() < expected * 1e-3, "{points:?}: {}", length(&line));
            assert_eq!((line.first(), line.last()), (at(points).first(), at(points).last()));
        }
    }

    #[test]
    fn what_is_no_arc_is_straight() {
        assert_eq!(stroke(&at(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)])), at(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]));
        assert_eq!(stroke(&at(&[(0.0, 0.0), (1.0, 0.0)])), at(&[(0.0, 0.0), (1.0, 0.0)]));
        assert_eq!(stroke(&[]), []);
        let same = at(&[(1.0, 1.0); 3]);
        assert_eq!(stroke(&same), same);
        stroke(&at(&[(f64::NAN, 0.0), (f64::INFINITY, 1.0), (1e308, -1e308)]));
    }
}
