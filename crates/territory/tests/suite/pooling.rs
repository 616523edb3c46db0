//! Pools, against slow and obvious ways to find them.

use maillon_model::{
    CarbonSaved, Dimension, Direction, Distance, EurosGained, FlowIx, Hub, PoolWords, Pooling, Position, Quantity,
    Shared, Study,
};
use maillon_spatial::distance;
use maillon_territory::{
    EXACT, Group, Place, Places, PoolOptions, Routes, Terms, Wish, check_pools, clusters, pool, shapley,
    shortest_rounds,
};

use crate::common::{Random, made};

fn km(km: f64) -> Distance {
    Distance::kilometres(km).unwrap()
}

fn t(tonnes: f64) -> Quantity {
    Quantity::per_year(tonnes, Dimension::Mass).unwrap()
}

/// DBSCAN as it is told: every place asks every other.
fn slow_clusters(places: &[Position], reach: Distance, least: usize) -> Vec<Vec<u32>> {
    let near = |a: usize, b: usize| distance(places[a], places[b]) <= reach;
    let all = 0..places.len();
    let core: Vec<bool> = all.clone().map(|a| all.clone().filter(|b| near(a, *b)).count() >= least).collect();
    let mut of: Vec<Option<usize>> = vec![None; places.len()];
    for seed in all.clone().filter(|p| core[*p]) {
        let mut open = vec![seed];
        while let Some(p) = open.pop() {
            if of[p].is_none() {
                of[p] = Some(seed);
                open.extend(all.clone().filter(|q| core[*q] && of[*q].is_none() && near(p, *q)));
            }
        }
    }
    for p in all.clone().filter(|p| !core[*p]) {
        let cores = all.clone().filter(|q| core[*q] && near(p, *q));
        let nearest = cores.min_by_key(|q| (distance(places[p], places[*q]), *q));
        of[p] = nearest.and_then(|q| of[q]);
    }
    let mut groups: Vec<Vec<u32>> = all
        .clone()
        .map(|seed| all.clone().filter(|p| of[*p] == Some(seed)).map(|p| p as u32).collect::<Vec<u32>>())
        .filter(|group| !group.is_empty())
        .collect();
    groups.sort_unstable();
    groups
}

#[test]
fn groups_are_those_of_dbscan() {
    let (mut groups, mut edges) = (0, 0);
    for seed in 0..60u64 {
        let mut random = Random::new(seed);
        // Anywhere, at a pole, on the antimeridian; some at one address.
        let (lon, lat) = [(2.3, 51.0), (179.99, 10.0), (0.0, 89.97), (-70.0, -55.0)][seed as usize % 4];
        let wide = if lat > 80.0 { 360.0 } else { 0.4 };
        let mut places: Vec<Position> = (0..80)
            .map(|_| Position::new(lon + wide * random.unit(), (lat + 0.25 * random.unit()).min(90.0)).unwrap())
            .collect();
        for i in 0..10 {
            places[60 + i] = places[i / 3];
        }
        let least = 1 + random.below(5) as usize;
        let reach = km(0.5 + 3.5 * random.unit());
        let found = clusters(&places, reach, least);
        assert_eq!(found, slow_clusters(&places, reach, least), "seed {seed}");
        groups += found.len();
        edges += found.iter().filter(|group| group.len() < least).count();
        // In any other order they are the same groups of places.
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by_key(|i| (i * 37 + 11) % places.len());
        let turned: Vec<Position> = order.iter().map(|i| places[*i]).collect();
        let mut back: Vec<Vec<u32>> = clusters(&turned, reach, least)
            .into_iter()
            .map(|group| {
                let mut group: Vec<u32> = group.into_iter().map(|p| order[p as usize] as u32).collect();
                group.sort_unstable();
                group
            })
            .collect();
        back.sort_unstable();
        assert_eq!(found, back, "seed {seed}");
    }
    // Those at its edge may be nearer another's core: then a group has fewer than it takes to be dense.
    assert!(groups > 300 && edges < 5, "{groups} groups, {edges} of them small");
}

