//! Which column holds what: by its heading, as far as its content allows.

use maillon_model::Unit;

use super::headings::{Phrases, likeness, words};
use super::sample::{Column, Sample};
use crate::number::{self, Decimal};
use crate::suspect;
use crate::words as vocabulary;

/// A guess, and why.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) key: String,
    pub(super) column: String,
    pub(super) why: String,
}

/// How many of a column's filled cells a test accepts.
pub(super) fn share(column: &Column, test: impl Fn(&str) -> bool) -> (usize, usize) {
    let mut filled = 0;
    let hits =
        column.texts().filter(|text| !number::is_missing(text)).inspect(|_| filled += 1).filter(|t| test(t)).count();
    (hits, filled)
}

/// Whether nearly all filled cells pass, and there are some.
pub(super) fn mostly(column: &Column, test: impl Fn(&str) -> bool) -> bool {
    let (hits, filled) = share(column, test);
    filled > 0 && hits * 10 >= filled * 8
}

pub(super) fn is_number(text: &str) -> bool {
    let plain = |text: &str| number::parse(text, Decimal::Comma).is_ok();
    plain(text) || number::split_unit(text).is_some_and(|(digits, unit)| plain(digits) && unit.parse::<Unit>().is_ok())
}

/// Whether no two cells are alike and none is empty.
pub(super) fn distinct(column: &Column) -> bool {
    let mut all: Vec<String> = column.texts().collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    count > 0 && all.len() == count && count == column.values.len()
}

/// Whether a column's content can be what the role asks for.
fn fits(role: &str, column: &Column) -> bool {
    let empty = column.texts().next().is_none();
    match role {
        _ if empty => false,
        "quantity" | "temperature_c" | "moisture_pct" | "concentration_pct" | "price" | "max_distance_km"
        | "min_lot" | "fixed_cost" => mostly(column, is_number),
        "direction" => mostly(column, |t| vocabulary::direction(t).is_some()),
        "unit" => mostly(column, |t| t.parse::<Unit>().is_ok()),
        "hazardous" | "confidential" => mostly(column, |t| vocabulary::boolean(t).is_some()),
        "months" => mostly(column, |t| vocabulary::months(t).is_ok()),
        "known" => mostly(column, |t| vocabulary::knowledge(t).is_some()),
        "valid_from" | "valid_to" => mostly(column, |t| vocabulary::day(t).is_some()),
        "country" => mostly(column, |t| suspect::country(t).is_some()),
        "name" | "form" => !mostly(column, is_number),
        _ => true,
    }
}

/// The columns of the roles, each for one at most: the likeliest heading first.
pub(super) fn assign(sample: &Sample, phrases: &Phrases, roles: &[&str], taken: &[String]) -> Vec<Found> {
    let mut ranked = Vec::new();
    for (nth, role) in roles.iter().enumerate() {
        let Some(list) = phrases.get(*role) else { continue };
        for (at, column) in sample.columns.iter().enumerate() {
            if taken.contains(&column.name) || sample.place.contains(&column.name) {
                continue;
            }
            if let Some((like, phrase)) = likeness(&words(&column.name), list).filter(|_| fits(role, column)) {
                ranked.push((like, nth, at, phrase));
            }
        }
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut found, mut used): (Vec<Found>, Vec<usize>) = (Vec::new(), Vec::new());
    for (_, nth, at, phrase) in ranked {
        let key = roles[nth];
        if used.contains(&at) || found.iter().any(|f| f.key == key) {
            continue;
        }
        used.push(at);
        let column = &sample.columns[at];
        let why = format!("its heading says \"{phrase}\"{}", evidence(key, column));
        found.push(Found { key: key.to_owned(), column: column.name.clone(), why });
    }
    found.sort_by_key(|f| roles.iter().position(|role| *role == f.key));
    found
}

/// What its cells add to the heading.
fn evidence(role: &str, column: &Column) -> String {
    let (test, what): (fn(&str) -> bool, &str) = match role {
        "quantity" | "price" | "temperature_c" => (is_number, "are numbers"),
        "direction" => (|t| vocabulary::direction(t).is_some(), "are supply or demand"),
        "unit" => (|t| t.parse::<Unit>().is_ok(), "are units"),
        "id" if distinct(column) => return "; no two rows share it".to_owned(),
        "id" => return "; some rows share it".to_owned(),
        _ => return String::new(),
    };
    let (hits, filled) = share(column, test);
    format!("; {hits} of {filled} cells {what}")
}
