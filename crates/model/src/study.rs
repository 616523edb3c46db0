//! A territory as it was read.

use crate::chain::{Processor, ProcessorIx};
use crate::flow::{Flow, FlowIx};
use crate::issue::Issue;
use crate::origin::{Source, SourceIx};
use crate::place::{Site, SiteIx, SizeClass, Zone, ZoneIx};
use crate::resource::{Resource, ResourceIx};

/// The language of labels and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

/// Whether the user's ids are numbers: layers write them so, for joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IdKind {
    /// Every one is an integer.
    Integer,
    /// Any text.
    #[default]
    Text,
}

/// A territory: its sites, flows and zones, sorted by id so that the order of the input rows leaves no trace.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Study {
    /// The study's title.
    pub name: String,
    /// For labels and reports.
    pub language: Language,
    /// Sorted by id; ids are unique.
    pub sites: Vec<Site>,
    /// Sorted by id; ids are unique.
    pub flows: Vec<Flow>,
    /// Sorted by id; none has the id of a flow.
    pub processors: Vec<Processor>,
    /// Sorted by kind, then id.
    pub zones: Vec<Zone>,
    /// Sorted by code.
    pub resources: Vec<Resource>,
    /// The files read.
    pub sources: Vec<Source>,
    /// What was wrong with them.
    pub issues: Vec<Issue>,
    /// By site: whether it lies beyond the territory's border, there as a partner of the territory's own sites alone. Empty where
    /// all are the territory's own.
    pub neighbours: Vec<bool>,
    /// By site: whether it is not to be published, nor any of its flows. Empty where nothing is said.
    pub confidential: Vec<bool>,
    /// By site: how many people work there, where that is stated. Empty where nothing is said.
    pub staff: Vec<Option<u32>>,
    /// How layers write site ids.
    pub site_ids: IdKind,
    /// How layers write flow ids.
    pub flow_ids: IdKind,
    /// How layers write zone ids.
    pub zone_ids: IdKind,
}

impl Study {
    /// The site at that place.
    pub fn site(&self, ix: SiteIx) -> &Site {
        &self.sites[ix.0 as usize]
    }

    /// The flow at that place.
    pub fn flow(&self, ix: FlowIx) -> &Flow {
        &self.flows[ix.0 as usize]
    }

    /// The processor at that place.
    pub fn processor(&self, ix: ProcessorIx) -> &Processor {
        &self.processors[ix.0 as usize]
    }

    /// The zone at that place.
    pub fn zone(&self, ix: ZoneIx) -> &Zone {
        &self.zones[ix.0 as usize]
    }

    /// The resource at that place.
    pub fn resource(&self, ix: ResourceIx) -> &Resource {
        &self.resources[ix.0 as usize]
    }

    /// The source at that place.
    pub fn source(&self, ix: SourceIx) -> &Source {
        &self.sources[ix.0 as usize]
    }

    /// Whether the site is the territory's own, not a neighbour.
    pub fn owns(&self, site: SiteIx) -> bool {
        self.neighbours.get(site.0 as usize).is_none_or(|neighbour| !neighbour)
    }

    /// Whether the flow is of one of the territory's own sites. A synergy belongs to the territory that owns its supply.
    pub fn owns_flow(&self, flow: FlowIx) -> bool {
        self.owns(self.flow(flow).site)
    }

    /// How large the firm at a site is, where the study says how many work there.
    pub fn size(&self, site: SiteIx) -> Option<SizeClass> {
        self.staff.get(site.0 as usize).copied().flatten().map(SizeClass::of)
    }

    /// The territory's own sites.
    pub fn own_sites(&self) -> impl Iterator<Item = (SiteIx, &Site)> + Clone {
        let all = self.sites.iter().enumerate().map(|(i, site)| (SiteIx(i as u32), site));
        all.filter(|(ix, _)| self.owns(*ix))
    }

    /// The flows of its own sites.
    pub fn own_flows(&self) -> impl Iterator<Item = (FlowIx, &Flow)> {
        self.flows().filter(|(_, flow)| self.owns(flow.site))
    }

    /// Every flow with its place.
    pub fn flows(&self) -> impl Iterator<Item = (FlowIx, &Flow)> {
        self.flows.iter().enumerate().map(|(i, flow)| (FlowIx(i as u32), flow))
    }

    /// Where something was read, in words: `flows.csv, line 12`.
    pub fn whereabouts(&self, source: SourceIx, feature: Option<u64>) -> String {
        let source = self.source(source);
        match feature {
            Some(feature) => format!("{source}, {}", source.numbering.phrase(feature)),
            None => source.to_string(),
        }
    }
}
