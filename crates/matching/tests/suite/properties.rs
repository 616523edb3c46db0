//! What must hold of any study.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::common::{config, find, flow, km, parts, site, study};
use maillon_knowledge::Catalogue;
use maillon_matching::{Options, Pairs};
use maillon_model::{Direction, Flow, FlowIx, Matches, RuleIx, Score, Site, SiteIx, Study, Synergies, Synergy, Word};
use proptest::prelude::*;

fn all() -> Options {
    Options { top: 0, ..Options::default() }
}

/// The ids of a supply and a demand.
type Ids = (Word, Word);

/// Score and criteria of each synergy.
fn scores(study: &Study, matches: &Matches) -> BTreeMap<Ids, (Score, Vec<Option<Score>>)> {
    let id = |flow: FlowIx| study.flow(flow).id.clone();
    let list = matches.synergies.list().iter().enumerate();
    list.map(|(i, s)| ((id(s.supply), id(s.demand)), (s.score, matches.synergies.values(i).to_vec()))).collect()
}

/// Sites and flows in another order, and each flow at the same site as before.
fn permuted(sites: &[Site], flows: &[Flow], by: usize) -> (Vec<Site>, Vec<Flow>) {
    let n = sites.len();
    let moved = (0..n).map(|i| sites[(i + by) % n].clone()).collect();
    let at = |site: SiteIx| SiteIx(((site.0 as usize + n - by % n) % n) as u32);
    let flows = flows.iter().rev().map(|flow| Flow { site: at(flow.site), ..flow.clone() }).collect();
    (moved, flows)
}

