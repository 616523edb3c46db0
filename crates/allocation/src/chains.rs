//! Who gets the processors' capacity.
//!
//! A chain takes of three things at once: what its supply gives, what its processor can treat, what its demand needs. That is
//! no network but a packing: a linear program, solved exactly where it is small enough, and greedily with a bound where it
//! is not. What the plan moves between two sites as if one of them treated it may go through a processor; beyond that, a
//! chain has what the plan leaves of both flows. So nothing is promised twice.

use std::collections::BTreeMap;

use maillon_model::{Assigned, Chain, ChainPlan, Chains, PlanQuality, Planned, ProcessorIx, Quantity};
use microlp::{ComparisonOp, OptimizationDirection, Problem as Program, Variable};

/// Chains of one component that are solved exactly; more are served greedily. No source: the time of a dense program grows
/// with its cube.
const EXACT: usize = 400;

/// Values that differ by less than this share are the same: the solver's tolerance.
const SAME: f64 = 1e-7;

/// What a chain competes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Limit {
    /// What the plan moves over a synergy.
    Synergy(u32),
    /// What it leaves of a flow.
    Left(u32),
    /// A processor's capacity.
    Processor(u32),
}

/// A chain's amount, of one of its two kinds.
#[derive(Debug, Clone)]
struct Lane {
    chain: usize,
    /// Of what the plan moves; else beyond it.
    of_plan: bool,
    score: f64,
    /// What a unit takes of each limit.
    takes: Vec<(Limit, f64)>,
}

/// The best assignment of the capacities, by score-weighted amount.
///
/// # Errors
/// The solver gives up, in its own words.
pub fn assign(planned: &Planned, chains: &Chains) -> Result<ChainPlan, String> {
    let limits = limits(planned, chains);
    let lanes = lanes(planned, chains, &limits);
    let mut plan = ChainPlan {
        assigned: vec![Assigned::default(); chains.list.len()],
        used: Vec::new(),
        cannot_count: chains.list.iter().filter(|chain| chain.amount.is_none()).count() as u32,
        methods: Vec::new(),
        quality: PlanQuality::Optimal,
        value: 0.0,
        bound: 0.0,
    };
    let mut proved = true;
    for component in components(&lanes) {
        let lanes: Vec<&Lane> = component.into_iter().map(|i| &lanes[i]).collect();
        let (method, amounts, bound) = if lanes.len() <= EXACT {
            let (amounts, bound) = exact(&lanes, &limits, chains)?;
            ("linear program", amounts, bound)
        } else {
            let amounts = greedy(&lanes, &limits, chains);
            ("greedy", amounts, bound(&lanes, &limits))
        };
        if !plan.methods.contains(&method) {
            plan.methods.push(method);
        }
        let value = settle(planned, chains, &lanes, &limits, &amounts, &mut plan.assigned);
        proved &= bound - value <= SAME * bound;
        plan.value += value;
        plan.bound += bound;
    }
    if !proved {
        plan.quality = PlanQuality::Gap((plan.bound - plan.value) / plan.bound);
    }
    plan.used = used(planned, chains, &plan.assigned);
    Ok(plan)
}

/// What is wrong with an assignment, in words; nothing, if it is sound. Works it out from study, plan and chains alone.
pub fn check_chains(planned: &Planned, chains: &Chains, plan: &ChainPlan) -> Vec<String> {
    let mut faults = Vec::new();
    let mut loads: BTreeMap<Limit, f64> = BTreeMap::new();
    let units = planned.plan.units;
    for (place, (chain, assigned)) in chains.list.iter().zip(&plan.assigned).enumerate() {
        let given = planned.dimension(chain.supply);
        let [of_plan, added] = [assigned.of_plan, assigned.added].map(|whole| units.base(whole, given));
        if assigned.of_plan < 0 || assigned.added < 0 {
            faults.push(format!("chain {place} gets less than nothing"));
        }
        if of_plan + added == 0.0 {
            continue;
        }
        let (Some(ratio), Some(load)) = (chain.ratio, chain.load) else {
            faults.push(format!("chain {place} has no amount and gets one"));
            continue;
        };
        if chain.min_lot.is_some_and(|lot| of_plan + added < lot * (1.0 - 1e-9)) {
            faults.push(format!("chain {place} gets less than its lot"));
        }
        *loads.entry(Limit::Processor(chain.processor.0)).or_default() += load * (of_plan + added);
        *loads.entry(Limit::Left(chain.supply.0)).or_default() += added;
        *loads.entry(Limit::Left(chain.demand.0)).or_default() += added * ratio;
        if of_plan > 0.0 {
            match direct(planned, chains, chain) {
                Some(synergy) => *loads.entry(Limit::Synergy(synergy)).or_default() += of_plan,
                None => faults.push(format!("chain {place} treats what the plan does not move")),
            }
        }
    }
    for (limit, load) in loads {
        let room = match limit {
            Limit::Synergy(synergy) => planned.amount(synergy as usize),
            Limit::Left(flow) => planned.left(maillon_model::FlowIx(flow)),
            Limit::Processor(ix) => planned.study.processor(ProcessorIx(ix)).capacity.known(),
        };
        let room = room.map_or(0.0, Quantity::annual);
        if load > room * (1.0 + 1e-9) {
            faults.push(format!("{limit:?} bears {load}, of {room}"));
        }
    }
    faults
}

