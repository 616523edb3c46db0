//! Reading a region from its files: GeoJSON sites and zones, CSV flows.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_benches::Case;
use maillon_ingest::{StudyFile, load};
use maillon_model::{Amount, Direction, Position, Severity, Study};
use maillon_region::{generate, write};

/// What matching needs of each flow: id, direction, resource, place and amount.
fn flows(study: &Study) -> impl Iterator<Item = (&str, Direction, &str, Position, Amount)> {
    study.flows.iter().map(|flow| {
        let (resource, site) = (study.resource(flow.resource), study.site(flow.site));
        (&*flow.id, flow.direction, &*resource.code, site.position, flow.amount)
    })
}

fn ingest(c: &mut Criterion) {
    let mut group = c.benchmark_group("ingest");
    group.sample_size(10);
    for case in Case::all() {
        let dir = tempfile::tempdir().unwrap();
        write(&case.spec(), dir.path()).unwrap();
        let file = StudyFile::read(&dir.path().join("study.toml")).unwrap();
        let read = || load(&file, dir.path(), &|_, _| ()).unwrap();

        let (read_back, made) = (read(), generate(&case.spec()).unwrap());
        assert!(flows(&read_back).eq(flows(&made)));
        assert!(read_back.zones.iter().map(|z| &z.geometry).eq(made.zones.iter().map(|z| &z.geometry)));
        assert!(read_back.issues.iter().all(|issue| issue.severity() != Severity::Error));

        group.throughput(Throughput::Elements(case.flows));
        group.bench_function(BenchmarkId::new("geojson and csv", case.flows), |b| {
            b.iter(|| {
                let study = read();
                assert_eq!((study.sites.len(), study.flows.len()), (made.sites.len(), made.flows.len()));
                study
            });
        });
    }
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);
