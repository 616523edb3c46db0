//! Lorry rounds from a hub.
//!
//! Up to twelve stops, every group of stops has its shortest rounds: M. Held and R. M. Karp 1962 for one round, and the best way to part a
//! group into rounds that a lorry holds. Beyond, G. Clarke and J. W. Wright's savings (1964), improved by moves, swaps and reversals
//! (2-opt), and then parted anew in its own order, where that is shorter (C. Prins 2004). A smaller group's rounds are those of all in the
//! same order, without the others (a priori routes: D. J. Bertsimas, P. Jaillet and A. R. Odoni 1990).

use super::shapley::EXACT;

/// Stops and a hub.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Routes {
    /// Metres from the hub, by stop.
    pub hub: Vec<f64>,
    /// Metres between stops.
    pub between: Vec<Vec<f64>>,
    /// What stands at each stop: no more than a lorry holds.
    pub load: Vec<i64>,
    /// What a lorry holds.
    pub room: i64,
}

/// How much the way between two stops weighs in what joining them saves: rounds of one shape or another come of it, and the best is taken
/// (P. Yellow 1970). No source for these five.
const SHAPES: [f64; 5] = [1.0, 0.6, 0.8, 1.2, 1.4];

/// Rounds, each a list of stops, and their metres: the shortest there are of up to twelve stops, good ones beyond.
pub fn shortest_rounds(routes: &Routes) -> (Vec<Vec<u32>>, f64) {
    let lengths = Lengths::of(routes);
    (lengths.rounds(), lengths.of_all())
}

/// What the rounds of any group of stops are long.
pub(crate) enum Lengths<'r> {
    Exact { routes: &'r Routes, groups: Groups },
    Ordered { routes: &'r Routes, order: Vec<u32>, length: f64 },
}

impl<'r> Lengths<'r> {
    pub(crate) fn of(routes: &'r Routes) -> Self {
        if routes.hub.len() <= EXACT {
            return Self::Exact { routes, groups: Groups::of(routes) };
        }
        let found = SHAPES.map(|shape| {
            let order: Vec<u32> = improved(routes, savings(routes, shape)).concat();
            (split(routes, &order).0, order)
        });
        let best = found.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
        let (length, order) = best.unwrap_or_default();
        Self::Ordered { routes, order, length }
    }

    pub(crate) fn of_all(&self) -> f64 {
        match self {
            Self::Exact { groups, .. } => groups.all.last().copied().unwrap_or(0.0),
            Self::Ordered { length, .. } => *length,
        }
    }

    /// Of some stops, in ascending order.
    pub(crate) fn of_some(&self, stops: &[u32]) -> f64 {
        match self {
            Self::Exact { groups, .. } => groups.all[stops.iter().fold(0, |group, stop| group | 1usize << stop)],
            Self::Ordered { routes, order, .. } => {
                let some: Vec<u32> = order.iter().copied().filter(|stop| stops.binary_search(stop).is_ok()).collect();
                split(routes, &some).0
            }
        }
    }

    pub(crate) fn rounds(&self) -> Vec<Vec<u32>> {
        match self {
            Self::Ordered { routes, order, .. } => split(routes, order).1,
            Self::Exact { routes, groups } => {
                let mut rounds = Vec::new();
                let mut left = groups.all.len() - 1;
                while left != 0 {
                    let round = groups.first_round(routes.room, left);
                    rounds.push(tour(routes, round));
                    left &= !round;
                }
                rounds
            }
        }
    }
}

/// The members of a group of stops, the set bits of a number.
fn stops(mut group: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = (group != 0).then(|| group.trailing_zeros() as usize)?;
        group &= group - 1;
        Some(first)
    })
}

/// What is known of each group of stops.
pub(crate) struct Groups {
    load: Vec<i64>,
    /// The shortest single round through it.
    one: Vec<f64>,
    /// The shortest rounds through it that lorries hold.
    all: Vec<f64>,
}

impl Groups {
    fn of(routes: &Routes) -> Self {
        let count = 1usize << routes.hub.len();
        let mut load = vec![0; count];
        for group in 1..count {
            load[group] = load[group & (group - 1)] + routes.load[group.trailing_zeros() as usize];
        }
        let mut groups = Self { load, one: tours(routes), all: vec![0.0; count] };
        for group in 1..count {
            // Where one lorry holds all, one round is the shortest: ways on Earth know no shorter way round.
            groups.all[group] = if groups.load[group] <= routes.room {
                groups.one[group]
            } else {
                let round = groups.first_round(routes.room, group);
                groups.one[round] + groups.all[group & !round]
            };
        }
        groups
    }

