//! The processors of a study, as matching looks at them: where they are, and what they treat.

use maillon_knowledge::{Catalogue, Entry};
use maillon_model::{Distance, Position, Processor, ProcessorIx, ResourceIx, Study};
use maillon_spatial::PointIndex;

use crate::ground::Ground;
use crate::link::Link;

/// The processors that have room on the study's date.
#[derive(Debug)]
pub(crate) struct Processors<'a> {
    study: &'a Study,
    index: PointIndex,
    /// By processor: what its resource may be; empty where it takes any.
    takes: Vec<Vec<&'a Entry>>,
}

/// A processor in reach.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nearby<'a> {
    pub(crate) ix: ProcessorIx,
    pub(crate) processor: &'a Processor,
    pub(crate) position: Position,
    pub(crate) distance: Distance,
}

impl<'a> Processors<'a> {
    pub(crate) fn new(study: &'a Study, catalogue: &'a Catalogue, ground: &Ground<'_>) -> Self {
        let works = |processor: &Processor| {
            !processor.capacity.is_zero() && ground.options.on.is_none_or(|day| processor.validity.holds(day))
        };
        let working = study.processors.iter().enumerate().filter(|(_, processor)| works(processor));
        let at = |(i, processor): (usize, &Processor)| (study.site(processor.site).position, i as u32);
        let entries = |resource: ResourceIx| {
            let resource = study.resource(resource);
            let codes = resource.readings.iter().map(|reading| &reading.code).chain([&resource.code]);
            codes.filter_map(|code| catalogue.entry(code)).collect()
        };
        Self {
            study,
            index: PointIndex::new(working.map(at)),
            takes: study.processors.iter().map(|p| p.resource.map_or_else(Vec::new, entries)).collect(),
        }
    }

    /// Those within a distance, in their own order. None is farther than it accepts itself.
    pub(crate) fn within(&self, from: Position, radius: Distance) -> Vec<Nearby<'a>> {
        let mut found = Vec::new();
        self.index.within(from, radius, |ix, distance| {
            let processor = self.study.processor(ProcessorIx(ix));
            if processor.max_distance.is_none_or(|most| distance <= most) {
                let position = self.study.site(processor.site).position;
                found.push(Nearby { ix: ProcessorIx(ix), processor, position, distance });
            }
        });
        found.sort_unstable_by_key(|nearby| nearby.ix);
        found
    }

    /// Whether a processor does what the link's rule asks, to that resource: the treatment's id.
    pub(crate) fn treats<'l>(&self, ix: ProcessorIx, supply: ResourceIx, link: &Link<'l>) -> Option<&'l str> {
        let by = treatment(link)?;
        let processor = self.study.processor(ix);
        let takes = || {
            processor.resource.is_none_or(|own| {
                let entries = &self.takes[ix.0 as usize];
                own == supply
                    || link.supplied().is_some_and(|given| entries.iter().any(|entry| given.is_a(&entry.code)))
            })
        };
        let does = processor.treatments.is_empty() || processor.treatments.iter().any(|own| **own == *by);
        (does && takes()).then_some(by)
    }
}

/// What a plant of its own does for the link's rule.
pub(crate) fn treatment<'l>(link: &Link<'l>) -> Option<&'l str> {
    link.substitution()?.treatment.as_ref()?.by.as_deref()
}
