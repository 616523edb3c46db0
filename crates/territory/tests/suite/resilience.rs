//! Who could step in, and how far a stop would go.

use std::collections::{BTreeMap, BTreeSet};

use maillon_model::{AttackOrder, Change, Dimension, Direction, FlowIx, Planned, Quantity, SiteIx, Surveyed};

use crate::common::{FlowSpec, LinkSpec, Made, made, units};

#[test]
fn demands_by_hand() {
    use Direction::{Demand, Supply};
    // 100 units needed; one site could give 60 in two flows, others 50 and 10; the plan takes 30 + 30 and 40.
    let flows: Vec<FlowSpec> = vec![
        (0, Demand, 1, Some(100)),
        (1, Supply, 1, Some(30)),
        (1, Supply, 1, Some(30)),
        (2, Supply, 1, Some(50)),
        (3, Supply, 1, Some(10)),
        (4, Demand, 1, Some(7)),
        (5, Demand, 1, None),
    ];
    let links: Vec<LinkSpec> =
        vec![(1, 0, 30, None), (2, 0, 30, None), (3, 0, 40, None), (3, 6, 0, None), (4, 0, 0, None)];
    let made = made(&[(0.0, 0.0); 6].map(|p| p), Vec::new(), &flows, &links);
    let survey = made.survey();
    let demands: Vec<_> = survey.demands().collect();
    let [risk, nobody, unknown] = demands[..] else { panic!("three demands") };
    assert_eq!((risk.givers, risk.used), (3, 2));
    assert!((risk.hhi.unwrap().value() - (0.6_f64.powi(2) + 0.4_f64.powi(2))).abs() < 1e-12);
    assert_eq!(risk.coverage.unwrap().value(), 1.0);
    assert!((risk.coverage_n1.unwrap().value() - 0.6).abs() < 1e-12, "50 and 10 are left");
    assert_eq!(risk.mainstay, Some(SiteIx(1)));
    assert_eq!((nobody.givers, nobody.coverage.unwrap().value(), nobody.hhi), (0, 0.0, None));
    assert_eq!((unknown.givers, unknown.coverage, unknown.mainstay), (1, None, None));
    // Without site 1, 40 of the 100 have no supply; without site 2, 30.
    let uncovered = |site| {
        let found = survey.sites().find(|s| s.site == SiteIx(site)).unwrap();
        found.uncovered.first().map_or(0, |q| units(*q))
    };
    assert_eq!([uncovered(1), uncovered(2), uncovered(3)], [40, 30, 0]);
    let site = survey.sites().next().unwrap();
    assert_eq!((site.site, site.share.value()), (SiteIx(0), 1.0), "all that moves goes to it");
    assert_eq!(survey.links().next().unwrap().others, 2);
    assert_eq!(survey.links().map(|l| l.bridge).collect::<Vec<_>>().len(), 3);
    let bridges: Vec<bool> = made
        .plan
        .allocations
        .iter()
        .map(|a| a.synergy)
        .map(|k| survey.links().find(|l| l.synergy == k).unwrap().bridge)
        .collect();
    assert_eq!(bridges, [false, false, true], "two links of one pair stand in for each other");
}

/// The cascade of the survey is that of `maillon whatif --close`.
#[test]
fn cascades_are_those_of_a_closure() {
    let (mut compared, mut deepest) = (0, 0);
    for seed in 0..10 {
        let made = Made::sparse(seed);
        let survey = made.survey();
        let before = made.planned();
        for site in survey.sites() {
            let closed = [site.site];
            let change = Change::between(&before, &Planned { closed: &closed, ..before });
            let steps: Vec<u32> = change.sites.values().filter_map(|affected| affected.step).collect();
            assert_eq!(site.cascade, steps.iter().filter(|step| **step > 0).count() as u32);
            assert_eq!(site.steps, steps.iter().copied().max().unwrap_or(0));
            (compared, deepest) = (compared + 1, deepest.max(site.steps));
        }
    }
    assert!(compared > 200 && deepest > 1, "{compared} {deepest}");
}

