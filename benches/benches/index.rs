//! The indexes: building them, and asking who is near and which zones hold a site.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_benches::Case;
use maillon_model::{Direction, Distance, Position, Study};
use maillon_region::generate;
use maillon_spatial::{PointIndex, geodesic, zones_of_sites};

/// A resource's radius, and where it is given and needed.
struct Market {
    radius: Distance,
    supplies: Vec<Position>,
    demands: Vec<Position>,
}

fn markets(study: &Study) -> Vec<Market> {
    let market = |radius| Market { radius, supplies: Vec::new(), demands: Vec::new() };
    let mut markets: Vec<Market> = study.resources.iter().map(|r| market(r.radius.unwrap())).collect();
    for flow in &study.flows {
        let market = &mut markets[flow.resource.0 as usize];
        match flow.direction {
            Direction::Supply => market.supplies.push(study.site(flow.site).position),
            Direction::Demand => market.demands.push(study.site(flow.site).position),
        }
    }
    markets
}

/// One index over the demands of each resource.
fn build(markets: &[Market]) -> Vec<PointIndex> {
    markets.iter().map(|m| PointIndex::new(m.demands.iter().copied().zip(0..))).collect()
}

fn pairs(markets: &[Market], indexes: &[PointIndex]) -> u64 {
    let mut pairs = 0;
    for (market, index) in markets.iter().zip(indexes) {
        for supply in &market.supplies {
            index.within(*supply, market.radius, |_, _| pairs += 1);
        }
    }
    pairs
}

fn pairs_by_brute_force(markets: &[Market]) -> u64 {
    let near = |m: &Market, s: Position| m.demands.iter().filter(|d| geodesic(s, **d) <= m.radius).count() as u64;
    markets.iter().map(|m| m.supplies.iter().map(|s| near(m, *s)).sum::<u64>()).sum()
}

fn zones(study: &Study) -> u64 {
    zones_of_sites(study).iter().map(|zones| zones.len() as u64).sum()
}

/// The region's zones are convex and anticlockwise: what they hold lies to the left of every edge.
fn zones_by_brute_force(study: &Study) -> u64 {
    let rings: Vec<_> = study.zones.iter().map(|zone| zone.geometry.0[0].exterior()).collect();
    let holds = |p: Position| {
        move |ring: &&&geo_types::LineString| {
            ring.lines().all(|l| l.dx() * (p.lat() - l.start.y) >= l.dy() * (p.lon() - l.start.x))
        }
    };
    study.sites.iter().map(|site| rings.iter().filter(holds(site.position)).count() as u64).sum()
}

fn index(c: &mut Criterion) {
    let mut group = c.benchmark_group("index");
    group.sample_size(10);
    for case in Case::all() {
        let study = generate(&case.spec()).unwrap();
        let markets = markets(&study);
        let indexes = build(&markets);
        if case.is_smallest() {
            assert_eq!(pairs_by_brute_force(&markets), case.pairs);
            assert_eq!(zones_by_brute_force(&study), case.zones);
        }

        group.throughput(Throughput::Elements(case.flows / 2));
        group.bench_function(BenchmarkId::new("build", case.flows), |b| {
            b.iter(|| assert_eq!(build(&markets).iter().map(PointIndex::len).sum::<usize>() as u64, case.flows / 2));
        });
        group.throughput(Throughput::Elements(case.pairs));
        group.bench_function(BenchmarkId::new("within", case.flows), |b| {
            b.iter(|| assert_eq!(pairs(&markets, &indexes), case.pairs));
        });
        group.throughput(Throughput::Elements(case.flows));
        group.bench_function(BenchmarkId::new("zones", case.flows), |b| {
            b.iter(|| assert_eq!(zones(&study), case.zones));
        });
    }
    group.finish();
}

criterion_group!(benches, index);
criterion_main!(benches);
