//! Sites that lie outside the commune they name, where the study brings the communes as zones.

use geo::{Distance, Euclidean};
use geo_types::Point;
use maillon_model::{Issue, IssueCode, Zone};
use rustc_hash::FxHashMap;

use super::Seen;
use crate::words::fold;

/// What a level of communes is called.
const LEVELS: &[&str] = &["commune", "communes", "municipality", "municipalities"];

/// Degrees that a site may lie outside: borders are simplified, coordinates rounded. No source.
const SLACK: f64 = 0.01;

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    let mut communes: FxHashMap<String, Vec<&Zone>> = FxHashMap::default();
    for zone in seen.zones {
        if zone.level.as_deref().is_some_and(|level| LEVELS.contains(&fold(level).as_str())) {
            let name = zone.name.as_deref().map(fold).filter(|name| *name != fold(&zone.id));
            for word in [Some(fold(&zone.id)), name].into_iter().flatten() {
                communes.entry(word).or_default().push(zone);
            }
        }
    }
    if communes.is_empty() {
        return;
    }
    for (site, told) in seen.sites.iter().zip(seen.told) {
        let Some(word) = told.commune.map(|ix| seen.communes.word(ix)) else { continue };
        // A commune that the study does not bring says nothing; of several of one name, any will do.
        let Some(named) = communes.get(&fold(word)) else { continue };
        let at = Point::new(site.position.lon(), site.position.lat());
        if named.iter().any(|zone| Euclidean.distance(&at, &zone.geometry) <= SLACK) {
            continue;
        }
        let zone = named[0].name.as_deref().unwrap_or(&named[0].id);
        let message = format!(
            "site {} is said to be in {zone}, but lies outside it, at longitude {}, latitude {}",
            site.id,
            at.x(),
            at.y()
        );
        issues.push(super::issue(IssueCode::OutsideCommune, site, message));
    }
}
