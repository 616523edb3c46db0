//! The outputs of the sample, judged as a whole.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use geojson::{Feature, FeatureCollection, GeoJson, GeometryValue};
use maillon_model::{Grouped, Language, Matches, Pooling, Study};

use crate::context::{Front, Run};
use crate::rings::signed_area;
use crate::sample::{Sample, Survey, at};
use crate::write::{Options, write};

fn outputs(sample: &Sample, formats: &[&str]) -> BTreeMap<String, String> {
    outputs_of(&sample.run(), formats)
}

fn outputs_of(run: &Run, formats: &[&str]) -> BTreeMap<String, String> {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    let formats = formats.iter().map(|f| (*f).to_owned()).collect();
    let written = write(run, &Options { dir: dir.clone(), formats }).unwrap();
    let files: BTreeMap<String, String> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect();
    for file in &written.files {
        assert_eq!(file.rows > 0, files.contains_key(&file.name), "{file:?}");
        assert_eq!(file.bytes, files.get(&file.name).map_or(0, |text| text.len() as u64), "{file:?}");
    }
    assert!(written.summary.is_file());
    files
}

fn features(text: &str) -> Vec<Feature> {
    let collection: FeatureCollection = match text.parse::<GeoJson>().unwrap() {
        GeoJson::FeatureCollection(collection) => collection,
        other => panic!("{other}"),
    };
    assert!(collection.foreign_members.is_none() && collection.bbox.is_none(), "nothing but features");
    assert_eq!(text.lines().count(), collection.features.len() + 2, "a feature a line");
    collection.features
}

fn value<'f>(feature: &'f Feature, column: &str) -> &'f serde_json::Value {
    feature.property(column).unwrap_or_else(|| panic!("no column {column}"))
}

const SYNERGIES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[11.0791235,55.681],[11.1,55.7]]},"properties":{"synergy_id":"a%7E1~b","kind":"substitution","supply_flow":"a~1","demand_flow":"b","supply_site":1,"demand_site":2,"supply_name":"Gyproc \"A\" & <B>","demand_name":"2","supply_resource":"ewc:10 01 05","demand_resource":"ewc:10 01 05","family":"mineral","rule":"same_resource","rule_says":"The very resource.","rule_source":null,"treatment":null,"processor":null,"open_checks":null,"distance_m":2512.35,"distance_method":"geodesic","radius_m":50000.0,"amount":30.0,"unit":"t/yr","allocated":30.0,"replaced":30.0,"replaced_unit":"t/yr","score":0.7,"score_proximity":0.951,"score_quantity_fit":0.3,"confidence":1.0,"co2_kg_per_year":null,"value_eur_per_year":null,"break_even_carbon_m":null,"break_even_euros_m":null,"not_counted":null,"rank_supply":1,"rank_demand":1}},
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[11.0791235,55.681],[11.1,55.7]]},"properties":{"synergy_id":"a%7E1~c","kind":"substitution","supply_flow":"a~1","demand_flow":"c","supply_site":1,"demand_site":3,"supply_name":"Gyproc \"A\" & <B>","demand_name":"=HYPERLINK(\"x\")","supply_resource":"ewc:10 01 05","demand_resource":"ewc:10 01 05","family":"mineral","rule":"same_resource","rule_says":"The very resource.","rule_source":null,"treatment":null,"processor":"Phare d'Ouessant","open_checks":null,"distance_m":2512.35,"distance_method":"geodesic","radius_m":50000.0,"amount":90.3,"unit":"t/yr","allocated":70.0,"replaced":90.3,"replaced_unit":"t/yr","score":0.3333,"score_proximity":0.951,"score_quantity_fit":null,"confidence":1.0,"co2_kg_per_year":null,"value_eur_per_year":null,"break_even_carbon_m":null,"break_even_euros_m":null,"not_counted":null,"rank_supply":2,"rank_demand":1}}
]}
"#;

#[test]
fn synergies_are_these_bytes() {
    assert_eq!(outputs(&Sample::new(), &["geojson"])["synergies.geojson"], SYNERGIES);
}

