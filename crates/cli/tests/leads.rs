//! What matching by rules shows a user: why, what is refused, what was turned down.

mod common;

use std::fs;
use std::path::Path;

use common::{maillon, properties};

/// A steelworks with slag, hot water and steam, and neighbours that need something else in name.
fn study(flows: &str, more: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    write("study.toml", &format!("[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n{more}"));
    write(
        "sites.csv",
        "site_id,name,nace,lon,lat\nsteel,Steelworks,24.10,2.29,51.03\ncement,Cement works,23.51,2.40,51.00\nroad,Road builder,42.11,2.35,51.01\ndairy,Dairy,10.51,2.31,51.03\n",
    );
    write(
        "flows.csv",
        &format!(
            "flow_id,site_id,direction,resource,quantity,unit,temperature_c,hazardous,price_eur_per_unit,known\n{flows}"
        ),
    );
    dir
}

fn synergies(dir: &Path) -> Vec<serde_json::Map<String, serde_json::Value>> {
    properties(&dir.join("out/synergies.geojson"))
}

#[test]
fn a_substitution_is_found_with_its_rule_its_source_and_its_carbon() {
    let dir = study(
        "S,steel,supply,mineral.slag.granulated,1000,t/yr,,no,,measured\nD,cement,demand,mineral.clinker,900,t/yr,,no,60,measured\n",
        "",
    );
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    let found = synergies(dir.path());
    assert_eq!(found.len(), 1);
    let row = &found[0];
    assert_ne!(row["rule"], "same_resource");
    assert!(row["rule_source"].as_str().is_some_and(|source| !source.is_empty()), "{row:?}");
    assert!(row["co2_kg_per_year"].as_f64().is_some_and(|kg| kg > 0.0), "{row:?}");
    assert!(row["break_even_carbon_m"].as_f64().is_some_and(|m| m > 100_000.0), "{row:?}");
    assert_eq!((&row["amount"], &row["replaced"]), (&900.0.into(), &900.0.into()));
}

#[test]
fn the_match_card_adds_up() {
    let dir = study(
        "S,steel,supply,mineral.slag.granulated,1000,t/yr,,no,-20,measured\nD,cement,demand,mineral.clinker,900,t/yr,,no,60,measured\n",
        "",
    );
    let run = maillon(dir.path(), &["explain", "study.toml", "S~D", "--json"]).expect(0);
    let card: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let sum = |terms: &serde_json::Value, freight: bool| -> f64 {
        let of = |term: &&serde_json::Value| (term["kind"] == "freight") == freight;
        terms.as_array().expect("terms").iter().filter(of).filter_map(|term| term["per_unit"].as_f64()).sum()
    };
    let metres = card["distance_m"].as_f64().expect("a distance");
    for account in [&card["carbon_kg"], &card["euros"]] {
        let net = account["net_per_unit"].as_f64().unwrap_or_else(|| panic!("no net: {account:#}"));
        let expected = sum(&account["terms"], false) + metres * sum(&account["terms"], true);
        assert!((net - expected).abs() < 1e-9, "{net} is not {expected}: {account:#}");
        let year = account["net_per_year"].as_f64().expect("a year");
        assert!((year - 900.0 * net).abs() < 1e-6, "{year}");
    }
    let adds: f64 = card["criteria"].as_array().expect("criteria").iter().filter_map(|c| c["adds"].as_f64()).sum();
    assert!((adds - card["score"].as_f64().expect("a score")).abs() < 1e-9);
    let text = maillon(dir.path(), &["explain", "study.toml", "S~D"]).expect(0).stdout;
    for word in ["Why", "Gates", "Criteria", "Carbon", "Money", "source:", "raise the confidence"] {
        assert!(text.contains(word), "no {word} in {text}");
    }
}

