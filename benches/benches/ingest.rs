//! Reading a region from its files: GeoJSON sites and zones, CSV flows.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_benches::Case;
use maillon_ingest::{Knowledge, StudyFile, load};
use maillon_model::Severity;
use maillon_region::{generate, write};

fn ingest(c: &mut Criterion) {
    let mut group = c.benchmark_group("ingest");
    group.sample_size(10);
    for case in Case::all() {
        let dir = tempfile::tempdir().unwrap();
        write(&case.spec(), dir.path()).unwrap();
        let file = StudyFile::read(&dir.path().join("study.toml")).unwrap();
        let knowledge = Knowledge::of(&file, dir.path()).unwrap();
        let read = || load(&file, dir.path(), &knowledge, &|_, _| ()).unwrap();

        let (read_back, made) = (read(), generate(&case.spec()).unwrap());
        assert!(read_back.sites == made.sites && read_back.flows == made.flows && read_back.zones == made.zones);
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