#[test]
fn csv_is_these_bytes() {
    let files = outputs(&Sample::new(), &["csv"]);
    let start = "flow_id,site_id,site_name,direction,resource,family,amount,unit,amount_state,reason,explanation,\
                 nearest_m,radius_m,lon,lat\r\n\
                 d,1,\"Gyproc \"\"A\"\" & <B>\",supply,heat.steam,heat,,,missing,too_far,\"The nearest partner is 1240.0 km \
                 away, allowed 10.0 km.\",1240000,10000,11.0791235,55.681\r\n";
    assert!(files["unmatched.csv"].starts_with(start), "{}", files["unmatched.csv"]);
    assert!(files["issues.csv"].contains(",'=furlong,\"the unit \"\"=furlong\"\"\nis unknown\","));
}

#[test]
fn only_what_was_asked_is_written_and_issues_always() {
    let files = outputs(&Sample::new(), &["geojson"]);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let expected = [
        "attack_curves.csv",
        "balances.csv",
        "balances.geojson",
        "balances.qml",
        "chains.geojson",
        "chains.qml",
        "critical_links.geojson",
        "critical_links.qml",
        "critical_sites.geojson",
        "critical_sites.qml",
        "demand_risks.geojson",
        "demand_risks.qml",
        "flows.geojson",
        "flows.qml",
        "gains.geojson",
        "gains.qml",
        "indicators.csv",
        "issues.csv",
        "issues.geojson",
        "issues.qml",
        "missing_processors.csv",
        "missing_processors.geojson",
        "missing_processors.qml",
        "pairs.geojson",
        "pairs.qml",
        "pool_members.geojson",
        "pool_members.qml",
        "pool_rounds.geojson",
        "pool_rounds.qml",
        "pools.geojson",
        "pools.qml",
        "processors.geojson",
        "processors.qml",
        "sankey.csv",
        "sites.geojson",
        "sites.qml",
        "substance_balances.csv",
        "substance_balances.geojson",
        "substance_balances.qml",
        "summary.json",
        "supply_areas.geojson",
        "supply_areas.qml",
        "supply_reach.geojson",
        "supply_reach.qml",
        "supply_shares.csv",
        "synergies.geojson",
        "synergies.qml",
        "unmatched.geojson",
        "unmatched.qml",
        "unserved.geojson",
        "unserved.qml",
        "zone_exchanges.csv",
        "zone_exchanges.geojson",
        "zone_exchanges.qml",
        "zone_gains.geojson",
        "zone_gains.qml",
        "zones.geojson",
        "zones.qml",
    ];
    assert_eq!(names, expected);
    assert_eq!(features(&files["issues.geojson"]).len(), 1, "one of the two has a place");
}

#[test]
fn a_front_is_a_table_and_a_drawing() {
    let sample = Sample::new();
    let with = |points| {
        let mut run = sample.run();
        let objectives = [("euros", "EUR/yr"), ("carbon", "kg CO2/yr")];
        run.plan.as_mut().unwrap().front = Some(Front { objectives, points });
        outputs_of(&run, &["geojson"])
    };
    let files = with(Ok(vec![[100.0, 0.0], [40.0, 2.0 / 3.0]]));
    let table = "point,first,first_unit,first_value,second,second_unit,second_value\r\n\
                 1,euros,EUR/yr,100,carbon,kg CO2/yr,0\r\n2,euros,EUR/yr,40,carbon,kg CO2/yr,0.666666667\r\n";
    assert_eq!(files["front.csv"], table);
    assert_eq!(files["front.svg"].matches("<circle").count(), 2);
    let summary: serde_json::Value = serde_json::from_str(&files["summary.json"]).unwrap();
    assert_eq!(summary["files"]["front.svg"], 2);
    let none = with(Err("no".to_owned()));
    assert!(!none.contains_key("front.csv") && !none.contains_key("front.svg"));
}