#[test]
fn what_is_refused_says_which_gate_and_can_be_explained() {
    // Hot water of 60 degrees is no steam of 160; a hazardous slag is nothing for a taker without a licence.
    let dir = study(
        "S1,steel,supply,heat.hot-water,1000,MWh/yr,60,,,\nD1,dairy,demand,heat.hot-water,1000,MWh/yr,95,,,\nS2,steel,supply,ewc:10 02 07*,50,t/yr,,,,\nD2,road,demand,ewc:10 02 07*,50,t/yr,,no,,\n",
        "",
    );
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    let reasons: Vec<(String, String)> = properties(&dir.path().join("out/unmatched.geojson"))
        .iter()
        .map(|p| {
            (p["flow_id"].as_str().expect("an id").to_owned(), p["explanation"].as_str().expect("words").to_owned())
        })
        .collect();
    let of = |id: &str| reasons.iter().find(|(flow, _)| flow == id).map_or("matched", |(_, words)| words.as_str());
    assert!(of("S1").contains("temperature"), "{reasons:?}");
    assert!(of("S2").contains("hazard"), "{reasons:?}");
    let card = maillon(dir.path(), &["explain", "study.toml", "S1~D1"]).expect(0).stdout;
    assert!(card.contains("no synergy: temperature"), "{card}");
    let run = maillon(dir.path(), &["explain", "study.toml", "S1~D2"]).expect(2);
    assert!(run.stderr.contains("no rule"), "{}", run.stderr);
    let run = maillon(dir.path(), &["explain", "study.toml", "S1~nobody"]).expect(2);
    assert!(run.stderr.contains("nobody"), "{}", run.stderr);
}

#[test]
fn a_rejected_lead_stays_away_and_is_counted() {
    let dir = study("S,steel,supply,heat.steam,1000,MWh/yr,180,,,\nD,dairy,demand,heat.steam,900,MWh/yr,120,,,\n", "");
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    assert_eq!(synergies(dir.path()).len(), 1);
    maillon(dir.path(), &["reject", "study.toml", "S~D", "--reason", "no way for a pipe; seen on site"]).expect(0);
    maillon(dir.path(), &["reject", "study.toml", "S~D", "--reason", "again"]).expect(0);
    let rows = fs::read_to_string(dir.path().join("rejected.csv")).expect("rejected.csv");
    assert_eq!(rows.lines().count(), 2, "{rows}");
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    assert!(synergies(dir.path()).is_empty());
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("out/summary.json")).expect("summary")).expect("JSON");
    assert!(summary.to_string().contains("\"rejected\":1"), "{summary:#}");
    // A table that an editor left without a last line's end, and one in other columns.
    fs::write(dir.path().join("rejected.csv"), rows.trim_end()).expect("written");
    maillon(dir.path(), &["reject", "study.toml", "X~Y", "--reason", "no"]).expect(0);
    let rows = fs::read_to_string(dir.path().join("rejected.csv")).expect("rejected.csv");
    assert_eq!(rows.lines().count(), 3, "{rows}");
    fs::write(dir.path().join("rejected.csv"), "demand;supply\nD;S\n").expect("written");
    let run = maillon(dir.path(), &["reject", "study.toml", "X~Y", "--reason", "no"]).expect(2);
    assert!(run.stderr.contains("by hand"), "{}", run.stderr);
    let run = maillon(dir.path(), &["reject", "study.toml", "nonsense", "--reason", "x"]).expect(2);
    assert!(run.stderr.contains("F1~F2"), "{}", run.stderr);
}

#[test]
fn a_profile_changes_what_counts() {
    let dir = study("", "[matching]\nprofile = \"greed\"\n");
    let run = maillon(dir.path(), &["match", "study.toml"]).expect(2);
    assert!(run.stderr.contains("greed") && run.stderr.contains("economy"), "{}", run.stderr);
}

#[test]
fn a_row_written_twice_counts_once() {
    let dir = study(
        "S1,steel,supply,heat.steam,1000,MWh/yr,180,,,\nS2,steel,supply,heat.steam,1000,MWh/yr,180,,,\nD,dairy,demand,heat.steam,900,MWh/yr,120,,,\n",
        "",
    );
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    assert_eq!(synergies(dir.path()).len(), 1);
    let left = properties(&dir.path().join("out/unmatched.geojson"));
    assert_eq!((left.len(), &left[0]["flow_id"], &left[0]["reason"]), (1, &"S2".into(), &"duplicate".into()));
}
