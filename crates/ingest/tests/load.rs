//! From files to a study: the ways flows and sites are written, and what each becomes.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use maillon_ingest::{Knowledge, StudyFile, load, rejected};
use maillon_model::{Amount, Dimension, Direction, IdKind, IssueCode, Located, Quantity, Study, ZoneKind};

/// Loads a study of these files.
fn study(files: &[(&str, &[u8])]) -> Study {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let file = StudyFile::read(&dir.path().join("study.toml")).unwrap();
    let knowledge = Knowledge::of(&file, dir.path()).unwrap();
    load(&file, dir.path(), &knowledge, &|_, _| {}).unwrap()
}

fn codes(study: &Study) -> Vec<IssueCode> {
    study.issues.iter().map(|issue| issue.code).collect()
}

fn annual(study: &Study, flow: usize) -> f64 {
    study.flows[flow].amount.known().map_or(f64::NAN, Quantity::annual)
}

const SITES: &[u8] = b"site_id,name,lon,lat\n1,Alpha,2.30,51.01\n2,Beta,2.32,51.02\n";

/// A file that others write to or remove while it is being read ends the run, whatever could be read of it.
#[test]
fn files_must_stay_while_they_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let flows = dir.path().join("flows.csv");
    let read = |meanwhile: &(dyn Fn() + Sync)| {
        fs::write(dir.path().join("study.toml"), "[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n")
            .unwrap();
        fs::write(dir.path().join("sites.csv"), SITES).unwrap();
        fs::write(&flows, "site_id,direction,resource,quantity,unit\n1,supply,heat,5,MWh\n").unwrap();
        let file = StudyFile::read(&dir.path().join("study.toml")).unwrap();
        let knowledge = Knowledge::of(&file, dir.path()).unwrap();
        let done = AtomicBool::new(false);
        let progress = |_: &str, _| {
            if !done.swap(true, Ordering::Relaxed) {
                meanwhile();
            }
        };
        load(&file, dir.path(), &knowledge, &progress).map(|study| study.flows.len()).map_err(|error| error.to_string())
    };
    let says = |result: Result<usize, String>, word: &str| {
        let error = result.unwrap_err();
        assert!(error.contains(word) && error.contains("csv"), "no {word} in {error}");
    };
    assert_eq!(read(&|| ()), Ok(1));
    says(
        read(&|| fs::write(&flows, "site_id,direction,resource,quantity,unit\n1,supply,heat,5555,MWh\n").unwrap()),
        "changed",
    );
    says(read(&|| fs::remove_file(&flows).unwrap()), "vanished");
    says(read(&|| fs::remove_file(dir.path().join("sites.csv")).unwrap()), "vanished");
    // Another file put in its place, of the same size.
    let replace = || {
        fs::write(dir.path().join("new"), "site_id,direction,resource,quantity,unit\n1,supply,heat,6,MWh\n").unwrap();
        fs::rename(dir.path().join("new"), &flows).unwrap();
    };
    says(read(&replace), "changed");
}

#[test]
fn a_french_table_reads_as_it_stands() {
    let study = study(&[
        (
            "study.toml",
            "[study]\nlanguage = \"fr\"\n[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flux.csv\"\nid = \"flux\"\nsite = \"site\"\n\
             direction = \"sens\"\nresource = \"ressource\"\nquantity = \"quantité\"\nunit = \"unité\"\nknown = \"connu\"\n"
                .as_bytes(),
        ),
        ("sites.csv", SITES),
        // Windows-1252: é is one byte.
        (
            "flux.csv",
            b"flux;site;sens;ressource;quantit\xe9;unit\xe9;connu\nA;1;offre;vapeur;1\xa0234,5;MWh/an;mesur\xe9\nB;2;besoin;vapeur;2,5;GWh/an;\n",
        ),
    ]);
    assert_eq!(codes(&study), []);
    assert_eq!((annual(&study, 0), annual(&study, 1)), (1234.5, 2500.0));
    assert_eq!((study.flows[0].direction, study.flows[1].direction), (Direction::Supply, Direction::Demand));
    assert_eq!(&*study.resources[0].code, "heat.steam");
    assert_eq!(study.resources[0].label.as_deref(), Some("Vapeur"));
    assert_eq!((study.site_ids, study.flow_ids), (IdKind::Integer, IdKind::Text));
}

