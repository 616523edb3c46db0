//! What neighbours could share.
//!
//! Sites with the same need or the same waste, each too small alone, are put together by density (`density`), shared out among hubs
//! (`hubs`, through [`locate`](crate::locate())), given rounds (`rounds`), and what they save is parted by its Shapley value (`shapley`).
//! [`check_pools`] judges the result and shares no code with any of these.

mod check;
mod density;
mod form;
mod hubs;
mod rounds;
mod shapley;

use std::collections::BTreeMap;

use maillon_model::{
    CarbonSaved, Dimension, Direction, Distance, EurosGained, FlowIx, Hub, PoolWords, Pooling, Position, Quantity,
    ResourceIx, Score, SiteIx, Study,
};

pub use check::{PoolFault, check_pools};
pub use density::clusters;
pub use rounds::{Routes, shortest_rounds};
pub use shapley::{EXACT, Shares, shapley};

/// How to look for groups.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolOptions {
    /// Sites that a group has at least, and neighbours (itself among them) that make a place dense.
    pub least: usize,
    /// Sites that it has at most.
    pub most: usize,
    /// Of what is drawn by lot.
    pub seed: u64,
}

impl Default for PoolOptions {
    /// 3 to 12. No source: choices of ours; to 12, shares are exact.
    fn default() -> Self {
        Self { least: 3, most: EXACT, seed: 1 }
    }
}

/// What the members of a group share, and what that is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Terms {
    /// Lorry rounds.
    Round {
        /// How often a year.
        visits: u32,
        /// What a lorry takes: tonnes of a year with one load.
        load: Quantity,
        /// Emissions of a kilometre as the crow flies, driven once a year.
        carbon_per_km: Option<CarbonSaved>,
        /// Its cost.
        euros_per_km: Option<EurosGained>,
    },
    /// Whole units of so much.
    Unit(Quantity),
}

/// A flow that may be pooled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wish {
    /// The flow.
    pub flow: FlowIx,
    /// Its amount as the threshold counts; `None` where that is not known.
    pub amount: Option<Quantity>,
    /// What a unit of it costs the site, where that is stated.
    pub price: Option<EurosGained>,
}

/// Flows of one direction that go together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What is shared, in the words of the result.
    pub words: u32,
    /// Whether sites give or need it.
    pub direction: Direction,
    /// Of what; `None` where several resources go together.
    pub resource: Option<ResourceIx>,
    /// What one alone does not reach.
    pub threshold: Quantity,
    /// Neighbours are at most that far from the next one.
    pub reach: Distance,
    /// What is shared.
    pub terms: Terms,
    /// By flow.
    pub wishes: Vec<Wish>,
}

/// A place where a hub may stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What it is.
    pub hub: Hub,
    /// Where it is.
    pub at: Position,
    /// What it can take; any amount, where nothing is said.
    pub capacity: Option<Quantity>,
}

/// Where hubs may stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Places<'a> {
    /// At a site that is a partner of all members, of these pairs of flows; else at a member's own.
    Sites(&'a [[FlowIx; 2]]),
    /// At these places.
    Given(Vec<Place>),
}

/// A site with what it would bring.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Player {
    pub(crate) site: SiteIx,
    pub(crate) at: Position,
    pub(crate) flows: Vec<FlowIx>,
    pub(crate) amount: Option<f64>,
    /// Euros for each unit, its own or the mean of its flows.
    pub(crate) price: Option<f64>,
}

/// The groups that the neighbours of a study could form.
///
/// Takes O(n log n) of the flows, and for each group a time that depends on its size alone.
pub fn pool(study: &Study, words: Vec<PoolWords>, groups: &[Group], places: &Places, options: &PoolOptions) -> Pooling {
    let mut pooling = Pooling { words, ..Pooling::default() };
    let around = hubs::Around::new(study, groups, places);
    for group in groups {
        of_group(study, group, &around, options, &mut pooling);
    }
    pooling.pools.sort_by_key(|pool| (pool.words, pool.direction, pool.resource, pool.first_flow()));
    pooling
}

fn of_group(study: &Study, group: &Group, around: &hubs::Around<'_>, options: &PoolOptions, pooling: &mut Pooling) {
    let mut players = players(study, group);
    let all = players.len();
    players.retain(|player| player.amount.is_none_or(|amount| amount < group.threshold.annual()));
    pooling.large_enough += (all - players.len()) as u32;
    let positions: Vec<Position> = players.iter().map(|player| player.at).collect();
    let found = clusters(&positions, group.reach, options.least);
    let grouped: usize = found.iter().map(Vec::len).sum();
    pooling.apart += (players.len() - grouped) as u32;
    for cluster in found {
        let near: Vec<&Player> = cluster.iter().map(|at| &players[*at as usize]).collect();
        let shared_out = around.share_out(study, group, &near, options);
        pooling.without_room += shared_out.without_room;
        for part in shared_out.parts {
            let size = part.members.len() as u32;
            match form::form(group, &part, options) {
                Some(pool) => pooling.pools.push(pool),
                None => pooling.too_small += size,
            }
        }
    }
}

/// The sites that have a flow of the group, by site.
fn players(study: &Study, group: &Group) -> Vec<Player> {
    let mut by_site: BTreeMap<SiteIx, Vec<&Wish>> = BTreeMap::new();
    for wish in &group.wishes {
        by_site.entry(study.flow(wish.flow).site).or_default().push(wish);
    }
    let player = |(site, wishes): (SiteIx, Vec<&Wish>)| {
        let amount = wishes.iter().map(|wish| wish.amount.map(Quantity::annual)).sum::<Option<f64>>();
        let worth = |wish: &&Wish| Some(wish.price?.as_per_year() * wish.amount?.annual());
        let price = match (wishes.as_slice(), amount) {
            ([one], _) => one.price.map(EurosGained::as_per_year),
            (all, Some(amount)) if amount > 0.0 => all.iter().map(worth).sum::<Option<f64>>().map(|sum| sum / amount),
            _ => None,
        };
        let flows = wishes.iter().map(|wish| wish.flow).collect();
        Player { site, at: study.site(site).position, flows, amount, price }
    };
    by_site.into_iter().map(player).collect()
}

/// An amount in the threshold's dimension.
pub(crate) fn amount(value: f64, dimension: Dimension) -> Option<Quantity> {
    Quantity::per_year(value, dimension).ok()
}

/// Some players at one hub.
#[derive(Debug)]
pub(crate) struct Part<'p> {
    pub(crate) place: Place,
    pub(crate) members: Vec<&'p Player>,
    pub(crate) gap: Option<Score>,
}
