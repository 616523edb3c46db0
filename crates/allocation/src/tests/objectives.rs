use maillon_model::{PlanQuality, Unserved};
use rayon::prelude::*;

use super::region::{Shape, options, random, study, tonnes};
use crate::transport::oracle::best_value;
use crate::{Arc, OBJECTIVES, Problem, front, solve};

const SHAPES: [Shape; 6] = [
    Shape { lots: false, costs: false, ratios: false, contradictory: false, gaps: false },
    Shape { lots: false, costs: false, ratios: false, contradictory: false, gaps: true },
    Shape { lots: true, costs: false, ratios: false, contradictory: false, gaps: true },
    Shape { lots: true, costs: true, ratios: false, contradictory: false, gaps: false },
    Shape { lots: false, costs: false, ratios: true, contradictory: false, gaps: true },
    Shape { lots: true, costs: true, ratios: false, contradictory: true, gaps: false },
];

#[test]
fn every_plan_of_every_objective_is_sound() {
    let mut moving = 0;
    for seed in 0..240 {
        let case = random(seed, SHAPES[(seed % 6) as usize]);
        for objective in OBJECTIVES {
            let plan = case.plan(objective.name);
            moving += u32::from(!plan.allocations.is_empty());
            let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
            let again = one.install(|| solve(&case.problem(), &options(objective.name))).unwrap();
            assert_eq!(plan, again, "{} on one thread", objective.name);
        }
    }
    assert!(moving > 1300, "{moving}");
}

#[test]
fn totals_are_the_best_there_are() {
    for seed in 0..200 {
        let case = random(seed, SHAPES[1]);
        let problem = case.problem();
        let scale = 1_000_000.0;
        let best = |rate: &dyn Fn(usize) -> Option<f64>| {
            let amount = |v: usize| problem.capacity(v as u32);
            let all: Vec<i64> = (0..case.study.flows.len()).map(amount).collect();
            let arcs: Vec<Arc> = (problem.candidates.iter())
                .filter_map(|c| {
                    Some(Arc {
                        from: c.supply,
                        to: c.demand,
                        value: (rate(c.synergy as usize)? * scale).round() as i64,
                    })
                })
                .collect();
            best_value(&all, &all, &arcs) as f64 / scale * problem.units.base(1, maillon_model::Dimension::Mass)
        };
        let score = |k: usize| Some(case.matches.synergies.list().at(k).score.value());
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-4 * b.abs().max(1e-3);
        for (name, best) in [
            ("score", best(&score)),
            ("tonnes", best(&|_| Some(1.0))),
            ("euros", best(&|k| case.terms[k].euros)),
            ("carbon", best(&|k| case.terms[k].co2_kg)),
        ] {
            let plan = case.plan(name);
            assert!(near(plan.value, best), "{name} of {seed}: {}, best {best}", plan.value);
            assert_eq!(plan.quality, PlanQuality::Optimal);
        }
        // Least transport is looked for among the plans that move the most only.
        let moved = |name: &str| case.plan(name).allocations.iter().map(|a| a.supplied).sum::<i64>();
        assert_eq!(moved("transport"), moved("tonnes"));
    }
}

#[test]
fn transport_takes_the_short_way() {
    // Both ways move 20 t: 10·1 + 10·1 km, or 10·5 + 10·5.
    let ten = tonnes(10.0);
    let case =
        study(&[ten, ten], &[ten, ten], &[(0, 0, 0.1, 1.0), (0, 1, 0.9, 5.0), (1, 0, 0.9, 5.0), (1, 1, 0.1, 1.0)], 1);
    assert_eq!(case.plan("transport").value, 20.0);
    assert_eq!(case.plan("tonnes").value, 20.0);
    assert_eq!(case.plan("score").value, 18.0);
}

#[test]
fn fair_shares_before_best_scores() {
    let case = study(&[tonnes(30.0)], &[tonnes(30.0), tonnes(60.0)], &[(0, 0, 0.9, 1.0), (0, 1, 0.1, 1.0)], 1);
    assert_eq!(case.plan("score").allocations.len(), 1);
    let fair = case.plan("fair");
    assert!((fair.value - 1.0 / 3.0).abs() < 1e-9, "{}", fair.value);
}