#[test]
fn flows_nested_in_sites() {
    let sites = br#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"site_id":"a","flows":[
            {"direction":"out","resource":"heat.steam","quantity":10,"unit":"GWh/yr","temperature_c":180,"months":[1,1,1,0,0,0,0,0,0,1,1,1]},
            {"direction":"in","resource":"water.surface","quantity":"< 5","unit":"m3/h"}]},
         "geometry":{"type":"Point","coordinates":[2.3,51.0,12.0]}},
        {"type":"Feature","properties":{"site_id":"b","flows":[{"direction":"in","resource":"heat.steam"},{"direction":"up","resource":"heat"}, 7]},
         "geometry":{"type":"Polygon","coordinates":[[[2.0,51.0],[2.1,51.0],[2.1,51.1],[2.0,51.1],[2.0,51.0]]]}}]}"#;
    let study = study(&[("study.toml", b"[sites]\npath = \"s.geojson\"\n"), ("s.geojson", sites)]);
    assert_eq!(codes(&study), [IssueCode::ContinuousAssumed, IssueCode::BadFeature, IssueCode::BadDirection]);
    let ids: Vec<&str> = study.flows.iter().map(|flow| &*flow.id).collect();
    assert_eq!(ids, ["a/demand/water.surface", "a/supply/heat.steam", "b/demand/heat.steam"]);
    let steam = study.flows[1].details.as_ref().unwrap();
    assert_eq!(steam.quality.temperature.unwrap().degrees(), 180.0);
    assert_eq!(steam.months.unwrap().shares()[0], 1.0 / 6.0);
    let threshold = Quantity::per_year(5.0 * 8760.0, Dimension::Volume).unwrap();
    assert_eq!(study.flows[0].amount, Amount::Below(Some(threshold)));
    assert_eq!(study.flows[2].amount, Amount::Missing);
    assert_eq!((study.sites[0].located, study.sites[1].located), (Located::Point, Located::InteriorPoint));
}

#[test]
fn flows_as_rows_of_the_sites_file() {
    let study = study(&[
        ("study.toml", b"[sites]\npath = \"all.csv\"\n[flows.default]\nunit = \"t/yr\"\n"),
        (
            "all.csv",
            b"site_id,lon,lat,direction,resource,quantity\na,2.3,51.0,supply,ash.fly,5\na,2.3,51.0,supply,ash.fly,5\na,2.3,51.0,demand,heat,\nb,2.4,51.0,,,\na,2.5,51.0,supply,heat.steam,\n",
        ),
    ]);
    // A site may stand in several rows, but not in two places; a flow that stands twice is said.
    assert_eq!(codes(&study), [IssueCode::RepeatedFlow, IssueCode::DuplicateId]);
    let ids: Vec<&str> = study.flows.iter().map(|flow| &*flow.id).collect();
    assert_eq!(ids, ["a/demand/heat", "a/supply/ash.fly", "a/supply/ash.fly#2", "a/supply/heat.steam"]);
    assert_eq!(study.sites.len(), 2);
}

#[test]
fn a_wide_table_has_a_flow_in_each_column() {
    let toml = b"[sites]\npath = \"wide.csv\"\ngeometry = \"geom\"\n[[flows.wide]]\ncolumn = \"Heat 100\"\ndirection = \"supply\"\n\
                 resource = \"heat\"\nunit = \"GWh/yr\"\ntemperature_c = 100\n[[flows.wide]]\ncolumn = \"Fuel\"\ndirection = \"demand\"\n\
                 resource = \"heat\"\nunit = \"MWh/yr\"\n";
    let rows =
        b"site_id;geom;Heat 100;Fuel\n7;\"SRID=4326;POINT(2.3 51.0)\";1,5;\n8;\"SRID=4326;POINT(2.4 51.0)\";0;12,25\n";
    let study = study(&[("study.toml", toml), ("wide.csv", rows)]);
    assert_eq!(codes(&study), []);
    let flows: Vec<(&str, f64)> =
        study.flows.iter().map(|f| (&*f.id, f.amount.known().map_or(f64::NAN, Quantity::annual))).collect();
    // An empty cell is no flow, a zero is one that says zero.
    assert_eq!(flows, [("7/supply/heat", 1500.0), ("8/demand/heat", 12.25), ("8/supply/heat", 0.0)]);
    assert_eq!(study.flows[0].details.as_ref().unwrap().quality.temperature.unwrap().degrees(), 100.0);
}

#[test]
fn a_comma_that_may_be_either_is_said() {
    let with = |study_toml: &str, cell: &str| {
        study(&[
            (
                "study.toml",
                format!("[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n{study_toml}").as_bytes(),
            ),
            ("sites.csv", SITES),
            (
                "flows.csv",
                format!(
                    "site_id;direction;resource;quantity;unit\n1;supply;ash.fly;1,234;t\n2;demand;ash.fly;{cell};t\n"
                )
                .as_bytes(),
            ),
        ])
    };
    let told = with("", "12,5");
    assert_eq!((codes(&told).len(), annual(&told, 0)), (0, 1.234));
    let told = with("", "12.5");
    assert_eq!((codes(&told).len(), annual(&told, 0)), (0, 1234.0));
    let declared = with("decimal = \",\"", "7");
    assert_eq!((codes(&declared).len(), annual(&declared, 0)), (0, 1.234));
    assert_eq!(codes(&with("", "7")), [IssueCode::AmbiguousNumber]);
}