#[test]
fn coverage_without_each_site_is_worked_out_anew() {
    let made = Made::sparse(3);
    let survey = made.survey();
    let list = made.matches.synergies.list();
    let site = |flow: FlowIx| made.study.flow(flow).site;
    let covered = |without: Option<SiteIx>| {
        let mut covered: BTreeMap<Dimension, i64> = BTreeMap::new();
        for (flow, demand) in made.study.flows().filter(|(_, f)| f.direction == Direction::Demand) {
            let Some(needed) = demand.amount.known() else { continue };
            let givers = || list.iter().filter(|s| s.demand == flow);
            if givers().any(|s| s.replaced.is_none()) {
                continue;
            }
            let all: f64 = givers()
                .filter(|s| Some(site(s.supply)) != without)
                .filter_map(|s| s.replaced)
                .map(Quantity::annual)
                .sum();
            *covered.entry(needed.dimension()).or_default() += (needed.annual().min(all) * 1000.0).round() as i64;
        }
        covered
    };
    let all = covered(None);
    let mut compared = 0;
    for critical in survey.sites() {
        let without = covered(Some(critical.site));
        for (dimension, all) in &all {
            let lost = critical.uncovered.iter().find(|q| q.dimension() == *dimension).map_or(0, |q| units(*q));
            assert_eq!(lost, all - without[dimension], "{:?}", critical.site);
            compared += usize::from(lost > 0);
        }
    }
    assert!(compared > 10, "{compared}");
}

#[test]
fn attacks_are_worked_out_site_by_site() {
    let made = Made::random(5);
    let survey = made.survey();
    let territory = survey.territory();
    let list = made.matches.synergies.list();
    let ends = |k: u32| list.ends_at(k as usize).map(|flow| made.study.flow(flow).site);
    let mass = |k: u32| made.planned().dimension(list.ends_at(k as usize)[0]) == Dimension::Mass;
    let total: i64 = made.plan.allocations.iter().filter(|a| mass(a.synergy)).map(|a| a.supplied).sum();
    // The order of the attack, from the survey's own ranking: by the largest share of either dimension.
    let order: Vec<SiteIx> = {
        let mut sites: Vec<_> = survey.sites().filter(|s| !s.moved.is_empty()).collect();
        sites.sort_by(|a, b| b.share.cmp(&a.share).then(a.site.cmp(&b.site)));
        sites.iter().map(|s| s.site).collect()
    };
    let mut compared = 0;
    for step in territory.attacks.iter().filter(|s| s.order == AttackOrder::Targeted && s.dimension == Dimension::Mass)
    {
        assert_eq!(step.of as usize, order.len());
        let gone: BTreeSet<SiteIx> = order[..step.removed as usize].iter().copied().collect();
        let stands = |k: u32| ends(k).iter().all(|site| !gone.contains(site));
        let left: i64 =
            made.plan.allocations.iter().filter(|a| mass(a.synergy) && stands(a.synergy)).map(|a| a.supplied).sum();
        assert!((step.left.value() - left as f64 / total as f64).abs() < 1e-12);
        // The largest part, by spreading out from each site.
        let mut largest = 0;
        for start in order.iter().filter(|site| !gone.contains(site)) {
            let mut part = BTreeSet::from([*start]);
            loop {
                let before = part.len();
                for a in made.plan.allocations.iter().filter(|a| stands(a.synergy)) {
                    let ends = ends(a.synergy);
                    if ends.iter().any(|site| part.contains(site)) {
                        part.extend(ends);
                    }
                }
                if part.len() == before {
                    break;
                }
            }
            largest = largest.max(part.len());
        }
        assert!((step.largest.value() - largest as f64 / order.len() as f64).abs() < 1e-12);
        compared += 1;
    }
    assert!(compared > 5, "{compared}");
    // By chance a link stands when neither end is among the fallen: (n-k)(n-k-1) / n(n-1).
    for step in territory.attacks.iter().filter(|s| s.order == AttackOrder::Random) {
        let (n, k) = (f64::from(step.of), f64::from(step.removed));
        let expected = ((n - k) * (n - k - 1.0) / (n * (n - 1.0))).max(0.0);
        assert!((step.left.value() - expected).abs() < 1e-12, "{step:?}: {expected}");
    }
}