    /// Of the best rounds through a group, the one that calls at its first stop.
    fn first_round(&self, room: i64, group: usize) -> usize {
        if self.load[group] <= room {
            return group;
        }
        let first = group & group.wrapping_neg();
        let rest = group & !first;
        let (mut best, mut least) = (first, f64::INFINITY);
        let mut some = rest;
        loop {
            let round = first | some;
            if self.load[round] <= room {
                let length = self.one[round] + self.all[group & !round];
                if length < least {
                    (best, least) = (round, length);
                }
            }
            if some == 0 {
                return best;
            }
            some = (some - 1) & rest;
        }
    }
}

/// By group: the shortest way from the hub through all of it to each of its stops.
fn paths(routes: &Routes) -> Vec<f64> {
    let n = routes.hub.len();
    let mut path = vec![f64::INFINITY; (1 << n) * n];
    for group in 1..1usize << n {
        for last in stops(group) {
            let before = group & !(1 << last);
            path[group * n + last] = if before == 0 {
                routes.hub[last]
            } else {
                stops(before)
                    .map(|stop| path[before * n + stop] + routes.between[stop][last])
                    .fold(f64::INFINITY, f64::min)
            };
        }
    }
    path
}

/// By group: the shortest single round through it.
fn tours(routes: &Routes) -> Vec<f64> {
    let n = routes.hub.len();
    let path = paths(routes);
    let back = |group: usize| {
        let ends = stops(group).map(|last| path[group * n + last] + routes.hub[last]);
        if group == 0 { 0.0 } else { ends.fold(f64::INFINITY, f64::min) }
    };
    (0..1usize << n).map(back).collect()
}

/// The stops of a group in the order of its shortest round.
fn tour(routes: &Routes, group: usize) -> Vec<u32> {
    let members: Vec<usize> = stops(group).collect();
    let part = Routes {
        hub: members.iter().map(|stop| routes.hub[*stop]).collect(),
        between: members.iter().map(|a| members.iter().map(|b| routes.between[*a][*b]).collect()).collect(),
        ..Routes::default()
    };
    let (n, path) = (members.len(), paths(&part));
    let mut left = (1usize << n) - 1;
    let mut next: Option<usize> = None;
    let mut order = Vec::with_capacity(n);
    while left != 0 {
        let on = |stop: usize| next.map_or(part.hub[stop], |next| part.between[stop][next]);
        let cost = |stop: &usize| path[left * n + stop] + on(*stop);
        let Some(last) = stops(left).min_by(|a, b| cost(a).total_cmp(&cost(b))) else { break };
        order.push(members[last] as u32);
        (left, next) = (left & !(1 << last), Some(last));
    }
    // Backwards it is as long: the one that starts nearer the first site.
    if order.first() > order.last() {
        order.reverse();
    }
    order
}

fn length(routes: &Routes, round: &[u32]) -> f64 {
    let (Some(first), Some(last)) = (round.first(), round.last()) else { return 0.0 };
    let inside: f64 = round.windows(2).map(|pair| routes.between[pair[0] as usize][pair[1] as usize]).sum();
    routes.hub[*first as usize] + inside + routes.hub[*last as usize]
}

/// Rounds joined end to end, what saves most first, while a lorry holds both.
fn savings(routes: &Routes, shape: f64) -> Vec<Vec<u32>> {
    let n = routes.hub.len();
    let mut pairs: Vec<(f64, u32, u32)> = (0..n)
        .flat_map(|a| (a + 1..n).map(move |b| (a, b)))
        .map(|(a, b)| (routes.hub[a] + routes.hub[b] - shape * routes.between[a][b], a as u32, b as u32))
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut rounds: Vec<Vec<u32>> = (0..n as u32).map(|stop| vec![stop]).collect();
    let mut of: Vec<usize> = (0..n).collect();
    let mut loads = routes.load.clone();
    for (_, a, b) in pairs {
        let (x, y) = (of[a as usize], of[b as usize]);
        let end = |round: &[u32], stop| round.first() == Some(&stop) || round.last() == Some(&stop);
        if x == y || loads[x] + loads[y] > routes.room || !end(&rounds[x], a) || !end(&rounds[y], b) {
            continue;
        }
        if rounds[x].last() != Some(&a) {
            rounds[x].reverse();
        }
        if rounds[y].first() != Some(&b) {
            rounds[y].reverse();
        }
        let tail = std::mem::take(&mut rounds[y]);
        tail.iter().for_each(|stop| of[*stop as usize] = x);
        rounds[x].extend(tail);
        loads[x] += loads[y];
    }
    rounds.retain(|round| !round.is_empty());
    rounds
}

