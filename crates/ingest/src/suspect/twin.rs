//! Sites of one name a few steps apart: one place, entered or geocoded twice. At the very same point, `stacked` sees them.

use std::hash::Hasher;

use maillon_model::{Issue, IssueCode, Site};
use rustc_hash::FxHasher;

use super::Seen;
use crate::words::folded;

/// Metres within which two sites of one name are likely one. No source: the width of a large plant.
const NEAR: f64 = 300.0;

/// Metres of a degree of latitude, about.
const DEGREE: f64 = 111_000.0;

/// Characters below which a name tells nothing.
const SHORT: usize = 4;

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    // Each name is hashed once, though its number is asked for twice.
    let hashes: Vec<u64> = seen.sites.iter().map(|site| site.name.as_deref().map_or(0, hash)).collect();
    let named = hashes.iter().copied().zip(seen.sites).filter(|(_, site)| site.name.as_deref().is_some());
    let again = super::repeated(hashes.len(), named).into_iter();
    let mut of_name: Vec<(String, &Site)> =
        again.filter_map(|site| Some((plain(site.name.as_deref()?).collect(), site))).collect();
    of_name.retain(|(name, _)| name.len() >= SHORT);
    of_name.sort_by(|(a, _), (b, _)| a.cmp(b));
    for group in of_name.chunk_by(|(a, _), (b, _)| a == b) {
        let mut group: Vec<&Site> = group.iter().map(|(_, site)| *site).collect();
        group.sort_by(|a, b| a.position.lat().total_cmp(&b.position.lat()).then_with(|| a.id.cmp(&b.id)));
        for (nth, site) in group.iter().enumerate() {
            let before = group[..nth].iter().rev();
            let beside = before.take_while(|other| (site.position.lat() - other.position.lat()) * DEGREE <= NEAR);
            let twin = beside.filter(|other| other.position != site.position).find(|other| apart(site, other) <= NEAR);
            if let Some(twin) = twin {
                let message =
                    format!("site {} has the name of site {}, {:.0} m away", site.id, twin.id, apart(site, twin));
                issues.push(super::issue(IssueCode::TwinSite, site, message));
            }
        }
    }
}

/// Metres between two sites that are near, on a plane: good enough for a suspicion.
fn apart(a: &Site, b: &Site) -> f64 {
    let east = (a.position.lon() - b.position.lon()) * a.position.lat().to_radians().cos();
    east.hypot(a.position.lat() - b.position.lat()) * DEGREE
}

/// A name without case, accents, blanks and punctuation.
fn plain(name: &str) -> impl Iterator<Item = char> {
    folded(name).filter(|c| c.is_alphanumeric())
}

/// One number for all names that are the same but for these.
fn hash(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    let mut take = |c: char| hasher.write_u32(c.into());
    if name.is_ascii() {
        // What `plain` makes of nearly all names.
        let plain = name.bytes().filter(u8::is_ascii_alphanumeric);
        plain.for_each(|byte| take(byte.to_ascii_lowercase().into()));
    } else {
        plain(name).for_each(take);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suspect::tests::suspected;

    #[test]
    fn a_name_is_hashed_as_it_is_compared() {
        let all: String = (0..128_u8).map(char::from).collect();
        // The way that names take which are not ASCII.
        let slow = |name: &str| {
            let mut hasher = FxHasher::default();
            plain(name).for_each(|c| hasher.write_u32(c.into()));
            hasher.finish()
        };
        for name in [&*all, "Usine Dupont", "École n° 3", ""] {
            assert_eq!(hash(name), slow(name), "{name}");
        }
        assert_eq!(hash("École-Élan 3"), hash(" ecole elan3"));
    }

    #[test]
    fn one_name_a_few_steps_apart_is_one_site() {
        let rows = [
            ("a", 2.0, 48.0, "name:Usine Dupont"),
            ("b", 2.001, 48.001, "name:USINE DUPONT."),
            ("c", 2.1, 48.0, "name:Usine Dupont"),
            ("d", 2.0, 48.0005, "name:Usine Durand"),
        ];
        assert_eq!(suspected(IssueCode::TwinSite, &rows), ["b"]);
    }
}
