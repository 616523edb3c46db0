//! Which supplies a study with neighbours needs to search.

use maillon_model::{Distance, FlowIx, ResourceIx};
use maillon_spatial::PointIndex;

use crate::ground::Ground;
use crate::side::Side;

/// Metres that a sum of two distances may be short of a third, which are measured to a tenth of a millimetre each.
const SLACK: f64 = 1.0;

/// Where the study's own sites are, among neighbours.
#[derive(Debug)]
pub(crate) struct Near {
    /// The own sites; nothing where all are.
    own: Option<PointIndex>,
    /// Metres that the farthest of their supplies goes.
    farthest: f64,
}

impl Near {
    pub(crate) fn new(ground: &Ground<'_>, supplies: &Side) -> Self {
        let study = ground.study;
        if study.neighbours.is_empty() {
            return Self { own: None, farthest: 0.0 };
        }
        let flows = study.resources.iter().enumerate().flat_map(|(i, _)| supplies.flows(ResourceIx(i as u32)));
        let own_flows = flows.filter(|ix| study.owns_flow(**ix));
        Self {
            own: Some(PointIndex::new(study.own_sites().map(|(ix, site)| (site.position, ix.0)))),
            farthest: own_flows.map(|ix| reach(ground, *ix)).fold(0.0, f64::max),
        }
    }

    /// Whether a supply has a say in what the study's own sites get: it is one of theirs, reaches one of them, or competes with
    /// theirs for a demand, whose ranks depend on it. The latter two are no farther from one of the sites than both can
    /// reach together.
    pub(crate) fn has_a_say(&self, ground: &Ground<'_>, supply: FlowIx) -> bool {
        let Some(own) = &self.own else { return true };
        let nearest =
            || own.nearest(ground.position(ground.study.flow(supply)), |_| true).map(|(_, distance)| distance);
        let metres = || nearest().map(Distance::as_metres);
        ground.study.owns_flow(supply)
            || metres().is_some_and(|metres| metres <= self.farthest + reach(ground, supply) + SLACK)
    }
}

fn reach(ground: &Ground<'_>, supply: FlowIx) -> f64 {
    ground.farthest(ground.study.flow(supply)).as_metres()
}
