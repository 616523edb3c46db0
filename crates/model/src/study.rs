//! A territory as it was read.

use crate::flow::{Flow, FlowIx};
use crate::issue::Issue;
use crate::origin::{Source, SourceIx};
use crate::place::{Site, SiteIx, Zone, ZoneIx};
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
    /// Sorted by kind, then id.
    pub zones: Vec<Zone>,
    /// Sorted by code.
    pub resources: Vec<Resource>,
    /// The files read.
    pub sources: Vec<Source>,
    /// What was wrong with them.
    pub issues: Vec<Issue>,
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