#[test]
fn participation_brings_everybody_in() {
    let case = study(&[tonnes(30.0)], &[tonnes(30.0), tonnes(60.0)], &[(0, 0, 0.9, 1.0), (0, 1, 0.1, 1.0)], 1);
    assert_eq!(case.plan("participation").value, 3.0);
    assert_eq!(case.plan("participation").quality, PlanQuality::Optimal);
}

#[test]
fn ratios_that_factor_and_ratios_that_do_not_agree() {
    // The same problem, once as a network in a common unit, once as a linear program.
    for seed in 0..60 {
        let case = random(seed, Shape { ratios: true, ..Shape::default() });
        let problem = case.problem();
        let all: Vec<_> = crate::market::Markets::new(&problem, |_| true).each().collect();
        for (market, options) in all.into_iter().flat_map(|m| [(m.clone(), options("score")), (m, options("tonnes"))]) {
            let (mut network, mut program) = (0.0, 0.0);
            for (contradictory, value) in [(false, &mut network), (true, &mut program)] {
                let mut market = market.clone();
                assert!(market.factors.is_some());
                if contradictory {
                    market.factors = None;
                }
                let outcome = crate::solve::market_best(&problem, options.objective, &market, None).unwrap();
                *value = crate::solve::total(&problem, options.objective, &outcome.moved);
            }
            assert!((network - program).abs() <= 1e-6 * network.max(1.0), "{seed}: {network} and {program}");
        }
    }
}

#[test]
fn reasons_say_what_stood_in_the_way() {
    let mut case = study(
        &[tonnes(10.0), tonnes(5.0), tonnes(7.0), maillon_model::Amount::Missing],
        &[tonnes(10.0), tonnes(4.0)],
        &[(0, 0, 0.9, 1.0), (1, 0, 0.5, 1.0), (2, 1, 0.5, 1.0), (3, 1, 0.5, 1.0)],
        1,
    );
    case.terms[2].min_lot = Some(6.0);
    let reasons: Vec<_> = case.plan("score").shares.iter().map(|s| s.unserved).collect();
    let expected = [
        None,
        Some(Unserved::BetterUses),
        Some(Unserved::MinimumLot),
        Some(Unserved::UnknownQuantity),
        None,
        Some(Unserved::MinimumLot),
    ];
    assert_eq!(reasons, expected);
    let euros = case.plan("euros");
    assert_eq!((euros.value, euros.cannot_count), (0.0, vec![0, 1, 2, 3]), "no price is known, so nothing counts");
}

#[test]
fn a_front_runs_from_the_one_best_to_the_other() {
    for seed in 0..40 {
        let case = random(seed, Shape::default());
        let by = |name: &str| crate::Objective::from_name(name).unwrap();
        let points = front(&case.problem(), by("euros"), by("carbon"), 5).unwrap();
        assert_eq!(points.len(), 5);
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-5 * b.abs().max(1.0);
        assert!(near(points[0].first, case.plan("euros").value), "{seed}");
        assert!(near(points[4].second, case.plan("carbon").value), "{seed}");
        for pair in points.windows(2) {
            assert!(
                pair[0].first >= pair[1].first - 1e-6 && pair[0].second <= pair[1].second + 1e-6,
                "{seed}: {points:?}"
            );
        }
        // Even steps of the second, and no point under the line between its neighbours: the front is concave.
        for triple in points.windows(3) {
            let middle = (triple[0].first + triple[2].first) / 2.0;
            assert!(triple[1].first >= middle - 1e-5 * middle.abs().max(1.0), "{seed}: {points:?}");
        }
    }
    let mut lots = random(1, Shape { lots: true, ..Shape::default() });
    lots.terms.iter_mut().for_each(|t| t.min_lot = Some(5.0));
    let problem: Problem = lots.problem();
    let by = |name: &str| crate::Objective::from_name(name).unwrap();
    assert!(front(&problem, by("euros"), by("carbon"), 3).is_err());
    assert!(front(&problem, by("euros"), by("fair"), 3).is_err());
}

