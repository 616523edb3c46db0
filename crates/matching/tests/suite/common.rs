//! Small studies of random flows.

use jiff::civil::Date;
use maillon_knowledge::Catalogue;
use maillon_matching::Options;
use maillon_model::{
    Amount, Details, Dimension, Direction, Distance, Flow, Located, Matches, Origin, Position, Quantity, Resource,
    ResourceIx, Site, SiteIx, SourceIx, Study, Validity,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

pub(crate) fn config(seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases: 150,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// [`maillon_matching::find`] with the shipped knowledge, which knows none of the resources here.
pub(crate) fn find(study: &Study, options: &Options, progress: &(dyn Fn(usize) + Sync)) -> Matches {
    maillon_matching::find(study, Catalogue::builtin(), options, progress)
}

pub(crate) const ORIGIN: Origin = Origin { source: SourceIx(0), feature: 1 };

pub(crate) fn km(value: f64) -> Distance {
    Distance::kilometres(value).unwrap()
}

pub(crate) fn site(id: &str, lon: f64, lat: f64) -> Site {
    let position = Position::new(lon, lat).unwrap();
    Site {
        id: id.into(),
        name: maillon_model::Name::NONE,
        activity: maillon_model::Name::NONE,
        position,
        located: Located::Point,
        origin: ORIGIN,
    }
}

pub(crate) fn flow(id: &str, site: u32, direction: Direction, resource: u32) -> Flow {
    Flow {
        id: id.into(),
        site: SiteIx(site),
        direction,
        resource: ResourceIx(resource),
        amount: Amount::Missing,
        max_distance: None,
        details: None,
        origin: ORIGIN,
    }
}

pub(crate) fn valid(from: Option<Date>, to: Option<Date>) -> Option<Box<Details>> {
    Some(Box::new(Details { validity: Validity { from, to }, ..Details::default() }))
}

pub(crate) fn tonnes(value: f64) -> Amount {
    Amount::Known(Quantity::per_year(value, Dimension::Mass).unwrap())
}

pub(crate) fn resources() -> Vec<Resource> {
    let resource = |code: &str, radius: Option<Distance>| Resource {
        code: code.into(),
        family: code.split('.').next().unwrap().into(),
        label: None,
        dimension: None,
        radius,
        stop: None,
        known: true,
        readings: Vec::new(),
    };
    vec![resource("aaa", Some(km(100.0))), resource("bbb.one", Some(km(5.0))), resource("bbb.two", None)]
}

/// A study of these sites and flows, sorted by id as studies are.
pub(crate) fn study(sites: Vec<Site>, flows: Vec<Flow>) -> Study {
    let mut order: Vec<usize> = (0..sites.len()).collect();
    order.sort_by(|a, b| sites[*a].id.cmp(&sites[*b].id));
    let place = |site: SiteIx| SiteIx(order.iter().position(|i| *i == site.0 as usize).unwrap() as u32);
    let mut flows: Vec<Flow> = flows.into_iter().map(|flow| Flow { site: place(flow.site), ..flow }).collect();
    flows.sort_by(|a, b| a.id.cmp(&b.id));
    let sites = order.iter().map(|i| sites[*i].clone()).collect();
    Study { sites, flows, resources: resources(), ..Study::default() }
}

/// Sites in three crowded places: a town, the antimeridian, a pole; many at one address.
fn sites() -> impl Strategy<Value = Vec<Site>> {
    let town = (2.0..2.6, 50.8..51.1);
    let address = (Just(2.3), Just(51.0));
    let antimeridian = (prop_oneof![179.8..180.0, -180.0..-179.8], -17.0..-16.8);
    let pole = (-180.0..180.0, prop_oneof![89.8..90.0, Just(90.0)]);
    proptest::collection::vec(prop_oneof![3 => town, 1 => address, 1 => antimeridian, 1 => pole], 1..25).prop_map(
        |places| places.into_iter().enumerate().map(|(i, (lon, lat))| site(&format!("s{i:03}"), lon, lat)).collect(),
    )
}

pub(crate) fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        3 => (1..4u32).prop_map(|n| tonnes(f64::from(n) * 100.0)),
        2 => (0.0..1e4).prop_map(tonnes),
        1 => Just(tonnes(0.0)),
        1 => (1.0..100.0).prop_map(|n| Amount::Known(Quantity::per_year(n, Dimension::Energy).unwrap())),
        1 => Just(Amount::Below(None)),
        1 => Just(Amount::Missing),
    ]
}

fn validity() -> impl Strategy<Value = Option<Box<Details>>> {
    let day = || proptest::option::of((2000..2030i16).prop_map(|year| Date::new(year, 7, 1).unwrap()));
    prop_oneof![3 => Just(None), 1 => (day(), day()).prop_map(|(from, to)| valid(from, to))]
}

fn flows(sites: usize) -> impl Strategy<Value = Vec<Flow>> {
    let direction = prop_oneof![Just(Direction::Supply), Just(Direction::Demand)];
    let reach = prop_oneof![4 => Just(None), 1 => (0.0..30.0).prop_map(|n| Some(km(n)))];
    let one = (0..sites as u32, direction, 0..3u32, amount(), reach, validity());
    proptest::collection::vec(one, 0..80).prop_map(|flows| {
        let made =
            flows.into_iter().enumerate().map(|(i, (site, direction, resource, amount, max_distance, details))| Flow {
                amount,
                max_distance,
                details,
                ..flow(&format!("f{i:03}"), site, direction, resource)
            });
        made.collect()
    })
}

/// Sites and flows of one study.
pub(crate) fn parts() -> impl Strategy<Value = (Vec<Site>, Vec<Flow>)> {
    sites().prop_flat_map(|sites| {
        let flows = flows(sites.len());
        (Just(sites), flows)
    })
}
