//! The floor: a bare loop over sorted arrays that does nothing else. Rows of a grid in degrees, each row sorted by
//! longitude; no pole, no antimeridian, no exact border, no distance but the chord and its first correction.

use maillon_spatial::PointIndex;
use multiversion::multiversion;
use rayon::prelude::*;

use crate::work::{Flow, Keeper, Market, Outcome, Scores, Task};

/// Metres of a degree of latitude, at the least (GRS 80 and WGS 84, at the equator).
const DEGREE: f64 = 110_574.0;
/// Mean radius of the Earth, metres (IUGG).
const EARTH: f64 = 6_371_008.8;
/// Rows of a radius. No source.
const ROWS: f64 = 4.0;
/// Supplies that a thread takes at a time.
const AT_A_TIME: usize = 256;
/// Places of a row that are looked at at once.
const AT_ONCE: usize = 256;

/// Geocentric coordinates on WGS 84, metres.
fn geocentric(flow: &Flow) -> [f64; 3] {
    let (e2, a) = (0.006_694_379_990_141_317, 6_378_137.0);
    let (sin_lon, cos_lon) = flow.position.lon().to_radians().sin_cos();
    let (sin_lat, cos_lat) = flow.position.lat().to_radians().sin_cos();
    let normal = a / f64::sqrt(1.0 - e2 * sin_lat * sin_lat);
    [normal * cos_lat * cos_lon, normal * cos_lat * sin_lon, normal * (1.0 - e2) * sin_lat]
}

/// A thread's own.
struct Scratch {
    chords_2: [f64; AT_ONCE],
    ways: [f64; AT_ONCE],
    hits: [(f64, f64); AT_ONCE],
    scores: Scores,
}

impl Scratch {
    fn new() -> Self {
        let none = [0.0; AT_ONCE];
        Self { chords_2: none, ways: none, hits: [(0.0, 0.0); AT_ONCE], scores: Scores::new() }
    }
}

struct Grid {
    south: f64,
    /// Degrees of latitude.
    height: f64,
    /// Where each row begins.
    rows: Vec<u32>,
    lon: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
    z: Vec<f64>,
    amount: Vec<f64>,
}

impl Grid {
    fn new(flows: &[Flow], radius: f64) -> Self {
        let south = flows.iter().map(|f| f.position.lat()).fold(90.0, f64::min);
        let north = flows.iter().map(|f| f.position.lat()).fold(-90.0, f64::max);
        let height = radius / DEGREE / ROWS;
        let row = |flow: &Flow| ((flow.position.lat() - south) / height) as u32;
        let mut order: Vec<&Flow> = flows.iter().collect();
        order.sort_unstable_by(|a, b| row(a).cmp(&row(b)).then(a.position.lon().total_cmp(&b.position.lon())));
        let count = if flows.is_empty() { 0 } else { ((north - south) / height) as u32 + 1 };
        let rows = (0..=count).map(|r| order.partition_point(|flow| row(flow) < r) as u32).collect();
        let places: Vec<[f64; 3]> = order.iter().map(|flow| geocentric(flow)).collect();
        let axis = |i: usize| places.iter().map(|place| place[i]).collect();
        let lon = order.iter().map(|flow| flow.position.lon()).collect();
        let amount = order.iter().map(|flow| flow.amount).collect();
        Self { south, height, rows, lon, x: axis(0), y: axis(1), z: axis(2), amount }
    }

    fn pairs(&self, supply: &Flow, radius: f64, keeper: &mut Keeper, at: &mut Scratch) {
        let [x, y, z] = geocentric(supply);
        let (lon, lat) = (supply.position.lon(), supply.position.lat());
        let limit_2 = chord_2(radius);
        let reach = radius / DEGREE;
        let first = ((lat - reach - self.south) / self.height).floor().max(0.0) as usize;
        let last = ((lat + reach - self.south) / self.height).floor();
        let wide = (lat.abs() + reach).to_radians().cos();
        for row in first..self.rows.len().saturating_sub(1).min((last + 1.0).max(0.0) as usize) {
            let low = self.south + self.height * row as f64;
            let away = (low - lat).max(lat - low - self.height).max(0.0);
            // Per cent of slack: parallels are not quite as long as on a sphere.
            let half = 1.01 * (reach * reach - away * away).max(0.0).sqrt() / wide + 1e-9;
            let (start, end) = (self.rows[row] as usize, self.rows[row + 1] as usize);
            let lons = &self.lon[start..end];
            let from = start + lons.partition_point(|l| *l < lon - half);
            let to = start + lons.partition_point(|l| *l <= lon + half);
            for start in (from..to).step_by(AT_ONCE) {
                let all = start..to.min(start + AT_ONCE);
                let axes = [&self.x[all.clone()], &self.y[all.clone()], &self.z[all.clone()]];
                let found = within(axes, &self.amount[all], [x, y, z], limit_2, at);
                keeper.take(at.hits[..found].iter().copied(), &mut at.scores);
            }
        }
    }
}

