//! What every pair of a run shares, worked out once.

use maillon_model::{Distance, Flow, FlowIx, Position, ResourceIx, Study};

use crate::options::Options;
use crate::pair::Pair;
use crate::reach;
use crate::rule::Link;
use crate::rules::RULES;

/// What every pair of a run shares.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) study: &'a Study,
    pub(crate) options: &'a Options,
    /// By resource.
    reach: Vec<Distance>,
    /// By supplied resource; at most one per demanded resource.
    links: Vec<Vec<Link>>,
    /// By demanded resource: the supplied resources that serve it.
    served_by: Vec<Vec<ResourceIx>>,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(study: &'a Study, options: &'a Options) -> Self {
        let mut links: Vec<Vec<Link>> = vec![Vec::new(); study.resources.len()];
        let mut served_by = vec![Vec::new(); study.resources.len()];
        for (own, supply) in links.iter_mut().zip((0..).map(ResourceIx)) {
            for link in RULES.iter().flat_map(|rule| rule.links(study, supply)) {
                if own.iter().all(|earlier| earlier.demand != link.demand) {
                    served_by[link.demand.0 as usize].push(supply);
                    own.push(link);
                }
            }
        }
        let reach = study.resources.iter().map(|resource| reach::reach(resource, options)).collect();
        Self { study, options, reach, links, served_by }
    }

    /// Whether the flow takes part: it exists on the study's date.
    pub(crate) fn exists(&self, flow: &Flow) -> bool {
        self.options.on.is_none_or(|day| flow.validity().holds(day))
    }

    pub(crate) fn position(&self, flow: &Flow) -> Position {
        self.study.site(flow.site).position
    }

    /// What a supplied resource can serve.
    pub(crate) fn links(&self, supply: ResourceIx) -> &[Link] {
        &self.links[supply.0 as usize]
    }

    /// The supplied resources that can serve a demanded one.
    pub(crate) fn served_by(&self, demand: ResourceIx) -> &[ResourceIx] {
        &self.served_by[demand.0 as usize]
    }

    /// No partner of this supply is farther.
    pub(crate) fn farthest(&self, supply: &Flow) -> Distance {
        reach::shortened(self.reach[supply.resource.0 as usize], &[supply])
    }

    pub(crate) fn radius(&self, supply: &Flow, demand: &Flow) -> Distance {
        reach::shortened(self.reach[supply.resource.0 as usize], &[supply, demand])
    }

    /// The link between two resources; there is one if matching paired them.
    pub(crate) fn link(&self, supply: ResourceIx, demand: ResourceIx) -> Option<&Link> {
        self.links(supply).iter().find(|link| link.demand == demand)
    }

    pub(crate) fn pair(&'a self, supply: FlowIx, demand: FlowIx, link: &'a Link, distance: Distance) -> Pair<'a> {
        let (supply, demand) = (self.study.flow(supply), self.study.flow(demand));
        let reach = self.reach[supply.resource.0 as usize];
        let radius = self.radius(supply, demand);
        Pair { study: self.study, supply, demand, link, distance, reach, radius }
    }
}