#[test]
fn codes_of_other_taxonomies_meet_ours() {
    let study = study(&[
        ("study.toml", b"[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n"),
        ("sites.csv", SITES),
        (
            "flows.csv",
            b"site_id,direction,resource,quantity,unit\n1,supply,ewc:10 01 02,5,t\n2,demand,ash.fly,5,t\n2,demand,Cendres volantes,3,t\n",
        ),
    ]);
    assert_eq!(codes(&study), []);
    assert_eq!(study.resources.len(), 1, "{:?}", study.resources);
}

#[test]
fn zones_keep_their_kind_and_report_their_faults() {
    let zones = br#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"zone_id":2,"type":"port"},"geometry":{"type":"Polygon","coordinates":[[[2,51],[3,51],[3,52],[2,52],[2,51]]]}},
        {"type":"Feature","properties":{"zone_id":1,"type":"ZAC"},"geometry":{"type":"Polygon","coordinates":[[[2,51],[3,52],[3,51],[2,52],[2,51]]]}},
        {"type":"Feature","properties":{"zone_id":3},"geometry":{"type":"Point","coordinates":[2,51]}},
        {"type":"Feature","properties":{"zone_id":4},"geometry":null}]}"#;
    let study = study(&[
        ("study.toml", b"[sites]\npath = \"sites.csv\"\n[[zones]]\npath = \"z.geojson\"\nkind_column = \"type\"\n"),
        ("sites.csv", SITES),
        ("z.geojson", zones),
    ]);
    let expected = [IssueCode::InvalidGeometry, IssueCode::UnsupportedGeometry, IssueCode::NullGeometry];
    assert_eq!(codes(&study), expected);
    let kinds: Vec<(&str, &ZoneKind)> = study.zones.iter().map(|zone| (&*zone.id, &zone.kind)).collect();
    assert_eq!(kinds, [("2", &ZoneKind::Port), ("1", &ZoneKind::Other("ZAC".into()))]);
    assert_eq!(study.zone_ids, IdKind::Integer);
}

#[test]
fn details_that_make_no_sense_are_left_unknown() {
    let study = study(&[
        ("study.toml", b"[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n"),
        ("sites.csv", SITES),
        (
            "flows.csv",
            b"site_id,direction,resource,quantity,unit,temperature_c,moisture_pct,months,known,valid_from,valid_to,hazardous,max_distance_km\n\
              1,supply,heat,5,MWh,1e9,120,1 2 3,guessed,soon,2019,perhaps,-4\n1,supply,heat,5,MWh,,,,,2020,2019,,\n",
        ),
    ]);
    use IssueCode::{BadDate, BadMonths, BadWord, EndBeforeStart, OutOfRange};
    assert_eq!(
        codes(&study),
        [OutOfRange, OutOfRange, OutOfRange, BadDate, BadMonths, BadWord, BadWord, EndBeforeStart]
    );
    assert_eq!(study.flows.len(), 2);
    assert!(study.issues.iter().all(|issue| issue.feature.is_some() && issue.field.is_some()));
}

#[test]
fn digests_name_the_bytes_that_were_read() {
    let study = study(&[("study.toml", b"[sites]\npath = \"sites.csv\"\n"), ("sites.csv", SITES)]);
    assert_eq!(study.sources.len(), 1);
    assert_eq!(study.sources[0].sha256.as_deref().map(str::len), Some(64));
    assert_eq!(Path::new(&study.sources[0].file), Path::new("sites.csv"));
}

/// A table of these resource cells, one flow each.
fn flows_of(cells: &[(&str, &str)]) -> Study {
    let rows: String =
        cells.iter().map(|(resource, hazardous)| format!("1,supply,{resource},1,t,{hazardous}\n")).collect();
    study(&[
        ("study.toml", b"[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n"),
        ("sites.csv", SITES),
        ("flows.csv", format!("site_id,direction,resource,quantity,unit,hazardous\n{rows}").as_bytes()),
    ])
}

#[test]
fn a_waste_code_reads_however_it_is_typed() {
    let study = flows_of(&[("ewc:100102", ""), ("EWC 10 01 02", ""), ("low:10.01.02", ""), ("ewc:10-01-02", "")]);
    // They are so much the same that they are one flow four times.
    assert_eq!(codes(&study), [IssueCode::RepeatedFlow; 3]);
    assert_eq!(study.resources.iter().map(|r| &*r.code).collect::<Vec<_>>(), ["ash.fly"]);
}

#[test]
fn a_code_that_may_mean_several_says_so_and_keeps_them() {
    let study = flows_of(&[("nace:23.51", "")]);
    assert_eq!(codes(&study), [IssueCode::AmbiguousResource]);
    let readings = &study.resources[0].readings;
    assert!(readings.len() > 1 && readings.windows(2).all(|w| w[0].confidence >= w[1].confidence), "{readings:?}");
    assert_eq!(&*study.resources[0].code, "nace:23.51");
}

