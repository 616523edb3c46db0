use std::time::Duration;

use maillon_model::{Amount, Dimension, FlowIx, PlanQuality, Quantity, Unserved};

use super::region::{Shape, options, random, study, tonnes};
use crate::{Options, Problem, ProblemError, Ratio, Terms, solve};

#[test]
fn a_missing_amount_is_neither_zero_nor_unlimited() {
    let case = study(
        &[tonnes(10.0), Amount::Missing, tonnes(0.0)],
        &[tonnes(30.0)],
        &[(0, 0, 0.5, 1.0), (1, 0, 0.9, 1.0), (2, 0, 0.9, 1.0)],
        1,
    );
    let plan = case.plan("score");
    assert_eq!(plan.value, 5.0);
    assert_eq!(plan.cannot_count, [1]);
    assert_eq!(plan.shares.of(FlowIx(1)).unserved, Some(Unserved::UnknownQuantity));
    assert_eq!((plan.shares.of(FlowIx(2)).capacity, plan.shares.of(FlowIx(2)).unserved), (Some(0), None));
}

#[test]
fn from_a_gram_to_a_teratonne() {
    let links = [(0, 0, 0.5, 1.0), (1, 0, 0.9, 1.0), (1, 1, 0.9, 1.0)];
    let case = study(&[tonnes(1e-6), tonnes(1e12)], &[tonnes(1e12), tonnes(3e-6)], &links, 1);
    let plan = case.plan("tonnes");
    assert_eq!(plan.rounding_pct, 0.0);
    let used: Vec<f64> = plan.shares.iter().map(|s| plan.units.base(s.used, Dimension::Mass)).collect();
    assert_eq!(used, [1e-6, 1e12, 1e12, 3e-6]);
}

#[test]
fn what_is_finer_than_a_unit_is_rounded_and_reported() {
    let case = study(&[tonnes(1.0 / 3.0)], &[tonnes(1e12)], &[(0, 0, 0.5, 1.0)], 1);
    let plan = case.plan("score");
    assert!(plan.rounding_pct > 1e-5 && plan.rounding_pct < 1e-3, "{}", plan.rounding_pct);
    for most in [1e17, 1e25, f64::MAX] {
        study(&[tonnes(most)], &[tonnes(most)], &[(0, 0, 0.5, 1.0)], 1).plan("tonnes");
    }
}

#[test]
fn terms_that_are_no_terms_are_refused() {
    let case = study(&[tonnes(1.0)], &[tonnes(1.0)], &[(0, 0, 0.5, 1.0)], 1);
    let new = |terms: Terms| Problem::new(&case.study, &case.matches, &move |_| terms);
    assert!(new(Terms::default()).is_ok());
    let bad = [
        Terms { euros: Some(f64::NAN), ..Terms::default() },
        Terms { co2_kg: Some(f64::INFINITY), ..Terms::default() },
        Terms { min_lot: Some(-1.0), ..Terms::default() },
        Terms { fixed_euros: Some(-1.0), ..Terms::default() },
    ];
    assert!(bad.iter().all(|terms| matches!(new(*terms), Err(ProblemError::Value { .. }))));
    assert!(Ratio::new(0, 1).is_none() && Ratio::new(1, 0).is_none());
}

#[test]
fn lots_that_nobody_can_fill() {
    let mut case = study(&[tonnes(10.0)], &[tonnes(10.0)], &[(0, 0, 0.5, 1.0)], 1);
    case.terms[0] = Terms { min_lot: Some(1e300), euros: Some(1.0), co2_kg: Some(1.0), ..Terms::default() };
    for objective in crate::OBJECTIVES {
        let plan = case.plan(objective.name);
        assert!(plan.allocations.is_empty(), "{}", objective.name);
        assert_eq!(plan.shares.of(FlowIx(0)).unserved, Some(Unserved::MinimumLot));
    }
}

#[test]
fn two_dimensions_need_a_ratio() {
    let mut case = study(&[tonnes(10.0)], &[tonnes(1.0)], &[(0, 0, 0.5, 1.0)], 1);
    case.study.flows[1].amount = Amount::Known(Quantity::per_year(40.0, Dimension::Energy).unwrap());
    assert_eq!(case.plan("score").cannot_count, [0]);
    // 1 t of it replaces 5 MWh: 8 t fill the need.
    case.terms[0].ratio = Ratio::new(5, 1);
    let plan = case.plan("tonnes");
    assert!((plan.value - 8.0).abs() < 1e-8, "{}", plan.value);
}

#[test]
fn no_time_is_a_plan_all_the_same() {
    for seed in 0..30 {
        let case = random(seed, Shape { lots: true, costs: true, ..Shape::default() });
        for objective in ["euros", "score", "fair"] {
            let options = Options { time_limit: Some(Duration::ZERO), ..options(objective) };
            let plan = solve(&case.problem(), &options).unwrap();
            assert_eq!(crate::check(&case.study, &case.matches, &case.terms(), &plan), []);
            if let PlanQuality::TimeLimit(gap) = plan.quality {
                assert!((0.0..=1.0).contains(&gap), "{gap}");
            }
        }
    }
}

#[test]
fn an_empty_study_has_an_empty_plan() {
    for objective in crate::OBJECTIVES {
        assert!(study(&[], &[], &[], 1).plan(objective.name).allocations.is_empty());
    }
}
