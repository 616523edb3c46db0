//! What layers are made of.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use maillon_disclosure::PublicTotals;
use maillon_model::{
    Chains, Change, Dimension, FlowIx, Grouped, Matches, Pairs, Planned, Pooling, Position, ResourceIx, SiteIx, Siting,
    Study, Surveyed, Territory, ZoneIx,
};

use crate::antimeridian::{crosses, route, unbroken};
use crate::qgis::View;
use crate::totals::{SiteTotals, ZoneTotals, family};

/// All that one run has to tell.
#[derive(Debug)]
pub struct Run<'a> {
    /// The territory as it was read.
    pub study: &'a Study,
    /// What matching found in it.
    pub matches: &'a Matches,
    /// All pairs, where they are to be told beside those that matching keeps.
    pub pairs: Option<&'a dyn Pairs>,
    /// The zones that hold each site, in the order of [`Study::sites`].
    pub site_zones: &'a Grouped<ZoneIx>,
    /// Who gets how much, where that was asked.
    pub plan: Option<Allocated<'a>>,
    /// What the plan does for the territory, where that was asked.
    pub territory: Option<&'a dyn Surveyed>,
    /// What neighbours could share, where that was asked.
    pub pooling: Option<&'a Pooling>,
    /// Who could treat what, and who is missing, where that was asked.
    pub chains: Option<&'a Chains>,
    /// What the run is about: it decides which layers there are.
    pub subject: Subject<'a>,
    /// What `summary.json` says of a change or of closures, under `whatif`.
    pub report: Option<serde_json::Value>,
    /// For a run that may be published, whose study and matches hold nothing else: the only amounts it tells.
    pub public: Option<&'a PublicTotals>,
    /// The run's options, echoed in `summary.json`.
    pub parameters: serde_json::Value,
    /// Of maillon.
    pub version: &'a str,
}

/// A plan, and what a summary says beside it.
#[derive(Debug, Clone)]
pub struct Allocated<'a> {
    /// The plan itself.
    pub planned: Planned<'a>,
    /// What its value counts, such as `EUR/yr`.
    pub unit: &'static str,
    /// What one objective costs another, where that was asked.
    pub front: Option<Front>,
}

/// Plans from the best by one objective to the best by another.
#[derive(Debug, Clone)]
pub struct Front {
    /// Name and unit of both objectives.
    pub objectives: [(&'static str, &'static str); 2],
    /// What each plan is worth to the first and to the second; or why there is no front.
    pub points: Result<Vec<[f64; 2]>, String>,
}

/// What a run is about.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// The territory as it is.
    Matches,
    /// What would change.
    Change(&'a Change),
    /// What each site's closure would cost, the dearest first.
    Closures(&'a [ClosedSite]),
    /// Where a new firm would fit.
    Siting(&'a Siting),
}

impl Subject<'_> {
    /// The word layers are chosen by.
    pub(crate) const fn about(&self) -> About {
        match self {
            Self::Matches => About::Matches,
            Self::Change(_) => About::Change,
            Self::Closures(_) => About::Closures,
            Self::Siting(_) => About::Siting,
        }
    }
}

/// A subject without its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Matches,
    Change,
    Closures,
    Siting,
}

/// What one site's closure would cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClosedSite {
    /// The site.
    pub site: SiteIx,
    /// What the best plan without it is worth less: in the plan's unit, or in base units moved for objectives that put
    /// the amount first.
    pub loss: f64,
    /// Synergies that fall away with it.
    pub synergies: u32,
    /// Those of them whose amount nobody knows, so that the loss does not hold them.
    pub unknown: u32,
    /// Sites that they join it to.
    pub partners: u32,
    /// Flows of the site in those synergies whose amount nobody knows.
    pub unknown_flows: u32,
    /// Chains from it, through its processors or to it, among those kept.
    pub chains: u32,
    /// 1 for the site with most partners, then most synergies, then most chains, whatever they move.
    pub rank_by_links: u32,
}

