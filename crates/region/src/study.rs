//! The region in memory.

use geo_types::{LineString, MultiPolygon, Polygon};
use maillon_model::{
    Dimension, Flow, IdKind, Language, Located, Name, Numbering, Origin, Position, Resource, ResourceIx, Site, SiteIx,
    Source, SourceIx, Study, Zone, ZoneKind,
};

use crate::communes::parts;
use crate::error::RegionError;
use crate::region::{Region, SIGMA, offset, round};
use crate::spec::Spec;

/// What the files are called, in the order of a study's sources.
pub(crate) const FILES: [&str; 3] = ["sites.geojson", "flows.csv", "zones.geojson"];

/// How many corners a town's outline has.
const CORNERS: u32 = 24;

/// The region in memory: what reading its files would give. Resources carry their radius.
///
/// # Errors
/// A count of the specification is 0 or too large, or its radius scale is outside 0.001 to 100.
pub fn generate(spec: &Spec) -> Result<Study, RegionError> {
    let region = Region::new(spec)?;
    let origin = |source: u32, feature: u64| Origin { source: SourceIx(source), feature };
    let sites = region.sites().zip(0..).map(|(position, i)| Site {
        id: region.site_id(i).into(),
        name: site_name(i).as_str().into(),
        activity: Name::NONE,
        position,
        located: Located::Point,
        origin: origin(0, i + 1),
    });
    let flows = region.flows().zip(0..).map(|(draw, i)| Flow {
        id: region.flow_id(i).into(),
        site: SiteIx((i / u64::from(spec.flows_per_site)) as u32),
        direction: draw.direction,
        resource: ResourceIx(draw.resource),
        amount: draw.amount,
        max_distance: None,
        details: None,
        origin: origin(1, i + 2), // line 1 is the header
    });
    let rings = |ring: Vec<(f64, f64)>| MultiPolygon(vec![Polygon::new(LineString::from(ring), Vec::new())]);
    let towns = region.towns.iter().enumerate().map(|(i, town)| Zone {
        id: region.town_id(i).into(),
        name: Some(town_name(i).into()),
        kind: ZoneKind::Urban,
        level: None,
        geometry: rings(outline(*town)),
        origin: origin(2, i as u64 + 1),
    });
    // Communes come after towns, as their kind does.
    let first = u64::from(spec.towns) + 1;
    let communes = parts(spec.communes).into_iter().zip(first..).map(|(part, feature)| Zone {
        geometry: rings(part.outline()),
        id: part.id.into(),
        name: Some(part.name.into()),
        kind: ZoneKind::Administrative,
        level: Some(part.level.into()),
        origin: origin(2, feature),
    });
    let resources = region.radii.iter().zip(0..).map(|(radius, i)| Resource {
        code: region.code(i).into(),
        family: "synthetic".into(),
        label: None,
        dimension: Some(Dimension::Mass),
        radius: Some(*radius),
        stop: None,
        known: false,
        readings: Vec::new(),
    });
    let source =
        |(file, numbering): (&str, Numbering)| Source { file: file.to_owned(), layer: None, numbering, sha256: None };
    Ok(Study {
        name: region.name(),
        language: Language::En,
        sites: sites.collect(),
        flows: flows.collect(),
        zones: towns.chain(communes).collect(),
        processors: Vec::new(),
        resources: resources.collect(),
        sources: FILES.into_iter().zip([Numbering::Feature, Numbering::Line, Numbering::Feature]).map(source).collect(),
        issues: Vec::new(),
        neighbours: Vec::new(),
        confidential: Vec::new(),
        staff: Vec::new(),
        site_ids: IdKind::Text,
        flow_ids: IdKind::Text,
        zone_ids: IdKind::Text,
    })
}

/// The name of site `i`, counted from 0.
pub(crate) fn site_name(i: u64) -> String {
    format!("Site {}", i + 1)
}

