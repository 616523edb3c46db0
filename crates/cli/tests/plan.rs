//! Who gets how much, and what would change, through the built binary.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::{contents, fixture, maillon, properties, small};
use serde_json::{Map, Value};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn summary(out: &Path) -> Value {
    json(&fs::read_to_string(out.join("summary.json")).expect("summary.json"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn whatif(dir: &Path, args: &[&str]) -> Value {
    json(&maillon(dir, &[&["whatif", "study.toml", "--json"], args].concat()).expect(0).stdout)
}

/// The ids of a report's sites at a step.
fn step(report: &Value, step: impl Into<Value>) -> BTreeSet<String> {
    let step = step.into();
    let sites = report["sites"].as_array().expect("sites");
    let there = sites.iter().filter(|site| site["step"] == step);
    there.map(|site| site["site_id"].as_str().expect("an id").to_owned()).collect()
}

fn ids<const N: usize>(ids: [&str; N]) -> BTreeSet<String> {
    ids.map(str::to_owned).into()
}

/// Every documented exchange of a fixture's site is among the lines, lost. Returns how many there are.
fn documented_are_lost(dir: &Path, lines: &[Map<String, Value>], site: &str) -> usize {
    let text = fs::read_to_string(dir.join("exchanges.csv")).expect("exchanges.csv");
    let mut found = 0;
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let ends = [cells[1], cells[2]].map(|flow| flow.starts_with(&format!("{site}-")));
        // A site with itself is no synergy.
        if ends[0] != ends[1] {
            let is = |line: &&Map<String, Value>| line["supply_flow"] == cells[1] && line["demand_flow"] == cells[2];
            assert_eq!(lines.iter().find(is).map(|line| line["turn"].clone()), Some("lost".into()), "{row}");
            found += 1;
        }
    }
    found
}

/// A study of sites A, B, … beside each other and these flows.
fn study(flows: &str) -> tempfile::TempDir {
    let dir = small();
    let sites: String =
        (0..6).map(|i| format!("{},Site {i},{},51.01\n", char::from(b'A' + i), 2.30 + f64::from(i) * 0.001)).collect();
    fs::write(dir.path().join("sites.csv"), format!("site_id,name,lon,lat\n{sites}")).expect("written");
    let header = "flow_id,site_id,direction,resource,quantity,unit,min_lot\n";
    fs::write(dir.path().join("flows.csv"), format!("{header}{flows}")).expect("written");
    dir
}

#[test]
fn closing_the_steelworks_of_dunkirk() {
    let dir = fixture("dunkerque");
    let report = whatif(dir.path(), &["--close", "ARCELOR", "--out", "gone"]);
    let lost = &report["lost"];
    assert_eq!(number(&lost["t_per_year"]), 700_000.0, "the slag of the cement grinder");
    assert_eq!(number(&lost["mwh_per_year"]), 26_000.0, "the heat of Grande-Synthe");
    assert_eq!(number(&report["rerouted"]["t_per_year"]), 0.0, "nobody else has slag");
    assert_eq!(step(&report, 0), ids(["ARCELOR"]));
    let first = step(&report, 1);
    assert!(["ECOCEM", "RCU-DK", "RCU-GS"].iter().all(|site| first.contains(*site)), "{first:?}");
    assert!(step(&report, 2).contains("FL-BETON"), "ground slag, of what Ecocem no longer gets");
    assert!(number(&report["synergies_lost_unknown"]) >= 4.0, "no source gives their amounts: none is zero");

    let out = dir.path().join("gone");
    let lines = properties(&out.join("differences.geojson"));
    assert_eq!(lines.len() as u64, report["synergies"]["lost"].as_u64().expect("a count"));
    assert!(documented_are_lost(dir.path(), &lines, "ARCELOR") >= 5);
    assert!(lines.iter().all(|line| line["supply_site"] == "ARCELOR" || line["demand_site"] == "ARCELOR"));
    let slag = lines.iter().find(|line| line["supply_flow"] == "ARCELOR-S-laitier").expect("the slag");
    assert_eq!((number(&slag["before"]), number(&slag["change"])), (700_000.0, -700_000.0));
    let affected = properties(&out.join("affected.geojson"));
    let ecocem = affected.iter().find(|site| site["site_id"] == "ECOCEM").expect("Ecocem");
    assert_eq!(number(&ecocem["demanded_before_t_per_year"]), 700_000.0);
    assert_eq!(number(&ecocem["demanded_after_t_per_year"]), 0.0);
    assert_eq!(summary(&out)["whatif"], report, "the files say what stdout says");

    let run = maillon(dir.path(), &["whatif", "study.toml", "--close", "ArcelorMittal Dunkerque"]).expect(0);
    assert!(run.stdout.contains("700000 t/yr") && run.stdout.contains("Flandres Béton"), "{}", run.stdout);
}

#[test]
fn the_steelworks_are_what_dunkirk_can_least_do_without() {
    let dir = fixture("dunkerque");
    let ranking = whatif(dir.path(), &["--each-site", "--out", "ranked"]);
    let rows = ranking["closures"].as_array().expect("closures");
    assert_eq!(rows.len(), 18);
    assert_eq!(rows[0]["site_id"], "ARCELOR");
    let layer = properties(&dir.path().join("ranked/closures.geojson"));
    assert_eq!((layer.len(), &layer[0]["site_id"]), (18, &"ARCELOR".into()));
    // Each row is what closing that site alone reports.
    for row in &rows[..4] {
        let report = whatif(dir.path(), &["--close", row["site_id"].as_str().expect("an id")]);
        let lost = number(&report["before"]["value"]) - number(&report["after"]["value"]);
        assert!((lost - number(&row["loss"])).abs() <= 1e-6 * lost.abs().max(1.0), "{row}: {lost}");
    }
}

#[test]
fn closing_the_power_station_of_kalundborg() {
    let dir = fixture("kalundborg");
    let report = whatif(dir.path(), &["--close", "asnaes", "--out", "gone"]);
    assert!(number(&report["synergies_lost_unknown"]) >= 12.0, "no source gives their amounts: none is zero");
    // Steam for both Novos and the refinery, ash for the cement works, gypsum for the board works.
    let first = step(&report, 1);
    for site in ["aalborg-cement", "gyproc", "novo-nordisk", "novozymes", "refinery"] {
        assert!(first.contains(site), "{site}: {first:?}");
    }
    assert!(step(&report, 2).contains("wwtp"), "both Novos' waste water");
    let lines = properties(&dir.path().join("gone/differences.geojson"));
    assert!(documented_are_lost(dir.path(), &lines, "asnaes") >= 10);
    assert!(step(&report, Value::Null).contains("lake-tisso"), "the lake loses a taker, and needs nothing");
    let ranking = whatif(dir.path(), &["--each-site"]);
    let rows = ranking["closures"].as_array().expect("closures");
    let most = rows.iter().max_by_key(|row| row["partners"].as_u64()).expect("a row");
    assert_eq!(most["site_id"], "asnaes", "the published finding: the most critical node");
    assert_eq!(most["rank_by_links"], 1, "{ranking}");
    let unknown = most["flows_unknown"].as_array().expect("flows");
    assert!(unknown.len() >= 5 && unknown.iter().all(|id| id.as_str().is_some_and(|id| id.starts_with("asnaes-"))));
    let run = maillon(dir.path(), &["whatif", "study.toml", "--each-site"]).expect(0);
    assert!(run.stdout.contains("By links, Asnæs"), "{}", run.stdout);
}

/// Sums of the written layers, from nothing but the files.
#[test]
fn what_leaves_arrives_and_no_flow_gives_more_than_it_has() {
    let dir = tempfile::tempdir().expect("a folder");
    maillon(dir.path(), &["generate", "region", "--flows", "2500", "--quiet"]).expect(0);
    for objective in ["score", "transport", "participation"] {
        maillon(dir.path(), &["match", "region", "--out", "out", "--quiet", "--objective", objective]);
        let out = dir.path().join("out");
        let synergies = properties(&out.join("synergies.geojson"));
        let (mut by_flow, mut by_unit) = (BTreeMap::<String, f64>::new(), BTreeMap::<String, f64>::new());
        let id = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        for row in &synergies {
            let Some(allocated) = row["allocated"].as_f64() else { continue };
            for end in ["supply_flow", "demand_flow"] {
                *by_flow.entry(id(&row[end])).or_default() += allocated;
            }
            assert!(allocated <= number(&row["amount"]) * (1.0 + 1e-8), "{row:?}");
            let unit = row["unit"].as_str().expect("a unit").trim_end_matches("/yr").to_lowercase();
            *by_unit.entry(unit).or_default() += allocated;
        }
        assert!(by_flow.len() > 200, "{} flows in the plan for {objective}", by_flow.len());
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-7 * a.abs().max(1e-6);

        let sites = properties(&out.join("sites.geojson"));
        let column =
            |rows: &[Map<String, Value>], name: &str| -> f64 { rows.iter().filter_map(|r| r[name].as_f64()).sum() };
        for (unit, sum) in &by_unit {
            for side in ["supplied", "demanded"] {
                let total = column(&sites, &format!("{side}_allocated_{unit}_per_year"));
                assert!(near(*sum, total), "{objective}: {side} {unit} {sum} {total}");
            }
            assert!(near(*sum, number(&summary(&out)["plan"]["moved"][format!("{unit}_per_year")])));
        }

        let text = fs::read_to_string(dir.path().join("region/flows.csv")).expect("flows");
        let header: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
        let at = |name: &str| header.iter().position(|h| *h == name).expect("a column");
        let (flow_id, quantity) = (at("flow_id"), at("quantity"));
        let unserved: BTreeMap<String, Map<String, Value>> =
            properties(&out.join("unserved.geojson")).into_iter().map(|row| (id(&row["flow_id"]), row)).collect();
        let unmatched: BTreeSet<String> =
            properties(&out.join("unmatched.geojson")).iter().map(|row| id(&row["flow_id"])).collect();
        let mut told = 0;
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let used = by_flow.get(cells[flow_id]).copied().unwrap_or(0.0);
            match (unserved.get(cells[flow_id]), unmatched.contains(cells[flow_id])) {
                (Some(row), false) => {
                    assert!(row["allocated"].is_null() || near(used, number(&row["allocated"])), "{row:?}: {used}");
                    if let Some(amount) = row["amount"].as_f64() {
                        assert!(near(amount, number(&row["allocated"]) + number(&row["left"])), "{row:?}");
                        assert!(number(&row["left"]) > 0.0);
                    }
                }
                (None, true) => assert_eq!(used, 0.0, "{line}"),
                (None, false) => assert!(!cells[quantity].is_empty() && used > 0.0, "{line} vanished"),
                (Some(_), true) => panic!("{line} is told twice"),
            }
            told += 1;
        }
        assert_eq!(told, 2500);
    }
}

#[test]
fn the_same_question_has_the_same_answer_on_any_number_of_threads() {
    let dir = tempfile::tempdir().expect("a folder");
    maillon(dir.path(), &["generate", "region", "--flows", "1500", "--quiet"]).expect(0);
    let ask = |threads: &str, args: &[&str]| {
        let all = [&["whatif", "region", "--threads", threads, "--quiet", "--json", "--out", threads], args].concat();
        let run = maillon(dir.path(), &all);
        assert!(run.stdout.len() > 500, "{}", run.stderr);
        (run.stdout, contents(&dir.path().join(threads)))
    };
    let one = ask("1", &["--each-site"]);
    assert_eq!(one, ask("4", &["--each-site"]));
    let first = json(&one.0)["closures"][0]["site_id"].clone();
    let first = first.as_str().map_or_else(|| first.to_string(), str::to_owned);
    assert_eq!(ask("1", &["--close", &first]), ask("3", &["--close", &first]));
}

#[test]
fn what_another_can_give_is_rerouted() {
    let flows = "F1,A,supply,heat,10,MWh,\nF2,B,supply,heat,6,MWh,\nF3,C,demand,heat,8,MWh,\nF4,D,demand,heat,5,MWh,\n";
    let dir = study(flows);
    let report = whatif(dir.path(), &["--close", "A"]);
    let unit = "mwh_per_year";
    let parts = ["lost", "gained", "rerouted"].map(|part| number(&report[part][unit]));
    let moved = |side: &str| number(&report[side]["moved"][unit]);
    assert_eq!((moved("before"), moved("after")), (13.0, 6.0));
    assert_eq!((parts[0], parts[1]), (7.0, 0.0), "{report:#}");
    assert_eq!(step(&report, 1), BTreeSet::new(), "both takers still have B");

    let half = whatif(dir.path(), &["--scale", "A=0.5", "--scale", "Site 1=0"]);
    assert_eq!(number(&half["after"]["moved"][unit]), 5.0);

    let header = "flow_id,site_id,direction,resource,quantity,unit\n";
    fs::write(dir.path().join("new.csv"), format!("{header}N1,E,demand,heat,9,MWh\nN2,Q,demand,heat,1,MWh\n"))
        .expect("written");
    let run = maillon(dir.path(), &["whatif", "study.toml", "--json", "--add", "new.csv", "--out", "o"]).expect(0);
    assert!(run.stderr.contains("new.csv, line 3") && run.stderr.contains("\"Q\""), "{}", run.stderr);
    let report = json(&run.stdout);
    assert_eq!(number(&report["after"]["moved"][unit]), 16.0, "all that there is");
    assert_eq!(number(&report["gained"][unit]), 3.0, "{report:#}");
    let lines = properties(&dir.path().join("o/differences.geojson"));
    assert!(lines.iter().any(|line| line["demand_flow"] == "N1" && line["turn"] == "gained"), "{lines:?}");
}

#[test]
fn a_plan_may_be_left_out() {
    let dir = small();
    let with = maillon(dir.path(), &["match", "study.toml"]).expect(0);
    assert!(with.stderr.contains("plan for score: 8 MWh/yr over 1 synergies, optimal"), "{}", with.stderr);
    assert_eq!(number(&properties(&dir.path().join("out/synergies.geojson"))[0]["allocated"]), 8.0);
    let without = maillon(dir.path(), &["match", "study.toml", "--no-allocate"]).expect(0);
    assert!(!without.stderr.contains("plan"), "{}", without.stderr);
    assert!(summary(&dir.path().join("out"))["plan"].is_null());
    assert!(!properties(&dir.path().join("out/synergies.geojson"))[0].contains_key("allocated"));
    assert!(!dir.path().join("out/unserved.geojson").exists());
}

#[test]
fn zero_and_missing_amounts_and_eighteen_orders_of_magnitude() {
    let flows = "F1,A,supply,slag,0,t,\nF2,B,supply,slag,,,\nF3,C,supply,slag,< 5,t,\nF4,D,supply,slag,1e12,t,\n\
                 F5,E,demand,slag,1e-6,t,\nF6,F,demand,slag,1000000000000,t,\n";
    let dir = study(&flows.replace("slag", "mineral.slag.granulated"));
    let run = maillon(dir.path(), &["match", "study.toml", "--objective", "tonnes"]).expect(0);
    assert!(run.stderr.contains("2 of 6 flows take no part"), "{}", run.stderr);
    let out = dir.path().join("out");
    let allocated = |demand: &str| -> Vec<(String, Value)> {
        let rows = properties(&out.join("synergies.geojson"));
        let of = rows.iter().filter(|row| row["demand_flow"] == demand);
        of.map(|row| (row["supply_flow"].as_str().expect("an id").to_owned(), row["allocated"].clone())).collect()
    };
    for (supply, amount) in allocated("F5").into_iter().chain(allocated("F6")) {
        assert_eq!(amount.is_null(), supply != "F4", "{supply}: an unknown amount takes no part, and is not zero");
    }
    let plan = &summary(&out)["plan"];
    assert_eq!((&plan["quality"], number(&plan["moved"]["t_per_year"])), (&"optimal".into(), 1e12));
    assert_eq!(plan["flows"]["supply"]["unknown_amount"], 2);
    assert_eq!(plan["cannot_count"]["for_want_of"]["amount"], 4);
    let gram: f64 = allocated("F5").iter().filter_map(|(_, amount)| amount.as_f64()).sum();
    let rest: f64 = allocated("F6").iter().filter_map(|(_, amount)| amount.as_f64()).sum();
    assert!((gram == 0.0 || gram == 1e-6) && rest > 0.999_999e12, "{gram}, {rest}");
}

#[test]
fn an_objective_that_lacks_factors_says_which_and_how_many() {
    let dir = study("F1,A,supply,moon-dust,10,t,\nF2,B,demand,moon-dust,8,t,\n");
    for objective in ["carbon", "euros"] {
        let run = maillon(dir.path(), &["match", "study.toml", "--objective", objective]).expect(0);
        assert!(
            run.stderr.contains(&format!("1 synergies of known amount have no factor for \"{objective}\"")),
            "{}",
            run.stderr
        );
        let out = dir.path().join("out");
        assert_eq!(summary(&out)["plan"]["cannot_count"]["for_want_of"]["factor_of_the_objective"], 1);
        assert!(properties(&out.join("synergies.geojson"))[0]["allocated"].is_null());
        let unserved = properties(&out.join("unserved.geojson"));
        assert!(unserved.len() == 2 && unserved.iter().all(|row| row["reason"] == "cannot_count"), "{unserved:?}");
    }
}

#[test]
fn carbon_and_euros_choose_other_takers() {
    let dir = small();
    fs::write(dir.path().join("sites.csv"), "site_id,lon,lat\nA,2.30,51.01\nB,2.31,51.01\nC,2.35,51.01\n")
        .expect("written");
    let flows = "flow_id,site_id,direction,resource,quantity,unit,price_eur_per_unit\n\
                 S,A,supply,mineral.slag.granulated,10,t,5\nD1,B,demand,mineral.slag.granulated,10,t,20\n\
                 D2,C,demand,mineral.slag.granulated,6,t,60\nD3,C,demand,mineral.clinker,3,t,\n";
    fs::write(dir.path().join("flows.csv"), flows).expect("written");
    let plan = |objective: &str| {
        maillon(dir.path(), &["match", "study.toml", "--objective", objective]).expect(0);
        let rows = properties(&dir.path().join("out/synergies.geojson"));
        let moved: BTreeMap<String, f64> = rows
            .iter()
            .filter_map(|p| Some((p["demand_flow"].as_str()?.to_owned(), p["allocated"].as_f64()?)))
            .filter(|(_, moved)| *moved > 0.0)
            .collect();
        (moved, summary(&dir.path().join("out"))["plan"].clone(), rows)
    };
    let (moved, euros, rows) = plan("euros");
    assert_eq!(moved, [("D1".to_owned(), 4.0), ("D2".to_owned(), 6.0)].into(), "the dearer need first");
    let gains = rows
        .iter()
        .filter_map(|p| Some(p["allocated"].as_f64()? / p["amount"].as_f64()? * p["value_eur_per_year"].as_f64()?));
    let gained: f64 = gains.sum();
    assert!((gained - number(&euros["value"])).abs() < 1e-6 * gained, "{gained}: {euros}");
    assert_eq!(euros["value"], euros["value_eur_per_year"]);
    let (moved, carbon, _) = plan("carbon");
    assert_eq!(moved.keys().collect::<Vec<_>>(), ["D3"], "only the clinker's carbon is known");
    assert!(number(&carbon["co2_kg_per_year"]) > 0.0 && carbon["value"] == carbon["co2_kg_per_year"], "{carbon}");
    assert!(number(&carbon["cannot_count"]["for_want_of"]["factor_of_the_objective"]) >= 1.0);
    let report = whatif(dir.path(), &["--close", "C", "--objective", "euros", "--out", "o"]);
    assert_eq!((number(&report["lost"]["t_per_year"]), number(&report["rerouted"]["t_per_year"])), (0.0, 6.0));
    let lines = properties(&dir.path().join("o/differences.geojson"));
    let worth: f64 = lines.iter().filter_map(|line| line["value_change_eur_per_year"].as_f64()).sum();
    let change = number(&report["after"]["value_eur_per_year"]) - number(&report["before"]["value_eur_per_year"]);
    assert!((worth - change).abs() < 1e-6 * change.abs(), "{worth}, {change}");
}

#[test]
fn lots_that_cannot_be_filled_say_so() {
    let dir = study("F1,A,supply,heat,10,MWh,9\nF2,B,demand,heat,8,MWh,\nF3,C,supply,heat,3,MWh,2\n");
    maillon(dir.path(), &["match", "study.toml", "--time-limit", "1"]).expect(0);
    let out = dir.path().join("out");
    let unserved = properties(&out.join("unserved.geojson"));
    let reason = |flow: &str| unserved.iter().find(|row| row["flow_id"] == flow).map(|row| row["reason"].clone());
    assert_eq!(reason("F1"), Some("minimum_lot".into()), "{unserved:?}");
    assert_eq!(number(&summary(&out)["plan"]["moved"]["mwh_per_year"]), 3.0);
}

#[test]
fn a_pipe_is_built_where_it_pays() {
    let dir = study("");
    let flows = |cost: &str| {
        format!(
            "flow_id,site_id,direction,resource,quantity,unit,price_eur_per_unit,fixed_cost_eur_per_year\n\
             S,A,supply,heat,10,MWh,5,{cost}\nD1,B,demand,heat,10,MWh,60,400\nD2,C,demand,heat,8,MWh,50,\n"
        )
    };
    let plan = |cost: &str, objective: &str| {
        fs::write(dir.path().join("flows.csv"), flows(cost)).expect("written");
        maillon(dir.path(), &["match", "study.toml", "--objective", objective]).expect(0);
        let out = dir.path().join("out");
        let moved = properties(&out.join("synergies.geojson"))
            .iter()
            .filter_map(|p| Some((p["demand_flow"].as_str()?.to_owned(), p["allocated"].as_f64()?)))
            .filter(|(_, moved)| *moved > 0.0)
            .collect::<BTreeMap<_, _>>();
        (moved, summary(&out)["plan"].clone(), properties(&out.join("unserved.geojson")))
    };
    // 10·(60 - 5) - 400 = 150 against 8·(50 - 5) = 360; what is left of the supply would bring 2·55 - 400.
    let (moved, euros, _) = plan("0", "euros");
    assert_eq!((moved.keys().map(String::as_str).collect(), number(&euros["value"])), (vec!["D2"], 360.0), "{euros}");
    let (moved, euros, _) = plan("100", "euros");
    assert_eq!((moved.keys().map(String::as_str).collect(), number(&euros["value"])), (vec!["D2"], 260.0), "{euros}");
    assert_eq!(euros["value"], euros["value_eur_per_year"], "both are net of what is built");
    let (moved, _, unserved) = plan("100000", "euros");
    assert!(moved.is_empty() && unserved.iter().all(|row| row["reason"] == "minimum_lot"), "{unserved:?}");
    assert!(!plan("100000", "tonnes").0.is_empty(), "only euros count it");
}

#[test]
fn a_second_is_enough_for_a_plan_and_its_gap() {
    // Lots just too large to pack well: an exact search would go on for long.
    let mut flows = String::new();
    for i in 0..60 {
        let site = char::from(b'A' + (i % 6) as u8);
        flows += &format!("S{i},{site},supply,heat,{},MWh,{}\n", 97 + i * 7 % 31, 40 + i % 13);
        flows += &format!("D{i},{site},demand,heat,{},MWh,{}\n", 61 + i * 11 % 29, 30 + i % 17);
    }
    let dir = study(&flows);
    maillon(dir.path(), &["match", "study.toml", "--top", "0", "--time-limit", "1"]).expect(0);
    let plan = &summary(&dir.path().join("out"))["plan"];
    let (value, bound) = (number(&plan["value"]), number(&plan["bound"]));
    assert!(value > 0.0 && value <= bound, "{plan}");
    let gap = number(&plan["gap_pct"]);
    assert!((0.0..=100.0).contains(&gap), "{plan}");
    assert_eq!(plan["quality"] == "optimal", gap == 0.0, "{plan}");
}

#[test]
fn a_front_weighs_two_objectives() {
    let dir = study("F1,A,supply,heat,10,MWh,\nF2,B,demand,heat,8,MWh,\nF3,C,demand,heat,8,MWh,\n");
    let toml = fs::read_to_string(dir.path().join("study.toml")).expect("study.toml");
    let with = |front: &str| {
        fs::write(dir.path().join("study.toml"), format!("{toml}[allocation]\n{front}\n")).expect("written");
        maillon(dir.path(), &["match", "study.toml"])
    };
    with("front = [\"score\", \"score\"]\npoints = 3").expect(0);
    let front = &summary(&dir.path().join("out"))["plan"]["front"];
    assert_eq!(front["points"].as_array().map(Vec::len), Some(3), "{front}");
    let table = fs::read_to_string(dir.path().join("out/front.csv")).expect("front.csv");
    assert_eq!(table.lines().count(), 4, "{table}");
    assert!(fs::read_to_string(dir.path().join("out/front.svg")).expect("front.svg").contains("<polyline"));
    with("front = [\"score\", \"fair\"]").expect(0);
    assert!(!dir.path().join("out/front.svg").exists(), "the last run's goes with it");
    let front = &summary(&dir.path().join("out"))["plan"]["front"];
    assert!(
        front["points"].is_null() && front["none_because"].as_str().is_some_and(|why| why.contains("fair")),
        "{front}"
    );
    let run = with("front = [\"score\", \"beauty\"]").expect(2);
    assert!(run.stderr.contains("beauty") && run.stderr.contains("participation"), "{}", run.stderr);
}

#[test]
fn questions_that_make_no_sense() {
    let dir = fixture("kalundborg");
    let cases: [(&[&str], &[&str]); 8] = [
        (&["--close", "Asnaess"], &["Asnaess", "did you mean", "asnaes"]),
        (&["--close", "zzz"], &["no site", "zzz"]),
        (&["--scale", "asnaes=half"], &["asnaes=half", "0.5"]),
        (&["--scale", "asnaes=-1"], &["-1"]),
        (&["--scale", "asnaes"], &["SITE=FACTOR"]),
        (&["--add", "nowhere.csv"], &["nowhere.csv"]),
        (&["--each-site", "--objective", "carbn"], &["carbn", "did you mean \"carbon\""]),
        (&["--each-site", "--time-limit", "NaN"], &["NaN", "seconds"]),
    ];
    for (args, says) in cases {
        let run = maillon(dir.path(), &[&["whatif", "study.toml"], args].concat()).expect(2);
        assert!(says.iter().all(|word| run.stderr.contains(word)), "{args:?}: {}", run.stderr);
        assert!(run.stdout.is_empty());
    }
    maillon(dir.path(), &["whatif", "study.toml"]).expect(2);
    maillon(dir.path(), &["whatif", "study.toml", "--each-site", "--close", "asnaes"]).expect(2);
    let run = maillon(dir.path(), &["match", "study.toml", "--objective", "tons"]).expect(2);
    assert!(run.stderr.contains("tonnes"), "{}", run.stderr);
}

#[test]
fn what_a_gate_blocks_says_which() {
    let dir = small();
    let flows = "flow_id,site_id,direction,resource,quantity,unit,temperature_c\n\
                 F1,A,supply,heat,10,MWh,40\nF2,B,demand,heat,8,MWh,180\n";
    fs::write(dir.path().join("flows.csv"), flows).expect("written");
    maillon(dir.path(), &["match", "study.toml"]).expect(0);
    let flows = &summary(&dir.path().join("out"))["plan"]["flows"];
    for side in ["supply", "demand"] {
        assert_eq!(flows[side]["left_because"], json(r#"{"blocked_by_gate": 1}"#), "{flows}");
        assert_eq!(flows[side]["blocked_by"], json(r#"{"temperature": 1}"#), "{flows}");
    }
    let unmatched = properties(&dir.path().join("out/unmatched.geojson"));
    assert!(unmatched.iter().all(|row| row["explanation"].as_str().is_some_and(|why| why.contains("temperature"))));
}

#[test]
fn ties_are_settled_the_same_from_rows_in_any_order_on_any_number_of_threads() {
    // Every supply could serve every demand as well as any other: one place, one amount, one price.
    let dir = study("");
    let header = "flow_id,site_id,direction,resource,quantity,unit,price_eur_per_unit,fixed_cost_eur_per_year";
    let rows: Vec<String> = (0..36)
        .map(|i| {
            let direction = if i < 18 { "supply" } else { "demand" };
            format!("F{i:02},S{i:02},{direction},heat,{},MWh,{},", 10 - i % 2, if i < 18 { 1 } else { 50 })
        })
        .collect();
    let same_place: String = (0..36).map(|i| format!("S{i:02},2.30,51.01\n")).collect();
    fs::write(dir.path().join("sites.csv"), format!("site_id,lon,lat\n{same_place}")).expect("written");
    for objective in ["score", "tonnes", "transport", "participation", "fair"] {
        let run = |rows: &[String], threads: &str| {
            fs::write(dir.path().join("flows.csv"), format!("{header}\n{}\n", rows.join("\n"))).expect("written");
            let args = ["match", "study.toml", "--quiet", "--objective", objective, "--threads", threads];
            // A GeoPackage tells it too.
            maillon(dir.path(), &[&args[..], &["--top", "0", "--formats", "geojson,csv"]].concat()).expect(0);
            let mut files = contents(&dir.path().join("out"));
            // Issues tell lines; the report tells them and, as the summary, the input's digest: those differ, as they should.
            for name in ["issues.csv", "issues.geojson", "report.html"] {
                files.remove(name);
            }
            let mut told = summary(&dir.path().join("out"));
            told["inputs"] = Value::Null;
            files.insert("summary.json".to_owned(), told.to_string().into_bytes());
            files
        };
        let expected = run(&rows, "1");
        assert!(expected.contains_key("synergies.csv"), "{:?}", expected.keys());
        let mut turned = rows.clone();
        turned.reverse();
        turned.rotate_left(7);
        assert_eq!(run(&turned, "1"), expected, "{objective}, rows in another order");
        assert_eq!(run(&turned, "4"), expected, "{objective}, four threads");
    }
}

/// Distances are kept to the centimetre, and 1.001 km are a hair less than 1,001 m once they are multiplied.
#[test]
fn partners_at_the_very_border_of_the_radius_may_have_their_plan() {
    let dir = study("1,A,supply,wood.chips,100,t/yr,\n2,B,demand,wood.chips,100,t/yr,\n");
    let metres = 1000.998;
    let lon = (metres / 6_378_137.0_f64).to_degrees();
    fs::write(dir.path().join("sites.csv"), format!("site_id,name,lon,lat\nA,,0,0\nB,,{lon:.12},0\n"))
        .expect("written");
    let args = ["match", "study.toml", "--radius-km", "1.001", "--quiet"];
    maillon(dir.path(), &args).expect(0);
    assert_eq!(number(&summary(&dir.path().join("out"))["plan"]["synergies_used"]), 1.0);
}