/// The synergy of the plan that the chain treats: of the same two flows, by the same rule, which needs the treatment.
fn direct(planned: &Planned, chains: &Chains, chain: &Chain) -> Option<u32> {
    let synergies = &planned.matches.synergies;
    let rule = &chains.rule(chain.rule).id;
    let place = synergies.list().between(chain.supply, chain.demand)?;
    let synergy = synergies.list().at(place);
    (synergy.treatment.is_some() && synergies.rule(synergy.rule).id == *rule).then_some(place as u32)
}

/// What there is of everything that known chains take, in base units.
fn limits(planned: &Planned, chains: &Chains) -> BTreeMap<Limit, f64> {
    let mut limits = BTreeMap::new();
    for chain in chains.list.iter().filter(|chain| chain.amount.is_some()) {
        let left = |flow| planned.left(flow).map_or(0.0, Quantity::annual);
        let capacity = planned.study.processor(chain.processor).capacity.known();
        limits.insert(Limit::Processor(chain.processor.0), capacity.map_or(0.0, Quantity::annual));
        limits.insert(Limit::Left(chain.supply.0), left(chain.supply));
        limits.insert(Limit::Left(chain.demand.0), left(chain.demand));
        if let Some(synergy) = direct(planned, chains, chain) {
            let moved = planned.amount(synergy as usize).map_or(0.0, Quantity::annual);
            limits.insert(Limit::Synergy(synergy), moved);
        }
    }
    limits
}

fn lanes(planned: &Planned, chains: &Chains, limits: &BTreeMap<Limit, f64>) -> Vec<Lane> {
    let mut lanes = Vec::new();
    let open = |chain: &Chain| !planned.is_closed(chain.supply, chain.demand);
    for (place, chain) in chains.list.iter().enumerate().filter(|(_, chain)| chain.amount.is_some() && open(chain)) {
        let (Some(ratio), Some(load)) = (chain.ratio, chain.load) else { continue };
        let processor = (Limit::Processor(chain.processor.0), load);
        let of_plan = direct(planned, chains, chain).map(|synergy| vec![(Limit::Synergy(synergy), 1.0), processor]);
        let added = vec![(Limit::Left(chain.supply.0), 1.0), processor, (Limit::Left(chain.demand.0), ratio)];
        for (of_plan, takes) in of_plan.map(|takes| (true, takes)).into_iter().chain([(false, added)]) {
            if takes.iter().all(|(limit, _)| limits[limit] > 0.0) {
                lanes.push(Lane { chain: place, of_plan, score: chain.score.value(), takes });
            }
        }
    }
    lanes
}

