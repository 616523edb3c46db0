//! The flows of one direction, by resource and place.

use std::sync::OnceLock;

use maillon_model::{Direction, Distance, Flow, FlowIx, ResourceIx, SiteIx};
use maillon_spatial::PointIndex;
use rayon::prelude::*;

use crate::ground::Ground;

/// The flows of one direction that take part, and an index of each resource's, built when first asked for.
#[derive(Debug)]
pub(crate) struct Side {
    by_resource: Vec<(Vec<FlowIx>, OnceLock<PointIndex>)>,
}

impl Side {
    pub(crate) fn new(ground: &Ground<'_>, direction: Direction) -> Self {
        Self::chosen(ground, direction, |_| true)
    }

    /// The same without a site's own.
    pub(crate) fn of_others(ground: &Ground<'_>, direction: Direction, site: SiteIx) -> Self {
        Self::chosen(ground, direction, |flow| flow.site != site)
    }

    fn chosen(ground: &Ground<'_>, direction: Direction, keep: impl Fn(&Flow) -> bool) -> Self {
        let mut by_resource = Vec::new();
        by_resource.resize_with(ground.study.resources.len(), || (Vec::new(), OnceLock::new()));
        for (ix, flow) in ground.study.flows() {
            if flow.direction == direction && keep(flow) && ground.takes_part(ix) {
                by_resource[flow.resource.0 as usize].0.push(ix);
            }
        }
        Self { by_resource }
    }

    /// Every resource of the study, for threads to share out.
    pub(crate) fn resources(&self) -> impl IndexedParallelIterator<Item = ResourceIx> + use<> {
        (0..self.by_resource.len() as u32).into_par_iter().map(ResourceIx)
    }

    /// The flows of a resource.
    pub(crate) fn flows(&self, resource: ResourceIx) -> &[FlowIx] {
        &self.by_resource[resource.0 as usize].0
    }

    /// The flows of a resource, by place.
    pub(crate) fn index(&self, ground: &Ground<'_>, resource: ResourceIx) -> &PointIndex {
        let (flows, index) = &self.by_resource[resource.0 as usize];
        let place = |ix: &FlowIx| (ground.position(ground.study.flow(*ix)), ix.0);
        index.get_or_init(|| PointIndex::new(flows.iter().map(place)))
    }

    /// Of the flows of a resource at other sites, the nearest to a flow.
    pub(crate) fn nearest(&self, ground: &Ground<'_>, from: &Flow, resource: ResourceIx) -> Option<(Distance, FlowIx)> {
        let elsewhere = |ix| ground.study.flow(FlowIx(ix)).site != from.site;
        let (ix, distance) = self.index(ground, resource).nearest(ground.position(from), elsewhere)?;
        Some((distance, FlowIx(ix)))
    }
}