#[test]
fn what_a_code_means_does_not_hang_on_the_row_that_came_first() {
    let resources = |cells: &[(&str, &str)]| flows_of(cells).resources;
    let cells = [
        ("slag", ""),
        ("ewc:10 02 02", ""),
        ("steel slag; 10 02 02", ""),
        ("10 02 02; cpa:24.10", ""),
        ("cpa:24.10|10 02 02", ""),
    ];
    let mut turned = cells;
    turned.reverse();
    let read = resources(&cells);
    assert_eq!(read, resources(&turned));
    let codes: Vec<&str> = read.iter().map(|r| &*r.code).collect();
    assert_eq!(codes, ["cpa:24.10; ewc:10 02 02", "ewc:10 02 02", "mineral.slag", "mineral.slag.steel"]);
}

#[test]
fn a_code_that_is_not_in_its_list_is_reported_with_its_neighbours() {
    let study = flows_of(&[("ewc:10 01 06", "")]);
    assert_eq!(codes(&study), [IssueCode::UnknownResource]);
    assert!(study.issues[0].message.contains("near it"), "{}", study.issues[0].message);
}

#[test]
fn the_asterisk_tells_the_hazard_unless_the_flow_does() {
    // 13 02 08*: other engine, gear and lubricating oils.
    let hazard = |study: &Study| study.flows[0].details.as_ref().and_then(|d| d.quality.hazardous);
    let told = flows_of(&[("ewc:13 02 08*", "")]);
    assert_eq!((codes(&told).contains(&IssueCode::HazardMismatch), hazard(&told)), (false, Some(true)));
    let harmless = flows_of(&[("ewc:13 02 08*", "no")]);
    assert_eq!((codes(&harmless).contains(&IssueCode::HazardMismatch), hazard(&harmless)), (true, Some(false)));
}

#[test]
fn the_studys_own_knowledge_adds_and_overrides_and_says_so() {
    let own = "resource = [\n{ code = \"ash.fly\", en = \"Our ash\", fr = \"Nos cendres\" },\n\
               { code = \"ash.ours\", en = \"Ours\", fr = \"La nôtre\" },\n]\n";
    let study = study(&[
        (
            "study.toml",
            b"[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n[knowledge]\npaths = [\"own.toml\"]\n",
        ),
        ("sites.csv", SITES),
        ("flows.csv", b"site_id,direction,resource,quantity,unit\n1,supply,ash.ours,1,t\n2,demand,Our ash,1,t\n"),
        ("own.toml", own.as_bytes()),
    ]);
    assert_eq!(codes(&study), [IssueCode::KnowledgeOverride]);
    assert_eq!(study.resources.iter().map(|r| &*r.code).collect::<Vec<_>>(), ["ash.fly", "ash.ours"]);
    assert_eq!(study.sources[2].file, "own.toml");
}

#[test]
fn rules_of_the_study_that_contradict_are_told() {
    let rule = |id: &str, ratio: f64, when: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\nen = \"x\"\nfr = \"x\"\nfrom = [\"ash.fly\"]\nto = [\"mineral.cement\"]\n{when}\
             ratio = {{ value = {ratio}, unit = \"t/t\", source = \"unsourced\" }}\nconfidence = 0.5\nsource = [\"unsourced\"]\n"
        )
    };
    let told = |own: String| {
        let settings = "[sites]\npath = \"sites.csv\"\n[knowledge]\npaths = [\"own.toml\"]\n";
        let study = study(&[("study.toml", settings.as_bytes()), ("sites.csv", SITES), ("own.toml", own.as_bytes())]);
        study.issues.iter().map(|i| (i.code, i.message.clone())).collect::<Vec<_>>()
    };
    let expected = "\"a\" and \"b\" both let ash.fly replace mineral.cement, at 1 t/t and at 0.2 t/t".to_owned();
    assert_eq!(told(rule("a", 1.0, "") + &rule("b", 0.2, "")), [(IssueCode::ContradictoryRules, expected)]);
    assert_eq!(told(rule("a", 1.0, "") + &rule("b", 1.0, "")), []);
    assert_eq!(told(rule("a", 1.0, "") + &rule("b", 0.2, "when = { forms = [\"wet\"] }\n")), []);
    let shipped = told(rule("a", 2.0, "").replace("ash.fly", "mineral.slag.ground"));
    assert!(matches!(&shipped[..], [(IssueCode::ContradictoryRules, m)] if m.contains("\"ground-slag-for-cement\"")));
}

