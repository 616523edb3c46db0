//! Matching a region in memory: search, gates, scores, ranks and reasons.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_benches::Case;
use maillon_knowledge::Catalogue;
use maillon_matching::{Options, find};
use maillon_model::Study;
use maillon_region::generate;

/// The region's resources under the names of those that rules speak of.
fn with_rules(mut study: Study) -> Study {
    let catalogue = Catalogue::builtin();
    let mut codes: Vec<&str> =
        catalogue.rules().iter().flat_map(|r| r.from.iter().chain(&r.to)).map(|c| &**c).collect();
    codes.sort_unstable();
    codes.dedup();
    let step = codes.len() / study.resources.len();
    for (resource, code) in study.resources.iter_mut().zip(codes.into_iter().step_by(step.max(1))) {
        resource.code = code.into();
    }
    study
}

fn matching(c: &mut Criterion) {
    let mut group = c.benchmark_group("match");
    group.sample_size(10);
    for case in Case::all() {
        let study = generate(&case.spec()).unwrap();
        group.throughput(Throughput::Elements(case.pairs));
        for (name, top, kept) in [("top 10", 10, case.top_10), ("all", 0, case.pairs)] {
            let options = Options { top, keep_dominated: true, ..Options::default() };
            group.bench_function(BenchmarkId::new(name, case.flows), |b| {
                b.iter(|| {
                    let matches = find(&study, Catalogue::builtin(), &options, &|_| ());
                    assert_eq!((matches.candidates, matches.accepted), (case.pairs, case.pairs));
                    assert_eq!(matches.synergies.list().len() as u64, kept);
                });
            });
        }
        // The same places and amounts, of resources that the knowledge has rules for: what a candidate pair costs then.
        let study = with_rules(study);
        let options = Options::default();
        let pairs = find(&study, Catalogue::builtin(), &options, &|_| ()).candidates;
        assert!(pairs > case.pairs, "rules link more than the very same resource");
        group.throughput(Throughput::Elements(pairs));
        group.bench_function(BenchmarkId::new("rules", case.flows), |b| {
            b.iter(|| assert_eq!(find(&study, Catalogue::builtin(), &options, &|_| ()).candidates, pairs));
        });
    }
    group.finish();
}

criterion_group!(benches, matching);
criterion_main!(benches);
