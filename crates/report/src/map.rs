//! Places on the page's plane, and the map as it is printed.

use geo_types::{Coord, LineString};
use maillon_layers::{Run, palette};
use maillon_model::{FlowIx, Position, SiteIx, Zone, ZoneIx};
use maud::{Markup, html};

use crate::shown::{Shown, moves};
use crate::words::{Words, clipped};

/// Metres of a degree of latitude, on a sphere with the mean radius of WGS 84.
const DEGREE: f64 = 111_195.0;
/// Most corners of all zones together.
const CORNERS: usize = 60_000;
/// So many times farther than most sites is far. No source: a choice of ours.
const FAR: i64 = 10;
/// Lines and sites drawn where no script runs.
const PRINTED: usize = 300;

/// Metres east and south of a corner, near enough for a picture: equirectangular, true at the middle latitude.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane {
    west: f64,
    north: f64,
    squeeze: f64,
    /// Metres from west to east and from north to south.
    pub(crate) size: [f64; 2],
    /// West, north, east and south end of where most sites are, in metres: what is shown first.
    pub(crate) core: [i64; 4],
    /// Places beyond it.
    pub(crate) beyond: usize,
}

impl Plane {
    /// The plane of these places. It is cut where the widest stretch without any is, not at the antimeridian.
    pub(crate) fn of(places: impl Iterator<Item = Position> + Clone) -> Self {
        let mut lons: Vec<f64> = places.clone().map(Position::lon).collect();
        lons.sort_unstable_by(f64::total_cmp);
        let around = lons.first().map(|lon| lon + 360.0);
        let next = lons.iter().copied().skip(1).chain(around);
        let gap = lons.iter().zip(next).map(|(a, b)| (b - a, b)).max_by(|a, b| a.0.total_cmp(&b.0));
        let west = gap.map_or(0.0, |(_, east)| if east >= 180.0 { east - 360.0 } else { east });
        let width = gap.map_or(0.0, |(gap, _)| 360.0 - gap);
        let south = places.clone().map(Position::lat).fold(f64::INFINITY, f64::min).clamp(-90.0, 90.0);
        let north = places.clone().map(Position::lat).fold(f64::NEG_INFINITY, f64::max).clamp(south, 90.0);
        // Never so narrow at a pole that east and west are one.
        let squeeze = ((south + north) / 2.0).to_radians().cos().max(0.05);
        let size = [width * squeeze * DEGREE, (north - south) * DEGREE];
        let mut plane = Self { west, north, squeeze, size, core: [0; 4], beyond: 0 };
        drop(lons);
        let places: Vec<[i64; 2]> = places.map(|position| plane.at(position)).collect();
        (plane.core, plane.beyond) = core(&places);
        plane
    }

    /// Metres from the corner, to the metre. `lon` and `lat` in degrees.
    pub(crate) fn place(&self, lon: f64, lat: f64) -> [i64; 2] {
        let mut east = (lon - self.west).rem_euclid(360.0);
        // What lies just west of the cut is near, not at the other end of the world.
        let width = self.size[0] / (self.squeeze * DEGREE);
        if east > width + (360.0 - width) / 2.0 {
            east -= 360.0;
        }
        [(east * self.squeeze * DEGREE).round() as i64, ((self.north - lat) * DEGREE).round() as i64]
    }

    /// The place of a position.
    pub(crate) fn at(&self, position: Position) -> [i64; 2] {
        self.place(position.lon(), position.lat())
    }
}

/// The box of the places that are not [`FAR`] from their middle, and how many are.
fn core(places: &[[i64; 2]]) -> ([i64; 4], usize) {
    let median = |numbers: &mut dyn Iterator<Item = i64>| {
        let mut numbers: Vec<i64> = numbers.collect();
        let middle = numbers.len() / 2;
        if numbers.is_empty() { 0 } else { *numbers.select_nth_unstable(middle).1 }
    };
    let middle = [0, 1].map(|axis| median(&mut places.iter().map(|place| place[axis])));
    let off = |place: &[i64; 2]| (place[0] - middle[0]).abs().max((place[1] - middle[1]).abs());
    let reach = FAR * median(&mut places.iter().map(off));
    let near = || places.iter().filter(|place| off(place) <= reach);
    let end = |axis: usize, most: bool| {
        let along = near().map(|place| place[axis]);
        if most { along.max() } else { along.min() }.unwrap_or_default()
    };
    ([end(0, false), end(1, false), end(0, true), end(1, true)], places.len() - near().count())
}

/// The outlines of a zone: rings of corners, each a step from the one before it.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) zone: ZoneIx,
    /// Rings of polygons; drawn together, holes stay empty.
    pub(crate) rings: Vec<Vec<[i64; 2]>>,
}

