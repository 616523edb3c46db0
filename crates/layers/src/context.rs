//! What layers are made of.

use maillon_model::{Dimension, Matches, Study, ZoneIx};

use crate::antimeridian::crosses;
use crate::totals::{SiteTotals, ZoneTotals};

/// All that one run has to tell.
#[derive(Debug)]
pub struct Run<'a> {
    /// The territory as it was read.
    pub study: &'a Study,
    /// What matching found in it.
    pub matches: &'a Matches,
    /// The zones that hold each site, in the order of [`Study::sites`].
    pub site_zones: &'a [Vec<ZoneIx>],
    /// The run's options, echoed in `summary.json`.
    pub parameters: serde_json::Value,
    /// Of maillon.
    pub version: &'a str,
}

/// A run and what its layers share: totals, and what columns there are.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) run: &'a Run<'a>,
    /// Of the study's known amounts, in the order tables list them.
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) sites: SiteTotals,
    pub(crate) zones: ZoneTotals,
    /// Whether any synergy's line is cut at the antimeridian.
    pub(crate) lines_cut: bool,
}

impl<'a> Context<'a> {
    pub(crate) fn new(run: &'a Run<'a>) -> Self {
        let study = run.study;
        let mut dimensions: Vec<Dimension> =
            study.flows.iter().filter_map(|flow| flow.amount.known()).map(|q| q.dimension()).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        let position = |flow| study.site(study.flow(flow).site).position;
        Self {
            sites: SiteTotals::of(run, &dimensions),
            zones: ZoneTotals::of(run),
            lines_cut: run.matches.synergies.list().iter().any(|s| crosses(position(s.supply), position(s.demand))),
            dimensions,
            run,
        }
    }

    pub(crate) fn study(&self) -> &'a Study {
        self.run.study
    }

    pub(crate) fn criteria(&self) -> &'a [&'static str] {
        self.run.matches.synergies.criteria()
    }

    /// The zones that hold the site, by its place in the study.
    pub(crate) fn zones_of(&self, site: usize) -> &'a [ZoneIx] {
        zones_of(self.run, site)
    }
}

/// The zones that hold the site; none where the run does not say.
pub(crate) fn zones_of<'a>(run: &Run<'a>, site: usize) -> &'a [ZoneIx] {
    run.site_zones.get(site).map_or(&[], Vec::as_slice)
}
