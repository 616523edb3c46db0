//! Sites at the very same point: geocoded to the town hall, or one site twice.

use maillon_model::{Issue, IssueCode, Located};

use super::Seen;
use crate::words::fold;

/// Sites at one point that are more than neighbours at one address. No source.
const MANY: usize = 5;

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    let place = |at: usize| (seen.sites[at].position.lon(), seen.sites[at].position.lat());
    let key = |at: usize| super::key(place(at).0.to_bits(), place(at).1.to_bits());
    let points = (0..seen.sites.len()).filter(|at| seen.sites[*at].located == Located::Point);
    let mut order = super::repeated(seen.sites.len(), points.map(|at| (key(at), at)));
    order.sort_unstable_by(|a, b| {
        let (one, other) = (place(*a), place(*b));
        one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)).then(a.cmp(b))
    });
    for group in order.chunk_by(|a, b| place(*a) == place(*b)).filter(|group| group.len() > 1) {
        let first = &seen.sites[group[0]];
        if group.len() >= MANY {
            let message = format!("{} sites lie at the very point of site {}", group.len(), first.id);
            issues.push(super::issue(IssueCode::StackedSites, first, message));
        }
        for (nth, at) in group.iter().enumerate().skip(1) {
            let site = &seen.sites[*at];
            let name = |at: usize| seen.sites[at].name.as_deref().map(fold);
            let twin = group[..nth].iter().find(|other| name(**other).is_some() && name(**other) == name(*at));
            let (code, message) = match twin {
                Some(twin) => {
                    let twin = &seen.sites[*twin].id;
                    (IssueCode::TwinSite, format!("site {} has the name and the place of site {twin}", site.id))
                }
                None => {
                    (IssueCode::SharedPosition, format!("site {} lies at the very point of site {}", site.id, first.id))
                }
            };
            issues.push(super::issue(code, site, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suspect::tests::suspected;

    #[test]
    fn neighbours_stacks_and_twins_are_told_apart() {
        // The third is called as the first is.
        let pair = [("a", 2.0, 48.0, ""), ("b", 2.0, 48.0, ""), ("c", 2.0, 48.0, "name:a"), ("d", 2.1, 48.0, "")];
        assert_eq!(suspected(IssueCode::SharedPosition, &pair), ["b"]);
        assert_eq!(suspected(IssueCode::TwinSite, &pair), ["c"]);
        assert!(suspected(IssueCode::StackedSites, &pair).is_empty());
        let hall: Vec<_> = ["a", "b", "c", "d", "e"].map(|id| (id, 2.0, 48.0, "")).into();
        assert_eq!(suspected(IssueCode::StackedSites, &hall), ["a"]);
        assert_eq!(suspected(IssueCode::SharedPosition, &hall).len(), 4);
    }
}
