use maillon_model::{FlowIx, SiteIx};

use super::region::{Shape, options, random};
use crate::closures::anew;
use crate::{rank_closures, solve};

#[test]
fn closures_from_the_optimum_equal_closures_from_nothing() {
    let mut dear = 0;
    for seed in 0..80 {
        let case = random(seed, Shape { gaps: true, ratios: seed % 2 == 0, ..Shape::default() });
        for objective in ["score", "euros", "carbon", "tonnes", "transport"] {
            let problem = case.problem();
            let ranked = rank_closures(&problem, &options(objective)).unwrap();
            let slow = anew(&problem, &options(objective)).unwrap();
            assert_eq!(ranked.len(), slow.len());
            for closure in &ranked {
                let (_, expected) = slow.iter().find(|(site, _)| *site == closure.site).unwrap();
                let near = (closure.loss - expected).abs() <= 1e-6 * expected.abs().max(1.0);
                assert!(near, "{objective} of {seed}: {closure:?}, expected {expected}");
                assert!(closure.loss >= 0.0);
                dear += u32::from(closure.loss > 0.0);
            }
            assert!(ranked.windows(2).all(|pair| pair[0].loss >= pair[1].loss));
        }
    }
    assert!(dear > 500, "{dear}");
}

#[test]
fn a_closed_site_moves_nothing_and_says_why() {
    let case = random(3, Shape::default());
    let mut problem = case.problem();
    problem.close(SiteIx(0)).unwrap();
    let plan = solve(&problem, &options("score")).unwrap();
    assert_eq!(crate::check(&case.study, &case.matches, &case.terms(), &plan), []);
    for share in plan.shares.iter().filter(|s| case.study.flow(s.flow).site == SiteIx(0)) {
        assert_eq!(share.used, 0);
        assert!(share.capacity == Some(0) || share.unserved == Some(maillon_model::Unserved::Closed));
    }
    assert!(problem.close(SiteIx(999)).is_err(), "a site that does not exist");
}

#[test]
fn half_of_everything_is_worth_half() {
    let case = random(5, Shape::default());
    let mut problem = case.problem();
    let whole = solve(&problem, &options("score")).unwrap().value;
    for v in 0..case.study.flows.len() as u32 {
        problem.scale(FlowIx(v), 0.5).unwrap();
    }
    let half = solve(&problem, &options("score")).unwrap().value;
    assert!(whole > 0.0 && (half - whole / 2.0).abs() < 1e-6 * whole, "{whole}, {half}");
    assert!(problem.scale(FlowIx(0), f64::NAN).is_err() && problem.scale(FlowIx(999), 1.0).is_err());
}
