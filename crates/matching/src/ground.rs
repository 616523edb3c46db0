//! What every pair of a run shares, worked out once.

use std::collections::BTreeSet;

use maillon_knowledge::Catalogue;
use maillon_model::{Distance, Flow, FlowIx, Position, ResourceIx, Score, Study};
use rustc_hash::FxHashMap;

use crate::activity::{Activities, Seen, seen};
use crate::duplicates;
use crate::gates::{refusing, trade};
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
    /// By supplied resource, those to one demanded resource side by side: at most one of a rule, what holds at any taker
    /// first, then the surest.
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
            by_demand(own).for_each(|links| served_by[links[0].demand().0 as usize].push(supply));
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

    /// How far the resource travels.
    pub(crate) fn reach_of(&self, resource: ResourceIx) -> Distance {
        self.reach[resource.0 as usize]
    }

    /// No partner of this supply is farther.
    pub(crate) fn farthest(&self, supply: &Flow) -> Distance {
        reach::shortened(self.reach[supply.resource.0 as usize], &[supply])
    }

    pub(crate) fn radius(&self, supply: &Flow, demand: &Flow) -> Distance {
        reach::shortened(self.reach[supply.resource.0 as usize], &[supply, demand])
    }

    /// The links between two resources, one of each rule; there is one if matching paired them.
    pub(crate) fn links_between(&self, supply: ResourceIx, demand: ResourceIx) -> &[Link<'a>] {
        let links = self.links(supply);
        let start = links.partition_point(|link| link.demand() < demand);
        let count = links[start..].iter().take_while(|link| link.demand() == demand).count();
        &links[start..start + count]
    }

    /// Of the links between two flows' resources, the one that fits these two best: one that no gate refuses, then one
    /// that holds at any taker, then the surest, where a taker's trade that the rule was not seen with counts against
    /// it. `None` where no link holds at this taker.
    pub(crate) fn fitting<'p>(
        &'p self,
        supply: FlowIx,
        demand: FlowIx,
        links: &'p [Link<'a>],
        distance: Distance,
    ) -> Option<Fitting<'p>>
    where
        'a: 'p,
    {
        let mut best: Option<(Fitting<'p>, Merit)> = None;
        for (place, link) in links.iter().enumerate() {
            let most = (true, !link.takers_only(), link.confidence());
            // They are sorted by the most that they can come to.
            if best.as_ref().is_some_and(|(_, merit)| *merit >= most) {
                break;
            }
            if !self.holds_at(link, self.study.flow(demand)) {
                continue;
            }
            let pair = self.pair(supply, demand, link, distance);
            let refused_by = refusing(&pair);
            let sure = trade::seldom(&pair)
                .map_or(link.confidence(), |less| Score::saturating(link.confidence().value() * less));
            let merit = (refused_by.is_none(), !link.takers_only(), sure);
            if best.as_ref().is_none_or(|(_, known)| merit > *known) {
                best = Some((Fitting { place, pair, refused_by }, merit));
            }
        }
        best.map(|(fitting, _)| fitting)
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

/// A pair with the link that fits it best.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fitting<'p> {
    /// The link's place among those asked for.
    pub(crate) place: usize,
    pub(crate) pair: Pair<'p>,
    /// The place of the gate that refuses it.
    pub(crate) refused_by: Option<usize>,
}

/// Whether a link passes its gates, holds at any taker, and how sure it is.
type Merit = (bool, bool, Score);

/// Links in groups of one demanded resource.
pub(crate) fn by_demand<'l, 'a>(links: &'l [Link<'a>]) -> impl Iterator<Item = &'l [Link<'a>]> {
    links.chunk_by(|a, b| a.demand() == b.demand())
}

/// For each supplied resource, the surest link of each rule to each demanded one; of equally sure ones, that of the rule
/// that comes first goes first.
fn links<'a>(study: &'a Study, catalogue: &'a Catalogue) -> Vec<Vec<Link<'a>>> {
    let meanings = Meanings::new(study, catalogue);
    let demanded = |ix: ResourceIx| meanings.is_demanded(ix);
    let merit = |lead: &Lead<'a>| (!lead.takers_only, lead.confidence);
    let of = |supply: ResourceIx| {
        let mut best: FxHashMap<(ResourceIx, &str), usize> = FxHashMap::default();
        let mut leads: Vec<(&'static dyn Rule, Lead<'a>)> = Vec::new();
        for rule in RULES {
            for lead in rule.leads(&meanings, supply) {
                if lead.confidence.value() < LEAST || !demanded(lead.demand) {
                    continue;
                }
                let named = (lead.demand, lead.substitution.map_or(rule.name(), |substitution| &*substitution.id));
                match best.get(&named) {
                    Some(&place) if merit(&leads[place].1) >= merit(&lead) => {}
                    Some(&place) => leads[place] = (*rule, lead),
                    None => {
                        best.insert(named, leads.len());
                        leads.push((*rule, lead));
                    }
                }
            }
        }
        leads.sort_by_key(|(_, lead)| (lead.demand, std::cmp::Reverse(merit(lead))));
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
