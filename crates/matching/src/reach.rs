//! How far a pair may be apart.

use std::collections::BTreeMap;

use maillon_model::{Distance, Flow, Resource, Study};

use crate::options::Options;

/// The reach of a resource that neither the knowledge nor the study gives a radius. No source; the study can change it.
const FALLBACK_KM: f64 = 50.0;

/// How far a resource travels in a study.
///
/// That is the radius which the study gives its code or, failing that, the nearest ancestor of its code (`heat` covers
/// `heat.steam`, `ewc:10` covers `ewc:10 01 02`). Where the study gives none, it is the resource's usual radius, but
/// no more than the study's cap; where the resource has no usual radius, the cap; and 50 km where there is none of
/// these. A radius given for a resource is not capped: it is the more specific word.
///
/// Beyond the hard stop of its class a resource does not travel, unless the study gives it a radius.
///
/// A pair's radius is the reach of the supplied resource, shortened to the largest distance either flow accepts.
pub fn reach(resource: &Resource, options: &Options) -> Distance {
    own(&resource.code, &options.radius).unwrap_or_else(|| match (resource.radius, options.radius_cap) {
        (Some(usual), Some(cap)) => usual.min(cap),
        (Some(radius), None) | (None, Some(radius)) => radius,
        (None, None) => Distance::kilometres(FALLBACK_KM).unwrap_or(Distance::EARTH),
    })
}

/// The codes of [`Options::radius`] that cover no resource of the study: misspelt, perhaps.
pub fn unused_radii<'o>(study: &Study, options: &'o Options) -> Vec<&'o str> {
    let covers = |code: &str| study.resources.iter().any(|resource| covers(code, &resource.code));
    options.radius.keys().map(String::as_str).filter(|code| !covers(code)).collect()
}

/// The reach, or the least of what the flows accept.
pub(crate) fn shortened(reach: Distance, flows: &[&Flow]) -> Distance {
    flows.iter().filter_map(|flow| flow.max_distance).fold(reach, Distance::min)
}

/// Whether the study sets the resource's own radius.
pub(crate) fn is_set(resource: &Resource, options: &Options) -> bool {
    own(&resource.code, &options.radius).is_some()
}

/// The study's radius of the code or its nearest ancestor.
fn own(code: &str, radii: &BTreeMap<String, Distance>) -> Option<Distance> {
    radii.iter().filter(|(key, _)| covers(key, code)).max_by_key(|(key, _)| key.len()).map(|(_, radius)| *radius)
}

/// Whether `ancestor` is `code` or a whole-word beginning of it.
fn covers(ancestor: &str, code: &str) -> bool {
    code.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ' ', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn km(value: f64) -> Distance {
        Distance::kilometres(value).unwrap()
    }

    fn kilometres(code: &str, usual: Option<f64>, cap: Option<f64>, own: &[(&str, f64)]) -> f64 {
        let resource = Resource {
            code: code.into(),
            family: code.into(),
            label: None,
            dimension: None,
            radius: usual.map(km),
            stop: None,
            known: true,
            readings: Vec::new(),
        };
        let radius = own.iter().map(|(code, radius)| ((*code).to_owned(), km(*radius))).collect();
        let options = Options { radius_cap: cap.map(km), radius, ..Options::default() };
        reach(&resource, &options).as_kilometres()
    }

    #[test]
    fn the_most_specific_word_wins() {
        assert_eq!(kilometres("heat.steam", None, None, &[]), 50.0);
        assert_eq!(kilometres("heat.steam", None, Some(20.0), &[]), 20.0);
        assert_eq!(kilometres("heat.steam", None, Some(80.0), &[]), 80.0);
        assert_eq!(kilometres("heat.steam", Some(5.0), None, &[]), 5.0);
        assert_eq!(kilometres("heat.steam", Some(5.0), Some(20.0), &[]), 5.0);
        assert_eq!(kilometres("heat.steam", Some(5.0), Some(2.0), &[]), 2.0);
        assert_eq!(kilometres("heat.steam", Some(5.0), Some(2.0), &[("heat", 7.0)]), 7.0);
        assert_eq!(kilometres("heat.steam", Some(5.0), Some(2.0), &[("heat", 7.0), ("heat.steam", 1.0)]), 1.0);
        assert_eq!(
            kilometres("heat.steam", Some(5.0), None, &[("hea", 7.0), ("steam", 7.0), ("heat.steam.hot", 7.0)]),
            5.0
        );
        assert_eq!(kilometres("ewc:10 01 02", None, None, &[("ewc:10", 9.0), ("ewc", 8.0)]), 9.0);
    }
}
