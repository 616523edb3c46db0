//! The synergies that a plan can use, without a copy of what matching knows of them.

use maillon_model::{Column, FlowIx, Numbers, Synergies};

use crate::terms::{Ratio, Terms};

/// A synergy whose amounts are known on both sides and meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) synergy: u32,
    pub(crate) supply: u32,
    pub(crate) demand: u32,
    pub(crate) score: f64,
    pub(crate) km: f64,
    pub(crate) ratio: Ratio,
    /// Units supplied; at least 1.
    pub(crate) lot: i64,
    pub(crate) terms: Terms,
}

/// All of them: by flow, so that the order in which synergies were found leaves no trace.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidates<'a> {
    synergies: &'a Synergies,
    /// By place: which synergy.
    list: Vec<u32>,
    ratio: Column<Ratio>,
    lot: Column<i64>,
    stated: Column<Option<Ratio>>,
    euros: Numbers,
    co2_kg: Numbers,
    min_lot: Numbers,
    fixed_euros: Numbers,
    /// Those whose lot no longer binds, in order.
    waived: Vec<u32>,
}

impl<'a> Candidates<'a> {
    /// Those of the synergies listed; `of` says ratio, lot and terms of each.
    pub(crate) fn new(synergies: &'a Synergies, mut list: Vec<u32>, of: impl Fn(u32) -> (Ratio, i64, Terms)) -> Self {
        list.sort_unstable_by_key(|k| (synergies.list().ends_at(*k as usize), *k));
        list.shrink_to_fit();
        let mut all = Self {
            synergies,
            list,
            ratio: Column::default(),
            lot: Column::default(),
            stated: Column::default(),
            euros: Numbers::default(),
            co2_kg: Numbers::default(),
            min_lot: Numbers::default(),
            fixed_euros: Numbers::default(),
            waived: Vec::new(),
        };
        for k in &all.list {
            let (ratio, lot, terms) = of(*k);
            all.ratio.push(ratio);
            all.lot.push(lot);
            all.stated.push(terms.ratio);
            all.euros.push(terms.euros);
            all.co2_kg.push(terms.co2_kg);
            all.min_lot.push(terms.min_lot);
            all.fixed_euros.push(terms.fixed_euros);
        }
        all.ratio.shrink();
        all.lot.shrink();
        all.stated.shrink();
        let numbers = [&mut all.euros, &mut all.co2_kg, &mut all.min_lot, &mut all.fixed_euros];
        numbers.into_iter().for_each(Numbers::shrink);
        all
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn ends(&self, k: usize) -> [u32; 2] {
        self.synergies.list().ends_at(self.list[k] as usize).map(|FlowIx(flow)| flow)
    }

    pub(crate) fn at(&self, k: usize) -> Candidate {
        let (place, list) = (self.list[k] as usize, self.synergies.list());
        let [supply, demand] = self.ends(k);
        let waived = !self.waived.is_empty() && self.waived.binary_search(&(k as u32)).is_ok();
        Candidate {
            synergy: self.list[k],
            supply,
            demand,
            score: list.score_at(place).value(),
            km: list.distance_at(place).as_kilometres(),
            ratio: self.ratio.at(k),
            lot: if waived { 1 } else { self.lot.at(k) },
            terms: Terms {
                ratio: self.stated.at(k),
                euros: self.euros.at(k),
                co2_kg: self.co2_kg.at(k),
                min_lot: self.min_lot.at(k),
                fixed_euros: self.fixed_euros.at(k),
            },
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Candidate> + Clone {
        (0..self.len()).map(|k| self.at(k))
    }

    /// Lets the smallest lot of one no longer bind.
    pub(crate) fn waive(&mut self, k: u32) {
        if let Err(place) = self.waived.binary_search(&k) {
            self.waived.insert(place, k);
        }
    }
}