#[test]
fn many_at_one_address_are_a_group_at_once() {
    // 50,000 at one place, as many at another out of reach, and one between: quadratic would take minutes.
    let at = |lon: f64| Position::new(lon, 48.0).unwrap();
    let mut places = vec![at(2.0); 50_000];
    places.extend(vec![at(2.2); 50_000]);
    places.push(at(2.1));
    assert_eq!(clusters(&places, km(5.0), 3).len(), 2);
    assert_eq!(clusters(&places, km(8.0), 3).len(), 1);
    assert_eq!(clusters(&[], km(8.0), 3), Vec::<Vec<u32>>::new());
    assert_eq!(clusters(&[at(1.0)], km(8.0), 1), vec![vec![0]], "a group of one, where that is asked");
    assert!(clusters(&[at(1.0)], km(8.0), 2).is_empty());
    assert_eq!(clusters(&[at(1.0); 2], Distance::ZERO, 2), vec![vec![0, 1]], "no reach, but one address");
}

/// The mean over every order in which players may come.
fn slow_shapley(n: usize, gain: &dyn Fn(&[u32]) -> f64) -> Vec<f64> {
    fn orders(left: &[u32]) -> Vec<Vec<u32>> {
        if left.is_empty() {
            return vec![Vec::new()];
        }
        let rest = |p: &u32| left.iter().copied().filter(|q| q != p).collect::<Vec<_>>();
        left.iter().flat_map(|p| orders(&rest(p)).into_iter().map(move |o| [vec![*p], o].concat())).collect()
    }
    let all = orders(&(0..n as u32).collect::<Vec<_>>());
    let mut sums = vec![0.0; n];
    for order in &all {
        for i in 0..n {
            let of = |count: usize| {
                let mut some = order[..count].to_vec();
                some.sort_unstable();
                if some.len() < 2 { 0.0 } else { gain(&some) }
            };
            sums[order[i] as usize] += of(i + 1) - of(i);
        }
    }
    sums.iter().map(|sum| sum / all.len() as f64).collect()
}

#[test]
fn shares_are_the_mean_over_every_order() {
    for seed in 0..20 {
        let mut random = Random::new(seed);
        let n = 1 + random.below(6) as usize;
        let worth: Vec<f64> = (0..1 << n).map(|_| 10.0 * random.unit()).collect();
        let gain = |some: &[u32]| worth[some.iter().fold(0, |group, p| group | 1usize << p)];
        let found = shapley(n, 1, gain);
        let slow = slow_shapley(n, &gain);
        assert!(found.values.iter().zip(&slow).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} {slow:?}");
        assert!(found.errors.is_none());
    }
    // One has a left glove, two a right one: by hand 2/3, 1/6, 1/6; and the pair of the first two does better by itself.
    let pair = |some: &[u32]| f64::from(u8::from(some.contains(&0)));
    let gloves = shapley(3, 1, pair);
    let by_hand = [2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];
    assert!(gloves.values.iter().zip(by_hand).all(|(a, b)| (a - b).abs() < 1e-12));
    assert_eq!(gloves.stable, Some(false));
    assert_eq!(shapley(3, 1, |some| (some.len() * some.len()) as f64).stable, Some(true));
    assert!(shapley(0, 1, |_| 1.0).values.is_empty());
}

#[test]
fn beyond_twelve_the_error_says_how_far_a_share_may_be_off() {
    let weight: Vec<f64> = (0..16).map(|p| f64::from(1 + p % 5)).collect();
    let gain = |some: &[u32]| some.iter().map(|p| weight[*p as usize]).sum::<f64>().powi(2);
    let found = shapley(16, 7, gain);
    let errors = found.errors.clone().unwrap();
    // Of a squared sum, each gets its weight times the sum.
    let all: f64 = weight.iter().sum();
    let mut inside = 0;
    for (p, weight) in weight.iter().enumerate() {
        // Nobody alone gains anything, so that squares of single weights go to the second to come: the tolerance holds that.
        let off = (found.values[p] - weight * all).abs();
        inside += usize::from(off <= 2.0 * errors[p]);
        assert!(off <= 5.0 * errors[p], "{p}: {off} of {}", errors[p]);
    }
    assert!(inside >= 12, "{inside} of 16 within two standard errors");
    assert!((found.values.iter().sum::<f64>() - all * all).abs() < 1e-6, "they add up");
    assert_eq!(found, shapley(16, 7, gain), "the same seed, the same shares");
    assert_ne!(found.values, shapley(16, 8, gain).values);
    assert!(found.stable.is_none());
}