/// A run and what its layers share: totals, and what columns there are.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) run: &'a Run<'a>,
    /// Of the study's known amounts, in the order tables list them.
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) sites: SiteTotals,
    pub(crate) zones: ZoneTotals,
    /// Of each resource, by its place in the study.
    families: Vec<String>,
    /// Whether any synergy's line is cut at the antimeridian.
    pub(crate) lines_cut: bool,
    view: OnceLock<View>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(run: &'a Run<'a>) -> Self {
        let study = run.study;
        let mut dimensions: Vec<Dimension> =
            study.flows.iter().filter_map(|flow| flow.amount.known()).map(|q| q.dimension()).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        if let Subject::Siting(siting) = run.subject {
            dimensions.clone_from(&siting.dimensions);
        }
        let position = |flow| study.site(study.flow(flow).site).position;
        let cut = |supply: FlowIx, demand: FlowIx| crosses(position(supply), position(demand));
        let synergies = run.matches.synergies.list().ends().iter().map(|[supply, demand]| (*supply, *demand));
        let differences = match run.subject {
            Subject::Change(change) => change.differences.as_slice(),
            _ => &[],
        };
        let mut lines = synergies.chain(differences.iter().map(|d| (d.supply, d.demand)));
        let mut between_zones = run.territory.map(Surveyed::territory).into_iter().flat_map(|territory| {
            let anchor = |zone: Option<ZoneIx>| territory.anchor(zone?);
            territory.exchanges.iter().filter_map(move |x| anchor(x.from).zip(anchor(x.to)))
        });
        let mut to_hubs = run.pooling.into_iter().flat_map(|pooling| &pooling.pools).flat_map(|pool| {
            // If any way in a pool is cut, that between its ends in longitude would be.
            let all = || pool.members.iter().map(|member| study.site(member.site).position).chain([pool.at]);
            let lon = |a: &Position, b: &Position| a.lon().total_cmp(&b.lon());
            all().min_by(lon).zip(all().max_by(lon))
        });
        let routes = run.chains.into_iter().flat_map(|chains| &chains.list).map(|chain| {
            let processor = study.processor(chain.processor);
            route([position(chain.supply), study.site(processor.site).position, position(chain.demand)])
        });
        let mut broken = routes.map(|pieces| unbroken(&pieces).is_none());
        let mut pairs = run.pairs.into_iter().flat_map(|pairs| pairs.blocks());
        Self {
            sites: SiteTotals::of(run),
            zones: ZoneTotals::of(run),
            families: study.resources.iter().map(|resource| family(&resource.family, resource.known)).collect(),
            // Zones and hubs may lie where no site does.
            lines_cut: between_zones.any(|(a, b)| crosses(a, b))
                || to_hubs.any(|(a, b)| crosses(a, b))
                || spread(study)
                    && (lines.any(|(supply, demand)| cut(supply, demand))
                        || broken.any(|broken| broken)
                        || pairs.any(|block| block.list().ends().iter().any(|[supply, demand]| cut(*supply, *demand)))),
            view: OnceLock::new(),
            dimensions,
            run,
        }
    }

    pub(crate) fn study(&self) -> &'a Study {
        self.run.study
    }

    /// Where the map opens. Several styles ask, and it takes a look at every site.
    pub(crate) fn view(&self) -> &View {
        self.view.get_or_init(|| View::of(self))
    }

    /// The resource's family, as columns name it.
    pub(crate) fn family(&self, resource: ResourceIx) -> &str {
        &self.families[resource.0 as usize]
    }

    /// The families of these resources, each once. There may be millions: a set that is collected would list them all first.
    pub(crate) fn families_of(&self, resources: impl Iterator<Item = ResourceIx>) -> BTreeSet<&str> {
        let mut occurs = vec![false; self.families.len()];
        resources.for_each(|resource| occurs[resource.0 as usize] = true);
        self.families.iter().zip(occurs).filter(|(_, occurs)| *occurs).map(|(family, _)| family.as_str()).collect()
    }

    /// Who gets how much, where the run has a plan.
    pub(crate) fn planned(&self) -> Option<&Planned<'a>> {
        self.run.plan.as_ref().map(|plan| &plan.planned)
    }

    /// What there is little of in the survey of the territory, where the run has one.
    pub(crate) fn territory(&self) -> Option<&'a Territory> {
        self.run.territory.map(Surveyed::territory)
    }

    pub(crate) fn criteria(&self) -> &'a [&'static str] {
        self.run.matches.synergies.criteria()
    }

    /// The zones that hold the site.
    pub(crate) fn zones_of(&self, site: SiteIx) -> &'a [ZoneIx] {
        zones_of(self.run, site)
    }
}

/// Whether sites are so far apart that a line between two of them may cross the antimeridian.
fn spread(study: &Study) -> bool {
    let lon = || study.sites.iter().map(|site| site.position.lon());
    // Less than half a turn: as they are written, longitudes are rounded.
    lon().fold(f64::NEG_INFINITY, f64::max) - lon().fold(f64::INFINITY, f64::min) > 179.0
}

/// The zones that hold the site; none where the run does not say.
pub(crate) fn zones_of<'a>(run: &Run<'a>, site: SiteIx) -> &'a [ZoneIx] {
    run.site_zones.of(site.0)
}
