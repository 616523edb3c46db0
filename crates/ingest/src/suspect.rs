//! Suspicions: values that can be right, but likely are not. One suspicion is one file here and one line in
//! [`SUSPICIONS`].

mod commune;
mod country;
mod frozen;
mod magnitude;
mod repeated;
mod sea;
mod stacked;
mod swap;
mod system;
mod twin;

use std::hash::BuildHasher;

use maillon_model::{Flow, Issue, IssueCode, Resource, Site, Zone};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::frame::Frames;
use crate::sites::{WordIx, Words};

pub(crate) use country::{CountryIx, named as country};

/// What a row says of a site beside what the study keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Told {
    /// Its coordinates as the file has them.
    pub written: (f64, f64),
    /// The country it is said to be in, where a column names one that is known.
    pub country: Option<CountryIx>,
    /// The commune it is said to be in.
    pub commune: Option<WordIx>,
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
    /// The words of their communes.
    pub communes: &'s Words,
    /// The systems of their files.
    pub frames: &'s Frames,
    pub flows: &'s [Flow],
    pub resources: &'s [Resource],
    pub zones: &'s [Zone],
}

type Suspicion = fn(&Seen<'_>, &mut Vec<Issue>);

/// All of them; the order of the issues does not depend on it.
const SUSPICIONS: &[Suspicion] = &[
    swap::find,
    system::find,
    sea::find,
    country::find,
    commune::find,
    frozen::find,
    stacked::find,
    twin::find,
    magnitude::find,
    repeated::find,
];

/// Looks for all that is suspect.
pub(crate) fn all(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    SUSPICIONS.iter().for_each(|find| find(seen, issues));
}

/// The keys that come more than once. Most come once, which sorting plain numbers tells fastest.
fn repeated_keys(keys: impl Iterator<Item = u64>) -> FxHashSet<u64> {
    let mut keys: Vec<u64> = keys.collect();
    keys.sort_unstable();
    keys.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).map(|same| same[0]).collect()
}

/// One number for a pair; different pairs may have the same.
fn key(one: u64, other: u64) -> u64 {
    FxBuildHasher.hash_one((one, other))
}

/// An issue of a site, on the map.
fn issue(code: IssueCode, site: &Site, message: String) -> Issue {
    Issue::new(code, site.origin.source, message).at(site.origin.feature).on(site.position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_model::{Located, Origin, Position, SourceIx};

    /// What is said of a whole file of sites, suspected of being read in the wrong system.
    pub(crate) fn suspected_files(rows: &[(&str, f64, f64, &str)]) -> Vec<String> {
        let of_file = |issue: Issue| (issue.code == IssueCode::SuspectCrs).then_some(issue.message);
        looked_at(rows).into_iter().filter_map(of_file).collect()
    }

    /// The ids of the sites (id, longitude, latitude, country or `name:…`) that are suspected of `code`.
    pub(crate) fn suspected(code: IssueCode, rows: &[(&str, f64, f64, &str)]) -> Vec<String> {
        let issues = looked_at(rows);
        let found = issues.iter().filter(|issue| issue.code == code).filter_map(|issue| issue.feature);
        found.map(|at| rows[at as usize].0.to_owned()).collect()
    }

    fn looked_at(rows: &[(&str, f64, f64, &str)]) -> Vec<Issue> {
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
                commune: None,
                confidential: false,
                staff: None,
            })
            .collect();
        let (communes, frames) = (Words::default(), Frames::default());
        let seen = Seen {
            sites: &sites,
            told: &told,
            communes: &communes,
            frames: &frames,
            flows: &[],
            resources: &[],
            zones: &[],
        };
        let mut issues = Vec::new();
        all(&seen, &mut issues);
        issues
    }
}
