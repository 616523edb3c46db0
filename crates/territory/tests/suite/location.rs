//! Places and customers, against every way there is.

use maillon_allocation::{Arc, transport};
use maillon_territory::{Effort, Location, LocationError, locate, locate_with};

use crate::common::Random;

fn random(seed: u64, split: bool, places: Option<usize>) -> Location {
    let mut random = Random::new(seed);
    let at: Vec<(f64, f64)> = (0..11).map(|_| (random.unit(), random.unit())).collect();
    let demand: Vec<i64> = (0..6).map(|_| 1 + i64::from(random.below(9))).collect();
    let far = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
    Location {
        capacity: (0..5).map(|_| 8 + i64::from(random.below(15))).collect(),
        fixed: (0..5).map(|_| f64::from(random.below(10))).collect(),
        cost: (0..5).map(|p| (0..6).map(|c| 10.0 * far(at[p], at[5 + c]) * demand[c] as f64).collect()).collect(),
        demand,
        places,
        split,
    }
}

/// The least cost over every set of places and, where a customer has one place, every way to serve.
fn slow(problem: &Location) -> Option<f64> {
    let sets = (0..32u32).map(|set| (0..5).filter(|p| set >> p & 1 == 1).collect::<Vec<usize>>());
    let right = sets.filter(|set| problem.places.is_none_or(|places| set.len() == places));
    let costs = right.filter_map(|set| {
        let fixed: f64 = set.iter().map(|p| problem.fixed[*p]).sum();
        let served = if problem.split { slow_split(problem, &set) } else { slow_single(problem, &set) };
        Some(fixed + served?)
    });
    costs.reduce(f64::min)
}

fn slow_split(problem: &Location, set: &[usize]) -> Option<f64> {
    let price = |p: usize, c: usize| problem.cost[p][c] / problem.demand[c] as f64;
    let arcs: Vec<Arc> = (0..set.len())
        .flat_map(|i| (0..6).map(move |c| (i, c)))
        .map(|(i, c)| Arc { from: i as u32, to: c as u32, value: (1e9 - 1e6 * price(set[i], c)) as i64 })
        .collect();
    let capacity: Vec<i64> = set.iter().map(|p| problem.capacity[*p]).collect();
    let plan = transport(&capacity, &problem.demand, &arcs).expect("a problem of numbers");
    let all = plan.flows.iter().map(|f| f.1).sum::<i64>() == problem.demand.iter().sum();
    let cost = |(k, units): &(u32, i64)| {
        let arc = arcs[*k as usize];
        price(set[arc.from as usize], arc.to as usize) * *units as f64
    };
    all.then(|| plan.flows.iter().map(cost).sum())
}

fn slow_single(problem: &Location, set: &[usize]) -> Option<f64> {
    let ways = set.len().pow(6);
    let cost = |way: usize| {
        let mut left = problem.capacity.clone();
        let at = |c: usize| set[way / set.len().pow(c as u32) % set.len()];
        (0..6).for_each(|c| left[at(c)] -= problem.demand[c]);
        left.iter().all(|room| *room >= 0).then(|| (0..6).map(|c| problem.cost[at(c)][c]).sum())
    };
    (0..ways).filter_map(cost).reduce(f64::min)
}

#[test]
fn the_best_of_every_set_is_found() {
    let mut solved = 0;
    for seed in 0..40 {
        for (split, places) in [(true, None), (true, Some(3)), (false, None), (false, Some(3))] {
            let problem = random(seed, split, places);
            let Some(least) = slow(&problem) else { continue };
            let found = locate(&problem).unwrap_or_else(|e| panic!("{e}: {problem:?}"));
            assert!(found.bound <= least * (1.0 + 1e-6), "{found:?}: {least}");
            assert!(found.cost >= least * (1.0 - 1e-6), "{found:?}: {least}");
            assert!(found.cost <= least * (1.0 + 1e-6) && found.gap() < 1e-6, "{found:?}: {least}");
            holds(&problem, &found);
            solved += 1;
        }
    }
    assert!(solved > 120, "{solved}");
}

/// Many customers: no order of theirs runs in circles, and whatever ends early says how far it may be off.
#[test]
fn a_large_problem_has_a_bound_that_holds() {
    let mut random = Random::new(7);
    let at: Vec<(f64, f64)> = (0..80).map(|_| (random.unit(), random.unit())).collect();
    let demand: Vec<i64> = (0..80).map(|_| 1 + i64::from(random.below(90))).collect();
    let room = demand.iter().sum::<i64>() / 11;
    for (split, places) in [(true, None), (false, Some(13))] {
        let problem = Location {
            capacity: vec![room; 16],
            fixed: vec![0.3; 16],
            cost: (0..16).map(|p| at.iter().map(|to| (at[p].0 - to.0).hypot(at[p].1 - to.1)).collect()).collect(),
            demand: demand.clone(),
            places,
            split,
        };
        let effort = |parts| Effort { steps: [200, 30], shakes: 5, parts };
        let (early, late) = (locate_with(&problem, effort(1)).unwrap(), locate_with(&problem, effort(30)).unwrap());
        holds(&problem, &early);
        holds(&problem, &late);
        assert!(late.cost <= early.cost && late.bound >= early.bound, "{early:?} {late:?}");
        assert!(early.bound <= late.cost && late.gap() < 0.02, "{early:?} {late:?}");
    }
}

/// Everybody is served, nothing holds more than it can, and only what is open serves.
fn holds(problem: &Location, found: &maillon_territory::Placement) {
    let (mut left, mut need) = (problem.capacity.clone(), problem.demand.clone());
    for (place, customer, units) in &found.served {
        assert!(found.open.contains(place));
        left[*place as usize] -= units;
        need[*customer as usize] -= units;
    }
    assert!(need.iter().all(|n| *n == 0) && left.iter().all(|l| *l >= 0));
    assert!(problem.split || found.served.len() == problem.demand.len());
    assert!(problem.places.is_none_or(|places| places == found.open.len()));
}

#[test]
fn what_cannot_be_is_refused() {
    let problem = random(1, true, None);
    let with = |change: &dyn Fn(&mut Location)| {
        let mut other = problem.clone();
        change(&mut other);
        locate(&other).unwrap_err()
    };
    assert_eq!(with(&|p| p.capacity = vec![1; 5]), LocationError::TooSmall);
    assert_eq!(with(&|p| (p.split, p.capacity, p.demand[0]) = (false, vec![30; 5], 31)), LocationError::TooSmall);
    assert_eq!(with(&|p| p.places = Some(6)), LocationError::TooSmall);
    assert_eq!(with(&|p| p.fixed = vec![]), LocationError::Lengths);
    assert_eq!(with(&|p| p.demand[0] = -1), LocationError::Number(-1.0));
    assert!(matches!(with(&|p| p.cost[0][0] = f64::NAN), LocationError::Number(_)));
    let nobody = Location { cost: vec![vec![]; 5], demand: vec![], ..problem.clone() };
    assert_eq!(locate(&nobody).unwrap().cost, 0.0);
    let one = Location { capacity: vec![5], fixed: vec![2.0], demand: vec![5], cost: vec![vec![3.0]], ..problem };
    assert_eq!(locate(&one).unwrap().cost, 5.0, "a group of one");
}
