use maillon_model::{Distance, Plan, PlanQuality, Share, Synergies, Synergy, Unserved};

use super::region::{Case, study, tonnes};
use crate::check;

fn case() -> Case {
    let ten = tonnes(10.0);
    study(
        &[ten, ten],
        &[ten, tonnes(5.0)],
        &[(0, 0, 0.9, 1.0), (0, 1, 0.5, 5.0), (1, 0, 0.8, 5.0), (1, 1, 0.4, 1.0)],
        1,
    )
}

/// Changes what a plan says of flows.
fn shares(plan: &mut Plan, change: impl Fn(&mut Vec<Share>)) {
    let mut shares: Vec<Share> = plan.shares.iter().collect();
    change(&mut shares);
    plan.shares = shares.into_iter().collect();
}

#[test]
fn tampered_plans_are_refused() {
    let case = case();
    let sound = case.plan("score");
    let refused = |change: &dyn Fn(&mut Plan)| {
        let mut plan = sound.clone();
        change(&mut plan);
        assert_ne!(plan, sound);
        !check(&case.study, &case.matches, &case.terms(), &plan).is_empty()
    };
    assert!(refused(&|p| p.allocations[0].supplied += 1), "a unit from nowhere");
    assert!(refused(&|p| p.allocations[0].replaced -= 1), "a unit to nowhere");
    assert!(refused(&|p| p.allocations.truncate(1)), "a synergy lost");
    assert!(refused(&|p| p.allocations.push(p.allocations[0])), "a synergy twice");
    assert!(refused(&|p| p.allocations[0].synergy = 99), "a synergy that is none");
    assert!(refused(&|p| shares(p, |s| s[0].capacity = s[0].capacity.map(|c| 2 * c))), "twice the tonnes");
    assert!(refused(&|p| shares(p, |s| s[0].capacity = None)), "a known amount forgotten");
    assert!(refused(&|p| shares(p, |s| s[0].used -= 1)), "a sum that is none");
    assert!(refused(&|p| shares(p, |s| s.truncate(2))), "a flow forgotten");
    assert!(refused(&|p| shares(p, |s| s.iter_mut().for_each(|s| s.unserved = None))), "no reasons");
    assert!(
        refused(&|p| shares(p, |s| s.iter_mut().for_each(|s| s.unserved = Some(Unserved::BetterUses)))),
        "too many"
    );
    assert!(refused(&|p| p.value *= 1.001), "a finer value");
    assert!(refused(&|p| p.bound = Some(p.value / 2.0)), "better than can be");
    assert!(refused(&|p| p.bound = None), "optimal without a bound");
    assert!(refused(&|p| p.greedy = Some(p.value * 2.0)), "worse than greedy");
    assert!(refused(&|p| p.objective = "tonnes"), "another objective");
    assert!(!refused(&|p| p.quality = PlanQuality::Heuristic), "modesty is no fault");
}

#[test]
fn studies_that_the_plan_does_not_fit_are_refused() {
    let case = case();
    let plan = case.plan("score");
    let mut far = self::case();
    let mut near = Synergies::new(far.matches.synergies.criteria().to_vec());
    for (k, s) in far.matches.synergies.list().iter().enumerate() {
        near.push(Synergy { radius: Distance::ZERO, ..s }, &far.matches.synergies.values(k));
    }
    far.matches.synergies = near;
    assert!(!check(&far.study, &far.matches, &far.terms(), &plan).is_empty(), "beyond the radius");
    let mut lots = self::case();
    lots.terms.iter_mut().for_each(|t| t.min_lot = Some(1000.0));
    assert!(!check(&lots.study, &lots.matches, &lots.terms(), &plan).is_empty(), "below the lot");
    let mut unknown = self::case();
    unknown.study.flows[0].amount = maillon_model::Amount::Missing;
    assert!(!check(&unknown.study, &unknown.matches, &unknown.terms(), &plan).is_empty(), "an amount nobody knows");
}