#[test]
fn nothing_found_is_no_file_but_a_zero() {
    let mut sample = Sample::new();
    sample.study = Study { name: "empty".into(), ..Study::default() };
    sample.matches = Matches::default();
    sample.survey = Survey::default();
    sample.pooling = Pooling::default();
    sample.chains = maillon_model::Chains::default();
    (sample.plan.allocations, sample.plan.shares) = Default::default();
    sample.site_zones = Grouped::default();
    let files = outputs(&sample, &["geojson", "csv"]);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["summary.json"]);
    let summary: serde_json::Value = serde_json::from_str(&files["summary.json"]).unwrap();
    assert_eq!(summary["files"]["synergies.geojson"], 0);
}

#[test]
fn two_writes_give_the_same_bytes_also_from_shuffled_rows() {
    let all = ["geojson", "csv"];
    let once = outputs(&Sample::new(), &all);
    assert_eq!(once, outputs(&Sample::new(), &["csv", "geojson"]));
    // What readers do with rows in another order: sort by id again.
    let mut shuffled = Sample::new();
    shuffled.study.sites.rotate_left(2);
    shuffled.study.sites.sort_by(|a, b| a.id.cmp(&b.id));
    shuffled.study.zones.reverse();
    shuffled.study.zones.sort_by(|a, b| (&a.kind, &a.id).cmp(&(&b.kind, &b.id)));
    assert_eq!(once, outputs(&shuffled, &all));
}

#[test]
fn the_summary_tells_no_time_and_no_place() {
    let text = &outputs(&Sample::new(), &["geojson"])["summary.json"];
    let summary: serde_json::Value = serde_json::from_str(text).unwrap();
    assert!(!text.contains("/home") && !text.contains("/tmp"), "{text}");
    assert_eq!(summary["inputs"][1]["file"], "s.gpkg");
    assert_eq!(summary["flows"]["demand"]["amounts"], serde_json::json!({ "below": 1, "known": 3 }));
    assert_eq!(summary["flows"]["demand"]["known_total"]["t_per_year"], 120.3);
    assert_eq!(summary["matching"]["unmatched"]["too_far"], 2);
    assert_eq!(summary["files"]["synergies.geojson"], 2);
    assert_eq!(summary["parameters"]["radius_km"], 50);
}

#[test]
fn unknown_is_null_and_zero_is_zero() {
    let files = outputs(&Sample::new(), &["geojson"]);
    let sites = features(&files["sites.geojson"]);
    assert_eq!(*value(&sites[0], "supplied_t_per_year"), 100.0);
    assert_eq!(*value(&sites[0], "supplied_reachable_t_per_year"), 100.0, "its partners want 120.3");
    assert_eq!(*value(&sites[2], "demanded_reachable_t_per_year"), 90.3);
    assert_eq!(*value(&sites[0], "supplied_allocated_t_per_year"), 100.0);
    assert_eq!(*value(&sites[2], "demanded_allocated_t_per_year"), 70.0, "of 90.3");
    assert!(value(&sites[0], "supplied_mwh_per_year").is_null(), "its heat is missing");
    assert!(value(&sites[0], "supplied_allocated_mwh_per_year").is_null(), "and takes no part");
    assert_eq!(*value(&sites[0], "supply_flows_unknown"), 1);
    assert_eq!(*value(&sites[2], "supplied_mwh_per_year"), 0.0, "a stated zero");
    assert!(value(&sites[3], "best_score").is_null());
    let zones = features(&files["zones.geojson"]);
    assert_eq!(*value(&zones[0], "mineral_balance_t_per_year"), -20.3);
    assert_eq!(*value(&zones[0], "mineral_demand_allocated_t_per_year"), 100.0);
    assert_eq!(*value(&zones[0], "heat_flows_unknown"), 2);
    assert_eq!(*value(&zones[0], "other_balance_mwh_per_year"), 0.0);
    assert!(value(&zones[1], "mineral_balance_t_per_year").is_null(), "nothing is there");
    assert_eq!(*value(&zones[1], "sites"), 0);
    let unmatched = features(&files["unmatched.geojson"]);
    assert!(value(&unmatched[0], "amount").is_null());
    assert_eq!(*value(&unmatched[2], "amount_state"), "below");
}