/// The name of town `i`, counted from 0.
pub(crate) fn town_name(i: usize) -> String {
    format!("Town {}", i + 1)
}

/// A town's outline, two sigmas (86 % of its sites) around its middle: a closed ring, anticlockwise.
pub(crate) fn outline(town: Position) -> Vec<(f64, f64)> {
    let corner = |i: u32| {
        let angle = std::f64::consts::TAU * f64::from(i % CORNERS) / f64::from(CORNERS);
        let (lon, lat) = offset(town, 2.0 * SIGMA * libm::cos(angle), 2.0 * SIGMA * libm::sin(angle));
        (round(lon, 1e7), round(lat, 1e7))
    };
    (0..=CORNERS).map(corner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_model::Direction;

    #[test]
    fn the_study_is_sorted_and_whole() {
        let study = generate(&Spec { flows_per_site: 3, ..Spec::new(1_000) }).unwrap();
        assert_eq!((study.flows.len(), study.sites.len()), (1_000, 334));
        assert_eq!((study.resources.len(), study.zones.len(), study.sources.len()), (50, 200, 3));
        assert!(study.sites.is_sorted_by(|a, b| a.id < b.id));
        assert!(study.flows.is_sorted_by(|a, b| a.id < b.id));
        assert!(study.zones.is_sorted_by(|a, b| a.id < b.id));
        assert!(study.resources.is_sorted_by(|a, b| a.code < b.code));
        let mut flows_of = vec![0; study.sites.len()];
        for flow in &study.flows {
            flows_of[flow.site.0 as usize] += 1; // panics where there is no such site
            assert!((flow.resource.0 as usize) < study.resources.len());
        }
        assert!(flows_of[..333].iter().all(|n| *n == 3) && flows_of[333] == 1);
        assert_eq!(study.flows.iter().filter(|f| f.direction == Direction::Supply).count(), 500);
    }

    #[test]
    fn communes_hold_every_site_once_at_each_level() {
        let study = generate(&Spec { communes: 100, ..Spec::new(500) }).unwrap();
        assert_eq!(study.zones.len(), 200 + 100 + 32 + 4);
        assert!(study.zones.is_sorted_by(|a, b| (&a.kind, &a.id) < (&b.kind, &b.id)));
        for level in ["commune", "département", "région"] {
            let zones = || study.zones.iter().filter(|zone| zone.level.as_deref() == Some(level));
            for site in &study.sites {
                let (x, y) = (site.position.lon(), site.position.lat());
                let inside = |zone: &&Zone| {
                    let corners: Vec<_> = zone.geometry.0[0].exterior().coords().collect();
                    (corners[0].x..corners[2].x).contains(&x) && (corners[0].y..corners[2].y).contains(&y)
                };
                assert_eq!(zones().filter(inside).count(), 1);
            }
        }
    }

    #[test]
    fn a_seed_is_a_region() {
        let spec = Spec::new(500);
        let study = generate(&spec).unwrap();
        assert_eq!(study, generate(&spec).unwrap());
        let other = generate(&Spec { seed: 2, ..spec }).unwrap();
        assert!(study.sites.iter().zip(&other.sites).all(|(a, b)| a.position != b.position));
    }

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        // Numbers published with this region depend on it.
        let study = generate(&Spec::new(10_000)).unwrap();
        let (site, flow) = (&study.sites[9_999], &study.flows[9_999]);
        assert_eq!((site.position.lon(), site.position.lat()), (-2.1377236, 49.3704182));
        assert_eq!((flow.resource.0, flow.amount.known().map(|q| q.annual())), (25, Some(101.458)));
    }

    #[test]
    fn outlines_are_closed_and_anticlockwise() {
        let ring = outline(Position::new(2.0, 45.0).unwrap());
        assert_eq!((ring.len(), ring[0]), (25, ring[24]));
        let twice_area: f64 = ring.windows(2).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum();
        assert!(twice_area > 0.0);
    }
}