fn routes(random: &mut Random, n: usize, room: i64) -> Routes {
    let at: Vec<(f64, f64)> = (0..=n).map(|_| (10_000.0 * random.unit(), 10_000.0 * random.unit())).collect();
    let far = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
    Routes {
        hub: (0..n).map(|i| far(at[n], at[i])).collect(),
        between: (0..n).map(|i| (0..n).map(|j| far(at[i], at[j])).collect()).collect(),
        load: (0..n).map(|_| 1 + i64::from(random.below(9))).collect(),
        room,
    }
}

/// The shortest rounds by trying every order, each parted in every way.
fn every_order(routes: &Routes) -> f64 {
    fn go(routes: &Routes, at: Option<usize>, on: i64, left: u32, way: f64, best: &mut f64) {
        let home = at.map_or(0.0, |at| routes.hub[at]);
        if left == 0 {
            *best = best.min(way + home);
        }
        for next in (0..routes.hub.len()).filter(|next| left >> next & 1 == 1) {
            let rest = left & !(1 << next);
            let load = routes.load[next];
            if let Some(at) = at.filter(|_| on + load <= routes.room) {
                go(routes, Some(next), on + load, rest, way + routes.between[at][next], best);
            }
            go(routes, Some(next), load, rest, way + home + routes.hub[next], best);
        }
    }
    let mut best = f64::INFINITY;
    go(routes, None, 0, (1 << routes.hub.len()) - 1, 0.0, &mut best);
    best
}

fn judged(routes: &Routes) -> f64 {
    let (rounds, length) = shortest_rounds(routes);
    let mut stops: Vec<u32> = rounds.concat();
    stops.sort_unstable();
    assert!(stops.into_iter().eq(0..routes.hub.len() as u32), "each stop once: {rounds:?}");
    let mut way = 0.0;
    for round in &rounds {
        assert!(round.iter().map(|stop| routes.load[*stop as usize]).sum::<i64>() <= routes.room);
        let ends = routes.hub[round[0] as usize] + routes.hub[*round.last().unwrap() as usize];
        let legs = round.windows(2).map(|pair| routes.between[pair[0] as usize][pair[1] as usize]);
        way += ends + legs.sum::<f64>();
    }
    assert!((way - length).abs() < 1e-6, "{way} {length}");
    length
}

#[test]
fn rounds_up_to_twelve_stops_are_the_shortest() {
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let n = 1 + random.below(7) as usize;
        let room = 9 + i64::from(random.below(20));
        let problem = routes(&mut random, n, room);
        let (found, slow) = (judged(&problem), every_order(&problem));
        assert!((found - slow).abs() < 1e-6, "seed {seed}: {found}, could be {slow}");
    }
    assert_eq!(shortest_rounds(&Routes::default()), (Vec::new(), 0.0));
}

/// The shortest rounds by tables over all groups of stops (Held and Karp), for one size more than maillon solves so.
fn by_tables(routes: &Routes) -> f64 {
    let n = routes.hub.len();
    let mut path = vec![vec![f64::INFINITY; n]; 1 << n];
    let mut one = vec![0.0; 1 << n];
    for group in 1..1usize << n {
        let inside: Vec<usize> = (0..n).filter(|i| group >> i & 1 == 1).collect();
        for &last in &inside {
            let before = group & !(1 << last);
            let longer = inside.iter().filter(|i| **i != last).map(|i| path[before][*i] + routes.between[*i][last]);
            path[group][last] = if before == 0 { routes.hub[last] } else { longer.fold(f64::INFINITY, f64::min) };
        }
        one[group] = inside.iter().map(|last| path[group][*last] + routes.hub[*last]).fold(f64::INFINITY, f64::min);
    }
    let load = |group: usize| (0..n).filter(|i| group >> i & 1 == 1).map(|i| routes.load[i]).sum::<i64>();
    let fits: Vec<bool> = (0..1usize << n).map(|group| load(group) <= routes.room).collect();
    let mut best = vec![0.0; 1 << n];
    for group in 1..1usize << n {
        let first = group & group.wrapping_neg();
        best[group] = f64::INFINITY;
        let mut some = group & !first;
        loop {
            let round = some | first;
            if fits[round] {
                best[group] = best[group].min(one[round] + best[group & !round]);
            }
            if some == 0 {
                break;
            }
            some = (some - 1) & group & !first;
        }
    }
    best[(1 << n) - 1]
}

