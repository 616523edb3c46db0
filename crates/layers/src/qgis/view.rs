//! Where the map opens, and in what coordinate system it is drawn.

use crate::antimeridian::pair;
use crate::context::Context;

/// A box on the map, in metres of its coordinate system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct View {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
    /// EPSG's number of the map's coordinate system.
    pub(super) epsg: u32,
}

/// Semi-major axis of WGS 84 in metres: the radius of the sphere that Web Mercator draws (EPSG:3857).
const RADIUS: f64 = 6_378_137.0;

/// First eccentricity of WGS 84 (NIMA TR8350.2). PDC Mercator draws the ellipsoid; ten kilometres lie between the two.
const ECCENTRICITY: f64 = 0.081_819_190_842_622;

/// Sites farther from the middle than so many times the median distance do not widen the first view. No source: a
/// choice of ours, so that one partner far away does not make a town a dot.
const FAR: f64 = 5.0;

/// Room beside the outermost sites, as a share of the width and of the height. No source: a choice of ours by eye.
const MARGIN: [f64; 2] = [0.2, 0.12];

/// The screen that scales are reckoned for, in metres on paper.
const SCREEN: (f64, f64) = (0.30, 0.20);

impl View {
    /// The view of a study's sites.
    pub(crate) fn of(context: &Context) -> Self {
        // PDC Mercator has its middle at 150 degrees east: there the antimeridian is no border.
        let (epsg, middle, eccentricity) =
            if context.lines_cut { (3832, 150.0, ECCENTRICITY) } else { (3857, 0.0, 0.0) };
        // Worked out anew each time: there may be millions.
        let sites = &context.study().sites;
        let places = || sites.iter().map(|site| project(pair(site.position), middle, eccentricity));
        let median = |numbers: &mut dyn Iterator<Item = f64>| {
            let mut numbers: Vec<f64> = numbers.collect();
            let middle = numbers.len() / 2;
            if numbers.is_empty() { 0.0 } else { *numbers.select_nth_unstable_by(middle, f64::total_cmp).1 }
        };
        let centre = [0, 1].map(|axis| median(&mut places().map(|place| place[axis])));
        let away = |place: &[f64; 2]| (place[0] - centre[0]).hypot(place[1] - centre[1]);
        let median = median(&mut places().map(|place| away(&place)));
        let ends = |axis: usize| {
            let values = places().filter(|place| away(place) <= FAR * median).map(|place| place[axis]);
            let (low, high) = (values.clone().fold(centre[axis], f64::min), values.fold(centre[axis], f64::max));
            // A margin for symbols and for labels, which are wide; a lone site still has a neighbourhood.
            let margin = (MARGIN[axis] * (high - low)).max(500.0);
            (low - margin, high + margin)
        };
        let ((west, east), (south, north)) = (ends(0), ends(1));
        Self { west, south, east, north, epsg }
    }

    /// The scale, 1 to this, at which the view fills a screen.
    pub(super) fn scale(&self) -> f64 {
        ((self.east - self.west) / SCREEN.0).max((self.north - self.south) / SCREEN.1)
    }
}

/// Mercator round a meridian, of an ellipsoid or, where it has no eccentricity, of a sphere (EPSG Guidance Note 7-2, Mercator).
fn project([lon, lat]: [f64; 2], middle: f64, eccentricity: f64) -> [f64; 2] {
    let lon = (lon - middle + 540.0).rem_euclid(360.0) - 180.0;
    let sine = lat.clamp(-85.0, 85.0).to_radians().sin();
    let north = sine.atanh() - eccentricity * (eccentricity * sine).atanh();
    [RADIUS * lon.to_radians(), RADIUS * north]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Sample, at};

    #[test]
    fn one_site_far_away_does_not_widen_the_view() {
        let sample = Sample::new();
        let run = sample.run();
        let view = View::of(&Context::new(&run));
        assert!(view.east - view.west < 10_000.0, "Ouessant is left out: {view:?}");
        assert_eq!(view.epsg, 3857);
    }

    #[test]
    fn the_antimeridian_is_no_border() {
        let mut sample = Sample::new();
        for (i, lon) in [179.9, -179.9, 179.95, -179.95].into_iter().enumerate() {
            sample.study.sites[i].position = at(lon, 10.0);
        }
        let run = sample.run();
        let view = View::of(&Context::new(&run));
        assert_eq!(view.epsg, 3832);
        assert!(view.east - view.west < 60_000.0, "{view:?}");
        assert!(view.south < 1_111_475.0 && view.north > 1_111_476.0, "where PROJ puts the tenth parallel: {view:?}");
    }

    #[test]
    fn places_are_where_proj_puts_them() {
        // gdaltransform -s_srs EPSG:4326 -t_srs EPSG:3832
        let [x, y] = project([-179.9, -17.1], 150.0, ECCENTRICITY);
        assert!((x - 3_350_716.673).abs() < 0.001 && (y + 1_919_911.480).abs() < 0.001, "{x} {y}");
    }
}
