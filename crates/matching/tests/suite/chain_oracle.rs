//! Chains against every giver, processor and taker, by hand.

use std::collections::BTreeSet;
use std::sync::Mutex;

use crate::chain_cases::{Case, KNOWLEDGE, RULES, Stated, cases};
use crate::common::{config, find, study};
use maillon_knowledge::Catalogue;
use maillon_matching::Options;
use maillon_model::{Chain, Chains, Direction, Distance, FlowIx, ProcessorIx, Quantity, SiteIx};
use maillon_spatial::distance;
use proptest::prelude::*;

impl Case {
    /// Every giver, every processor, every taker.
    fn all(&self) -> Vec<Slow> {
        let mut all = Vec::new();
        let at = |site: SiteIx| self.study.site(site).position;
        for s in (0..self.study.flows.len()).filter(|i| self.counts(*i, Direction::Supply)) {
            for (p, plant) in self.study.processors.iter().enumerate() {
                for d in (0..self.study.flows.len()).filter(|i| self.counts(*i, Direction::Demand)) {
                    let (supply, demand) = (self.flow(s), self.flow(d));
                    let fits = |rule: &&Stated| self.needs(rule, s, d) && self.treats(plant, rule, s);
                    let Some(rule) = RULES.iter().find(fits) else { continue };
                    let legs = [distance(at(supply.site), at(plant.site)), distance(at(plant.site), at(demand.site))];
                    let radii = [
                        self.radius(s, &[supply.max_distance, plant.max_distance]),
                        self.radius(s, &[supply.max_distance, plant.max_distance, demand.max_distance]),
                    ];
                    let works = [supply, demand].iter().all(|flow| plant.validity.overlaps(flow.validity()));
                    if works && legs[0] <= radii[0] && legs[1] <= radii[1] {
                        all.push(self.slow(rule, [s, p, d], legs, radii));
                    }
                }
            }
        }
        all
    }

    fn slow(&self, rule: &Stated, [s, p, d]: [usize; 3], legs: [Distance; 2], radii: [Distance; 2]) -> Slow {
        let way = legs[0].as_metres() + legs[1].as_metres();
        let near = if way == 0.0 { 1.0 } else { (-way / self.reach(s).as_metres()).exp() };
        let both = Self::tonnes(self.flow(s).amount).zip(Self::tonnes(self.flow(d).amount).map(|t| t / rule.3));
        let fit = both.map(|(a, b)| a.min(b) / a.max(b));
        let score = fit.map_or(near, |fit| 0.6 * near + 0.4 * fit);
        let capacity = Self::tonnes(self.study.processors[p].capacity);
        let amount = both.zip(capacity).map(|((a, b), c)| a.min(b).min(c));
        Slow { ends: [s, p, d], rule: rule.0, legs, radii, score, amount, replaced: amount.map(|t| t * rule.3) }
    }

    /// Supplies that have a processor in reach, by rule.
    pub(crate) fn served(&self) -> BTreeSet<(&'static str, usize)> {
        self.all().iter().map(|slow| (slow.rule, slow.ends[0])).collect()
    }
}

/// A chain that there must be.
struct Slow {
    ends: [usize; 3],
    rule: &'static str,
    legs: [Distance; 2],
    radii: [Distance; 2],
    score: f64,
    amount: Option<f64>,
    replaced: Option<f64>,
}

fn ends(chain: &Chain) -> [usize; 3] {
    [chain.supply.0 as usize, chain.processor.0 as usize, chain.demand.0 as usize]
}

/// What was met, so that the suite can tell it met all.
static MET: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

#[test]
fn chains_are_brute_force() {
    chains_are_all_by_hand();
    let met = MET.lock().unwrap();
    for what in ["crushed", "dried", "dried-too", "stone-dried", "unknown", "cut", "nearest"] {
        assert!(met.contains(what), "no case with {what}");
    }
}