#[test]
fn longer_rounds_are_nearly_the_shortest() {
    let mut sum = 0.0;
    for seed in 0..12 {
        let mut random = Random::new(100 + seed);
        let room = 25 + i64::from(random.below(30));
        let problem = routes(&mut random, EXACT + 1, room);
        let over = judged(&problem) / by_tables(&problem) - 1.0;
        assert!((-1e-9..0.08).contains(&over), "seed {seed}: {over}");
        sum += over;
    }
    println!("longer than the shortest by {:.2} % on average", 100.0 * sum / 12.0);
    assert!(sum / 12.0 < 0.02, "{sum}");
}

/// Sites anywhere in a small place, each with a flow of some tonnes, some of them not known.
fn studied(seed: u64, sites: usize) -> (Study, Group) {
    let mut random = Random::new(seed);
    let lon = if seed.is_multiple_of(3) { 179.95 } else { 2.0 };
    let places: Vec<(f64, f64)> =
        (0..sites).map(|_| (lon + 0.12 * random.unit(), 51.0 + 0.08 * random.unit())).collect();
    let flows: Vec<_> = (0..sites as u32)
        .map(|site| {
            let units = (random.below(8) > 0).then(|| 1 + i64::from(random.below(60_000)));
            (site, Direction::Supply, 0, units)
        })
        .collect();
    let study = made(&places, Vec::new(), &flows, &[]).study;
    let group = group_of(&study, if random.below(2) == 0 { round(12) } else { Terms::Unit(t(50.0)) });
    (study, group)
}

fn round(visits: u32) -> Terms {
    Terms::Round {
        visits,
        load: t(4.0),
        carbon_per_km: CarbonSaved::kg_per_year(1.3).ok(),
        euros_per_km: EurosGained::per_year(2.1).ok(),
    }
}

fn group_of(study: &Study, terms: Terms) -> Group {
    let wishes = study.flows().map(|(flow, of)| Wish {
        flow,
        amount: of.amount.known(),
        price: EurosGained::per_year(7.0).ok(),
    });
    Group {
        words: 0,
        direction: Direction::Supply,
        resource: None,
        threshold: t(50.0),
        reach: km(1.0),
        terms,
        wishes: wishes.collect(),
    }
}

fn words() -> Vec<PoolWords> {
    let text = || "x".into();
    vec![PoolWords { id: text(), en: text(), fr: text(), note: text(), sources: Vec::new() }]
}

fn found(study: &Study, group: &Group, places: &Places, options: &PoolOptions) -> Pooling {
    let groups = std::slice::from_ref(group);
    let pooling = pool(study, words(), groups, places, options);
    let faults = check_pools(study, groups, places, options, &pooling);
    assert!(faults.is_empty(), "{faults:?}");
    pooling
}

const OWN: Places = Places::Sites(&[]);

#[test]
fn every_pool_passes_its_check() {
    let (mut pools, mut reached, mut sampled, mut later) = (0, 0, 0, 0);
    for seed in 0..24 {
        let (study, mut group) = studied(seed, 60);
        group.reach = km(1.5);
        let options = PoolOptions { most: [5, 12, 40][seed as usize % 3], ..PoolOptions::default() };
        let pooling = found(&study, &group, &OWN, &options);
        let sites: usize = pooling.pools.iter().map(|pool| pool.members.len()).sum();
        let others = pooling.large_enough + pooling.apart + pooling.too_small + pooling.without_room;
        assert_eq!(sites + others as usize, study.sites.len(), "nobody vanishes");
        pools += pooling.pools.len();
        for pool in &pooling.pools {
            reached += usize::from(pool.reached);
            sampled += usize::from(pool.members.iter().any(|m| m.saves.is_some_and(|s| s.error.is_some())));
            later += usize::from(pool.reached && pool.unknown > 0);
            assert!(
                pool.reached || pool.euros.is_none() && pool.carbon.is_none(),
                "unknown amounts save nothing known"
            );
        }
        assert_eq!(pooling, found(&study, &group, &OWN, &options), "the same study, the same pools");
    }
    assert!(pools > 60 && reached > 40 && sampled > 5 && later > 5, "{pools} {reached} {sampled} {later}");
}

