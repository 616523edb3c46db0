//! Closing each site of a region in turn: from the optimum (`rank_closures`), beside solving some of them from nothing.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maillon_allocation::{Options, Problem, Terms, rank_closures, solve};
use maillon_benches::Case;
use maillon_knowledge::Catalogue;
use maillon_matching::find;
use maillon_region::generate;

/// Sites solved from nothing: all of them would take minutes.
const SOME: usize = 20;

fn closures(c: &mut Criterion) {
    let mut group = c.benchmark_group("closures");
    group.sample_size(10);
    let case = Case::all()[0];
    let study = generate(&case.spec()).unwrap();
    let matches = find(&study, Catalogue::builtin(), &maillon_matching::Options::default(), &|_| ());
    let (problem, options) = (Problem::new(&study, &matches, &|_| Terms::default()).unwrap(), Options::default());
    let before = solve(&problem, &options).unwrap().value;
    let ranked = rank_closures(&problem, &options).unwrap();
    assert!(ranked[0].loss > 0.0 && ranked.len() > SOME);
    group.throughput(Throughput::Elements(ranked.len() as u64));
    group.bench_function(BenchmarkId::new("from the optimum", case.flows), |b| {
        b.iter(|| assert_eq!(rank_closures(&problem, &options).unwrap(), ranked));
    });
    group.throughput(Throughput::Elements(SOME as u64));
    group.bench_function(BenchmarkId::new("from nothing", case.flows), |b| {
        b.iter(|| {
            for closure in &ranked[..SOME] {
                let mut closed = problem.clone();
                closed.close(closure.site).unwrap();
                let loss = before - solve(&closed, &options).unwrap().value;
                assert!((loss - closure.loss).abs() <= 1e-6 * before, "{closure:?}: {loss}");
            }
        });
    });
    group.finish();
}

criterion_group!(benches, closures);
criterion_main!(benches);
