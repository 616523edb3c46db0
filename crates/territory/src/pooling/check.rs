//! Judges pools against the study, in ways of its own: nothing here is shared with what made them.

use std::collections::{BTreeMap, BTreeSet};

use maillon_model::{FlowIx, Hub, Member, Pool, Pooling, Position, Quantity, Shared, SiteIx, Study};
use maillon_spatial::geodesic;

use super::{Group, Places, PoolOptions, Terms};

/// Metres that two ways to measure a round may differ by, for each leg.
const LEG: f64 = 1e-3;

/// Why a pool is none.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("pool {pool}: {what}")]
pub struct PoolFault {
    /// Its place in the list.
    pub pool: usize,
    /// What is wrong with it.
    pub what: String,
}

/// What is wrong with pools; nothing, unless maillon has a defect.
pub fn check_pools(
    study: &Study,
    groups: &[Group],
    places: &Places,
    options: &PoolOptions,
    pooling: &Pooling,
) -> Vec<PoolFault> {
    let mut faults = Vec::new();
    let mut taken: BTreeSet<FlowIx> = BTreeSet::new();
    let wishes = groups.iter().flat_map(|group| group.wishes.iter().map(move |wish| (wish.flow, group)));
    let group_of: BTreeMap<FlowIx, &Group> = wishes.collect();
    for (at, pool) in pooling.pools.iter().enumerate() {
        let mut fault = |what: String| faults.push(PoolFault { pool: at, what });
        let Some(group) = pool.first_flow().and_then(|flow| group_of.get(&flow)) else {
            fault("it has no flow that anybody wished to pool".to_owned());
            continue;
        };
        for flow in pool.members.iter().flat_map(|member| &member.flows) {
            if !taken.insert(*flow) {
                fault(format!("flow {} is in two pools", study.flow(*flow).id));
            }
        }
        Judge { study, group, pool, options, fault: &mut fault }.all(places);
    }
    faults
}

struct Judge<'a, F: FnMut(String)> {
    study: &'a Study,
    group: &'a Group,
    pool: &'a Pool,
    options: &'a PoolOptions,
    fault: &'a mut F,
}