/// Moves a stop, swaps two, turns a stretch round, changes ends, while that shortens the rounds.
fn improved(routes: &Routes, mut rounds: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    const ENOUGH: f64 = 1e-6;
    let load = |round: &[u32]| -> i64 { round.iter().map(|stop| routes.load[*stop as usize]).sum() };
    let mut again = true;
    while again {
        again = false;
        for round in &mut rounds {
            for from in 0..round.len() {
                for to in from + 1..round.len() {
                    let mut turned = round.clone();
                    turned[from..=to].reverse();
                    if length(routes, &turned) < length(routes, round) - ENOUGH {
                        *round = turned;
                        again = true;
                    }
                }
            }
        }
        for x in 0..rounds.len() {
            for y in 0..rounds.len() {
                again |= move_one(routes, &mut rounds, x, y, ENOUGH, &load);
                again |= x < y && change_ends(routes, &mut rounds, x, y, ENOUGH, &load);
            }
        }
        rounds.retain(|round| !round.is_empty());
    }
    rounds
}

/// One stop of a round to its best place in another or the same, or in the place of another one.
fn move_one(
    routes: &Routes,
    rounds: &mut [Vec<u32>],
    x: usize,
    y: usize,
    enough: f64,
    load: &impl Fn(&[u32]) -> i64,
) -> bool {
    let before = length(routes, &rounds[x]) + if x == y { 0.0 } else { length(routes, &rounds[y]) };
    for i in 0..rounds[x].len() {
        let mut less = rounds[x].clone();
        let stop = less.remove(i);
        let target = if x == y { less.clone() } else { rounds[y].clone() };
        if x == y || load(&target) + routes.load[stop as usize] <= routes.room {
            for j in 0..=target.len() {
                let mut more = target.clone();
                more.insert(j, stop);
                let after = length(routes, &more) + if x == y { 0.0 } else { length(routes, &less) };
                if after < before - enough {
                    if x != y {
                        rounds[x] = less;
                    }
                    rounds[y] = more;
                    return true;
                }
            }
        }
        for j in 0..if x < y { rounds[y].len() } else { 0 } {
            let (mut a, mut b) = (rounds[x].clone(), rounds[y].clone());
            std::mem::swap(&mut a[i], &mut b[j]);
            let fits = load(&a) <= routes.room && load(&b) <= routes.room;
            if fits && length(routes, &a) + length(routes, &b) < before - enough {
                (rounds[x], rounds[y]) = (a, b);
                return true;
            }
        }
    }
    false
}

/// The end of a round for that of another, either way round (2-opt*).
fn change_ends(
    routes: &Routes,
    rounds: &mut [Vec<u32>],
    x: usize,
    y: usize,
    enough: f64,
    load: &impl Fn(&[u32]) -> i64,
) -> bool {
    let before = length(routes, &rounds[x]) + length(routes, &rounds[y]);
    for turned in [false, true] {
        let (one, mut other) = (rounds[x].clone(), rounds[y].clone());
        if turned {
            other.reverse();
        }
        for i in 0..=one.len() {
            for j in 0..=other.len() {
                let a = [&one[..i], &other[j..]].concat();
                let b = [&other[..j], &one[i..]].concat();
                let fits = load(&a) <= routes.room && load(&b) <= routes.room;
                if fits && length(routes, &a) + length(routes, &b) < before - enough {
                    (rounds[x], rounds[y]) = (a, b);
                    return true;
                }
            }
        }
    }
    false
}

/// The best way to part an order of stops into rounds that a lorry holds.
fn split(routes: &Routes, order: &[u32]) -> (f64, Vec<Vec<u32>>) {
    let n = order.len();
    let mut best = vec![f64::INFINITY; n + 1];
    let mut from = vec![0; n + 1];
    best[0] = 0.0;
    for start in 0..n {
        let (mut load, mut way) = (0, routes.hub[order[start] as usize]);
        for end in start..n {
            let stop = order[end] as usize;
            load += routes.load[stop];
            if load > routes.room {
                break;
            }
            if end > start {
                way += routes.between[order[end - 1] as usize][stop];
            }
            let length = best[start] + way + routes.hub[stop];
            if length < best[end + 1] {
                (best[end + 1], from[end + 1]) = (length, start);
            }
        }
    }
    let mut rounds = Vec::new();
    let mut end = n;
    while end > 0 {
        rounds.push(order[from[end]..end].to_vec());
        end = from[end];
    }
    rounds.reverse();
    (best[n], rounds)
}