#[test]
fn the_check_sees_what_is_wrong() {
    let (study, mut group) = studied(1, 60);
    group.terms = round(12);
    let options = PoolOptions::default();
    let right = found(&study, &group, &OWN, &options);
    let at = right.pools.iter().position(|pool| pool.reached && pool.members.len() > 4).expect("a pool of rounds");
    let with = |change: &dyn Fn(&mut Pooling)| {
        let mut wrong = right.clone();
        change(&mut wrong);
        check_pools(&study, std::slice::from_ref(&group), &OWN, &options, &wrong)
    };
    let share = |value: f64| maillon_model::Score::saturating(value);
    let changes: [&dyn Fn(&mut Pooling); 9] = [
        &|p| p.pools[at].members[0].stop = None,
        &|p| p.pools[at].members[0].saves.as_mut().unwrap().share = share(0.999),
        &|p| p.pools[at].members[1].amount = Some(t(1e-3)),
        &|p| p.pools[at].threshold = t(1e6),
        &|p| p.pools[at].members[0].to_hub = km(99.0),
        &|p| p.pools[at].at = Position::new(2.0, 51.0).unwrap(),
        &|p| p.pools.push(p.pools[at].clone()),
        &|p| p.pools[at].carbon = CarbonSaved::kg_per_year(1e9).ok(),
        &|p| {
            let Shared::Rounds { length, .. } = &mut p.pools[at].shared else { panic!("rounds") };
            *length = km(0.001);
        },
    ];
    for (i, change) in changes.iter().enumerate() {
        assert!(!with(change).is_empty(), "change {i} is not seen");
    }
    let lorries = |p: &mut Pooling| {
        let Shared::Rounds { load, .. } = &mut p.pools[at].shared else { panic!("rounds") };
        *load = t(0.1);
    };
    assert!(with(&lorries).iter().any(|fault| fault.what.contains("lorries")));
}

#[test]
fn hubs_have_room_or_say_so() {
    let places: Vec<(f64, f64)> = (0..6).map(|i| (2.0 + 0.005 * f64::from(i), 51.0)).collect();
    let flows: Vec<_> = (0..6).map(|site| (site, Direction::Supply, 0, Some(20_000))).collect();
    let study = made(&places, Vec::new(), &flows, &[]).study;
    let group = group_of(&study, round(12));
    let hub = |id: &str, lon: f64, capacity: f64| Place {
        hub: Hub::Place(id.into(), None),
        at: Position::new(lon, 51.0).unwrap(),
        capacity: Some(t(capacity)),
    };
    let with = |list: Vec<Place>| found(&study, &group, &Places::Given(list), &PoolOptions::default());
    let none = with(vec![hub("a", 2.0, 19.0), hub("b", 2.1, 1.0)]);
    assert_eq!((none.pools.len(), none.without_room), (0, 6), "no hub has room for any of them");
    let three = with(vec![hub("a", 2.0, 60.0)]);
    assert_eq!((three.pools.len(), three.without_room), (1, 3), "the nearest three have room");
    assert_eq!(three.pools[0].members.iter().map(|m| m.site.0).collect::<Vec<_>>(), [0, 1, 2]);
    let two = with(vec![hub("a", 2.0, 60.0), hub("b", 2.025, 60.0)]);
    assert_eq!((two.pools.len(), two.without_room), (2, 0));
    assert!(two.pools.iter().all(|pool| pool.members.len() == 3 && pool.gap.is_some_and(|gap| gap.value() < 0.01)));
    let free = Place { capacity: None, ..hub("c", 2.01, 1.0) };
    let all = with(vec![free]);
    assert_eq!((all.pools.len(), all.pools[0].members.len()), (1, 6));
}