impl<F: FnMut(String)> Judge<'_, F> {
    fn all(&mut self, places: &Places) {
        self.place(places);
        self.sizes();
        match self.pool.shared {
            Shared::Rounds { .. } => self.rounds(),
            Shared::Units { .. } => self.units(),
        }
        self.money();
    }

    fn say(&mut self, what: impl Into<String>) {
        (self.fault)(what.into());
    }

    fn at(&self, site: SiteIx) -> Position {
        self.study.site(site).position
    }

    fn far(&self, member: &Member) -> f64 {
        geodesic(self.at(member.site), self.pool.at).as_metres()
    }

    fn place(&mut self, places: &Places) {
        let right = match (places, &self.pool.hub) {
            (Places::Sites(_), Hub::Site(site)) => self.at(*site) == self.pool.at,
            (Places::Given(list), hub) => list.iter().any(|place| place.hub == *hub && place.at == self.pool.at),
            _ => false,
        };
        if !right {
            self.say("its hub is at no candidate place");
        }
        for member in &self.pool.members {
            if (self.far(member) - member.to_hub.as_metres()).abs() > LEG {
                self.say(format!("the way of site {} to its hub is wrong", self.study.site(member.site).id));
            }
        }
    }

    fn sizes(&mut self) {
        let (pool, group) = (self.pool, self.group);
        let playing = pool.members.iter().filter(|m| !pool.reached || m.amount.is_some()).count();
        if playing < self.options.least || pool.members.len() > self.options.most.max(self.options.least) {
            self.say(format!("{playing} of {} members are too few or too many", pool.members.len()));
        }
        let mut total = 0.0;
        let mut unknown = 0;
        for member in &pool.members {
            let wishes = group.wishes.iter().filter(|wish| member.flows.contains(&wish.flow));
            let amounts: Vec<Option<Quantity>> = wishes.map(|wish| wish.amount).collect();
            let sites = member.flows.iter().all(|flow| self.study.flow(*flow).site == member.site);
            let sides = member.flows.iter().all(|flow| self.study.flow(*flow).direction == pool.direction);
            if amounts.len() != member.flows.len() || !sites || !sides {
                self.say("a member's flows are not its own, or not of the group");
            }
            let mut sum = Some(0.0);
            for amount in &amounts {
                sum = sum.zip(*amount).map(|(sum, amount)| sum + amount.annual());
            }
            let stated = member.amount.map(Quantity::annual);
            let same = match (sum, stated) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.max(1.0),
                (None, None) => true,
                _ => false,
            };
            if !same {
                self.say("a member's amount is not the sum of its flows'");
            }
            if stated.is_some_and(|amount| amount >= pool.threshold.annual()) {
                self.say("a member is large enough alone");
            }
            total += stated.unwrap_or_default();
            unknown += u32::from(stated.is_none());
        }
        if pool.threshold != group.threshold || pool.unknown != unknown {
            self.say("its threshold or its unknown amounts are wrong");
        }
        if pool.reached && total < pool.threshold.annual() * (1.0 - 1e-12) || !pool.reached && unknown == 0 {
            self.say("it does not reach its threshold");
        }
    }

    /// Every member that takes part is called at once, no lorry is overfull, the ways are as long as they are said to be, and nobody saves
    /// less than nothing or more than all.
    fn rounds(&mut self) {
        let Shared::Rounds { visits, load, rounds, length, separate } = self.pool.shared else { return };
        let Terms::Round { visits: asked, load: holds, carbon_per_km, .. } = self.group.terms else {
            return self.say("it has rounds where none were asked");
        };
        if visits != asked || load != holds {
            self.say("its lorries or visits are not those asked for");
        }
        let mut calls: BTreeMap<u32, Vec<(u32, &Member)>> = BTreeMap::new();
        let (mut alone, mut direct) = (0.0, 0.0);
        let mut legs = 0.0;
        for member in &self.pool.members {
            match (member.stop, member.amount) {
                (Some(stop), _) => calls.entry(stop.round).or_default().push((stop.place, member)),
                (None, None) if self.pool.reached => continue,
                _ => self.say("a member is called at by no round"),
            }
            let full = self.full(member);
            direct += 2.0 * full * self.far(member);
            alone += 2.0 * (full + 1.0) * self.far(member);
            legs += 2.0 * (full + 1.0);
        }
        let mut way = direct;
        let tonnes = |member: &Member| member.amount.map_or(0.0, Quantity::annual) / f64::from(visits);
        for (number, mut stops) in calls.clone() {
            stops.sort_by_key(|(place, _)| *place);
            if !stops.iter().map(|(place, _)| *place).eq(1..=stops.len() as u32) || number > rounds {
                self.say("its stops are not numbered in order");
            }
            let mut on: f64 = 0.0;
            let mut last = self.pool.at;
            for (_, member) in &stops {
                way += geodesic(last, self.at(member.site)).as_metres();
                last = self.at(member.site);
                on += tonnes(member) - self.full(member) * load.annual();
                legs += 1.0;
            }
            way += geodesic(last, self.pool.at).as_metres();
            // Loads are rounded up to whole kilograms.
            if self.pool.reached && on > load.annual() + 1e-9 {
                self.say("a lorry is overfull");
            }
        }
        if calls.len() != rounds as usize {
            self.say("it has not as many rounds as it says");
        }
        if (way - length.as_metres()).abs() > LEG * legs || (alone - separate.as_metres()).abs() > LEG * legs {
            self.say(format!("its ways are {way} and {alone} m, not {length} and {separate}"));
        }
        let mut saved = 0.0;
        for member in self.pool.members.iter().filter(|member| member.stop.is_some()) {
            let Some(saves) = member.saves else { return self.say("a member's saving is not told") };
            saved += saves.share.value() * 2.0 * (self.full(member) + 1.0) * self.far(member);
        }
        if (saved - (alone - way)).abs() > LEG * legs + 1e-6 * alone {
            self.say(format!("its members save {saved} m of {}", alone - way));
        }
        if let (true, Some(rate), Some(carbon)) = (self.pool.reached, carbon_per_km, self.pool.carbon) {
            let expected = (alone - way) / 1000.0 * f64::from(visits) * rate.as_kg_per_year();
            if (carbon.as_kg_per_year() - expected).abs() > 1e-6 * expected.abs().max(1.0) + LEG * legs {
                self.say("its emissions are not those of the shorter way");
            }
        }
    }

    /// Full loads that a member sends by themselves at each visit, beside what is left.
    fn full(&self, member: &Member) -> f64 {
        let Shared::Rounds { visits, load, .. } = self.pool.shared else { return 0.0 };
        let tonnes = member.amount.filter(|_| self.pool.reached).map_or(0.0, Quantity::annual) / f64::from(visits);
        let kilograms = |tonnes: f64| (tonnes * 1000.0).ceil();
        let (has, holds) = (kilograms(tonnes), kilograms(load.annual()));
        if holds > 0.0 && has > 0.0 { ((has / holds).ceil() - 1.0).max(0.0) } else { 0.0 }
    }

    fn units(&mut self) {
        let Shared::Units { unit, alone, together } = self.pool.shared else { return };
        let (Terms::Unit(asked), Some(together)) = (self.group.terms, together) else {
            if self.pool.reached || self.pool.members.iter().any(|member| member.saves.is_some()) {
                self.say("its units are not told");
            }
            return;
        };
        let amounts: Vec<f64> = self.pool.members.iter().filter_map(|m| m.amount).map(Quantity::annual).collect();
        let whole = |amount: f64| (amount / unit.annual()).ceil();
        let own: f64 = amounts.iter().map(|amount| whole(*amount)).sum();
        // The order of a sum may make a unit of difference where it is a whole number of them.
        let all = amounts.iter().sum::<f64>() / unit.annual();
        let right = f64::from(together) >= all - 1e-9 && f64::from(together) < all + 1.0 + 1e-9;
        if unit != asked || own != f64::from(alone) || !right {
            self.say("its units are not as many as they are");
        }
        let mut saved = 0.0;
        for member in &self.pool.members {
            match (member.saves, member.amount) {
                (Some(saves), Some(amount)) => saved += saves.share.value() * whole(amount.annual()),
                (None, None) => {}
                _ => self.say("a member's saving is not told"),
            }
        }
        if (saved - (own - f64::from(together))).abs() > 1e-6 * own.max(1.0) {
            self.say("its members do not save what it saves");
        }
    }

    /// No member is worse off than alone.
    fn money(&mut self) {
        for saves in self.pool.members.iter().filter_map(|member| member.saves) {
            let losing = saves.euros.is_some_and(|euros| euros.as_per_year() < 0.0)
                || saves.carbon.is_some_and(|carbon| carbon.as_kg_per_year() < 0.0);
            if losing {
                self.say("a member would be better off alone");
            }
        }
        let euros: f64 = self.pool.members.iter().filter_map(|m| m.saves?.euros).map(|e| e.as_per_year()).sum();
        let said = self.pool.euros.map_or(0.0, |euros| euros.as_per_year());
        if (euros - said).abs() > 1e-9 * euros.abs().max(1.0) {
            self.say("its money is not the sum of its members'");
        }
    }
}
