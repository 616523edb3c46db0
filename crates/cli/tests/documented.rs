//! The exchanges that the literature documents, found from what each site alone gives and needs.
#![allow(clippy::print_stdout, reason = "the list is what a reader runs this test for")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::{fixture, maillon, properties, root};

/// An exchange of a fixture's `exchanges.csv`.
#[derive(Debug)]
struct Exchange {
    number: u32,
    supply: String,
    demand: String,
    rule: String,
    /// Years from which and until which the sources tell of it.
    since: Option<i16>,
    until: Option<i16>,
}

impl Exchange {
    fn ran_in(&self, year: i16) -> bool {
        self.since.is_none_or(|since| since <= year) && self.until.is_none_or(|until| year <= until)
    }

    /// A site with itself is no synergy.
    fn within_one_site(&self, site: &BTreeMap<String, String>) -> bool {
        site[&self.supply] == site[&self.demand]
    }
}

fn exchanges(dir: &Path) -> Vec<Exchange> {
    let text = fs::read_to_string(dir.join("exchanges.csv")).expect("exchanges.csv");
    let rows = text.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let year = |text: &str| (!text.is_empty()).then(|| text.parse().expect("a year"));
        Exchange {
            number: fields[0].parse().expect("a number"),
            supply: fields[1].to_owned(),
            demand: fields[2].to_owned(),
            rule: fields[3].to_owned(),
            since: year(fields[4]),
            until: year(fields[5]),
        }
    });
    rows.collect()
}

/// The rows of `flows.csv`; only notes hold a quoted separator, and they come last.
fn rows(dir: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(dir.join("flows.csv")).expect("flows.csv");
    let separator = if text.contains(';') && text.starts_with("flux;") { ';' } else { ',' };
    text.lines().skip(1).map(|line| line.split(separator).map(str::to_owned).collect()).collect()
}

fn sites_of_flows(dir: &Path) -> BTreeMap<String, String> {
    rows(dir).into_iter().map(|row| (row[0].clone(), row[1].clone())).collect()
}

/// What a run found of a pair.
struct Lead {
    rule: String,
    /// Its place among the leads of its supply.
    rank: u64,
}

fn leads(out: &Path) -> BTreeMap<(String, String), Lead> {
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let lead = |row: &serde_json::Map<String, serde_json::Value>| {
        let pair = (text(&row["supply_flow"]), text(&row["demand_flow"]));
        (pair, Lead { rule: text(&row["rule"]), rank: row["rank_supply"].as_u64().expect("a rank") })
    };
    properties(&out.join("synergies.geojson")).iter().map(lead).collect()
}

/// Runs a fixture and lists its exchanges one by one; then says what its leads come to.
fn check(name: &str, exchanges_in_all: u32) -> String {
    let dir = fixture(name);
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    let (leads, site) = (leads(&dir.path().join("out")), sites_of_flows(dir.path()));
    let exchanges = exchanges(dir.path());
    let numbers: BTreeSet<u32> = exchanges.iter().map(|exchange| exchange.number).collect();
    assert!(numbers.into_iter().eq(1..=exchanges_in_all), "{name} lists each of its exchanges");

    let (mut wrong, mut ranks) = (Vec::new(), Vec::new());
    let mut documented = BTreeSet::new();
    for exchange in &exchanges {
        let pair = (exchange.supply.clone(), exchange.demand.clone());
        let lead = leads.get(&pair);
        let found = lead.map(|lead| lead.rule.as_str());
        let expected = (!exchange.within_one_site(&site)).then_some(exchange.rule.as_str());
        println!("{name} {:2} {} → {}: {}", exchange.number, pair.0, pair.1, found.unwrap_or("no lead"));
        if found != expected {
            wrong.push(format!("{exchange:?}: found {found:?}"));
        }
        ranks.extend(lead.map(|lead| lead.rank));
        documented.insert(pair);
    }
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    let within = |most: u64| ranks.iter().filter(|rank| **rank <= most).count();
    let undocumented = leads.keys().filter(|pair| !documented.contains(pair)).count();
    format!(
        "| {} | {} | {} | {} | {} | {} | {} |",
        name,
        exchanges_in_all,
        ranks.len(),
        within(1),
        within(3),
        leads.len(),
        undocumented
    )
}

/// The page with the figures.
fn method() -> String {
    fs::read_to_string(root().join("docs/method.md")).expect("docs/method.md")
}

fn stands_in_method(line: &str) {
    assert!(method().contains(line), "docs/method.md should say:\n{line}");
}

#[test]
fn kalundborg_is_found_from_its_inventories() {
    stands_in_method(&check("kalundborg", 24));
}

#[test]
fn dunkirk_is_found_from_its_inventories() {
    stands_in_method(&check("dunkerque", 12));
}

/// On a day of the past, the exchanges of that time are found and no others.
#[test]
fn a_date_switches_which_exchanges_exist() {
    for (name, years) in [
        ("kalundborg", &[1960, 1965, 1975, 1985, 1988, 1995, 1999, 2005, 2012, 2019, 2021][..]),
        ("dunkerque", &[1970, 1990, 2003, 2010, 2017, 2019, 2022]),
    ] {
        let dir = fixture(name);
        let (exchanges, site) = (exchanges(dir.path()), sites_of_flows(dir.path()));
        for year in years {
            let day = format!("{year}-06-30");
            maillon(dir.path(), &["match", "study.toml", "--date", &day, "--out", &day]).expect(0);
            let leads = leads(&dir.path().join(&day));
            for exchange in exchanges.iter().filter(|exchange| !exchange.within_one_site(&site)) {
                let found = leads.contains_key(&(exchange.supply.clone(), exchange.demand.clone()));
                assert_eq!(found, exchange.ran_in(*year), "{name} on {day}: {exchange:?}");
            }
        }
    }
}

/// No flow names its partner, and beside same-resource exchanges the two sides have words of their own.
#[test]
fn inventories_do_not_name_partners() {
    for name in ["kalundborg", "dunkerque"] {
        let dir = fixture(name);
        let rows: BTreeMap<String, Vec<String>> =
            rows(dir.path()).into_iter().map(|row| (row[0].to_owned(), row)).collect();
        for exchange in exchanges(dir.path()) {
            let (supply, demand) = (&rows[&exchange.supply], &rows[&exchange.demand]);
            if supply[1] == demand[1] {
                continue;
            }
            for (own, other) in [(supply, demand), (demand, supply)] {
                let partner = other[1].to_lowercase().replace('-', " ");
                let words = own.join(" ").to_lowercase().replace('-', " ");
                assert!(!words.contains(&partner), "{} names {}", own[0], other[1]);
            }
            assert!(exchange.rule == "same_resource" || supply[3] != demand[3], "{exchange:?}");
        }
    }
}
