//! Which zone a site counts to, at each level once.
//!
//! Levels that the zones state nest: from the finest, whose zones are smallest, to the coarsest. A zone counts to the zone
//! of the next level that holds its [anchor](crate::anchors), and its sites count there with it, so that a level's sums are
//! those of the level below, whatever two drawings of one border say. A site in no zone of the finer level counts to the zone that holds it.

use std::collections::BTreeMap;

use geo::{Area, BoundingRect};
use maillon_model::{Grouped, Level, Position, Study, ZoneIx};
use maillon_spatial::ZoneIndex;

/// The levels of a study's zones: those that nest, from the finest to the coarsest, then one for each kind of the others.
pub(crate) fn levels(study: &Study, site_zones: &Grouped<ZoneIx>, anchors: &[Option<Position>]) -> Vec<Level> {
    let (mut stated, mut kinds) = (BTreeMap::<&str, Vec<ZoneIx>>::new(), BTreeMap::<&str, Vec<ZoneIx>>::new());
    for (i, zone) in study.zones.iter().enumerate() {
        let zones = match &zone.level {
            Some(level) => stated.entry(level).or_default(),
            None => kinds.entry(zone.kind.name()).or_default(),
        };
        zones.push(ZoneIx(i as u32));
    }
    let mut nested: Vec<(f64, &str, Vec<ZoneIx>)> =
        stated.into_iter().map(|(name, zones)| (mean_size(study, &zones), name, zones)).collect();
    nested.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));

    let index = ZoneIndex::new(&study.zones);
    let mut levels: Vec<Level> = Vec::new();
    for (_, name, zones) in nested {
        let mut level = counted(study, site_zones, name, zones);
        let place = levels.len() as u32;
        if let Some(finer) = levels.last_mut() {
            finer.parent = Some(place);
            nest(finer, &mut level, &index, anchors);
        }
        levels.push(level);
    }
    levels.extend(kinds.into_iter().map(|(name, zones)| counted(study, site_zones, name, zones)));
    levels
}

/// Mean size of zones, in square degrees: enough to tell a commune from a région.
fn mean_size(study: &Study, zones: &[ZoneIx]) -> f64 {
    let size = |zone: &ZoneIx| {
        study.zone(*zone).geometry.bounding_rect().map_or(0.0, |rect| rect.to_polygon().unsigned_area())
    };
    zones.iter().map(size).sum::<f64>() / zones.len().max(1) as f64
}

/// A level by itself: a site counts to the first of its zones that hold it.
fn counted(study: &Study, site_zones: &Grouped<ZoneIx>, name: &str, zones: Vec<ZoneIx>) -> Level {
    let (mut of_site, mut none, mut several) = (Vec::with_capacity(study.sites.len()), 0, 0);
    for i in 0..study.sites.len() {
        let mut holding = site_zones.of(i as u32).iter().copied().filter(|zone| zones.binary_search(zone).is_ok());
        let first = holding.next();
        none += u32::from(first.is_none());
        several += u32::from(holding.next().is_some());
        of_site.push(first);
    }
    let parents = vec![None; zones.len()];
    Level { name: name.into(), zones, parent: None, parents, of_site, sites_in_none: none, sites_in_several: several }
}

/// Lets a level count to the next coarser one.
fn nest(finer: &mut Level, coarser: &mut Level, index: &ZoneIndex, anchors: &[Option<Position>]) {
    let parent = |zone: &ZoneIx| {
        let holding = index.holding(anchors[zone.0 as usize]?);
        holding.into_iter().find(|zone| coarser.zones.binary_search(zone).is_ok())
    };
    finer.parents = finer.zones.iter().map(parent).collect();
    coarser.sites_in_none = 0;
    for (own, fine) in coarser.of_site.iter_mut().zip(&finer.of_site) {
        if let Some(zone) = fine
            && let Ok(place) = finer.zones.binary_search(zone)
            && let Some(parent) = finer.parents[place]
        {
            *own = Some(parent);
        }
        coarser.sites_in_none += u32::from(own.is_none());
    }
}