#[test]
fn rejected_pairs_are_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let toml = |extra: &str| format!("[sites]\npath = \"s.csv\"\n{extra}");
    let file = |extra: &str| {
        fs::write(dir.path().join("study.toml"), toml(extra)).unwrap();
        StudyFile::read(dir.path()).unwrap()
    };
    assert!(rejected(&file(""), dir.path()).unwrap().is_empty());
    fs::write(dir.path().join("rejected.csv"), "supply;demand;reason;date\nF1;F2;\"too wet; twice\";2026-01-31\n")
        .unwrap();
    let pairs = rejected(&file(""), dir.path()).unwrap();
    assert!(pairs.contains(&("F1".to_owned(), "F2".to_owned())) && pairs.len() == 1);
    assert!(rejected(&file("[matching]\nrejected = \"nowhere.csv\"\n"), dir.path()).is_err());
    fs::write(dir.path().join("rejected.csv"), "a;b\n1;2\n").unwrap();
    let error = rejected(&file(""), dir.path()).unwrap_err().to_string();
    assert!(error.contains("rejected.csv") && error.contains("supply"), "{error}");
}

#[test]
fn lots_are_counted_as_the_flow_is() {
    let study = study(&[
        ("study.toml", b"[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n"),
        ("sites.csv", SITES),
        (
            "flows.csv",
            b"flow_id,site_id,direction,resource,quantity,unit,min_lot\nA,1,supply,heat,5,GWh,0.5\nB,2,demand,heat,5,MWh,-1\nC,2,demand,heat,5,MWh,\nD,2,demand,heat,,,3\n",
        ),
    ]);
    assert_eq!(codes(&study), [IssueCode::OutOfRange, IssueCode::RepeatedFlow, IssueCode::MissingUnit]);
    let lots: Vec<Option<f64>> = study
        .flows
        .iter()
        .map(|flow| flow.details.as_ref().and_then(|details| details.min_lot).map(Quantity::annual))
        .collect();
    assert_eq!(lots, [Some(500.0), None, None, None]);
}

#[test]
fn a_connections_fixed_cost_is_read_and_never_negative() {
    let study = study(&[
        ("study.toml", b"[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n"),
        ("sites.csv", SITES),
        (
            "flows.csv",
            b"flow_id,site_id,direction,resource,quantity,unit,fixed_cost_eur_per_year\nA,1,supply,heat,5,GWh,1200.5\nB,2,demand,heat,5,MWh,-1\nC,2,demand,heat,5,MWh,\nD,2,demand,heat,5,MWh,dear\n",
        ),
    ]);
    use IssueCode::{BadNumber, OutOfRange, RepeatedFlow};
    // What is left of the two bad rows says what the one between them does.
    assert_eq!(codes(&study), [OutOfRange, RepeatedFlow, BadNumber, RepeatedFlow]);
    let cost = |flow: &maillon_model::Flow| flow.details.as_ref()?.fixed_cost.map(|cost| cost.as_euros_per_year());
    assert_eq!(study.flows.iter().map(cost).collect::<Vec<_>>(), [Some(1200.5), None, None, None]);
}