#[test]
fn what_the_plan_leaves_says_why() {
    let unserved = features(&outputs(&Sample::new(), &["geojson"])["unserved.geojson"]);
    assert_eq!(unserved.len(), 1, "flows without a synergy are in `unmatched`");
    let flow = &unserved[0];
    assert_eq!((value(flow, "flow_id"), value(flow, "reason")), (&"c".into(), &"better_uses".into()));
    assert_eq!((value(flow, "allocated"), value(flow, "left")), (&70.0.into(), &20.3.into()));
    assert!(value(flow, "explanation").as_str().unwrap().ends_with('.'));
}

#[test]
fn without_a_plan_there_is_nothing_of_it() {
    let sample = Sample::new();
    let with = outputs(&sample, &["geojson"]);
    let without = outputs_of(&Run { plan: None, territory: None, ..sample.run() }, &["geojson"]);
    assert!(with.values().any(|text| text.contains("allocated")));
    assert!(without.values().all(|text| !text.contains("allocated")));
    assert!(!without.contains_key("unserved.geojson"));
    let summary: serde_json::Value = serde_json::from_str(&without["summary.json"]).unwrap();
    assert!(summary["plan"].is_null());
}

#[test]
fn pools_tell_what_is_not_known() {
    let files = outputs(&Sample::new(), &["geojson"]);
    let pools = features(&files["pools.geojson"]);
    assert_eq!((value(&pools[0], "pool_id"), value(&pools[1], "pool_id")), (&"pool:b".into(), &"pool:d".into()));
    assert_eq!((value(&pools[0], "saved_way_pct"), value(&pools[0], "units_alone")), (&50.0.into(), &().into()));
    assert_eq!(*value(&pools[1], "threshold_check"), "unknown");
    assert!(value(&pools[1], "round_m").is_null() && value(&pools[1], "units_together").is_null());
    assert_eq!(*value(&pools[1], "hub_name"), "Dépôt");
    let members = features(&files["pool_members.geojson"]);
    assert_eq!(members.len(), 5);
    assert_eq!((value(&members[2], "takes_part"), value(&members[2], "loses")), (&"later".into(), &().into()));
    assert!(members[3].geometry.is_some(), "at the hub, but on the map");
    let legs = features(&files["pool_rounds.geojson"]);
    assert_eq!(legs.len(), 3, "from the hub, between the two, back");
    assert!(value(&legs[0], "from_site").is_null());
    assert_eq!(*value(&legs[2], "from_site"), 3);
    let summary: serde_json::Value = serde_json::from_str(&files["summary.json"]).unwrap();
    assert_eq!(summary["pooling"]["threshold_reached"], 1);
}

#[test]
fn a_question_has_layers_of_its_own() {
    let sample = Sample::new();
    let [_, change, closures, siting] = sample.runs();
    let names = |run: &Run| outputs_of(run, &["geojson"]).into_keys().collect::<Vec<_>>();
    assert_eq!(
        names(&change),
        ["affected.geojson", "affected.qml", "differences.geojson", "differences.qml", "summary.json"]
    );
    assert_eq!(names(&closures), ["closures.geojson", "closures.qml", "summary.json"]);
    assert_eq!(names(&siting), ["siting.geojson", "siting.qml", "summary.json"]);
    let places = features(&outputs_of(&siting, &["geojson"])["siting.geojson"]);
    assert_eq!(
        (value(&places[0], "place_id"), value(&places[0], "could_give_t_per_year")),
        (&"zi".into(), &50.0.into())
    );
    assert_eq!(value(&places[0], "best_partners"), "gives gypsum: 2, 3.0 km, 0.600");
    assert!(value(&places[1], "could_give_t_per_year").is_null(), "nobody is in reach");
    let differences = features(&outputs_of(&change, &["geojson"])["differences.geojson"]);
    assert_eq!((value(&differences[1], "change"), value(&differences[1], "turn")), (&(-70.0).into(), &"lost".into()));
}

