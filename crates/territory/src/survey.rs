//! Everything at once.

use maillon_model::{
    AreaOf, Content, CriticalLink, CriticalSite, DemandRisk, Distance, Drawn, Each, FlowIx, Grouped, Planned, SiteGain,
    SupplyArea, Surveyed, Territory, ZoneIx,
};
use rayon::join;

use crate::anchors::anchors;
use crate::areas::{Asked, areas, of_demands, with_area};
use crate::balance::{balances, substances};
use crate::exchanges::exchanges;
use crate::gains::{gains, zone_gains};
use crate::index::Index;
use crate::indicator;
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
pub type Contents<'c> = dyn Fn(FlowIx) -> [Content; 2] + Sync + 'c;

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
    let index = Index::new(planned);
    // Each looks at the plan by itself.
    let ((areas, attacks), (tables, (links, sites))) = join(
        || join(|| areas(&planned, asked), || attacks(&index, options.seed)),
        || {
            let balances = || (balances(&planned, &levels), substances(&planned, &levels, contents));
            let exchanges = || (exchanges(&planned, &levels), zone_gains(&index, &levels));
            join(|| join(balances, exchanges), || join(|| Links::new(&index), || Sites::new(&index)))
        },
    );
    let ((balances, substances), (exchanges, zone_gains)) = tables;
    let figures = Vec::new();
    let territory = Territory { balances, substances, exchanges, attacks, zone_gains, areas, anchors, levels, figures };
    let mut survey = Survey { territory, links, sites, index, options };
    survey.territory.figures = indicator::figures(&survey, contents);
    survey
}

impl<'a> Survey<'a> {
    pub(crate) const fn index(&self) -> &Index<'a> {
        &self.index
    }

    pub(crate) const fn critical_sites(&self) -> &Sites {
        &self.sites
    }
}

impl Surveyed for Survey<'_> {
    fn territory(&self) -> &Territory {
        &self.territory
    }

    fn demands(&self) -> Each<'_, DemandRisk> {
        demands(&self.index)
    }

    fn sites(&self) -> Each<'_, CriticalSite> {
        self.sites.rows(&self.index)
    }

    fn links(&self) -> Each<'_, CriticalLink> {
        self.links.rows(&self.index)
    }

    fn gains(&self) -> Each<'_, SiteGain> {
        gains(&self.index)
    }

    fn whose_areas(&self) -> Box<dyn Iterator<Item = AreaOf> + '_> {
        let known = self.territory.areas.iter().map(|area| area.of.clone());
        Box::new(known.chain(with_area(&self.index).map(AreaOf::Demand)))
    }

    fn areas(&self, drawn: Drawn) -> Each<'_, SupplyArea> {
        let (hull, reach) = (drawn == Drawn::Hulls, drawn == Drawn::Reach);
        if reach && !self.options.drawn {
            return Each::of([], SupplyArea::clone);
        }
        let asked = Asked { levels: &self.territory.levels, within: &self.options.within, hull, reach };
        Each::of(&self.territory.areas, SupplyArea::clone).then(of_demands(&self.index, asked))
    }
}
