//! What a change does to processors and to the chains through them.

use std::borrow::Cow;

use anyhow::Result;
use maillon_layers::chain_id;
use maillon_model::{
    Chain, ChainDifference, Chains, Matches, Planned, Quantity, SiteIx, Study, Turn, chain_differences,
};
use serde_json::{Map, Value, json};

use super::Asked;
use super::report::{amounts, entry, names, turned, turns};
use crate::planning::{self, Planning};

/// The chains of a study without the processors of closed sites.
pub(super) struct Chained<'a> {
    study: Cow<'a, Study>,
    chains: Chains,
}

impl<'a> Chained<'a> {
    /// # Errors
    /// The capacity cannot be assigned.
    pub(super) fn of(asked: &Asked, study: &'a Study, matches: &Matches, planning: &Planning) -> Result<Self> {
        let mut study = Cow::Borrowed(study);
        if study.processors.iter().any(|processor| planning.closed.contains(&processor.site)) {
            study.to_mut().processors.retain(|processor| !planning.closed.contains(&processor.site));
        }
        let catalogue = asked.source.knowledge.catalogue();
        let mut chains = maillon_matching::chains(&study, catalogue, &asked.matching, matches, None);
        chains.plan = planning::chains(&planning.planned(&study, matches), &chains)?;
        Ok(Self { study, chains })
    }

    /// Who gives, who treats and who takes, of every chain.
    pub(super) fn sites(&self) -> impl Iterator<Item = SiteIx> {
        self.chains.list.iter().flat_map(|chain| sites((&*self.study, chain)))
    }

    fn chain(&self, place: Option<usize>) -> Option<(&Study, &Chain)> {
        place.map(|place| (&*self.study, &self.chains.list[place]))
    }

    /// What is used of the capacity, and what goes through it of what the plan moves.
    fn used(&self, planned: &Planned) -> [Vec<Quantity>; 2] {
        let used = self.chains.plan.iter().flat_map(|plan| &plan.used).flatten().copied();
        let parts = (0..self.chains.list.len()).filter_map(|place| planned.assigned(&self.chains, place));
        [planning::sums(used), planning::sums(parts.map(|[_, of_plan, _]| of_plan))]
    }
}

/// The chains before and after, and what differs.
pub(super) struct Treated<'a> {
    sides: &'a [Chained<'a>; 2],
    used: [[Vec<Quantity>; 2]; 2],
    differences: Vec<ChainDifference>,
}

impl<'a> Treated<'a> {
    /// `None` where neither study has a processor.
    pub(super) fn between(sides: &'a [Chained<'a>; 2], plans: [(&Matches, &Planning); 2]) -> Option<Self> {
        if sides.iter().all(|side| side.study.processors.is_empty()) {
            return None;
        }
        let planned = [0, 1].map(|i| plans[i].1.planned(&sides[i].study, plans[i].0));
        let [before, after] = [0, 1].map(|i| (&planned[i], &sides[i].chains));
        let used = [0, 1].map(|i| sides[i].used(&planned[i]));
        Some(Self { sides, used, differences: chain_differences(before, after) })
    }

    /// What a terminal is told.
    pub(super) fn lines(&self, study: &Study) -> Vec<(&'static str, String)> {
        let change = |part: usize| {
            let told = |used: &[Vec<Quantity>; 2]| match &used[part][..] {
                [] => "nothing".to_owned(),
                sums => amounts(sums.iter().copied()),
            };
            format!("{} → {}", told(&self.used[0]), told(&self.used[1]))
        };
        let unknown = self.differences.iter().filter(|d| d.turn == Turn::Lost && d.amounts[0].is_none()).count();
        let mut lines = vec![
            ("treated", format!("{} of the processors' capacity; of what the plan moves, {}", change(0), change(1))),
            ("chains", turned(self.differences.iter().map(|d| d.turn), unknown)),
        ];
        let mut felt: Vec<SiteIx> = self.differences.iter().filter_map(|d| self.of(d)).flat_map(sites).collect();
        felt.sort_unstable();
        felt.dedup();
        if !felt.is_empty() {
            lines.push(("chained", names(study, &felt)));
        }
        lines
    }

    /// The chain itself, as it was or else as it is.
    fn of(&self, difference: &ChainDifference) -> Option<(&Study, &Chain)> {
        let [before, after] = difference.places;
        self.sides[0].chain(before).or_else(|| self.sides[1].chain(after))
    }

    pub(super) fn json(&self) -> Value {
        let differs = |difference: &ChainDifference| {
            let (study, chain) = self.of(difference)?;
            let [before, after] = difference.amounts.map(|amount| amount.map(Quantity::annual));
            let unit = difference.amounts.iter().flatten().next().map(|q| format!("{}/yr", q.dimension().base_unit()));
            Some(json!({
                "chain_id": chain_id(study, chain), "turn": difference.turn.name(),
                "before": before, "after": after, "unit": unit,
            }))
        };
        let side = |i: usize| {
            let [capacity, of_plan] =
                [0, 1].map(|part| self.used[i][part].iter().copied().map(entry).collect::<Map<_, _>>());
            json!({
                "processors": self.sides[i].study.processors.len(),
                "chains": self.sides[i].chains.list.len(),
                "capacity_used": capacity,
                "of_plan": of_plan,
            })
        };
        json!({
            "before": side(0),
            "after": side(1),
            "turns": turns(self.differences.iter().map(|d| d.turn)),
            "differences": self.differences.iter().filter_map(differs).collect::<Vec<_>>(),
        })
    }
}

/// Who gives, who treats and who takes.
fn sites((study, chain): (&Study, &Chain)) -> [SiteIx; 3] {
    [study.flow(chain.supply).site, study.processor(chain.processor).site, study.flow(chain.demand).site]
}
