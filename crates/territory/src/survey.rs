//! Everything at once.

use maillon_model::{
    AreaOf, Content, CriticalLink, CriticalSite, DemandRisk, Distance, Drawn, FlowIx, Grouped, Planned, SiteGain,
    SupplyArea, Surveyed, Territory, ZoneIx,
};

use crate::anchors::anchors;
use crate::areas::{Asked, areas, of_demands, with_area};
use crate::balance::{balances, substances};
use crate::exchanges::exchanges;
use crate::gains::{gains, zone_gains};
use crate::index::Index;
use crate::indicator::figures;
use crate::levels::levels;
use crate::resilience::attacks::attacks;
use crate::resilience::demands::demands;
use crate::resilience::links::Links;
use crate::resilience::sites::Sites;

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
}

impl Default for Options {
    /// 10, 25 and 50 km. No source: a choice of ours.
    fn default() -> Self {
        let within = [10.0, 25.0, 50.0].into_iter().filter_map(|km| Distance::kilometres(km).ok());
        Self { within: within.collect(), drawn: false, seed: 1 }
    }
}

/// What of each substance a flow holds, in the order of [`Substance::ALL`](maillon_model::Substance::ALL).
pub type Contents<'c> = dyn Fn(FlowIx) -> [Content; 2] + 'c;

/// What a plan does for its territory: its tables, and what rows are made of.
#[derive(Debug)]
pub struct Survey<'a> {
    territory: Territory,
    index: Index<'a>,
    sites: Sites,
    links: Links,
    options: Options,
}

/// Looks at a plan. `site_zones` holds the zones that hold each site, by the site's place.
pub fn survey<'a>(
    planned: Planned<'a>,
    site_zones: &Grouped<ZoneIx>,
    contents: &Contents,
    options: Options,
) -> Survey<'a> {
    let anchors = anchors(planned.study);
    let levels = levels(planned.study, site_zones, &anchors);
    let asked = Asked { levels: &levels, within: &options.within, hull: true, reach: options.drawn };
    let areas = areas(&planned, asked);
    let index = Index::new(planned);
    let territory = Territory {
        balances: balances(&planned, &levels),
        substances: substances(&planned, &levels, contents),
        exchanges: exchanges(&planned, &levels),
        attacks: attacks(&index, options.seed),
        zone_gains: zone_gains(&index, &levels),
        areas,
        anchors,
        levels,
        figures: Vec::new(),
    };
    let (links, sites) = (Links::new(&index), Sites::new(&index));
    let mut survey = Survey { territory, links, sites, index, options };
    survey.territory.figures = figures(&survey, contents);
    survey
}

impl<'a> Survey<'a> {
    pub(crate) const fn planned(&self) -> &Planned<'a> {
        &self.index.planned
    }

    pub(crate) const fn critical_sites(&self) -> &Sites {
        &self.sites
    }
}

impl Surveyed for Survey<'_> {
    fn territory(&self) -> &Territory {
        &self.territory
    }

    fn demands(&self) -> Box<dyn Iterator<Item = DemandRisk> + '_> {
        Box::new(demands(&self.index))
    }

    fn sites(&self) -> Box<dyn Iterator<Item = CriticalSite> + '_> {
        Box::new(self.sites.rows(&self.index))
    }

    fn links(&self) -> Box<dyn Iterator<Item = CriticalLink> + '_> {
        Box::new(self.links.rows(&self.index))
    }

    fn gains(&self) -> Box<dyn Iterator<Item = SiteGain> + '_> {
        Box::new(gains(&self.index))
    }

    fn whose_areas(&self) -> Box<dyn Iterator<Item = AreaOf> + '_> {
        let known = self.territory.areas.iter().map(|area| area.of.clone());
        Box::new(known.chain(with_area(&self.index).map(AreaOf::Demand)))
    }

    fn areas(&self, drawn: Drawn) -> Box<dyn Iterator<Item = SupplyArea> + '_> {
        let (hull, reach) = (drawn == Drawn::Hulls, drawn == Drawn::Reach);
        if reach && !self.options.drawn {
            return Box::new(std::iter::empty());
        }
        let asked = Asked { levels: &self.territory.levels, within: &self.options.within, hull, reach };
        Box::new(self.territory.areas.iter().cloned().chain(of_demands(&self.index, asked)))
    }
}
