//! Matching a region in memory: search, gates, scores, ranks and reasons.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_benches::Case;
use maillon_matching::{Options, find};
use maillon_region::generate;

fn matching(c: &mut Criterion) {
    let mut group = c.benchmark_group("match");
    group.sample_size(10);
    for case in Case::all() {
        let study = generate(&case.spec()).unwrap();
        group.throughput(Throughput::Elements(case.pairs));
        for (name, top, kept) in [("top 10", 10, case.top_10), ("all", 0, case.pairs)] {
            let options = Options { top, ..Options::default() };
            group.bench_function(BenchmarkId::new(name, case.flows), |b| {
                b.iter(|| {
                    let matches = find(&study, &options, &|_| ());
                    assert_eq!((matches.candidates, matches.accepted), (case.pairs, case.pairs));
                    assert_eq!(matches.synergies.list().len() as u64, kept);
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, matching);
criterion_main!(benches);
