//! What neighbours could share.

use crate::flow::{Direction, FlowIx};
use crate::measure::{Distance, Score};
use crate::place::{Position, SiteIx, ZoneIx};
use crate::quantity::Quantity;
use crate::resource::ResourceIx;
use crate::worth::{CarbonSaved, EurosGained};

/// A kind of thing that neighbours share, as users read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolWords {
    /// Short name.
    pub id: Box<str>,
    /// In English.
    pub en: Box<str>,
    /// In French.
    pub fr: Box<str>,
    /// What its numbers rest on, in the study's language.
    pub note: Box<str>,
    /// Its sources, cited.
    pub sources: Vec<Box<str>>,
}

/// Where what is shared stands, or where its rounds start.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hub {
    /// At a site.
    Site(SiteIx),
    /// In a zone.
    Zone(ZoneIx),
    /// At a place that the study gives: its id and name.
    Place(Box<str>, Option<Box<str>>),
}

/// Which round calls at a member, and when: both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stop {
    /// The round.
    pub round: u32,
    /// Its place in that round.
    pub place: u32,
}

/// What a member saves by its share of the group's saving: its Shapley value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saving {
    /// As a part of what it would need alone: its way, or its whole unit. Never less than nothing.
    pub share: Score,
    /// One standard error of that part, where the value was sampled.
    pub error: Option<Score>,
    /// Emissions of that.
    pub carbon: Option<CarbonSaved>,
    /// Money for that.
    pub euros: Option<EurosGained>,
}

/// A site that pools.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The site.
    pub site: SiteIx,
    /// Its flows, by id.
    pub flows: Vec<FlowIx>,
    /// What it brings into the pool, where all of it is known.
    pub amount: Option<Quantity>,
    /// From it to the hub.
    pub to_hub: Distance,
    /// When the round calls, for rounds; a site that may join once its amount is known has none.
    pub stop: Option<Stop>,
    /// What it saves; `None` where its amount is not known and others' are, or for units of unknown amounts.
    pub saves: Option<Saving>,
}

/// What a group shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shared {
    /// Lorry rounds through all members.
    Rounds {
        /// How often a year.
        visits: u32,
        /// What a lorry takes: the amount of a year with one load.
        load: Quantity,
        /// Lorry rounds at each visit.
        rounds: u32,
        /// Metres of all rounds of one visit.
        length: Distance,
        /// Metres of the ways that each would need alone, there and back.
        separate: Distance,
    },
    /// Whole units.
    Units {
        /// One of them.
        unit: Quantity,
        /// How many they need, each alone.
        alone: u32,
        /// How many they need together; not known where amounts are not.
        together: Option<u32>,
    },
}

/// A group of neighbours with the same need or the same waste, each too small alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// What is shared, in [`Pooling::words`].
    pub words: u32,
    /// Whether they give or need it.
    pub direction: Direction,
    /// Of what; `None` where several resources go together.
    pub resource: Option<ResourceIx>,
    /// Where the hub is.
    pub hub: Hub,
    /// Its position.
    pub at: Position,
    /// By site.
    pub members: Vec<Member>,
    /// Sum of the amounts that are known; `None` where none is.
    pub amount: Option<Quantity>,
    /// Members whose amount is not known.
    pub unknown: u32,
    /// What each alone does not reach.
    pub threshold: Quantity,
    /// Whether the known amounts reach it together; else nobody knows: some amounts are missing.
    pub reached: bool,
    /// What they share.
    pub shared: Shared,
    /// Emissions avoided by the shorter way.
    pub carbon: Option<CarbonSaved>,
    /// Money saved.
    pub euros: Option<EurosGained>,
    /// Members whose saving the money does not hold, for want of a price.
    pub without_price: u32,
    /// Whether no smaller group of the members would save more by itself than its members' shares; `None` where nobody looked.
    pub stable: Option<bool>,
    /// How far from the best the choice of hubs may be, as a share; 0 is the best. `None` where the neighbourhood was too large to
    /// be looked at as one.
    pub gap: Option<Score>,
}

impl Pool {
    /// The flow that its id is made of: the first of its members' flows.
    pub fn first_flow(&self) -> Option<FlowIx> {
        self.members.iter().flat_map(|member| &member.flows).min().copied()
    }
}

/// What the neighbours of a study could share, and what came of the others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pooling {
    /// The kinds of things that are shared.
    pub words: Vec<PoolWords>,
    /// By kind, resource and first flow.
    pub pools: Vec<Pool>,
    /// Sites that are large enough alone, counted once for each thing.
    pub large_enough: u32,
    /// Sites too far from others with the same, counted likewise.
    pub apart: u32,
    /// Sites in groups that are too small even together.
    pub too_small: u32,
    /// Sites that no candidate hub has room for.
    pub without_room: u32,
}