#[test]
fn a_balance_with_an_unknown_side_is_unknown() {
    let mut sample = Sample::new();
    for flow in &mut sample.study.flows[1..3] {
        flow.amount = maillon_model::Amount::Missing;
    }
    let zones = &outputs(&sample, &["geojson"])["zones.geojson"];
    let zone = &features(zones)[0];
    assert_eq!(*value(zone, "mineral_supply_t_per_year"), 100.0);
    assert!(value(zone, "mineral_demand_t_per_year").is_null());
    assert!(value(zone, "mineral_balance_t_per_year").is_null());
    assert_eq!(*value(zone, "mineral_flows_unknown"), 2);
}

#[test]
fn rings_are_right_handed_and_cut() {
    let zones = &outputs(&Sample::new(), &["geojson"])["zones.geojson"];
    for zone in features(zones) {
        let Some(GeometryValue::MultiPolygon { coordinates }) = zone.geometry.map(|g| g.value) else {
            panic!("always MultiPolygon")
        };
        for polygon in coordinates {
            for (i, ring) in polygon.iter().enumerate() {
                let ring: Vec<[f64; 2]> = ring.iter().map(|p| [p[0], p[1]]).collect();
                assert_eq!(signed_area(&ring) > 0.0, i == 0, "{ring:?}");
                assert!(ring.iter().all(|p| p[0].abs() <= 180.0) && ring.first() == ring.last());
            }
        }
    }
}

#[test]
fn a_zone_without_surface_keeps_its_row() {
    let mut sample = Sample::new();
    sample.study.zones[1].geometry = geo_types::MultiPolygon(Vec::new());
    let zones = features(&outputs(&sample, &["geojson"])["zones.geojson"]);
    assert_eq!(zones.len(), 2);
    assert!(zones[1].geometry.is_none());
}