#[test]
fn partners_are_hubs_before_members_are() {
    let places = [(2.0, 51.0), (2.005, 51.0), (2.01, 51.0), (2.3, 51.2)];
    let flows: Vec<_> = (0..3)
        .map(|site| (site, Direction::Supply, 0, Some(20_000)))
        .chain([(3, Direction::Demand, 0, Some(55_000))])
        .collect();
    let study = made(&places, Vec::new(), &flows, &[]).study;
    let mut group = group_of(&study, round(12));
    group.wishes.truncate(3);
    let pairs = (0..3).map(|supply| [FlowIx(supply), FlowIx(3)]).collect::<Vec<_>>();
    let options = PoolOptions::default();
    // It has room for 55 t: two of three, which are too few.
    let full = found(&study, &group, &Places::Sites(&pairs), &options);
    assert_eq!((full.pools.len(), full.without_room, full.too_small), (0, 1, 2));
    let few = found(&study, &group, &Places::Sites(&pairs[..2]), &options);
    assert_eq!(
        few.pools[0].hub,
        Hub::Site(maillon_model::SiteIx(1)),
        "not everybody's partner: the middle one of them"
    );
    let mut roomy = study.clone();
    roomy.flows[3].amount = maillon_model::Amount::Missing;
    let one = found(&roomy, &group, &Places::Sites(&pairs), &options);
    assert_eq!(one.pools[0].hub, Hub::Site(maillon_model::SiteIx(3)));
    let Shared::Rounds { length, separate, rounds, .. } = one.pools[0].shared else { panic!("rounds") };
    // Two lorries of 4 t for 3 times 1.67 t at each visit.
    assert!(rounds == 2 && length < separate, "{rounds} {length} {separate}");
    let saved: f64 = one.pools[0].members.iter().map(|m| m.saves.unwrap().carbon.unwrap().as_kg_per_year()).sum();
    let expected = 12.0 * 1.3 * (separate.as_kilometres() - length.as_kilometres());
    assert!((saved - expected).abs() < 1e-6 * expected, "{saved} {expected}");
}

#[test]
fn odd_groups_do_no_harm() {
    let options = PoolOptions::default();
    let empty = made(&[], Vec::new(), &[], &[]).study;
    assert_eq!(found(&empty, &group_of(&empty, round(12)), &OWN, &options).pools, []);
    let one = made(&[(2.0, 51.0)], Vec::new(), &[(0, Direction::Supply, 0, Some(9_000))], &[]).study;
    assert_eq!(found(&one, &group_of(&one, round(12)), &OWN, &options).apart, 1, "a group of one");
    // At one address: nothing to drive, and nobody loses.
    let same: Vec<_> = (0..4).map(|site| (site, Direction::Supply, 0, Some(20_000))).collect();
    let here = made(&[(2.0, 51.0); 4], Vec::new(), &same, &[]).study;
    let pooling = found(&here, &group_of(&here, round(12)), &OWN, &options);
    assert_eq!(pooling.pools[0].carbon.map(CarbonSaved::as_kg_per_year), Some(0.0));
    // Whole units: four need 0.4 each, two together.
    let units = found(&here, &group_of(&here, Terms::Unit(t(50.0))), &OWN, &options);
    let Shared::Units { alone, together, .. } = units.pools[0].shared else { panic!("units") };
    assert_eq!((alone, together), (4, Some(2)));
    let saves = |pool: &maillon_model::Pool| pool.members.iter().map(|m| m.saves.unwrap()).collect::<Vec<_>>();
    // Each saves half a unit of 50 t at 7 euros.
    assert!(
        saves(&units.pools[0]).iter().all(|s| s.share.value() == 0.5 && s.euros == EurosGained::per_year(175.0).ok())
    );
    // Two flows of one site are one member.
    let twice = made(
        &[(2.0, 51.0), (2.001, 51.0), (2.002, 51.0)],
        Vec::new(),
        &[0, 0, 1, 2].map(|site| (site, Direction::Supply, 0, Some(15_000))),
        &[],
    )
    .study;
    let pooling = found(&twice, &group_of(&twice, round(12)), &OWN, &options);
    assert_eq!(pooling.pools[0].members.iter().map(|m| m.flows.len()).collect::<Vec<_>>(), [2, 1, 1]);
    // A member too large for a lorry at each visit sends full loads by itself; the check counts them too.
    let large = made(&[(2.0, 51.0), (2.01, 51.0), (2.02, 51.0)], Vec::new(), &same[..3], &[]).study;
    let pooling = found(&large, &group_of(&large, round(4)), &OWN, &options);
    assert!(pooling.pools[0].reached, "5 t at each of 4 visits, lorries of 4 t");
}
