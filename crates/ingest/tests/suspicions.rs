//! Each suspicion by itself: a clean study is accused of nothing; with one thing spoilt, that one thing is.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;

use maillon_ingest::{Knowledge, StudyFile, load};
use maillon_model::IssueCode;

/// A row of a site: id, name, country, commune, longitude, latitude; its line in the file is two below its place.
type Site = (String, String, String, String, f64, f64);

/// A row of a flow: id, site, amount in tonnes.
type Flow = (String, String, f64);

#[derive(Clone)]
struct Region {
    sites: Vec<Site>,
    flows: Vec<Flow>,
    crs: &'static str,
    /// How far east of where they belong the zones are drawn.
    zones_off: f64,
}

const COUNT: usize = 24;

/// The line of a row by its place.
fn line(at: usize) -> Option<u64> {
    Some(at as u64 + 2)
}

/// Two communes near Paris, a dozen sites in each.
fn clean() -> Region {
    let site = |i: usize| {
        let commune = if i < COUNT / 2 { "75001" } else { "Ouville" };
        let (lon, lat) = (2.003_457 + i as f64 * 0.008_13, 48.012_345 + ((i * 7) % COUNT) as f64 * 0.003_57);
        (format!("S{i}"), format!("Works {i}"), "France".to_owned(), commune.to_owned(), lon, lat)
    };
    let flow = |i: usize| (format!("F{i}"), format!("S{i}"), 100.0 + i as f64);
    Region {
        sites: (0..COUNT).map(site).collect(),
        flows: (0..COUNT).map(flow).collect(),
        crs: "EPSG:4326",
        zones_off: 0.0,
    }
}

