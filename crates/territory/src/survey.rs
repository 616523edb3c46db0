//! Everything at once.

use maillon_model::{Content, Distance, Planned, Territory, ZoneIx};

use crate::anchors::anchors;
use crate::areas::areas;
use crate::balance::{balances, substances};
use crate::exchanges::exchanges;
use crate::gains::{gains, zone_gains};
use crate::indicator::figures;
use crate::levels::levels;
use crate::resilience::attacks::attacks;
use crate::resilience::demands::demands;
use crate::resilience::links::links;
use crate::resilience::reach::Reach;
use crate::resilience::sites::sites;

/// How to look.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Distances from within which supplies are counted.
    pub within: Vec<Distance>,
    /// Whether what is within these distances of the takers of a family, resource or zone is drawn: of tens of thousands of
    /// takers that takes longer than all the rest.
    pub drawn: bool,
    /// Of what is drawn by lot.
    pub seed: u64,
    /// By flow: what of each substance it holds, in the order of [`Substance::ALL`](maillon_model::Substance::ALL). Empty where nobody asks.
    pub contents: Vec<[Content; 2]>,
}

impl Default for Options {
    /// 10, 25 and 50 km. No source: a choice of ours.
    fn default() -> Self {
        let within = [10.0, 25.0, 50.0].into_iter().filter_map(|km| Distance::kilometres(km).ok());
        Self { within: within.collect(), drawn: false, seed: 1, contents: Vec::new() }
    }
}

/// What a plan does for its territory. `site_zones` holds the zones that hold each site, by the site's place.
pub fn survey(planned: &Planned, site_zones: &[Vec<ZoneIx>], options: &Options) -> Territory {
    let anchors = anchors(planned.study);
    let levels = levels(planned.study, site_zones, &anchors);
    let reach = Reach::new(planned);
    let gains = gains(planned);
    let mut territory = Territory {
        balances: balances(planned, &levels),
        substances: substances(planned, &levels, &options.contents),
        exchanges: exchanges(planned, &levels),
        demands: demands(planned, &reach),
        sites: sites(planned, &reach),
        links: links(planned, &reach),
        attacks: attacks(planned, options.seed),
        zone_gains: zone_gains(&levels, &gains),
        gains,
        areas: areas(planned, &levels, options, &reach),
        anchors,
        levels,
        ..Territory::default()
    };
    territory.figures = figures(planned, &territory, &options.contents);
    territory
}
