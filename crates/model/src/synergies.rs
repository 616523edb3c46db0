//! All that matching keeps, by column: there may be tens of millions.

use crate::column::{Column, Distances, Numbers, Scores};
use crate::flow::FlowIx;
use crate::measure::{Distance, Score};
use crate::quantity::{Dimension, Quantity};
use crate::synergy::{NotCounted, Synergy, SynergyKind};
use crate::vouch::{GateSet, RuleIx, RuleWords, StepIx, interned};
use crate::worth::{BreakEven, CarbonSaved, EurosGained};

/// Synergies, each one's criteria, and the words they share. Columns hold them: some 40 bytes a synergy, where most have
/// the same rule, radius and treatment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Synergies {
    criteria: Vec<&'static str>,
    gates: Vec<&'static str>,
    rules: Vec<RuleWords>,
    steps: Vec<Box<str>>,
    ends: Vec<[FlowIx; 2]>,
    shared: Column<Shared>,
    radius: Numbers,
    distance: Distances,
    amount: Amounts,
    replaced: Replaced,
    carbon: Numbers,
    euros: Numbers,
    break_even_carbon: Numbers,
    break_even_euros: Numbers,
    score: Scores,
    confidence: Scores,
    rank_supply: Column<u32>,
    rank_demand: Column<u32>,
    values: Vec<Scores>,
}

/// What few synergies have of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Shared {
    kind: SynergyKind,
    rule: RuleIx,
    treatment: Option<StepIx>,
    open: GateSet,
    not_counted: NotCounted,
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Amounts {
    annual: Numbers,
    dimension: Column<Option<Dimension>>,
}

impl Amounts {
    fn push(&mut self, amount: Option<Quantity>) {
        self.annual.push(amount.map(Quantity::annual));
        self.dimension.push(amount.map(Quantity::dimension));
    }

    fn at(&self, place: usize) -> Option<Quantity> {
        Quantity::per_year(self.annual.at(place)?, self.dimension.at(place)?).ok()
    }
}

/// Amounts of their own from the first that differs from the amount given.
#[derive(Debug, Clone, PartialEq, Default)]
struct Replaced {
    alike: usize,
    own: Amounts,
}

impl Synergies {
    /// None yet; each will carry one value per criterion, in this order.
    pub fn new(criteria: Vec<&'static str>) -> Self {
        Self { values: vec![Scores::default(); criteria.len()], criteria, ..Self::default() }
    }

    /// Sets memory aside for so many.
    pub fn with_room(mut self, synergies: usize) -> Self {
        self.ends.reserve_exact(synergies);
        self
    }

    /// Names the gates that [`Synergy::open`] speaks of, in its order.
    pub fn with_gates(self, gates: Vec<&'static str>) -> Self {
        Self { gates, ..self }
    }

    /// The place of a rule, which is added where it is new.
    pub fn rule_ix(&mut self, words: RuleWords) -> RuleIx {
        RuleIx(interned(&mut self.rules, words, |a, b| a.id == b.id))
    }

    /// The place of a treatment step, which is added where it is new.
    pub fn step_ix(&mut self, step: &str) -> StepIx {
        StepIx(interned(&mut self.steps, step.into(), |a, b| a == b))
    }

    /// What a rule says.
    pub fn rule(&self, ix: RuleIx) -> &RuleWords {
        &self.rules[ix.0 as usize]
    }

    /// Every rule that paired any, in the order they were added.
    pub fn rules(&self) -> &[RuleWords] {
        &self.rules
    }

    /// What a treatment step does.
    pub fn step(&self, ix: StepIx) -> &str {
        &self.steps[ix.0 as usize]
    }

    /// The gates' names, in the order of [`Synergy::open`].
    pub fn gates(&self) -> &[&'static str] {
        &self.gates
    }