/// Lanes that compete with each other, in the order of their first.
fn components(lanes: &[Lane]) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..lanes.len()).collect();
    fn find(leader: &mut [usize], mut i: usize) -> usize {
        while leader[i] != i {
            leader[i] = leader[leader[i]];
            i = leader[i];
        }
        i
    }
    let mut first: BTreeMap<Limit, usize> = BTreeMap::new();
    for (i, lane) in lanes.iter().enumerate() {
        for (limit, _) in &lane.takes {
            let other = *first.entry(*limit).or_insert(i);
            let (a, b) = (find(&mut leader, i), find(&mut leader, other));
            leader[a.max(b)] = a.min(b);
        }
        // Both kinds of one chain have one lot.
        if i > 0 && lanes[i - 1].chain == lane.chain {
            let (a, b) = (find(&mut leader, i), find(&mut leader, i - 1));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..lanes.len() {
        of.entry(find(&mut leader, i)).or_default().push(i);
    }
    of.into_values().collect()
}

/// The amounts of the linear program, and its value. Chains that come below their lot are left out, and the rest is solved
/// anew; the bound stays that of the first.
fn exact(lanes: &[&Lane], limits: &BTreeMap<Limit, f64>, chains: &Chains) -> Result<(Vec<f64>, f64), String> {
    let mut out = vec![false; lanes.len()];
    let mut bound = None;
    loop {
        let (amounts, value) = solve(lanes, limits, &out)?;
        let bound = *bound.get_or_insert(value);
        let small: Vec<usize> = below_lot(lanes, &amounts, chains);
        if small.is_empty() {
            return Ok((amounts, bound));
        }
        small.into_iter().for_each(|i| out[i] = true);
    }
}

/// Lanes of chains that get something, but less than their lot.
fn below_lot(lanes: &[&Lane], amounts: &[f64], chains: &Chains) -> Vec<usize> {
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    lanes.iter().zip(amounts).for_each(|(lane, amount)| *sums.entry(lane.chain).or_default() += amount);
    let small = |i: &usize| {
        let sum = sums[&lanes[*i].chain];
        amounts[*i] > 0.0 && chains.list[lanes[*i].chain].min_lot.is_some_and(|lot| sum < lot * (1.0 - SAME))
    };
    (0..lanes.len()).filter(small).collect()
}

fn solve(lanes: &[&Lane], limits: &BTreeMap<Limit, f64>, out: &[bool]) -> Result<(Vec<f64>, f64), String> {
    // Amounts as parts of the largest: the solver's tolerances are absolute.
    let taken = || lanes.iter().flat_map(|lane| &lane.takes);
    let size = taken().map(|(limit, _)| limits[limit]).fold(f64::MIN_POSITIVE, f64::max);
    let mut program = Program::new(OptimizationDirection::Maximize);
    let mut rows: BTreeMap<Limit, Vec<(Variable, f64)>> = BTreeMap::new();
    let mut variables = Vec::with_capacity(lanes.len());
    for (lane, out) in lanes.iter().zip(out) {
        let most = lane.takes.iter().map(|(limit, each)| limits[limit] / each).fold(f64::INFINITY, f64::min) / size;
        let x = program.add_var(lane.score, (0.0, if *out { 0.0 } else { most }));
        lane.takes.iter().for_each(|(limit, each)| rows.entry(*limit).or_default().push((x, *each)));
        variables.push(x);
    }
    for (limit, row) in rows {
        program.add_constraint(row.as_slice(), ComparisonOp::Le, limits[&limit] / size);
    }
    let solution = program.solve().map_err(|e| e.to_string())?;
    let solution = solution.solution().ok_or_else(|| "no solution".to_owned())?;
    let amounts = variables.iter().map(|x| (solution.var_value(*x) * size).max(0.0)).collect();
    Ok((amounts, solution.objective() * size))
}

/// The best chain first, each as much as it can take.
fn greedy(lanes: &[&Lane], limits: &BTreeMap<Limit, f64>, chains: &Chains) -> Vec<f64> {
    let mut left = limits.clone();
    let mut amounts = vec![0.0; lanes.len()];
    let mut order: Vec<usize> = (0..lanes.len()).collect();
    order.sort_by(|a, b| lanes[*b].score.total_cmp(&lanes[*a].score).then(a.cmp(b)));
    for i in order {
        let most = lanes[i].takes.iter().map(|(limit, each)| left[limit] / each).fold(f64::INFINITY, f64::min);
        if chains.list[lanes[i].chain].min_lot.is_some_and(|lot| most < lot) {
            continue;
        }
        amounts[i] = most;
        for (limit, each) in &lanes[i].takes {
            left.entry(*limit).and_modify(|left| *left = (*left - most * each).max(0.0));
        }
    }
    amounts
}

/// What no assignment exceeds: each processor at the best score that any of its chains has for a unit of its capacity, and
/// likewise of what gives.
fn bound(lanes: &[&Lane], limits: &BTreeMap<Limit, f64>) -> f64 {
    let side = |of: fn(&Limit) -> bool| {
        let mut best: BTreeMap<Limit, f64> = BTreeMap::new();
        for lane in lanes {
            for (limit, each) in lane.takes.iter().filter(|(limit, _)| of(limit)).take(1) {
                let worth = best.entry(*limit).or_default();
                *worth = worth.max(lane.score / each);
            }
        }
        best.iter().map(|(limit, worth)| worth * limits[limit]).sum::<f64>()
    };
    // The first of a lane's limits is what gives: a synergy of the plan, or what it leaves of the supply.
    let processors = side(|limit| matches!(limit, Limit::Processor(_)));
    let givers = side(|limit| !matches!(limit, Limit::Processor(_)));
    processors.min(givers)
}

/// Brings amounts down to whole units that no limit is short of. Returns their value.
fn settle(
    planned: &Planned,
    chains: &Chains,
    lanes: &[&Lane],
    limits: &BTreeMap<Limit, f64>,
    amounts: &[f64],
    assigned: &mut [Assigned],
) -> f64 {
    let mut left: BTreeMap<Limit, f64> =
        lanes.iter().flat_map(|lane| &lane.takes).map(|(limit, _)| (*limit, limits[limit])).collect();
    let mut value = 0.0;
    for (lane, amount) in lanes.iter().zip(amounts) {
        let dimension = planned.dimension(chains.list[lane.chain].supply);
        let unit = planned.plan.units.base(1, dimension);
        let most = lane.takes.iter().map(|(limit, each)| left[limit] / each).fold(f64::INFINITY, f64::min);
        // To the nearest unit, but for what the solver's tolerance took too much.
        let whole = ((amount / unit).round() as i64).min((most / unit * (1.0 + 1e-15)).floor() as i64).max(0);
        let base = planned.plan.units.base(whole, dimension);
        for (limit, each) in &lane.takes {
            left.entry(*limit).and_modify(|left| *left = (*left - base * each).max(0.0));
        }
        let own = &mut assigned[lane.chain];
        *(if lane.of_plan { &mut own.of_plan } else { &mut own.added }) += whole;
        value += lane.score * base;
    }
    value
}

/// By processor, what it takes of its capacity; `None` where that is not known.
fn used(planned: &Planned, chains: &Chains, assigned: &[Assigned]) -> Vec<Option<Quantity>> {
    let processors = &planned.study.processors;
    let mut sums = vec![0.0; processors.len()];
    for (chain, assigned) in chains.list.iter().zip(assigned) {
        let base = planned.plan.units.base(assigned.of_plan + assigned.added, planned.dimension(chain.supply));
        sums[chain.processor.0 as usize] += base * chain.load.unwrap_or(1.0);
    }
    let of = |(processor, sum): (&maillon_model::Processor, f64)| {
        let capacity = processor.capacity.known()?;
        Quantity::per_year(sum.min(capacity.annual()), capacity.dimension()).ok()
    };
    processors.iter().zip(sums).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_model::{Distance, FlowIx, GateSet, NotCounted, RuleIx, Score, TreatmentIx};

    fn chain(min_lot: Option<f64>) -> Chain {
        Chain {
            supply: FlowIx(0),
            processor: ProcessorIx(0),
            demand: FlowIx(0),
            rule: RuleIx(0),
            treatment: TreatmentIx(0),
            open: GateSet::default(),
            before: Distance::ZERO,
            after: Distance::ZERO,
            radii: [Distance::ZERO; 2],
            amount: None,
            replaced: None,
            ratio: None,
            load: None,
            min_lot,
            carbon: None,
            euros: None,
            not_counted: NotCounted::default(),
            score: Score::ONE,
            confidence: Score::ONE,
            rank: 1,
        }
    }

    fn chains(list: Vec<Chain>) -> Chains {
        let mut chains = Chains::default();
        chains.list = list;
        chains
    }

    fn lane(chain: usize, score: f64, [supply, processor, demand]: [u32; 3], ratio: f64) -> Lane {
        let takes =
            vec![(Limit::Left(supply), 1.0), (Limit::Processor(processor), 1.0), (Limit::Left(100 + demand), ratio)];
        Lane { chain, of_plan: false, score, takes }
    }

    fn value(lanes: &[Lane], amounts: &[f64]) -> f64 {
        lanes.iter().zip(amounts).map(|(lane, amount)| lane.score * amount).sum()
    }

    fn feasible(lanes: &[Lane], amounts: &[f64], limits: &BTreeMap<Limit, f64>) {
        let mut loads: BTreeMap<Limit, f64> = BTreeMap::new();
        for (lane, amount) in lanes.iter().zip(amounts) {
            assert!(*amount >= 0.0);
            lane.takes.iter().for_each(|(limit, each)| *loads.entry(*limit).or_default() += amount * each);
        }
        assert!(loads.iter().all(|(limit, load)| *load <= limits[limit] * (1.0 + 1e-6)), "{loads:?}");
    }

    /// The best chain first would take the crusher that the other giver has no other for.
    #[test]
    fn the_best_chain_first_is_not_the_best() {
        let lanes = [lane(0, 0.9, [0, 0, 0], 1.0), lane(1, 0.8, [0, 1, 0], 1.0), lane(2, 0.8, [1, 0, 1], 1.0)];
        let limits: BTreeMap<Limit, f64> = [Limit::Left(0), Limit::Left(1), Limit::Left(100), Limit::Left(101)]
            .into_iter()
            .chain([Limit::Processor(0), Limit::Processor(1)])
            .map(|limit| (limit, 10.0))
            .collect();
        let chains = chains(vec![chain(None); 3]);
        let all: Vec<&Lane> = lanes.iter().collect();
        let (amounts, best) = exact(&all, &limits, &chains).unwrap();
        assert!((best - 16.0).abs() < 1e-6 && (value(&lanes, &amounts) - best).abs() < 1e-6, "{amounts:?}");
        let greedy = greedy(&all, &limits, &chains);
        assert!((value(&lanes, &greedy) - 9.0).abs() < 1e-9, "{greedy:?}");
        assert!(bound(&all, &limits) >= best);
    }

    #[test]
    fn greedy_is_below_the_program_and_the_bound_above_it() {
        let mut seed = 5_u64;
        let mut random = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        let mut less = 0;
        for _ in 0..200 {
            let lanes: Vec<Lane> = (0..12)
                .map(|i| {
                    let ends = [random(3) as u32, random(2) as u32, random(3) as u32];
                    lane(i, 0.05 + random(90) as f64 / 100.0, ends, [0.5, 1.0, 2.0][random(3) as usize])
                })
                .collect();
            let limits: BTreeMap<Limit, f64> = lanes
                .iter()
                .flat_map(|lane| lane.takes.iter().map(|(limit, _)| *limit))
                .map(|limit| (limit, 0.0))
                .collect();
            let limits: BTreeMap<Limit, f64> =
                limits.into_keys().map(|limit| (limit, 1.0 + random(50) as f64)).collect();
            let chains = chains(vec![chain(None); 12]);
            let all: Vec<&Lane> = lanes.iter().collect();
            let (amounts, best) = exact(&all, &limits, &chains).unwrap();
            let greedy = greedy(&all, &limits, &chains);
            feasible(&lanes, &amounts, &limits);
            feasible(&lanes, &greedy, &limits);
            let tolerance = 1e-6 * best.max(1.0);
            assert!((value(&lanes, &amounts) - best).abs() <= tolerance);
            assert!(value(&lanes, &greedy) <= best + tolerance && best <= bound(&all, &limits) + tolerance);
            less += usize::from(value(&lanes, &greedy) < best - tolerance);
        }
        assert!(less > 20, "the test would not notice a program that is greedy: {less}");
    }

    #[test]
    fn what_comes_below_its_lot_leaves_room_for_others() {
        let lanes = [lane(0, 0.9, [0, 0, 0], 1.0), lane(1, 0.5, [1, 0, 1], 1.0)];
        let room = [(Limit::Left(0), 4.0), (Limit::Left(1), 9.0), (Limit::Left(100), 9.0), (Limit::Left(101), 9.0)];
        let limits: BTreeMap<Limit, f64> = room.into_iter().chain([(Limit::Processor(0), 10.0)]).collect();
        let chains = chains(vec![chain(Some(5.0)), chain(None)]);
        let all: Vec<&Lane> = lanes.iter().collect();
        let (amounts, bound) = exact(&all, &limits, &chains).unwrap();
        assert!(amounts[0].abs() < 1e-9 && (amounts[1] - 9.0).abs() < 1e-6, "{amounts:?}");
        assert!((bound - (0.9 * 4.0 + 0.5 * 6.0)).abs() < 1e-6, "the bound is that without lots");
        assert_eq!(greedy(&all, &limits, &chains), [0.0, 9.0]);
    }
}
