//! Places that lie densely: DBSCAN on the ground.
//!
//! M. Ester, H.-P. Kriegel, J. Sander, X. Xu, "A density-based algorithm for discovering clusters in large spatial databases with
//! noise", KDD 1996. The plain algorithm asks each place for its neighbours, which is quadratic where many lie at one; here
//! places stand in cubes so small that all in one are neighbours, and only cubes are joined (A. Gunawan, 2013). A place at the edge of
//! several groups goes to the one of its nearest core, the first of equals: the order of places leaves no trace but in ties.

use maillon_model::{Distance, Position};
use maillon_spatial::{PointIndex, distance, geocentric};

/// A cube's edge over the reach, a little less than 1/√3: a geodesic of up to 300 km exceeds its chord by less than a tenth of a thousandth.
const EDGE: f64 = 0.577;

/// Beyond this, cubes are no good; nothing that neighbours pool reaches so far, and clusters are looked for within it.
pub(crate) const FARTHEST: Distance = Distance::saturating(300_000.0);

/// Pairs of two cubes that are looked at one by one; more are looked up in an index. No source: a choice of ours.
const PAIRS: usize = 4096;

type Cell = [i64; 3];

/// Groups of places: those that have at least `least` places within `reach`, themselves among them, and what is within reach of these.
/// Each group is sorted, and they are in order of their first. What is in no group lies apart. A reach beyond 300 km counts as 300 km.
pub fn clusters(places: &[Position], reach: Distance, least: usize) -> Vec<Vec<u32>> {
    let reach = reach.min(FARTHEST);
    let grid = Grid::new(places, reach);
    let core = grid.cores(least.max(1));
    let mut sets: Vec<u32> = (0..places.len() as u32).collect();
    for cell in &grid.cells {
        let cores: Vec<u32> = cell.members(&grid.order).iter().copied().filter(|p| core[*p as usize]).collect();
        cores.windows(2).for_each(|pair| join(&mut sets, pair[0], pair[1]));
        let Some(&first) = cores.first() else { continue };
        for other in grid.around(cell.at).filter(|other| other.at > cell.at) {
            let others: Vec<u32> = other.members(&grid.order).iter().copied().filter(|p| core[*p as usize]).collect();
            let Some(&second) = others.first() else { continue };
            if root(&mut sets, first) != root(&mut sets, second) && grid.meet(&cores, &others) {
                join(&mut sets, first, second);
            }
        }
    }
    // Edges go to their nearest core.
    let mut of: Vec<Option<u32>> = vec![None; places.len()];
    for (p, is_core) in core.iter().enumerate() {
        of[p] = match is_core {
            true => Some(root(&mut sets, p as u32)),
            false => grid.nearest(p as u32, &core).map(|nearest| root(&mut sets, nearest)),
        };
    }
    let mut grouped: Vec<(u32, u32)> = (0u32..).zip(of).filter_map(|(p, set)| Some((set?, p))).collect();
    grouped.sort_unstable();
    let mut groups: Vec<Vec<u32>> =
        grouped.chunk_by(|a, b| a.0 == b.0).map(|group| group.iter().map(|(_, p)| *p).collect()).collect();
    groups.sort_unstable();
    groups
}

struct Cube {
    at: Cell,
    from: usize,
    to: usize,
}

impl Cube {
    fn members<'o>(&self, order: &'o [(Cell, u32)]) -> Order<'o> {
        Order(&order[self.from..self.to])
    }
}

struct Order<'o>(&'o [(Cell, u32)]);

impl<'o> Order<'o> {
    fn iter(&self) -> impl Iterator<Item = &'o u32> + use<'o> {
        self.0.iter().map(|(_, p)| p)
    }
}

struct Grid<'p> {
    places: &'p [Position],
    reach: Distance,
    order: Vec<(Cell, u32)>,
    cells: Vec<Cube>,
}

impl<'p> Grid<'p> {
    fn new(places: &'p [Position], reach: Distance) -> Self {
        // A millimetre at least: places at one address are neighbours even where nothing else is.
        let edge = (EDGE * reach.as_metres()).max(1e-3);
        let cell = |p: &Position| geocentric(*p).map(|metres| (metres / edge).floor() as i64);
        let mut order: Vec<(Cell, u32)> = places.iter().map(cell).zip(0..).collect();
        order.sort_unstable();
        let mut cells: Vec<Cube> = Vec::new();
        for (i, (at, _)) in order.iter().enumerate() {
            match cells.last_mut() {
                Some(last) if last.at == *at => last.to = i + 1,
                _ => cells.push(Cube { at: *at, from: i, to: i + 1 }),
            }
        }
        Self { places, reach, order, cells }
    }

    fn near(&self, a: u32, b: u32) -> Option<Distance> {
        Some(distance(self.places[a as usize], self.places[b as usize])).filter(|d| *d <= self.reach)
    }

    /// The cubes that may hold a neighbour of what is in this one, itself among them.
    fn around(&self, [x, y, z]: Cell) -> impl Iterator<Item = &Cube> {
        let columns = (-2..=2).flat_map(move |dx| (-2..=2).map(move |dy| (x + dx, y + dy)));
        columns.flat_map(move |(x, y)| {
            let from = self.cells.partition_point(|cell| cell.at < [x, y, z - 2]);
            self.cells[from..].iter().take_while(move |cell| cell.at <= [x, y, z + 2])
        })
    }

    fn cores(&self, least: usize) -> Vec<bool> {
        let mut core = vec![false; self.places.len()];
        for cell in &self.cells {
            for &p in cell.members(&self.order).iter() {
                // All in one cube are neighbours.
                let mut count = cell.to - cell.from;
                for other in self.around(cell.at).filter(|other| other.at != cell.at) {
                    if count >= least {
                        break;
                    }
                    let near = other.members(&self.order).iter().filter(|q| self.near(p, **q).is_some());
                    count += near.take(least - count).count();
                }
                core[p as usize] = count >= least;
            }
        }
        core
    }

    /// Whether any of these is a neighbour of any of those.
    fn meet(&self, these: &[u32], those: &[u32]) -> bool {
        if these.len() * those.len() <= PAIRS {
            return these.iter().any(|p| those.iter().any(|q| self.near(*p, *q).is_some()));
        }
        let index = PointIndex::new(those.iter().map(|q| (self.places[*q as usize], *q)));
        these.iter().any(|p| {
            let nearest = index.nearest(self.places[*p as usize], |_| true);
            nearest.is_some_and(|(_, distance)| distance <= self.reach)
        })
    }

    fn nearest(&self, p: u32, core: &[bool]) -> Option<u32> {
        let here = self.order_of(p);
        let others = self.around(here).flat_map(|cell| cell.members(&self.order).iter().copied().collect::<Vec<_>>());
        let cores = others.filter(|q| core[*q as usize]);
        cores.filter_map(|q| Some((self.near(p, q)?, q))).min().map(|(_, q)| q)
    }

    fn order_of(&self, p: u32) -> Cell {
        let edge = (EDGE * self.reach.as_metres()).max(1e-3);
        geocentric(self.places[p as usize]).map(|metres| (metres / edge).floor() as i64)
    }
}

fn root(sets: &mut [u32], p: u32) -> u32 {
    let mut at = p;
    while sets[at as usize] != at {
        let above = sets[sets[at as usize] as usize];
        sets[at as usize] = above;
        at = above;
    }
    at
}

fn join(sets: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(sets, a), root(sets, b));
    sets[a.max(b) as usize] = a.min(b);
}
