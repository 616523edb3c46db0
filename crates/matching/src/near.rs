//! Which supplies a study with neighbours needs to search.

use maillon_model::{Distance, FlowIx};
use maillon_spatial::PointIndex;

use crate::ground::Ground;

/// Metres that a sum of two distances may be short of a third, which are measured to a tenth of a millimetre each.
const SLACK: f64 = 1.0;

/// Keeps the supplies that have a say in what the study's own sites get: its own, those that reach one of its sites, and those
/// that compete with its own for a demand, whose ranks depend on them. The latter two are no farther from one of its
/// sites than both can reach together.
pub(crate) fn keep(ground: &Ground<'_>, supplies: &mut Vec<FlowIx>) {
    let study = ground.study;
    if study.neighbours.is_empty() {
        return;
    }
    let own = PointIndex::new(study.own_sites().map(|(ix, site)| (site.position, ix.0)));
    let reach = |ix: &FlowIx| ground.farthest(study.flow(*ix)).as_metres();
    let farthest = supplies.iter().filter(|ix| study.owns_flow(**ix)).map(reach).fold(0.0, f64::max);
    supplies.retain(|ix| {
        let nearest = || own.nearest(ground.position(study.flow(*ix)), |_| true).map(|(_, distance)| distance);
        study.owns_flow(*ix)
            || nearest().map(Distance::as_metres).is_some_and(|metres| metres <= farthest + reach(ix) + SLACK)
    });
}