    /// The names of the gates of a set.
    pub fn gates_of(&self, set: GateSet) -> impl Iterator<Item = &'static str> {
        self.gates.iter().enumerate().filter(move |(i, _)| set.holds(*i)).map(|(_, name)| *name)
    }

    /// Adds a synergy. `values` holds one entry per criterion, `None` where the data does not tell.
    ///
    /// # Panics
    /// When the number of values is not that of the criteria: a defect of the caller, not of its data.
    pub fn push(&mut self, synergy: Synergy, values: &[Option<Score>]) {
        assert_eq!(values.len(), self.criteria.len(), "one value per criterion");
        let Synergy { kind, rule, treatment, open, not_counted, .. } = synergy;
        let metres = |reach: Option<BreakEven>| match reach? {
            BreakEven::At(distance) => Some(distance.as_metres()),
            BreakEven::Never => Some(f64::INFINITY),
        };
        let place = self.ends.len();
        if self.replaced.alike == place && synergy.replaced == synergy.amount {
            self.replaced.alike += 1;
        } else {
            self.replaced.own.push(synergy.replaced);
        }
        self.ends.push([synergy.supply, synergy.demand]);
        self.shared.push(Shared { kind, rule, treatment, open, not_counted });
        self.radius.push(Some(synergy.radius.as_metres()));
        self.distance.push(synergy.distance);
        self.amount.push(synergy.amount);
        self.carbon.push(synergy.carbon.map(CarbonSaved::as_kg_per_year));
        self.euros.push(synergy.euros.map(EurosGained::as_per_year));
        self.break_even_carbon.push(metres(synergy.break_even_carbon));
        self.break_even_euros.push(metres(synergy.break_even_euros));
        self.score.push(Some(synergy.score));
        self.confidence.push(Some(synergy.confidence));
        self.rank_supply.push(synergy.rank_supply);
        self.rank_demand.push(synergy.rank_demand);
        for (column, value) in self.values.iter_mut().zip(values) {
            column.push(*value);
        }
    }

    /// Gives back the memory that was set aside for more of them.
    pub fn shrink(&mut self) {
        self.ends.shrink_to_fit();
        self.distance.shrink();
        self.shared.shrink();
        self.rank_supply.shrink();
        self.rank_demand.shrink();
        for amounts in [&mut self.amount, &mut self.replaced.own] {
            amounts.annual.shrink();
            amounts.dimension.shrink();
        }
        let numbers = [
            &mut self.radius,
            &mut self.carbon,
            &mut self.euros,
            &mut self.break_even_carbon,
            &mut self.break_even_euros,
        ];
        numbers.into_iter().for_each(Numbers::shrink);
        [&mut self.score, &mut self.confidence].into_iter().chain(&mut self.values).for_each(Scores::shrink);
    }

    /// The criteria's names, in the order of [`Synergies::values`].
    pub fn criteria(&self) -> &[&'static str] {
        &self.criteria
    }

    /// All synergies: by supply, then from best to least.
    pub fn list(&self) -> SynergyList<'_> {
        SynergyList(self)
    }

    /// The criteria's values of synergy `i` of the list.
    ///
    /// # Panics
    /// Where there is none.
    pub fn values(&self, i: usize) -> Vec<Option<Score>> {
        self.values.iter().map(|column| column.at(i)).collect()
    }

    fn at(&self, i: usize) -> Synergy {
        let score = |column: &Scores| column.at(i).unwrap_or(Score::ZERO);
        let break_even =
            |column: &Numbers| column.at(i).map(|m| Distance::metres(m).map_or(BreakEven::Never, BreakEven::At));
        let Shared { kind, rule, treatment, open, not_counted } = self.shared.at(i);
        let [supply, demand] = self.ends[i];
        let amount = self.amount.at(i);
        Synergy {
            supply,
            demand,
            kind,
            rule,
            treatment,
            open,
            distance: self.distance.at(i),
            radius: Distance::saturating(self.radius.at(i).unwrap_or(f64::NAN)),
            amount,
            replaced: if i < self.replaced.alike { amount } else { self.replaced.own.at(i - self.replaced.alike) },
            not_counted,
            carbon: self.carbon.at(i).and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
            euros: self.euros.at(i).and_then(|euros| EurosGained::per_year(euros).ok()),
            break_even_carbon: break_even(&self.break_even_carbon),
            break_even_euros: break_even(&self.break_even_euros),
            score: score(&self.score),
            confidence: score(&self.confidence),
            rank_supply: self.rank_supply.at(i),
            rank_demand: self.rank_demand.at(i),
        }
    }
}

/// All pairs of a study, whether they are kept or not. There may be too many to hold: they are found anew each time somebody
/// reads them.
pub trait Pairs: std::fmt::Debug + Sync {
    /// The pairs of some supplies, block by block: by supply, then from best to least.
    fn blocks(&self) -> Box<dyn Iterator<Item = Synergies> + '_>;
}

/// The synergies of a run as a list: by supply, then from best to least. It hands out copies, put together from columns.
#[derive(Debug, Clone, Copy)]
pub struct SynergyList<'a>(&'a Synergies);

impl<'a> SynergyList<'a> {
    /// How many there are.
    pub fn len(self) -> usize {
        self.0.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0.ends.is_empty()
    }

    /// The synergy at that place, if there is one.
    pub fn get(self, place: usize) -> Option<Synergy> {
        (place < self.len()).then(|| self.0.at(place))
    }

    /// The first of them.
    pub fn first(self) -> Option<Synergy> {
        self.get(0)
    }

    /// The synergy at that place.
    ///
    /// # Panics
    /// Where there is none.
    pub fn at(self, place: usize) -> Synergy {
        self.0.at(place)
    }

    /// Supply and demand of the synergy at that place, which is much less to read.
    ///
    /// # Panics
    /// Where there is none.
    pub fn ends_at(self, place: usize) -> [FlowIx; 2] {
        self.0.ends[place]
    }