proptest! {
    #![proptest_config(config(11))]

    fn chains_are_all_by_hand(case in cases()) {
        let fast = case.chains(0, None);
        let mut slow = case.all();
        slow.sort_by_key(|slow| slow.ends);
        let mut order: Vec<usize> = (0..fast.list.len()).collect();
        order.sort_by_key(|i| ends(&fast.list[*i]));
        let found: Vec<[usize; 3]> = order.iter().map(|i| ends(&fast.list[*i])).collect();
        prop_assert_eq!(&found, &slow.iter().map(|slow| slow.ends).collect::<Vec<_>>());
        let mut met = MET.lock().unwrap();
        for (i, slow) in order.into_iter().zip(&slow) {
            let chain = &fast.list[i];
            prop_assert_eq!(&*fast.rule(chain.rule).id, slow.rule);
            prop_assert_eq!([chain.before, chain.after], slow.legs);
            prop_assert_eq!(chain.radii, slow.radii);
            prop_assert!((chain.score.value() - slow.score).abs() < 1e-9, "{} {}", chain.score.value(), slow.score);
            let near = |a: Option<Quantity>, b: Option<f64>| match (a.map(Quantity::annual), b) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b,
                (a, b) => a.is_none() && b.is_none(),
            };
            prop_assert!(near(chain.amount, slow.amount) && near(chain.replaced, slow.replaced), "{:?}", chain);
            met.insert(slow.rule);
            met.extend(slow.amount.is_none().then_some("unknown"));
        }
        // The best of each supply first, and `top` of them.
        let way = |chain: &Chain| chain.before.as_metres() + chain.after.as_metres();
        for own in fast.list.chunk_by(|a, b| a.supply == b.supply) {
            let order = |a: &Chain, b: &Chain| {
                b.score.cmp(&a.score).then(way(a).total_cmp(&way(b))).then(ends(a).cmp(&ends(b)))
            };
            prop_assert!(own.is_sorted_by(|a, b| order(a, b).is_le()));
            prop_assert!(own.iter().map(|chain| chain.rank).eq(1..=own.len() as u32));
        }
        let top = case.options.top;
        let best: Vec<&Chain> = fast.list.iter().filter(|chain| top == 0 || chain.rank <= top as u32).collect();
        let cut = case.chains(top, None);
        let of = |chains: &Chains, chain: &Chain| (ends(chain), chain.rank, chains.rule(chain.rule).id.clone());
        prop_assert_eq!(
            cut.list.iter().map(|chain| of(&cut, chain)).collect::<Vec<_>>(),
            best.iter().map(|chain| of(&fast, chain)).collect::<Vec<_>>()
        );
        met.extend((best.len() < fast.list.len()).then_some("cut"));
        drop(met);
        the_nearest_is_the_nearest(&case, &fast)?;
    }
}

/// Of a synergy that a plant must treat: the shortest way round, were the pair within reach of each other or not.
fn the_nearest_is_the_nearest(case: &Case, chains: &Chains) -> Result<(), TestCaseError> {
    let options = Options { top: 0, ..case.options.clone() };
    let matches = maillon_matching::find(&case.study, &KNOWLEDGE, &options, &|_| {});
    let all = case.all();
    for (place, synergy) in matches.synergies.list().iter().enumerate() {
        let rule = &matches.synergies.rule(synergy.rule).id;
        let of = |slow: &&Slow| {
            (slow.ends[0], slow.ends[2]) == (synergy.supply.0 as usize, synergy.demand.0 as usize)
                && *slow.rule == **rule
        };
        let way = |slow: &Slow| (slow.legs[0].as_metres() + slow.legs[1].as_metres(), slow.ends[1]);
        let nearest = all.iter().filter(of).map(way).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let nearest = nearest.filter(|_| synergy.treatment.is_some()).map(|(_, p)| ProcessorIx(p as u32));
        // A processor that does both is a chain of the surer rule alone, but the shortest way for either.
        if &**rule != "stone-dried" {
            prop_assert_eq!(chains.nearest.get(place).copied().flatten(), nearest);
        }
        MET.lock().unwrap().extend(nearest.map(|_| "nearest"));
    }
    let ends: Vec<FlowIx> = chains.list.iter().map(|chain| chain.supply).collect();
    prop_assert!(ends.is_sorted());
    Ok(())
}

/// The shipped knowledge knows none of it: the cases test what they say.
#[test]
fn the_resources_are_the_tests_own() {
    let codes = ["good.gravel", "probe.stone"];
    assert!(codes.iter().all(|code| Catalogue::builtin().entry(code).is_none() && KNOWLEDGE.entry(code).is_some()));
    assert!(find(&study(vec![], vec![]), &Options::default(), &|_| {}).synergies.list().is_empty());
}
