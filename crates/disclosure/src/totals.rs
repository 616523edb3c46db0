//! Amounts that may be published: sums over groups of sites.
//!
//! What may be published is decided by blocks. The known amounts of one direction and dimension are parted into blocks, none
//! of which tells of fewer than three sites; a total is published where it is a sum of whole blocks. Whatever is added or
//! subtracted among published totals is then a sum of multiples of whole blocks, so that nothing about part of a block can be
//! worked out from them: what statisticians call complementary suppression follows of itself.

use std::collections::{BTreeMap, BTreeSet};

use maillon_model::{Dimension, Direction, Grouped, ResourceIx, SiteIx, Study, ZoneIx};

/// A published sum speaks of at least so many sites. The rule of the French statistical institute for enterprises: INSEE, *Guide
/// du secret statistique*, "au moins trois".
pub const SMALLEST_GROUP: usize = 3;

/// No site makes up so much of a published sum, or more. The same guide: 85 %.
pub const LARGEST_SHARE: f64 = 0.85;

/// A total: of a resource family in a zone.
type Cell<'l> = (ZoneIx, &'l str);

/// Amounts per year that may be published, in base units of their dimension.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PublicTotals {
    zones: BTreeMap<(ZoneIx, String, Direction, Dimension), f64>,
    whole: BTreeMap<(Direction, Dimension), f64>,
}

/// Amounts that are told together or not at all.
#[derive(Debug, Clone, Default)]
struct Block<'l> {
    by_site: BTreeMap<SiteIx, f64>,
    /// Totals that hold all of the block.
    whole: BTreeSet<Cell<'l>>,
    /// Totals that hold any of it.
    touched: BTreeSet<Cell<'l>>,
}

impl Block<'_> {
    fn is_safe(&self) -> bool {
        let sum: f64 = self.by_site.values().sum();
        let largest = self.by_site.values().copied().fold(0.0, f64::max);
        self.by_site.len() >= SMALLEST_GROUP && largest < LARGEST_SHARE * sum
    }

    fn sum(&self) -> f64 {
        self.by_site.values().sum()
    }

    fn take(&mut self, other: Self) {
        for (site, amount) in other.by_site {
            *self.by_site.entry(site).or_default() += amount;
        }
        self.whole.retain(|cell| other.whole.contains(cell));
        self.touched.extend(other.touched);
    }

    /// Totals that could no longer be told, were the two one block.
    fn loss(&self, other: &Self) -> usize {
        self.whole.symmetric_difference(&other.whole).count()
    }
}

impl PublicTotals {
    /// The totals of a study's own sites, confidential ones among them. `zones` are those that hold each site, `families` the word
    /// that each resource is counted under; both by place.
    pub fn of(study: &Study, zones: &Grouped<ZoneIx>, families: &[String]) -> Self {
        let mut totals = Self::default();
        for direction in [Direction::Supply, Direction::Demand] {
            for dimension in Dimension::ALL {
                let blocks = safe(atoms(study, zones, families, direction, dimension));
                totals.tell(&blocks, direction, dimension);
            }
        }
        totals
    }

    fn tell(&mut self, blocks: &[Block<'_>], direction: Direction, dimension: Dimension) {
        let mut cells: BTreeMap<Cell<'_>, Option<f64>> = BTreeMap::new();
        for block in blocks {
            for cell in &block.touched {
                let sum = cells.entry(*cell).or_insert(Some(0.0));
                *sum = sum.filter(|_| block.whole.contains(cell)).map(|sum| sum + block.sum());
            }
        }
        let told = cells.into_iter().filter_map(|((zone, family), sum)| Some((zone, family, sum?)));
        self.zones.extend(told.map(|(zone, family, sum)| ((zone, family.to_owned(), direction, dimension), sum)));
        if !blocks.is_empty() {
            self.whole.insert((direction, dimension), blocks.iter().map(Block::sum).sum());
        }
    }

    /// What the sites of a zone give or need of a resource family.
    pub fn zone(&self, zone: ZoneIx, family: &str, direction: Direction, dimension: Dimension) -> Option<f64> {
        self.zones.get(&(zone, family.to_owned(), direction, dimension)).copied()
    }

    /// What all sites give or need.
    pub fn whole(&self, direction: Direction, dimension: Dimension) -> Option<f64> {
        self.whole.get(&(direction, dimension)).copied()
    }

    /// The families and dimensions that any zone's total tells of.
    pub fn families(&self) -> BTreeSet<(&str, Dimension)> {
        self.zones.keys().map(|(_, family, _, dimension)| (family.as_str(), *dimension)).collect()
    }
}

/// The amounts that no total tells apart, together: those of one family at sites in the same zones.
fn atoms<'l>(
    study: &Study,
    zones: &Grouped<ZoneIx>,
    families: &'l [String],
    direction: Direction,
    dimension: Dimension,
) -> Vec<Block<'l>> {
    let mut atoms: BTreeMap<(&'l str, &[ZoneIx]), Block<'l>> = BTreeMap::new();
    for (_, flow) in study.own_flows().filter(|(_, flow)| flow.direction == direction) {
        let known = flow.amount.known().filter(|amount| amount.dimension() == dimension && amount.annual() > 0.0);
        let Some(amount) = known else { continue };
        let ResourceIx(resource) = flow.resource;
        let family = families.get(resource as usize).map_or("", String::as_str);
        let held_by = zones.of(flow.site.0);
        let block = atoms.entry((family, held_by)).or_insert_with(|| {
            let cells: BTreeSet<Cell<'l>> = held_by.iter().map(|zone| (*zone, family)).collect();
            Block { by_site: BTreeMap::new(), touched: cells.clone(), whole: cells }
        });
        *block.by_site.entry(flow.site).or_default() += amount.annual();
    }
    atoms.into_values().collect()
}

/// Joins blocks until each is safe: the smallest with the one that costs the fewest totals. None are left where all together are
/// not safe.
fn safe(mut blocks: Vec<Block<'_>>) -> Vec<Block<'_>> {
    loop {
        let unsafe_ones = (0..blocks.len()).filter(|i| !blocks[*i].is_safe());
        let Some(smallest) = unsafe_ones.min_by_key(|i| (blocks[*i].by_site.len(), *i)) else { return blocks };
        let block = blocks.remove(smallest);
        let partner = (0..blocks.len()).min_by_key(|i| (block.loss(&blocks[*i]), blocks[*i].by_site.len(), *i));
        match partner {
            Some(partner) => blocks[partner].take(block),
            None => return Vec::new(),
        }
    }
}