    /// Its score alone.
    ///
    /// # Panics
    /// Where there is none.
    pub fn score_at(self, place: usize) -> Score {
        self.0.score.at(place).unwrap_or(Score::ZERO)
    }

    /// Its distance alone.
    ///
    /// # Panics
    /// Where there is none.
    pub fn distance_at(self, place: usize) -> Distance {
        self.0.distance.at(place)
    }

    /// What it replaces alone.
    ///
    /// # Panics
    /// Where there is none.
    pub fn replaced_at(self, place: usize) -> Option<Quantity> {
        let replaced = &self.0.replaced;
        if place < replaced.alike { self.0.amount.at(place) } else { replaced.own.at(place - replaced.alike) }
    }

    /// The place of the synergy of two flows, which has no second.
    pub fn between(self, supply: FlowIx, demand: FlowIx) -> Option<usize> {
        let start = self.ends().partition_point(|ends| ends[0] < supply);
        let own = self.ends()[start..].iter().take_while(|ends| ends[0] == supply);
        own.zip(start..).find(|(ends, _)| ends[1] == demand).map(|(_, place)| place)
    }

    /// Supply and demand of each.
    pub fn ends(self) -> &'a [[FlowIx; 2]] {
        &self.0.ends
    }

    /// Each of them.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Synergy> + ExactSizeIterator + Clone + use<'a> {
        (0..self.len()).map(move |place| self.0.at(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synergy(i: u32) -> Synergy {
        let few = f64::from(i % 3);
        let quantity = |t: f64| Quantity::per_year(t, Dimension::Mass).ok();
        let mut open = GateSet::default();
        (i.is_multiple_of(2)).then(|| open.insert(4));
        Synergy {
            supply: FlowIx(i / 3),
            demand: FlowIx(i),
            kind: SynergyKind::Substitution,
            rule: RuleIx(i % 2),
            treatment: (i.is_multiple_of(5)).then_some(StepIx(0)),
            open,
            distance: Distance::saturating(f64::from(i) + 0.1),
            radius: Distance::saturating(1000.0 * few),
            amount: (!i.is_multiple_of(7)).then(|| quantity(0.3 * f64::from(i))).flatten(),
            // Alike at first, then not.
            replaced: if i < 400 { None } else { quantity(0.7 * f64::from(i)) },
            not_counted: NotCounted { treatment: i.is_multiple_of(4), freight: false },
            carbon: (i.is_multiple_of(2)).then(|| CarbonSaved::kg_per_year(-f64::from(i)).ok()).flatten(),
            euros: EurosGained::per_year(1e-3 * f64::from(i)).ok(),
            break_even_carbon: [None, Some(BreakEven::Never), Some(BreakEven::At(Distance::ZERO))][(i % 3) as usize],
            break_even_euros: None,
            score: Score::saturating(f64::from(i % 977) / 1e3),
            confidence: Score::ONE,
            rank_supply: i % 3 + 1,
            rank_demand: i + 1,
        }
    }

    #[test]
    fn columns_give_back_what_was_pushed() {
        let mut synergies = Synergies::new(vec!["proximity", "margin"]);
        let values = |i: u32| [Some(Score::saturating(f64::from(i) / 1e3)), (i == 7).then_some(Score::ZERO)];
        (0..1000).for_each(|i| synergies.push(synergy(i), &values(i)));
        synergies.shrink();
        let list = synergies.list();
        assert_eq!(list.len(), 1000);
        for (i, got) in (0..).zip(list.iter()) {
            let place = i as usize;
            assert_eq!(got, synergy(i));
            assert_eq!(synergies.values(place), values(i));
            assert_eq!((list.ends_at(place), list.score_at(place)), ([got.supply, got.demand], got.score));
            assert_eq!((list.distance_at(place), list.replaced_at(place)), (got.distance, got.replaced));
        }
        assert_eq!(list.get(1000), None);
    }

    #[test]
    fn who_is_at_the_very_border_stays_within() {
        let mut synergies = Synergies::new(Vec::new());
        // 1.998 km and its like are no whole number of metres once they are multiplied.
        let radius = |i: u32| Distance::kilometres(f64::from(i) * 0.000_7).unwrap();
        let beyond = |i: u32| Distance::saturating(radius(i).as_metres() + 0.02);
        let at = |i, distance| Synergy { distance, radius: radius(i), ..synergy(i) };
        (0..10_000).for_each(|i| [radius(i), beyond(i)].into_iter().for_each(|way| synergies.push(at(i, way), &[])));
        let kept: Vec<Synergy> = synergies.list().iter().collect();
        assert!(kept.iter().any(|synergy| synergy.distance > synergy.radius && synergy.in_reach()));
        assert!(kept.chunks(2).all(|pair| pair[0].in_reach() && !pair[1].in_reach()));
    }
}
