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
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use crate::frame::Systems;
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
    pub systems: &'s Systems<'s>,
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
    let found = SUSPICIONS.par_iter().with_max_len(1).map(|find| {
        let mut issues = Vec::new();
        find(seen, &mut issues);
        issues
    });
    issues.extend(found.collect::<Vec<_>>().into_iter().flatten());
}

/// Slots for each key among which it is marked. No source: of keys that come once, one in sixteen meets another.
const SLOTS: usize = 16;

/// The things whose key comes more than once, and a few others; `count` of them there are at most. Most keys come once, which two bits
/// for each slot tell faster than sorting.
fn repeated<T>(count: usize, keyed: impl Iterator<Item = (u64, T)> + Clone) -> Vec<T> {
    // Which slots were met, and which were met again.
    let mut marks = vec![[0_u64; 2]; (count * SLOTS / 64).next_power_of_two()];
    let shift = u64::BITS - marks.len().trailing_zeros() - 6;
    // Fibonacci hashing (Knuth, TAOCP 6.4): the golden ratio of 2^64 spreads keys over the upper bits.
    let slot = |key: u64| {
        let slot = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> shift;
        ((slot / 64) as usize, 1 << (slot % 64))
    };
    for (key, _) in keyed.clone() {
        let (at, bit) = slot(key);
        let [met, again] = &mut marks[at];
        *again |= *met & bit;
        *met |= bit;
    }
    let again = |(key, thing)| {
        let (at, bit) = slot(key);
        (marks[at][1] & bit != 0).then_some(thing)
    };
    keyed.filter_map(again).collect()
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

    #[test]
    fn no_key_that_comes_again_is_passed_over() {
        for count in [0, 1, 2, 7, 1_000, 5_000] {
            let keys = || (0..count as u64).map(|i| (i * i % 1_009) << 40);
            let found = repeated(count, keys().zip(0_usize..));
            let all: Vec<u64> = keys().collect();
            let alone = |key: &u64| all.iter().filter(|other| *other == key).count() == 1;
            let true_ones = (0..count).filter(|at| !alone(&all[*at]));
            assert!(true_ones.clone().all(|at| found.binary_search(&at).is_ok()), "{count}");
            assert!(found.len() - true_ones.count() <= count / 8, "{count}");
        }
    }

    fn looked_at(rows: &[(&str, f64, f64, &str)]) -> Vec<Issue> {
        let site = |(at, (id, lon, lat, word)): (usize, &(&str, f64, f64, &str))| Site {
            id: (*id).into(),
            name: word.strip_prefix("name:").unwrap_or(id).into(),
            activity: maillon_model::Name::NONE,
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
        let (communes, systems) = (Words::default(), Systems::default());
        let seen = Seen {
            sites: &sites,
            told: &told,
            communes: &communes,
            systems: &systems,
            flows: &[],
            resources: &[],
            zones: &[],
        };
        let mut issues = Vec::new();
        all(&seen, &mut issues);
        issues
    }
}
