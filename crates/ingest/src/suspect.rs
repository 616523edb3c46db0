//! Suspicions: values that can be right, but likely are not. One suspicion is one file here and one line in
//! [`SUSPICIONS`].

mod country;
mod frozen;
mod magnitude;
mod repeated;
mod stacked;
mod swap;

use maillon_model::{Flow, Issue, IssueCode, Resource, Site, Zone};

pub(crate) use country::{CountryIx, named as country};

/// What a row says of a site beside what the study keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Told {
    /// Its coordinates as the file has them.
    pub written: (f64, f64),
    /// The country it is said to be in, where a column names one that is known.
    pub country: Option<CountryIx>,
    /// Whether it must not be published.
    pub confidential: bool,
    /// How many people work there.
    pub staff: Option<u32>,
}

/// What suspicions look at.
pub(crate) struct Seen<'s> {
    pub sites: &'s [Site],
    /// One for each site.
    pub told: &'s [Told],
    pub flows: &'s [Flow],
    pub resources: &'s [Resource],
    pub zones: &'s [Zone],
}

type Suspicion = fn(&Seen<'_>, &mut Vec<Issue>);

/// All of them; the order of the issues does not depend on it.
const SUSPICIONS: &[Suspicion] =
    &[swap::find, country::find, frozen::find, stacked::find, magnitude::find, repeated::find];

/// Looks for all that is suspect.
pub(crate) fn all(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    SUSPICIONS.iter().for_each(|find| find(seen, issues));
}

/// An issue of a site, on the map.
fn issue(code: IssueCode, site: &Site, message: String) -> Issue {
    Issue::new(code, site.origin.source, message).at(site.origin.feature).on(site.position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_model::{Located, Origin, Position, SourceIx};

    /// The ids of the sites (id, longitude, latitude, country or `name:…`) that are suspected of `code`.
    pub(crate) fn suspected(code: IssueCode, rows: &[(&str, f64, f64, &str)]) -> Vec<String> {
        let site = |(at, (id, lon, lat, word)): (usize, &(&str, f64, f64, &str))| Site {
            id: (*id).into(),
            name: Some(word.strip_prefix("name:").unwrap_or(id).into()),
            activity: None,
            position: Position::new(*lon, *lat).unwrap(),
            located: Located::Point,
            origin: Origin { source: SourceIx(0), feature: at as u64 },
        };
        let sites: Vec<Site> = rows.iter().enumerate().map(site).collect();
        let told: Vec<Told> = rows
            .iter()
            .map(|(_, lon, lat, word)| Told {
                written: (*lon, *lat),
                country: country(word),
                confidential: false,
                staff: None,
            })
            .collect();
        let seen = Seen { sites: &sites, told: &told, flows: &[], resources: &[], zones: &[] };
        let mut issues = Vec::new();
        all(&seen, &mut issues);
        let found = issues.iter().filter(|issue| issue.code == code).filter_map(|issue| issue.feature);
        found.map(|at| rows[at as usize].0.to_owned()).collect()
    }
}
