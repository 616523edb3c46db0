//! What the territory's indicators cost beside the matching that they follow: a site for each flow, 1,300 communes in
//! départements and régions.
//!
//! `cargo bench -p maillon-benches --bench territory` writes a JSON line of CPU seconds, on one thread; in test mode a small region
//! runs once. Either way each level's sums are checked against the plan's. After `--`: `--sites N`, `--communes N`, `--reach` to
//! draw what is within the distances too, `--closures` to rank all closures.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints, and fails by panicking")]

use maillon_allocation::{Options, Problem, Terms, rank_closures, solve};
use maillon_benches::cpu_seconds;
use maillon_knowledge::Catalogue;
use maillon_matching::find;
use maillon_model::{
    CarbonSaved, Content, Dimension, Drawn, EurosGained, Planned, Quantity, Side, Surveyed, Territory, Worth, Worths,
};
use maillon_region::{Spec, generate};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let has = |name: &str| args.iter().any(|arg| arg == name);
    let value = |name: &str| args.iter().position(|arg| arg == name).map(|i| args[i + 1].parse().unwrap());
    let (sites, communes) = if has("--bench") { (100_000, 1_300) } else { (2_000, 64) };
    let sites = value("--sites").unwrap_or(sites);
    let communes = value("--communes").unwrap_or(communes) as u32;

    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().unwrap();
    let study = generate(&Spec { communes, ..Spec::new(sites) }).unwrap();
    let (matches, matching) =
        timed(|| find(&study, Catalogue::builtin(), &maillon_matching::Options::default(), &|_| ()));
    let problem = Problem::new(&study, &matches, &|_| Terms::default()).unwrap();
    let (plan, planning) = timed(|| solve(&problem, &Options::default()).unwrap());
    let (site_zones, zones) = timed(|| maillon_spatial::zones_of_sites(&study));
    // Any worth: each tonne brings an euro and a kilogram.
    let worth: Worths = (plan.allocations.iter())
        .map(|a| plan.units.base(a.supplied, Dimension::Mass))
        .map(|t| Worth { carbon: CarbonSaved::kg_per_year(t).ok(), euros: EurosGained::per_year(t).ok() })
        .collect();
    let planned = Planned { study: &study, matches: &matches, plan: &plan, worth: &worth, closed: &[] };
    let kilogram = Content::Of(Quantity::per_year(1e-3, Dimension::Mass).unwrap());
    let options = maillon_territory::Options { drawn: has("--reach"), ..Default::default() };
    let ((surveyed, rows), survey) = timed(|| {
        let surveyed = maillon_territory::survey(planned, &site_zones, &|_| [kilogram, Content::Unknown], options);
        let rows = rows(&surveyed);
        (surveyed, rows)
    });
    assert!(rows as u64 > sites);
    check(&planned, surveyed.territory());
    let indicators = zones + survey;
    println!(
        r#"{{"name":"territory","sites":{sites},"communes":{communes},"synergies":{},"exchanges":{},"match":{matching:.3},"plan":{planning:.3},"zones":{zones:.3},"survey":{survey:.3},"ratio":{:.2}}}"#,
        matches.synergies.list().len(),
        plan.allocations.len(),
        indicators / matching
    );
    if has("--closures") {
        let (ranked, closures) = timed(|| rank_closures(&problem, &Options::default()).unwrap());
        println!(r#"{{"name":"closures","sites":{sites},"ranked":{},"cpu":{closures:.3}}}"#, ranked.len());
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let before = cpu_seconds();
    let done = work();
    (done, cpu_seconds() - before)
}

/// How many rows are told of each demand, site and link; each is made once.
fn rows(survey: &dyn Surveyed) -> usize {
    let areas = [Drawn::Hulls, Drawn::Nothing, Drawn::Reach].map(|drawn| survey.areas(drawn).count());
    survey.demands().count()
        + survey.sites().count()
        + survey.links().count()
        + survey.gains().count()
        + areas.iter().sum::<usize>()
}

/// At each level, the rows of the balances and of the matrix add up to the plan.
fn check(planned: &Planned, territory: &Territory) {
    let moved: i64 = planned.plan.allocations.iter().map(|a| a.supplied).sum();
    let units = |q: Quantity| (q.annual() / planned.plan.units.base(1, Dimension::Mass)).round() as i64;
    assert_eq!(territory.levels.len(), 4, "communes, départements, régions, and the towns");
    for place in 0..4 {
        let rows = || territory.balances.iter().filter(move |b| b.level == place);
        let given = |side: &Side| units(side.inside) + units(side.across);
        assert_eq!(rows().map(|b| given(&b.supply)).sum::<i64>(), moved);
        assert_eq!(rows().map(|b| given(&b.demand)).sum::<i64>(), moved);
        let exchanged = territory.exchanges.iter().filter(|x| x.level == place).map(|x| units(x.supplied));
        assert_eq!(exchanged.sum::<i64>(), moved);
    }
}