/// The way to each place whose chord's square is within the limit, and its amount. Returns how many there are.
#[multiversion(targets("x86_64+avx2+avx512f+avx512vl+avx512dq", "x86_64+avx2", "aarch64+neon"))]
fn within(
    [xs, ys, zs]: [&[f64]; 3],
    amounts: &[f64],
    [x, y, z]: [f64; 3],
    limit_2: f64,
    Scratch { chords_2, ways, hits, .. }: &mut Scratch,
) -> usize {
    let len = amounts.len().min(AT_ONCE);
    let (xs, ys, zs, amounts) = (&xs[..len], &ys[..len], &zs[..len], &amounts[..len]);
    for i in 0..len {
        let (x, y, z) = (xs[i] - x, ys[i] - y, zs[i] - z);
        chords_2[i] = x * x + y * y + z * z;
        ways[i] = chords_2[i].sqrt() * (1.0 + chords_2[i] * (1.0 / (24.0 * EARTH * EARTH)));
    }
    let mut found = 0;
    for i in 0..len {
        hits[found] = (ways[i], amounts[i]);
        found += usize::from(chords_2[i] <= limit_2);
    }
    found
}

/// The square of the chord under an arc, on the sphere.
fn chord_2(arc: f64) -> f64 {
    (2.0 * EARTH * (arc / (2.0 * EARTH)).sin()).powi(2)
}

pub(crate) fn run(markets: &[Market], task: Task) -> Outcome {
    let grids: Vec<(&Market, Grid, Vec<&Flow>)> = markets
        .par_iter()
        .map(|market| {
            let grid = Grid::new(&market.demands, market.radius.as_metres());
            let row = |flow: &&Flow| ((flow.position.lat() - grid.south) / grid.height) as i64;
            let mut supplies: Vec<&Flow> = market.supplies.iter().collect();
            supplies.sort_unstable_by(|a, b| row(a).cmp(&row(b)).then(a.position.lon().total_cmp(&b.position.lon())));
            (market, grid, supplies)
        })
        .collect();
    let parts: Vec<Outcome> = grids
        .par_iter()
        .flat_map(|(market, grid, supplies)| {
            supplies.par_chunks(AT_A_TIME).map(move |block| {
                let mut part = Outcome::default();
                let mut scratch = Scratch::new();
                for supply in block {
                    let mut keeper = Keeper::new(task, market.radius, supply.amount);
                    grid.pairs(supply, market.radius.as_metres(), &mut keeper, &mut scratch);
                    part.add(keeper.outcome());
                }
                part
            })
        })
        .collect();
    let mut all = Outcome::default();
    parts.into_iter().for_each(|part| all.add(part));
    all
}

/// The same with rstar's R-tree in the place of the grid.
pub(crate) fn run_rstar(markets: &[Market], task: Task) -> Outcome {
    use rstar::{RTree, primitives::GeomWithData};
    let trees: Vec<_> = markets
        .par_iter()
        .map(|market| {
            let places = market.demands.iter().map(|flow| GeomWithData::new(geocentric(flow), flow.amount)).collect();
            // In the engine's order, so that neighbours meet the same branches.
            let order = PointIndex::new(market.supplies.iter().map(|flow| flow.position).zip(0..));
            let supplies: Vec<&Flow> = order.payloads().iter().map(|i| &market.supplies[*i as usize]).collect();
            (market, RTree::bulk_load(places), supplies)
        })
        .collect();
    let parts: Vec<Outcome> = trees
        .par_iter()
        .flat_map(|(market, tree, supplies)| {
            supplies.par_chunks(AT_A_TIME).map(move |block| {
                let mut part = Outcome::default();
                let (mut hits, mut scores) = (Vec::new(), Scores::new());
                for supply in block {
                    let mut keeper = Keeper::new(task, market.radius, supply.amount);
                    let from = geocentric(supply);
                    let limit_2 = chord_2(market.radius.as_metres());
                    hits.clear();
                    hits.extend(tree.locate_within_distance(from, limit_2).map(|found| {
                        let place = found.geom();
                        let chord_2: f64 = (0..3).map(|i| (place[i] - from[i]).powi(2)).sum();
                        (chord_2.sqrt() * (1.0 + chord_2 / (24.0 * EARTH * EARTH)), found.data)
                    }));
                    keeper.take(hits.iter().copied(), &mut scores);
                    part.add(keeper.outcome());
                }
                part
            })
        })
        .collect();
    let mut all = Outcome::default();
    parts.into_iter().for_each(|part| all.add(part));
    all
}