#[test]
fn a_pipe_is_built_or_not() {
    // 10 t for two takers: 9 and 8 EUR a tonne, and 25 or 10 EUR a year as soon as anything moves.
    let ten = tonnes(10.0);
    let mut case = study(&[ten], &[ten, ten], &[(0, 0, 0.9, 1.0), (0, 1, 0.1, 1.0)], 1);
    let set = |case: &mut super::region::Case, fixed: [f64; 2]| {
        for ((terms, euros), fixed) in case.terms.iter_mut().zip([9.0, 8.0]).zip(fixed) {
            (terms.euros, terms.fixed_euros) = (Some(euros), Some(fixed));
        }
    };
    set(&mut case, [25.0, 10.0]);
    let plan = case.plan("euros");
    assert_eq!((plan.value, plan.allocations[0].synergy), (70.0, 1), "8·10 - 10, not 9·10 - 25");
    assert_eq!(plan.quality, PlanQuality::Optimal);
    assert_eq!(case.plan("score").allocations[0].synergy, 0, "what building costs is a matter of euros");
    set(&mut case, [91.0, 81.0]);
    let plan = case.plan("euros");
    assert_eq!((plan.value, plan.allocations.len()), (0.0, 0), "neither pays");
    assert!(plan.shares.iter().all(|s| s.unserved == Some(Unserved::MinimumLot)), "{:?}", plan.shares);
}

#[test]
fn fixed_costs_equal_every_set_of_pipes_tried() {
    let (mut tried, mut matters) = (0, 0);
    for seed in 0..300 {
        let case = random(seed, Shape { costs: true, ..Shape::default() });
        let problem = case.problem();
        if problem.candidates.len() > 9 {
            continue;
        }
        let all: Vec<i64> = (0..case.study.flows.len()).map(|v| problem.capacity(v as u32)).collect();
        let (scale, unit) = (1_000_000.0, problem.units.base(1, maillon_model::Dimension::Mass));
        let best = |built: usize| {
            let chosen = || problem.candidates.iter().enumerate().filter(|(k, _)| built >> k & 1 == 1).map(|(_, c)| c);
            let euros = |c: &crate::candidates::Candidate| (c.terms.euros.unwrap() * scale).round() as i64;
            let arcs: Vec<Arc> = chosen().map(|c| Arc { from: c.supply, to: c.demand, value: euros(&c) }).collect();
            let building: f64 = chosen().map(|c| c.terms.fixed_euros.unwrap_or(0.0)).sum();
            best_value(&all, &all, &arcs) as f64 / scale * unit - building
        };
        let expected = (0..1 << problem.candidates.len()).map(best).fold(0.0, f64::max);
        let plan = case.plan("euros");
        assert!((plan.value - expected).abs() <= 1e-4 * expected.max(1.0), "{seed}: {}, {expected}", plan.value);
        tried += 1;
        matters += u32::from(best((1 << problem.candidates.len()) - 1) < expected - 1e-3);
    }
    assert!(tried > 100 && matters > 50, "{matters} of {tried}");
}

/// The most euros with at least so much carbon, by a linear program in floating numbers.
fn most_euros(problem: &Problem, floor: f64) -> Option<f64> {
    use microlp::{ComparisonOp, OptimizationDirection};
    let mut program = microlp::Problem::new(OptimizationDirection::Maximize);
    let (mut rows, mut carbon) = (vec![Vec::new(); problem.nodes.len()], Vec::new());
    for c in problem.candidates.iter() {
        let x = program.add_var(c.terms.euros.unwrap(), (0.0, f64::INFINITY));
        rows[c.supply as usize].push((x, 1.0));
        rows[c.demand as usize].push((x, 1.0));
        carbon.push((x, c.terms.co2_kg.unwrap()));
    }
    for (flow, row) in rows.iter().enumerate() {
        let capacity = problem.base(flow as u32, problem.capacity(flow as u32));
        program.add_constraint(row.as_slice(), ComparisonOp::Le, capacity);
    }
    program.add_constraint(carbon.as_slice(), ComparisonOp::Ge, floor);
    program.solve().ok()?.solution().map(|solution| solution.objective())
}

