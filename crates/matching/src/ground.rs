//! What every pair of a run shares, worked out once.

use std::collections::BTreeSet;

use maillon_knowledge::Catalogue;
use maillon_model::{Distance, Flow, FlowIx, Position, ResourceIx, Study};
use rustc_hash::FxHashMap;

use crate::activity::{Activities, Seen, seen};
use crate::duplicates;
use crate::link::Link;
use crate::meaning::Meanings;
use crate::options::Options;
use crate::pair::Pair;
use crate::reach;
use crate::rule::{LEAST, Lead, Rule};
use crate::rules::RULES;

/// What every pair of a run shares.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    pub(crate) study: &'a Study,
    pub(crate) options: &'a Options,
    activities: Activities,
    /// By resource.
    reach: Vec<Distance>,
    /// By resource: whether the study gives it a radius of its own, which is a more specific word than any hard stop.
    radius_set: Vec<bool>,
    /// By supplied resource; at most one per demanded resource.
    links: Vec<Vec<Link<'a>>>,
    /// By demanded resource: the supplied resources that serve it.
    served_by: Vec<Vec<ResourceIx>>,
    /// Pairs that the study has rejected.
    rejected: BTreeSet<(FlowIx, FlowIx)>,
    /// By flow: the one that it repeats.
    repeats: Vec<Option<FlowIx>>,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(study: &'a Study, catalogue: &'a Catalogue, options: &'a Options) -> Self {
        let links = links(study, catalogue);
        let mut served_by = vec![Vec::new(); study.resources.len()];
        for (supply, own) in (0..).map(ResourceIx).zip(&links) {
            own.iter().for_each(|link| served_by[link.demand().0 as usize].push(supply));
        }
        Self {
            study,
            options,
            activities: Activities::new(&study.sites),
            reach: study.resources.iter().map(|resource| reach::reach(resource, options)).collect(),
            radius_set: study.resources.iter().map(|resource| reach::is_set(resource, options)).collect(),
            links,
            served_by,
            rejected: rejected(study, options),
            repeats: duplicates::repeats(study),
        }
    }

    /// Whether the flow takes part: it exists on the study's date, and repeats no other.
    pub(crate) fn takes_part(&self, ix: FlowIx) -> bool {
        self.exists(self.study.flow(ix)) && self.repeats(ix).is_none()
    }

    /// Whether the flow exists on the study's date.
    pub(crate) fn exists(&self, flow: &Flow) -> bool {
        self.options.on.is_none_or(|day| flow.validity().holds(day))
    }

    /// The flow that this one repeats.
    pub(crate) fn repeats(&self, ix: FlowIx) -> Option<FlowIx> {
        self.repeats[ix.0 as usize]
    }

    pub(crate) fn position(&self, flow: &Flow) -> Position {
        self.study.site(flow.site).position
    }

    /// What a supplied resource can serve.
    pub(crate) fn links(&self, supply: ResourceIx) -> &[Link<'a>] {
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
    pub(crate) fn link(&self, supply: ResourceIx, demand: ResourceIx) -> Option<&Link<'a>> {
        self.links(supply).iter().find(|link| link.demand() == demand)
    }

    /// Whether the link holds at the taker's site: where the demand is not specific enough, its activity must be.
    pub(crate) fn holds_at(&self, link: &Link<'a>, demand: &Flow) -> bool {
        !link.takers_only()
            || link
                .substitution()
                .is_some_and(|rule| seen(&rule.takers, self.activities.of(demand.site)) == Seen::Exactly)
    }

    /// The hard stop of a supplied resource or, where its code may mean several, of what it is taken for.
    fn stop(&self, resource: usize, link: &Link<'a>) -> Option<Distance> {
        let own = || self.study.resources[resource].stop.or(link.supplied().map(|entry| entry.stop));
        if self.radius_set[resource] { None } else { own() }
    }

    pub(crate) fn pair<'p>(&'p self, supply: FlowIx, demand: FlowIx, link: &'p Link<'a>, distance: Distance) -> Pair<'p>
    where
        'a: 'p,
    {
        let rejected = !self.rejected.is_empty() && self.rejected.contains(&(supply, demand));
        let (supply, demand) = (self.study.flow(supply), self.study.flow(demand));
        let resource = supply.resource.0 as usize;
        Pair {
            study: self.study,
            supply,
            demand,
            link,
            giver: self.activities.of(supply.site),
            taker: self.activities.of(demand.site),
            distance,
            reach: self.reach[resource],
            radius: self.radius(supply, demand),
            stop: self.stop(resource, link),
            rejected,
        }
    }
}

/// For each supplied resource, the surest link to each demanded one; of equally sure ones, that of the rule that
/// comes first. One that holds at some takers alone gives way to one that holds anywhere: else the others had none.
fn links<'a>(study: &'a Study, catalogue: &'a Catalogue) -> Vec<Vec<Link<'a>>> {
    let meanings = Meanings::new(study, catalogue);
    let demanded = |ix: ResourceIx| meanings.is_demanded(ix);
    let merit = |lead: &Lead<'a>| (!lead.takers_only, lead.confidence);
    let of = |supply: ResourceIx| {
        let mut best: FxHashMap<ResourceIx, usize> = FxHashMap::default();
        let mut leads: Vec<(&'static dyn Rule, Lead<'a>)> = Vec::new();
        for rule in RULES {
            for lead in rule.leads(&meanings, supply) {
                if lead.confidence.value() < LEAST || !demanded(lead.demand) {
                    continue;
                }
                match best.get(&lead.demand) {
                    Some(&place) if merit(&leads[place].1) >= merit(&lead) => {}
                    Some(&place) => leads[place] = (*rule, lead),
                    None => {
                        best.insert(lead.demand, leads.len());
                        leads.push((*rule, lead));
                    }
                }
            }
        }
        leads.sort_by_key(|(_, lead)| lead.demand);
        let resource = study.resource(supply);
        leads.into_iter().map(|(rule, lead)| Link::new(rule, lead, resource, catalogue)).collect()
    };
    meanings.resources().map(|ix| if meanings.is_supplied(ix) { of(ix) } else { Vec::new() }).collect()
}

fn rejected(study: &Study, options: &Options) -> BTreeSet<(FlowIx, FlowIx)> {
    if options.rejected.is_empty() {
        return BTreeSet::new();
    }
    let by_id: FxHashMap<&str, FlowIx> = study.flows().map(|(ix, flow)| (&*flow.id, ix)).collect();
    let place = |id: &String| by_id.get(id.as_str()).copied();
    options.rejected.iter().filter_map(|(supply, demand)| place(supply).zip(place(demand))).collect()
}