#[test]
fn added_flows_join_the_studys_own() {
    let dir = tempfile::tempdir().unwrap();
    let files: [(&str, &[u8]); 5] = [
        (
            "study.toml",
            b"[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n[[zones]]\npath = \"zones.geojson\"\nkind = \"port\"\n",
        ),
        ("sites.csv", SITES),
        ("flows.csv", b"flow_id,site_id,direction,resource,quantity,unit\nA,1,supply,heat,5,MWh\n"),
        ("more.csv", b"flow_id,site_id,direction,resource,quantity,unit\nB,2,demand,heat,5,MWh\nA,2,demand,heat,7,MWh\n"),
        ("zones.geojson", br#"{"type":"FeatureCollection","features":[]}"#),
    ];
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let mut file = StudyFile::read(&dir.path().join("study.toml")).unwrap();
    file.added.push(maillon_ingest::FileKeys { path: "more.csv".into(), ..Default::default() });
    let knowledge = Knowledge::of(&file, dir.path()).unwrap();
    let study = load(&file, dir.path(), &knowledge, &|_, _| {}).unwrap();
    assert_eq!((study.flows.len(), annual(&study, 0), annual(&study, 1)), (2, 5.0, 5.0));
    assert!(codes(&study).contains(&IssueCode::DuplicateId), "an id of the study's own is taken");
    let names: Vec<&str> = study.sources.iter().map(|source| source.file.as_str()).collect();
    assert_eq!(names, ["sites.csv", "flows.csv", "more.csv", "zones.geojson"]);
    assert!(study.sources.iter().all(|source| source.sha256.is_some()));
}

#[test]
fn what_is_suspect_is_found_without_being_told() {
    let mut rows = String::from("site_id,name,Country,lon,lat\n");
    for i in 0..20 {
        rows.push_str(&format!(
            "{i},Plant {i},France,{},{}\n",
            2.123_457 + f64::from(i) * 0.013,
            48.0 + f64::from(i) * 0.01
        ));
    }
    let (lon, lat) = (2.123_457 + 3.0 * 0.013, 48.0 + 3.0 * 0.01);
    rows.push_str(&format!("20,Kutina,Liechtenstein,16.78,45.48\n21,Plant 3,France,{lon},{lat}\n"));
    let mut flows = String::from("flow_id,site_id,direction,resource,quantity,unit\n");
    for i in 0..20 {
        flows.push_str(&format!("F{i},{i},supply,ash.fly,{},t/yr\n", if i == 7 { 115_000 } else { 100 + i }));
    }
    flows.push_str("G0,4,supply,ash.fly,104,t/yr\n");
    let study = study(&[
        ("study.toml", b"[sites]\npath = \"s.csv\"\n[flows]\npath = \"f.csv\"\n"),
        ("s.csv", rows.as_bytes()),
        ("f.csv", flows.as_bytes()),
    ]);
    let found: Vec<(IssueCode, Option<u64>)> = study.issues.iter().map(|issue| (issue.code, issue.feature)).collect();
    let expected = [
        (IssueCode::OutsideCountry, Some(22)),
        (IssueCode::TwinSite, Some(23)),
        (IssueCode::SuspectUnit, Some(9)),
        (IssueCode::RepeatedFlow, Some(22)),
    ];
    assert_eq!(found, expected);
}

/// The European register of industrial sites: what its SOURCE.txt says is wrong with it.
#[test]
fn the_defects_of_a_register_are_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/hotmaps");
    if !folder.exists() {
        println!("skipped: no {}", folder.display());
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("study.toml"),
        format!(
            "[sites]\npath = '{}'\nid = \"SiteID\"\nname = \"SiteName\"\n",
            folder.join("Industrial_Database.csv").display()
        ),
    )
    .unwrap();
    let file = StudyFile::read(dir.path()).unwrap();
    let study = load(&file, dir.path(), &Knowledge::of(&file, dir.path()).unwrap(), &|_, _| {}).unwrap();
    let of = |code| study.issues.iter().filter(move |issue| issue.code == code);
    let count = |code| of(code).count();
    assert_eq!(count(IssueCode::NullGeometry), 524);
    assert_eq!(count(IssueCode::FrozenCoordinate), 16);
    let twins = of(IssueCode::TwinSite).filter(|issue| issue.message.contains("and the place of")).count();
    assert_eq!(count(IssueCode::SharedPosition) + twins, 591);
    println!("near twins: {}, at sea: {}", count(IssueCode::TwinSite) - twins, count(IssueCode::AtSea));
    assert!(count(IssueCode::AtSea) <= 16, "{}", count(IssueCode::AtSea));
    assert_eq!(count(IssueCode::SuspectCrs), 0);
    let misplaced = of(IssueCode::OutsideCountry).filter(|issue| issue.message.contains("in Liechtenstein"));
    assert_eq!(misplaced.count(), 31, "of the 34, those that are located");
    // Few false alarms: the sixteen frozen ones lie far from Spain too.
    assert!(count(IssueCode::OutsideCountry) < 31 + 16 + 10, "{}", count(IssueCode::OutsideCountry));

    // Its other files: a point whose `Lon,Lat` hold latitude and longitude, and an invalid polygon.
    let files = ["entry_points.csv", "district_heating_shp.shp"].map(|name| folder.join(name).display().to_string());
    let toml = format!("[sites]\npath = '{}'\n[[zones]]\npath = '{}'\n", files[0], files[1]);
    fs::write(dir.path().join("study.toml"), toml).unwrap();
    let file = StudyFile::read(dir.path()).unwrap();
    let study = load(&file, dir.path(), &Knowledge::of(&file, dir.path()).unwrap(), &|_, _| {}).unwrap();
    let found = codes(&study);
    for code in [IssueCode::SuspectSwap, IssueCode::AtSea, IssueCode::InvalidGeometry] {
        assert_eq!(found.iter().filter(|found| **found == code).count(), 1, "{code}: {found:?}");
    }
}