#[test]
fn no_plan_has_more_euros_at_the_carbon_of_a_point() {
    let by = |name: &str| crate::Objective::from_name(name).unwrap();
    let (mut points_seen, mut inner, mut bent) = (0, 0, 0);
    for seed in 0..120 {
        let case = random(seed, Shape::default());
        let problem = case.problem();
        if problem.candidates.len() == 0 {
            continue;
        }
        let points = front(&problem, by("euros"), by("carbon"), 5).unwrap();
        for point in &points {
            // The euros of a hair less and a hair more carbon: a last kilogram may cost many.
            let (room, near) = (1e-6 * point.second.abs().max(1.0), 1e-5 * point.first.abs().max(1.0));
            let above = most_euros(&problem, point.second - room).unwrap();
            assert!(point.first <= above + near, "instance {seed}: {point:?}, more than the best {above}");
            if let Some(below) = most_euros(&problem, point.second + room) {
                assert!(point.first >= below - near, "instance {seed}: {point:?}, {below} has more carbon too");
                inner += 1;
            }
            points_seen += 1;
        }
        bent += u32::from(points[0].second < points[4].second - 1.0);
    }
    assert!(points_seen > 400 && inner > 250 && bent > 50, "{points_seen}, {inner}, {bent}");
}

#[test]
fn every_plan_of_whole_tonnes_lies_under_the_front() {
    fn plans(left: &mut [i64], arcs: &[(u32, u32)], so_far: &mut Vec<i64>, seen: &mut dyn FnMut(&[i64])) {
        let Some(&(from, to)) = arcs.get(so_far.len()) else { return seen(so_far) };
        for units in 0..=left[from as usize].min(left[to as usize]) {
            left[from as usize] -= units;
            left[to as usize] -= units;
            so_far.push(units);
            plans(left, arcs, so_far, seen);
            so_far.pop();
            left[from as usize] += units;
            left[to as usize] += units;
        }
    }
    let by = |name: &str| crate::Objective::from_name(name).unwrap();
    let links = [(0, 0, 0.5, 1.0), (0, 1, 0.5, 1.0), (1, 0, 0.5, 1.0), (1, 1, 0.5, 1.0), (1, 2, 0.5, 1.0)];
    let (euros, carbon) = ([9.0, 4.0, 7.0, 1.0, 3.0], [1.0, 6.0, 2.0, 8.0, -1.0]);
    let mut case = study(&[tonnes(4.0), tonnes(5.0)], &[tonnes(3.0), tonnes(4.0), tonnes(2.0)], &links, 1);
    for (k, terms) in case.terms.iter_mut().enumerate() {
        (terms.euros, terms.co2_kg) = (Some(euros[k]), Some(carbon[k]));
    }
    let problem = case.problem();
    let points = front(&problem, by("euros"), by("carbon"), 9).unwrap();
    let arcs: Vec<(u32, u32)> = links.iter().map(|l| (l.0, 2 + l.1)).collect();
    let (mut count, mut touching) = (0, 0);
    plans(&mut [4, 5, 3, 4, 2], &arcs, &mut Vec::new(), &mut |units| {
        let total = |each: &[f64]| units.iter().zip(each).map(|(u, e)| *u as f64 * e).sum::<f64>();
        let (a, b) = (total(&euros), total(&carbon));
        for point in points.iter().filter(|point| b >= point.second) {
            assert!(a <= point.first + 1e-6, "{units:?}: {a} euros and {b} kg beat {point:?}");
            touching += u32::from(a > point.first - 1e-6);
        }
        count += 1;
    });
    assert!(count > 300 && touching >= 2, "{count}, {touching}: the ends of the front are whole");
}