impl Region {
    fn issues(&self) -> Vec<(IssueCode, Option<u64>, String)> {
        let mut sites = String::from("site_id,name,country,commune,lon,lat\n");
        for (id, name, country, commune, lon, lat) in &self.sites {
            sites += &format!("{id},{name},{country},{commune},{lon},{lat}\n");
        }
        let mut flows = String::from("flow_id,site_id,direction,resource,quantity,unit\n");
        for (id, site, amount) in &self.flows {
            flows += &format!("{id},{site},supply,ash.fly,{amount},t/yr\n");
        }
        let west = 2.0 + self.zones_off;
        let zone = |code: &str, name: &str, west: f64| {
            let east = west + 0.1;
            format!(
                r#"{{"type":"Feature","properties":{{"id":"{code}","name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},48],[{east},48],[{east},48.1],[{west},48.1],[{west},48]]]}}}}"#
            )
        };
        let zones = [zone("75001", "Parville", west), zone("75002", "Ouville", west + 0.1)].join(",");
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
        write("sites.csv", &sites);
        write("flows.csv", &flows);
        write("zones.geojson", &format!(r#"{{"type":"FeatureCollection","features":[{zones}]}}"#));
        write(
            "study.toml",
            &format!(
                "[sites]\npath = \"sites.csv\"\ncrs = \"{}\"\n[flows]\npath = \"flows.csv\"\n[[zones]]\npath = \"zones.geojson\"\n\
                 level = \"commune\"\n",
                self.crs
            ),
        );
        let file = StudyFile::read(dir.path()).unwrap();
        let study = load(&file, dir.path(), &Knowledge::of(&file, dir.path()).unwrap(), &|_, _| {}).unwrap();
        study.issues.into_iter().map(|issue| (issue.code, issue.feature, issue.message)).collect()
    }
}

/// What must be suspected, at which line, where one thing is spoilt; nobody else may be accused.
#[track_caller]
fn suspects(code: IssueCode, at: Option<u64>, spoil: impl FnOnce(&mut Region)) {
    let mut region = clean();
    spoil(&mut region);
    let issues = region.issues();
    assert!(issues.iter().any(|(found, line, _)| (*found, *line) == (code, at)), "no {code} in {issues:?}");
    let others: Vec<_> = issues.iter().filter(|(_, line, _)| *line != at).collect();
    assert!(others.is_empty(), "accused beside: {others:?}");
}

#[test]
fn a_clean_study_is_accused_of_nothing() {
    assert_eq!(clean().issues(), []);
}

#[test]
fn swapped_axes() {
    suspects(IssueCode::SuspectSwap, line(5), |region| {
        let site = &mut region.sites[5];
        (site.4, site.5) = (site.5, site.4);
    });
    // Without zones and without countries, the other sites tell.
    suspects(IssueCode::SuspectSwap, line(5), |region| {
        region.sites.iter_mut().for_each(|site| (site.2, site.3) = (String::new(), String::new()));
        let site = &mut region.sites[5];
        (site.4, site.5) = (site.5, site.4);
    });
}

#[test]
fn a_frozen_coordinate() {
    let mut region = clean();
    // Dragged down six rows: elsewhere in one axis alone.
    let frozen = region.sites[2].5;
    region.sites[3..8].iter_mut().for_each(|site| site.5 = frozen);
    let found: Vec<_> = region.issues().into_iter().map(|(code, line, _)| (code, line)).collect();
    let expected: Vec<_> = (2..8).map(|at| (IssueCode::FrozenCoordinate, line(at))).collect();
    assert_eq!(found, expected);
}

#[test]
fn outside_the_country_or_the_commune() {
    suspects(IssueCode::OutsideCountry, line(4), |region| region.sites[4].2 = "Poland".to_owned());
    suspects(IssueCode::OutsideCommune, line(4), |region| region.sites[4].3 = "Ouville".to_owned());
    // Across a border of neighbours' nobody is accused, nor where the study knows no such place.
    let mut region = clean();
    region.sites[4].2 = "Atlantis".to_owned();
    region.sites[5].3 = "Elsewhere".to_owned();
    assert_eq!(region.issues(), []);
}

#[test]
fn many_sites_at_one_point() {
    let mut region = clean();
    let (lon, lat) = (region.sites[0].4, region.sites[0].5);
    region.sites[1..6].iter_mut().for_each(|site| (site.4, site.5) = (lon, lat));
    let issues = region.issues();
    let of = |code: IssueCode| issues.iter().filter(|issue| issue.0 == code).map(|issue| issue.1).collect::<Vec<_>>();
    assert_eq!(of(IssueCode::StackedSites), [line(0)]);
    assert_eq!(of(IssueCode::SharedPosition), (1..6).map(line).collect::<Vec<_>>());
    assert_eq!(issues.len(), 6, "{issues:?}");
}

#[test]
fn a_system_guessed_wrong_or_near_no_zone() {
    for (crs, off) in [("EPSG:4326", 9.0), ("EPSG:4326", -9.0)] {
        let mut region = clean();
        region.sites.iter_mut().for_each(|site| (site.2, site.3) = (String::new(), String::new()));
        (region.crs, region.zones_off) = (crs, off);
        let issues = region.issues();
        assert!(matches!(issues[..], [(IssueCode::SuspectCrs, None, _)]), "{issues:?}");
    }
}

#[test]
fn in_the_sea() {
    suspects(IssueCode::AtSea, line(9), |region| {
        let site = &mut region.sites[9];
        (site.3, site.4, site.5) = (String::new(), -6.512_3, 45.512_3);
        site.2 = String::new();
    });
}

#[test]
fn a_unit_a_thousand_times_off() {
    suspects(IssueCode::SuspectUnit, line(3), |region| region.flows[3].2 *= 1000.0);
    suspects(IssueCode::SuspectUnit, line(3), |region| region.flows[3].2 /= 1000.0);
    let mut region = clean();
    region.flows[3].2 *= 30.0;
    assert_eq!(region.issues(), [], "large, but no factor of a unit");
}

#[test]
fn duplicated_rows_and_twins() {
    suspects(IssueCode::RepeatedFlow, line(COUNT), |region| {
        let copy = ("again".to_owned(), region.flows[7].1.clone(), region.flows[7].2);
        region.flows.push(copy);
    });
    suspects(IssueCode::DuplicateId, line(COUNT), |region| region.flows.push(region.flows[7].clone()));
    suspects(IssueCode::DuplicateId, line(COUNT), |region| region.sites.push(region.sites[7].clone()));
    suspects(IssueCode::TwinSite, line(COUNT), |region| {
        let mut twin = region.sites[7].clone();
        twin.0 = "other".to_owned();
        twin.4 += 0.000_51;
        region.sites.push(twin);
    });
    // Two flows of a site that differ are two.
    let mut region = clean();
    region.flows.push(("more".to_owned(), region.flows[7].1.clone(), region.flows[7].2 + 1.0));
    assert_eq!(region.issues(), []);
}