/// Two communes side by side, and sites that name one.
#[test]
fn a_site_outside_its_commune_is_suspect() {
    let zone = |code: &str, name: &str, west: f64| {
        let east = west + 0.1;
        let ring = format!("[[{west},48],[{east},48],[{east},48.1],[{west},48.1],[{west},48]]");
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","nom":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    };
    let zones = format!(
        r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
        zone("35001", "Acigné", 2.0),
        zone("35002", "Amanlis", 2.1)
    );
    let study = study(&[
        (
            "study.toml",
            b"[sites]\npath = \"sites.csv\"\n[[zones]]\npath = \"zones.geojson\"\nid = \"code\"\nlevel = \"commune\"\n",
        ),
        ("zones.geojson", zones.as_bytes()),
        (
            "sites.csv",
            "site_id,commune,lon,lat\n1,35001,2.05,48.05\n2,acigne,2.05,48.05\n3,35001,2.15,48.05\n4,Amanlis,2.02,48.05\n5,Elsewhere,2.02,48.05\n6,,2.02,48.051\n7,35001,2.105,48.05\n".as_bytes(),
        ),
    ]);
    let outside: Vec<Option<u64>> =
        study.issues.iter().filter(|i| i.code == IssueCode::OutsideCommune).map(|i| i.feature).collect();
    assert_eq!(outside, [Some(4), Some(5)]);
}

/// Coordinates of one system, declared as another.
#[test]
fn a_system_guessed_wrong_is_suspect() {
    let lambert = "site_id,x,y\na,652381,6862047\nb,700000,6600000\nc,350000,6700000\n";
    let said = |crs: &str, rows: &str| -> Vec<String> {
        let toml = format!("[sites]\npath = \"sites.csv\"\ncrs = \"{crs}\"\n");
        let study = study(&[("study.toml", toml.as_bytes()), ("sites.csv", rows.as_bytes())]);
        study.issues.into_iter().filter(|i| i.code == IssueCode::SuspectCrs).map(|i| i.message).collect()
    };
    assert!(said("EPSG:2154", lambert).is_empty());
    // Numbers of Lambert-93 are no UTM of Portugal's, and far north in Lambert II.
    for crs in ["EPSG:3763", "EPSG:27572"] {
        let found = said(crs, lambert);
        assert_eq!(found.len(), 1, "{crs}: {found:?}");
        assert!(found[0].contains(crs) && found[0].contains("would fit EPSG:2154"), "{}", found[0]);
    }
}

/// Where nothing but its row tells a site, its row's number does; not where another file speaks of sites.
#[test]
fn sites_without_ids_are_numbered() {
    let sites: &[u8] = br#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Point","coordinates":[2,48]}},
        {"type":"Feature","properties":{"name":"b"},"geometry":{"type":"Point","coordinates":[2.1,48]}}]}"#;
    let alone = study(&[("study.toml", b"[sites]\npath = \"s.geojson\"\n"), ("s.geojson", sites)]);
    assert_eq!(alone.sites.iter().map(|site| &*site.id).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(codes(&alone), [IssueCode::NumberedSites]);
    assert_eq!(alone.sources.len(), 1);

    let dir = tempfile::tempdir().unwrap();
    let toml = "[sites]\npath = \"s.geojson\"\n[flows]\npath = \"f.csv\"\n";
    for (name, bytes) in [
        ("study.toml", toml.as_bytes()),
        ("s.geojson", sites),
        ("f.csv", b"site_id,direction,resource\n1,supply,heat\n"),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let file = StudyFile::read(dir.path()).unwrap();
    let refused =
        load(&file, dir.path(), &Knowledge::of(&file, dir.path()).unwrap(), &|_, _| {}).unwrap_err().to_string();
    assert!(refused.contains("no column for the site's id"), "{refused}");
}

/// Tables in columns, units and systems of their own, put together by the study.
#[test]
fn several_tables_of_sites_and_flows() {
    let study = study(&[
        (
            "study.toml",
            b"[[sites]]\npath = \"a.csv\"\n[[sites]]\npath = \"b.csv\"\nid = \"code\"\nlon = \"x\"\nlat = \"y\"\ncrs = \"EPSG:2154\"\n\
              [[flows]]\npath = \"out.csv\"\nresource = \"ced\"\ntaxonomy = \"cpa\"\n[flows.default]\ndirection = \"supply\"\nunit = \"t\"\n\
              [[flows]]\npath = \"in.csv\"\n[flows.default]\ndirection = \"demand\"\nunit = \"kg\"\n\
              [[flows]]\npath = \"b.csv\"\n[[flows.wide]]\ncolumn = \"steam\"\ndirection = \"demand\"\nresource = \"heat.steam\"\nunit = \"MWh\"\n",
        ),
        ("a.csv", SITES),
        ("b.csv", b"code,x,y,steam\n3,652381,6862047,70\n"),
        ("out.csv", b"site_id,ced,quantity\n1,35.30,5\n3,35.30,6\n"),
        ("in.csv", b"site_id,resource,quantity\n2,35.30,7000\n"),
    ]);
    assert_eq!(study.sites.len(), 3);
    assert!((study.sites[2].position.lon() - 2.35).abs() < 0.01);
    let flows: Vec<(&str, bool, f64)> = (0..study.flows.len())
        .map(|at| {
            let flow = &study.flows[at];
            (study.site(flow.site).id.as_str(), study.resource(flow.resource).known, annual(&study, at))
        })
        .collect();
    // The second names no taxonomy: its code is a word that nobody knows.
    for flow in [("1", true, 5.0), ("3", true, 6.0), ("2", false, 7.0), ("3", true, 70.0)] {
        assert!(flows.contains(&flow), "{flow:?} in {flows:?}");
    }
    assert_eq!(flows.len(), 4);
    let files: Vec<&str> = study.sources.iter().map(|source| source.file.as_str()).collect();
    assert_eq!(files, ["a.csv", "b.csv", "out.csv", "in.csv"]);

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("study.toml");
    fs::write(&path, "[sites]\npath = \"s.csv\"\n[[flows]]\n[[flows]]\npath = \"s.csv\"\n").unwrap();
    assert!(StudyFile::read(&path).unwrap_err().to_string().contains("two [[flows]]"));
}

/// One file that two tables read has one corrected copy, which both then read.
#[test]
fn a_file_of_two_tables_has_one_copy() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    write(
        "study.toml",
        b"[sites]\npath = \"s.csv\"\n[[flows]]\npath = \"f.csv\"\nquantity = \"out\"\n[flows.default]\ndirection = \"supply\"\nunit = \"t\"\n\
          [[flows]]\npath = \"f.csv\"\nquantity = \"in\"\n[flows.default]\ndirection = \"demand\"\nunit = \"t\"\n",
    );
    write("s.csv", SITES);
    write("f.csv", b"site_id,resource,out,in\n1,ash.fly,5,\n2,ash.fly,,7\n2,ash.fly,,7\n");
    let read = |folder: &Path| {
        let file = StudyFile::read(folder).unwrap();
        let study = load(&file, folder, &Knowledge::of(&file, folder).unwrap(), &|_, _| {}).unwrap();
        (file, study)
    };
    let (file, study) = read(dir.path());
    assert_eq!(codes(&study), [IssueCode::RepeatedFlow]);
    let mended = maillon_ingest::mend(&file, dir.path(), &study).unwrap();
    let names: Vec<&str> = mended.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names, mended.corrections.len()), (vec!["f.csv", "study.toml"], 1));
    let copy = tempfile::tempdir().unwrap();
    mended.files.iter().for_each(|(name, bytes)| fs::write(copy.path().join(name), bytes).unwrap());
    let (_, study) = read(copy.path());
    assert_eq!(
        (codes(&study).len(), study.sources[1].file.as_str(), study.sources[2].file.as_str()),
        (0, "f.csv", "f.csv")
    );
}