/// The zones as they are drawn, with no more corners than a browser opens at once: the more there are, the coarser.
pub(crate) fn outlines(zones: &[Zone], plane: &Plane) -> Vec<Outline> {
    let whole = plane.size[0].max(plane.size[1]) as i64;
    let mut step = (whole / 4000).max(1);
    let mut drawn: Vec<Outline> = zones
        .iter()
        .enumerate()
        .map(|(i, zone)| Outline { zone: ZoneIx(i as u32), rings: rings(zone, plane, step) })
        .collect();
    while drawn.iter().flat_map(|o| &o.rings).map(Vec::len).sum::<usize>() > CORNERS && step < whole.max(1_000_000) {
        step *= 2;
        for outline in &mut drawn {
            outline.rings = thinned(outline.rings.iter().map(|ring| ring.iter().copied()), step);
        }
    }
    drawn.retain(|outline| !outline.rings.is_empty());
    drawn
}

/// The rings of a zone.
fn rings(zone: &Zone, plane: &Plane, step: i64) -> Vec<Vec<[i64; 2]>> {
    let rings = zone.geometry.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    // The last corner is the first again.
    let corners = |ring: &LineString<f64>| ring.0.len().saturating_sub(1);
    thinned(rings.map(|ring| ring.coords().take(corners(ring)).map(|Coord { x, y }| plane.place(*x, *y))), step)
}

/// Rings without the corners that are less than a step of metres from the one before them.
fn thinned<R: Iterator<Item = [i64; 2]>>(rings: impl Iterator<Item = R>, step: i64) -> Vec<Vec<[i64; 2]>> {
    let thin = |ring: R| {
        let mut corners: Vec<[i64; 2]> = Vec::new();
        for next in ring {
            if corners.last().is_none_or(|[x, y]| (next[0] - x).abs().max((next[1] - y).abs()) >= step) {
                corners.push(next);
            }
        }
        corners
    };
    rings.map(thin).filter(|corners| corners.len() > 2).collect()
}

/// The map where no script draws it, and on paper: the best synergies alone.
pub(crate) fn printed(run: &Run, words: Words, shown: &Shown, plane: &Plane, zones: &[Outline]) -> Markup {
    let study = run.study;
    let [left, top, right, bottom] = plane.core.map(|m| m as f64);
    let (width, height) = ((right - left).max(1.0), (bottom - top).max(1.0));
    let scale = (880.0 / width).min(560.0 / height).min(1.0);
    let view = [left * scale - 60.0, top * scale - 30.0, width * scale + 180.0, height * scale + 60.0];
    let view = view.map(|side| format!("{side:.0}")).join(" ");
    let pixel = |metres: i64| format!("{:.1}", metres as f64 * scale);
    let path = |ring: &Vec<[i64; 2]>| {
        let corners: Vec<String> = ring.iter().map(|[x, y]| format!("{} {}", pixel(*x), pixel(*y))).collect();
        format!("M{}Z", corners.join("L"))
    };
    let at = |flow: FlowIx| plane.at(study.site(study.flow(flow).site).position).map(|m| m as f64 * scale);
    let line = |synergy: usize| {
        let [[x0, y0], [x1, y1]] = run.matches.synergies.list().ends_at(synergy).map(at);
        let (bx, by) = ((x0 + x1) / 2.0 + (y1 - y0) * 0.12, (y0 + y1) / 2.0 - (x1 - x0) * 0.12);
        format!("M{x0:.1} {y0:.1}Q{bx:.1} {by:.1} {x1:.1} {y1:.1}")
    };
    let colour = |synergy: usize| {
        let supply = study.flow(run.matches.synergies.list().ends_at(synergy)[0]);
        palette::group(&study.resource(supply.resource).family).colour.hex()
    };
    // Thick over thin, the best on top.
    let mut lines: Vec<usize> = shown.synergies.iter().copied().take(PRINTED).collect();
    lines.reverse();
    lines.sort_by_key(|i| moves(run, *i));
    let busy = lines.iter().flat_map(|i| run.matches.synergies.list().ends_at(*i)).map(|ix| study.flow(ix).site);
    let mut busy: Vec<_> = busy.collect();
    busy.sort_unstable();
    busy.dedup();
    let others = shown.sites.iter().filter(|ix| busy.binary_search(ix).is_err()).take(PRINTED);
    let pixels = |site: &SiteIx| plane.at(study.site(*site).position).map(|m| m as f64 * scale);
    let names = names(busy.iter().map(|site| (pixels(site), clipped(study.site(*site).label()))));
    let title =
        words.say("Map of the sites and their best synergies", "Carte des sites et de leurs meilleures synergies");
    html! {
        svg.printed-map viewBox=(view) role="img" aria-label=(title) {
            g stroke=(palette::ZONE_EDGE.hex()) stroke-width="0.6" fill-rule="evenodd" {
                @for outline in zones {
                    path fill=(palette::zone(&study.zone(outline.zone).kind).hex())
                        d=(outline.rings.iter().map(path).collect::<String>()) {}
                }
            }
            g fill="none" {
                @for i in &lines {
                    @let moved = moves(run, *i);
                    path d=(line(*i)) stroke=(colour(*i)) stroke-width=(if moved { "2.4" } else { "1.1" })
                        stroke-opacity=(if moved { "0.9" } else { "0.55" }) {}
                }
            }
            @for ix in others {
                @let [x, y] = plane.at(study.site(*ix).position);
                circle cx=(pixel(x)) cy=(pixel(y)) r="2" fill="#fff" stroke="#6b7783" {}
            }
            @for ix in &busy {
                @let [x, y] = pixels(ix);
                circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="3.4" fill=(palette::GIVER.hex()) stroke="#fff" {}
            }
            @for ([x, y], anchor, name) in &names {
                text x=(format!("{x:.1}")) y=(format!("{y:.1}")) text-anchor=(anchor) { (name) }
            }
        }
    }
}