#[test]
fn a_cut_line_makes_every_line_multi() {
    let mut sample = Sample::new();
    sample.study.sites[0].position = at(170.0, 0.0);
    sample.study.sites[1].position = at(-170.0, 10.0);
    sample.study.sites[2].position = at(171.0, 1.0);
    let text = &outputs(&sample, &["geojson"])["synergies.geojson"];
    assert!(
        text.contains(r#""MultiLineString","coordinates":[[[170.0,0.0],[180.0,5.0]],[[-180.0,5.0],[-170.0,10.0]]]"#)
    );
    assert!(text.contains(r#""MultiLineString","coordinates":[[[170.0,0.0],[171.0,1.0]]]"#));
    assert!(!text.contains(r#""LineString""#));
}

#[test]
fn a_chain_is_one_line_of_three_places_or_cut_where_it_must_be() {
    let mut sample = Sample::new();
    let chains = &outputs(&sample, &["geojson"])["chains.geojson"];
    assert!(
        chains.contains(r#""LineString","coordinates":[[11.0791235,55.681],[-5.1,48.45],[11.1,55.7]]"#),
        "{chains}"
    );
    let row = &features(chains)[0];
    assert_eq!((value(row, "chain_id"), value(row, "synergy_id")), (&"a%7E1~p~c".into(), &"a%7E1~c".into()));
    let amounts = ["amount", "assigned", "of_plan", "added"].map(|column| value(row, column).as_f64().unwrap());
    assert_eq!(amounts, [60.0, 60.0, 60.0, 0.0]);
    sample.study.sites[3].position = at(-179.0, 55.0);
    sample.study.sites[0].position = at(179.0, 55.0);
    sample.study.sites[2].position = at(178.0, 55.0);
    let chains = &outputs(&sample, &["geojson"])["chains.geojson"];
    let cut = "[[[179.0,55.0],[180.0,55.0]],[[-180.0,55.0],[-179.0,55.0]],[[-179.0,55.0],[-180.0,55.0]],[[180.0,55.0],[178.0,55.0]]]";
    assert!(chains.contains(&format!(r#""MultiLineString","coordinates":{cut}"#)), "{chains}");
}

#[test]
fn no_coordinate_has_more_than_7_decimals() {
    for (name, text) in outputs(&Sample::new(), &["geojson", "csv"]) {
        if name.ends_with(".qml") {
            continue; // It holds no coordinate.
        }
        for number in text.split(|c: char| !c.is_ascii_digit() && c != '.') {
            let decimals = number.rsplit_once('.').map_or(0, |(_, decimals)| decimals.len());
            assert!(decimals <= 7, "{name}: {number}");
        }
    }
}

#[test]
fn a_french_study_is_explained_in_french() {
    let mut sample = Sample::new();
    sample.study.language = Language::Fr;
    let text = &outputs(&sample, &["geojson"])["unmatched.geojson"];
    assert!(text.contains("Le partenaire le plus proche est à 1240,0 km, pour 10,0 km admis."), "{text}");
}

#[test]
fn hostile_text_stays_text() {
    let mut sample = Sample::new();
    let name = "a\u{0}b\u{1b}\"\\\n\u{2028}</script>&amp;🏭\u{202e}عربي".to_owned() + &"x".repeat(10_000);
    sample.study.sites[1].name = name.as_str().into();
    let files = outputs(&sample, &["geojson", "csv"]);
    assert_eq!(*value(&features(&files["sites.geojson"])[1], "name"), name.as_str());
    let mut csv = csv::Reader::from_reader(files["sites.csv"].as_bytes());
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert_eq!(&rows[1][1], name.replace(['\0', '\u{1b}'], "\u{fffd}"));
    assert_eq!(rows.len(), 4);
}

#[test]
fn a_run_replaces_its_own_files_only() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    let run_with = |formats: &[&str]| {
        let formats = formats.iter().map(|f| (*f).to_owned()).collect();
        write(&Sample::new().run(), &Options { dir: dir.clone(), formats })
    };
    run_with(&["geojson", "csv"]).unwrap();
    fs::write(dir.join("project.qgz"), "mine").unwrap();
    run_with(&["geojson"]).unwrap();
    assert!(dir.join("project.qgz").exists() && dir.join("sites.geojson").exists());
    assert!(!dir.join("sites.csv").exists(), "the last run's, and not of this one");

    // The user's own data has the name of a layer, and no run wrote it.
    fs::write(dir.join("sites.csv"), "my sites").unwrap();
    let error = run_with(&["csv"]).unwrap_err().to_string();
    assert!(error.contains("sites.csv, which maillon did not write"), "{error}");
    assert_eq!(fs::read_to_string(dir.join("sites.csv")).unwrap(), "my sites");
    fs::remove_file(dir.join("sites.csv")).unwrap();
    fs::write(dir.join("summary.json"), "{}").unwrap();
    assert!(run_with(&["geojson"]).is_err(), "a summary of somebody else's");
}

#[test]
fn ogrinfo_opens_each_layer() {
    if Command::new("ogrinfo").arg("--version").output().is_err() {
        println!("skipped: ogrinfo is not installed");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("out");
    let options = Options { dir: dir.clone(), formats: vec!["geojson".into(), "csv".into()] };
    let written = write(&Sample::new().run(), &options).unwrap();
    for file in written.files.iter().filter(|file| file.rows > 0 && !file.name.ends_with(".qml")) {
        let opened = Command::new("ogrinfo").args(["-ro", "-al", "-so"]).arg(dir.join(&file.name)).output().unwrap();
        let text = String::from_utf8_lossy(&opened.stdout);
        assert!(opened.status.success() && opened.stderr.is_empty(), "{}: {opened:?}", file.name);
        assert!(text.contains(&format!("Feature Count: {}", file.rows)), "{}: {text}", file.name);
        let kind = match file.name.as_str() {
            "synergies.geojson"
            | "pairs.geojson"
            | "chains.geojson"
            | "zone_exchanges.geojson"
            | "critical_links.geojson"
            | "pool_members.geojson"
            | "pool_rounds.geojson" => "Geometry: Line String",
            "zones.geojson" | "zone_gains.geojson" | "supply_areas.geojson" | "supply_reach.geojson" => {
                "Geometry: Multi Polygon"
            }
            name if name.ends_with("csv") => "Geometry: None",
            _ => "Geometry: Point",
        };
        assert!(text.contains(kind), "{}: {text}", file.name);
    }
}