/// Reading leaves nothing beside the user's files, and changes none: not what GDAL learns of a GML, nor the log of a GeoPackage that
/// another program left open.
#[test]
fn reading_leaves_no_trace() {
    use gdal::vector::{Defn, Feature, FieldDefn, Geometry, LayerOptions, OGRFieldType, OGRwkbGeometryType};
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let write = |driver: &str, name: &str| {
        gdal::config::set_thread_local_config_option("OGR_SQLITE_JOURNAL", "WAL").unwrap();
        let driver = gdal::DriverManager::get_driver_by_name(driver).unwrap();
        let mut dataset = driver.create_vector_only(path(name)).unwrap();
        let options = LayerOptions { name: "sites", srs: None, ty: OGRwkbGeometryType::wkbPoint, options: None };
        let layer = dataset.create_layer(options).unwrap();
        FieldDefn::new("site_id", OGRFieldType::OFTString).unwrap().add_to_layer(&layer).unwrap();
        let defn = Defn::from_layer(&layer);
        for id in ["A", "B"] {
            let mut feature = Feature::new(&defn).unwrap();
            feature.set_field_string(0, id).unwrap();
            feature.set_geometry(Geometry::from_wkt("POINT (2.3 51)").unwrap()).unwrap();
            feature.create(&layer).unwrap();
        }
        dataset.flush_cache().unwrap();
        dataset
    };
    write("GML", "s.gml").close().unwrap();
    fs::remove_file(path("s.xsd")).unwrap();
    let open = write("GPKG", "open.gpkg");
    // As it is while the other program runs, or after it died.
    fs::copy(path("open.gpkg"), path("s.gpkg")).unwrap();
    fs::copy(path("open.gpkg-wal"), path("s.gpkg-wal")).unwrap();
    open.close().unwrap();
    assert!(fs::metadata(path("s.gpkg-wal")).unwrap().len() > 0);
    let files = || {
        let entries = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
        files.sort();
        files
    };
    for name in ["s.gml", "s.gpkg"] {
        fs::write(path("study.toml"), format!("[sites]\npath = \"{name}\"\n")).unwrap();
        let before = files();
        let file = StudyFile::read(dir.path()).unwrap();
        let study = load(&file, dir.path(), &Knowledge::of(&file, dir.path()).unwrap(), &|_, _| {}).unwrap();
        assert_eq!(study.sites.len(), 2, "{name}: {:?}", study.issues);
        assert_eq!(files(), before, "{name}");
    }
}