/// Names beside their places, right or left, as long as none covers another; the others go without.
fn names(places: impl Iterator<Item = ([f64; 2], String)>) -> Vec<([f64; 2], &'static str, String)> {
    // Of the picture's type: a letter's mean width, a line's height, the gap to the dot; in pixels.
    const LETTER: f64 = 6.2;
    const LINE: f64 = 13.0;
    const GAP: f64 = 6.0;
    let mut taken: Vec<[f64; 3]> = Vec::new();
    let mut put = Vec::new();
    for ([x, y], name) in places {
        let width = name.chars().count() as f64 * LETTER;
        let free = |from: f64| taken.iter().all(|[a, b, at]| from + width < *a || from > *b || (y - at).abs() > LINE);
        let Some((from, at, anchor)) =
            [(x + GAP, x + GAP, "start"), (x - GAP - width, x - GAP, "end")].into_iter().find(|(from, ..)| free(*from))
        else {
            continue;
        };
        taken.push([from, from + width, y]);
        put.push(([at, y + 4.0], anchor, name));
    }
    put
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(places: &[(f64, f64)]) -> Plane {
        Plane::of(places.iter().map(|(lon, lat)| Position::new(*lon, *lat).unwrap()).collect::<Vec<_>>().into_iter())
    }

    #[test]
    fn the_antimeridian_is_no_border() {
        let fiji = plane(&[(177.5, -18.0), (-179.5, -17.0), (179.9, -16.5)]);
        let [x, y] = fiji.at(Position::new(-179.5, -18.0).unwrap());
        assert!((x as f64 - 3.0 * DEGREE * 17.25_f64.to_radians().cos()).abs() < 1.0, "{x}");
        assert!((y as f64 - 1.5 * DEGREE).abs() < 1.0, "{y}");
        assert!(fiji.size[0] < 4.0 * DEGREE, "{:?}", fiji.size);
        assert!(fiji.place(177.0, -18.0)[0] < 0, "a zone reaches past the sites");
        assert!(fiji.place(-179.0, -18.0)[0] > x);
    }

    #[test]
    fn every_study_has_a_plane() {
        for places in [&[][..], &[(0.0, 90.0)], &[(-180.0, -90.0), (179.0, 90.0)], &[(2.0, 51.0), (2.0, 51.0)]] {
            let plane = plane(places);
            assert!(plane.size.iter().all(|size| size.is_finite() && *size >= 0.0), "{places:?}: {plane:?}");
        }
    }

    #[test]
    fn one_site_far_away_does_not_shrink_the_others() {
        let near = (0..9).map(|i| (11.0 + f64::from(i) * 0.01, 55.0));
        let alone = plane(&near.clone().collect::<Vec<_>>());
        assert_eq!((alone.beyond, alone.core[2]), (0, alone.size[0].round() as i64));
        let far = plane(&near.chain([(9.0, 57.0)]).collect::<Vec<_>>());
        assert_eq!(far.beyond, 1);
        assert!(f64::from((far.core[2] - far.core[0]) as i32) < far.size[0] / 10.0, "{far:?}");
    }

    #[test]
    fn no_name_covers_another() {
        let at = |x: f64, y: f64, name: &str| ([x, y], name.to_owned());
        let put =
            names([at(0.0, 0.0, "one"), at(1.0, 1.0, "two"), at(2.0, 2.0, "three"), at(0.0, 40.0, "four")].into_iter());
        let told: Vec<(&str, &str)> = put.iter().map(|(_, anchor, name)| (*anchor, name.as_str())).collect();
        assert_eq!(told, [("start", "one"), ("end", "two"), ("start", "four")]);
    }

    #[test]
    fn many_corners_become_few() {
        let ring: Vec<(f64, f64)> = (0..20_000)
            .map(|i| {
                let turn = f64::from(i) / 20_000.0 * std::f64::consts::TAU;
                (turn.cos(), turn.sin())
            })
            .collect();
        let zone = Zone {
            id: "z".into(),
            name: None,
            kind: maillon_model::ZoneKind::Urban,
            level: None,
            geometry: geo_types::Polygon::new(LineString::from(ring), vec![]).into(),
            origin: maillon_model::Origin { source: maillon_model::SourceIx(0), feature: 1 },
        };
        let plane = plane(&[(-1.0, -1.0), (1.0, 1.0)]);
        let drawn = outlines(&vec![zone; 30], &plane);
        let corners: usize = drawn.iter().flat_map(|outline| &outline.rings).map(Vec::len).sum();
        assert!((CORNERS / 4..=CORNERS).contains(&corners), "{corners}");
        assert_eq!(drawn.len(), 30);
    }
}