proptest! {
    #![proptest_config(config(4))]

    #[test]
    fn doubling_the_radius_never_loses_a_pair((sites, flows) in parts(), cap in 0.0..40.0) {
        let study = study(sites, flows);
        let found = |cap| scores(&study, &find(&study, &Options { radius_cap: Some(km(cap)), ..all() }, &|_| {}));
        let (near, far) = (found(cap), found(2.0 * cap));
        prop_assert!(near.keys().all(|pair| far.contains_key(pair)));
    }

    #[test]
    fn neither_row_order_nor_threads_leave_a_trace((sites, flows) in parts(), by in 0..30usize, top in 0..4usize) {
        let options = Options { top, ..Options::default() };
        let on_threads = |study: &Study, threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| find(study, &options, &|_| {}))
        };
        let one = study(sites.clone(), flows.clone());
        let (sites, flows) = permuted(&sites, &flows, by);
        let other = study(sites, flows);
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(on_threads(&one, 1), on_threads(&other, 4));
    }

    /// What is found anew, block by block, is what keeping all finds; but for the demand's ranks, which nobody counts.
    #[test]
    fn all_pairs_are_those_that_are_kept_without_a_top((sites, flows) in parts(), border in 2.0..2.6, top in 0..4usize) {
        let whole = study(sites, flows);
        let neighbours = whole.sites.iter().map(|site| site.position.lon() < border).collect();
        for study in [Study { neighbours, ..whole.clone() }, whole] {
            let told = |from: &Synergies, ranked: bool| -> Vec<_> {
                let list = from.list().iter().enumerate().filter(|(_, s)| study.owns_flow(s.supply));
                list.map(|(i, s)| {
                    let (rule, step) = (from.rule(s.rule).clone(), s.treatment.map(|step| from.step(step).to_owned()));
                    assert_eq!(ranked, s.rank_demand > 0);
                    let alike = Synergy { rule: RuleIx(0), treatment: None, rank_demand: 0, ..s };
                    (alike, rule, step, from.values(i), from.gates_of(s.open).collect::<Vec<_>>())
                })
                .collect()
            };
            let kept = find(&study, &all(), &|_| {});
            let options = Options { top, ..Options::default() };
            let pairs = Pairs::new(&study, Catalogue::builtin(), &options);
            let found: Vec<_> = pairs.blocks().flat_map(|block| told(&block, false)).collect();
            prop_assert_eq!(told(&kept.synergies, true), found);
            prop_assert!(pairs.blocks().all(|block| !block.list().is_empty()), "no block without a pair");
        }
    }

    #[test]
    fn a_part_is_what_the_whole_says_of_its_sites(
        (sites, flows) in parts(), border in 2.0..2.6, cap in 0.5..40.0, top in 0..4usize
    ) {
        let options = Options { top, radius_cap: Some(km(cap)), ..Options::default() };
        let whole = study(sites, flows);
        let all = find(&whole, &options, &|_| {});
        let (mut candidates, mut accepted, mut dominated) = (0, 0, 0);
        for west in [true, false] {
            let neighbours = whole.sites.iter().map(|site| (site.position.lon() < border) != west).collect();
            let part = Study { neighbours, ..whole.clone() };
            let found = find(&part, &options, &|_| {});
            let told = |matches: &Matches| -> Vec<_> {
                let list = matches.synergies.list().iter().enumerate();
                list.filter(|(_, s)| part.owns_flow(s.supply) || part.owns_flow(s.demand))
                    .map(|(i, s)| {
                        // Another part may not know of as many rules.
                        let rule = matches.synergies.rule(s.rule).id.clone();
                        let ranks = part.owns_flow(s.supply).then_some((s.rank_supply, s.rank_demand));
                        (s.supply, s.demand, rule, s.distance, s.amount, s.score, ranks, matches.synergies.values(i).to_vec())
                    })
                    .collect()
            };
            prop_assert_eq!(told(&found), told(&all));
            prop_assert_eq!(found.synergies.list().len(), told(&found).len(), "nothing else");
            let left: Vec<_> = all.unmatched.iter().filter(|left| part.owns_flow(left.flow)).cloned().collect();
            prop_assert_eq!(found.unmatched, left);
            candidates += found.candidates;
            accepted += found.accepted;
            dominated += found.merged.dominated;
        }
        prop_assert_eq!((candidates, accepted, dominated), (all.candidates, all.accepted, all.merged.dominated));
    }

    #[test]
    fn a_new_site_changes_no_other_score((mut sites, mut flows) in parts(), lon in 2.0..2.6, lat in 50.8..51.1) {
        let before = study(sites.clone(), flows.clone());
        let newcomer = sites.len() as u32;
        sites.push(site("new", lon, lat));
        for resource in 0..3 {
            flows.push(flow(&format!("new{resource}s"), newcomer, Direction::Supply, resource));
            flows.push(flow(&format!("new{resource}d"), newcomer, Direction::Demand, resource));
        }
        let after = study(sites, flows);
        let found = scores(&before, &find(&before, &all(), &|_| {}));
        let mut later = scores(&after, &find(&after, &all(), &|_| {}));
        later.retain(|(supply, demand), _| !supply.starts_with("new") && !demand.starts_with("new"));
        prop_assert_eq!(found, later);
    }
}

/// More supplies than a block holds, so that threads do share the work.
#[test]
fn a_crowd_is_the_same_on_any_number_of_threads() {
    let place = |i: u32| (2.0 + f64::from(i * 7919 % 1000) / 1000.0, 50.5 + f64::from(i * 104_729 % 997) / 1000.0);
    let sites: Vec<Site> = (0..1500).map(|i| site(&format!("s{i:04}"), place(i).0, place(i).1)).collect();
    let direction = |i: u32| if i.is_multiple_of(2) { Direction::Supply } else { Direction::Demand };
    let flows: Vec<Flow> = (0..1500).map(|i| flow(&format!("f{i:04}"), i, direction(i), i / 2 % 3)).collect();
    let study = study(sites, flows);
    let run = |threads| {
        let done = AtomicUsize::new(0);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let matches = pool.install(|| {
            find(&study, &Options::default(), &|n| {
                done.fetch_add(n, Relaxed);
            })
        });
        assert_eq!(done.into_inner(), 750);
        matches
    };
    let one = run(1);
    assert!(one.candidates > 10_000 && one.synergies.list().len() > 3000, "{}", one.candidates);
    assert_eq!(one, run(4));
}
