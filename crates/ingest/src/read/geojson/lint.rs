//! What RFC 7946 would have otherwise, and what we read all the same.

use geojson::{GeometryValue, Position};

/// What is remarked of a geometry.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// What makes the geometry another one than was written.
    pub mended: Option<&'static str>,
    /// What only other readers may stumble over.
    pub odd: Vec<&'static str>,
}

const UNCLOSED: &str = "a ring of the polygon is not closed; it was closed";
const SHORT_RING: &str = "a ring of the polygon has fewer than four positions; it was used as it is";
const SHORT_LINE: &str = "a line has fewer than two positions; it was used as it is";
const TURN: &str = "a ring does not follow the right-hand rule of RFC 7946";
const LONG: &str = "a position has more than three numbers; the first two were used";
const NESTED: &str = "a GeometryCollection is nested in another, which RFC 7946 advises against";
const SINGLE: &str = "a GeometryCollection has a single geometry, which RFC 7946 advises against";

pub(super) fn remarks(value: &GeometryValue) -> Remarks {
    let mut remarks = Remarks::default();
    remark(value, &mut remarks);
    remarks
}

fn remark(value: &GeometryValue, remarks: &mut Remarks) {
    let mut odd = |is: bool, what: &'static str| {
        if is && !remarks.odd.contains(&what) {
            remarks.odd.push(what);
        }
    };
    let long = |line: &[Position]| line.iter().any(|position| position.len() > 3);
    match value {
        GeometryValue::Point { coordinates } => odd(coordinates.len() > 3, LONG),
        GeometryValue::MultiPoint { coordinates } => odd(long(coordinates), LONG),
        GeometryValue::LineString { coordinates } => {
            odd(long(coordinates), LONG);
            if coordinates.len() == 1 {
                remarks.mended = Some(SHORT_LINE);
            }
        }
        GeometryValue::MultiLineString { coordinates } => {
            odd(coordinates.iter().any(|line| long(line)), LONG);
            if coordinates.iter().any(|line| line.len() < 2) {
                remarks.mended = Some(SHORT_LINE);
            }
        }
        GeometryValue::Polygon { coordinates } => rings(coordinates, remarks),
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().for_each(|polygon| rings(polygon, remarks)),
        GeometryValue::GeometryCollection { geometries } => {
            odd(geometries.len() == 1, SINGLE);
            odd(geometries.iter().any(|g| matches!(g.value, GeometryValue::GeometryCollection { .. })), NESTED);
            geometries.iter().for_each(|geometry| remark(&geometry.value, remarks));
        }
    }
}

fn rings(polygon: &[Vec<Position>], remarks: &mut Remarks) {
    for (nth, ring) in polygon.iter().enumerate() {
        let long = ring.iter().any(|position| position.len() > 3);
        if ring.first() != ring.last() {
            remarks.mended = Some(UNCLOSED);
        } else if (1..4).contains(&ring.len()) {
            remarks.mended = Some(SHORT_RING);
        }
        // The shell runs counterclockwise, holes run clockwise.
        let turned = twice_area(ring).is_some_and(|area| area != 0.0 && (area > 0.0) != (nth == 0));
        for (is, what) in [(long, LONG), (turned, TURN)] {
            if is && !remarks.odd.contains(&what) {
                remarks.odd.push(what);
            }
        }
    }
}

/// Twice the area that a ring goes round, positive where counterclockwise.
fn twice_area(ring: &[Position]) -> Option<f64> {
    let at = |position: &Position| (position.len() >= 2).then(|| (position[0], position[1]));
    let (x0, y0) = at(ring.first()?)?;
    let cross = |pair: &[Position]| {
        let ((ax, ay), (bx, by)) = (at(&pair[0])?, at(&pair[1])?);
        Some((ax - x0) * (by - y0) - (bx - x0) * (ay - y0))
    };
    ring.windows(2).map(cross).sum()
}

/// What is wrong with a `bbox` member; `None` where nothing is.
pub(super) fn bbox(json: &str) -> Option<&'static str> {
    match serde_json::from_str::<Option<Vec<f64>>>(json) {
        Ok(None) => None,
        Ok(Some(sides)) if sides.len() == 4 || sides.len() == 6 => None,
        Ok(Some(_)) => Some("a `bbox` has neither four nor six numbers; it was not needed"),
        Err(_) => Some("a `bbox` is no array of numbers; it was not needed"),
    }
}
