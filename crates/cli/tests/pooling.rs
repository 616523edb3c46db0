//! What neighbours could share, through the built binary: the page's own example, Dunkirk, and what users may get wrong.

mod common;

use std::fs;
use std::path::Path;

use common::{Run, close, contents, figures_hold, fixture, maillon, number, page_section, properties, rows, study_of};
use serde_json::Value;

/// The study of the page, in a folder.
fn page() -> tempfile::TempDir {
    study_of(&page_section("What neighbours could pool"), &["study.toml", "sites.csv", "flows.csv"])
}

fn add(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    let before = fs::read_to_string(&path).unwrap_or_default();
    fs::write(path, before + text).expect("written");
}

fn run(dir: &Path) -> Run {
    maillon(dir, &["match", "study.toml", "--formats", "csv,geojson", "--no-report"])
}

#[test]
fn the_page_says_what_maillon_computes() {
    let dir = page();
    let run = run(dir.path()).expect(0);
    assert!(run.stderr.contains("2 groups of neighbours could pool (6 sites); 2 reach a threshold"), "{}", run.stderr);
    let (compared, _) = figures_hold(&page_section("What neighbours could pool"), dir.path());
    assert!(compared > 18, "{compared}");
    // The members' shares are the group's.
    let members = rows(&dir.path().join("out/pool_members.csv"));
    for pool in rows(&dir.path().join("out/pools.csv")) {
        let own = members.iter().filter(|row| row["pool_id"] == pool["pool_id"]);
        let sum: f64 = own.filter_map(|row| row["value_eur_per_year"].parse::<f64>().ok()).sum();
        assert!(close(sum, number(&pool["value_eur_per_year"])), "{pool:?}");
    }
    let legs = properties(&dir.path().join("out/pool_rounds.geojson"));
    assert_eq!(legs.len(), 5, "two rounds: three legs and two");
    let card = maillon(dir.path(), &["explain", "study.toml", "pool:W1", "--quiet"]).expect(0).stdout;
    for words in ["hub: Depot", "reached together", "stop 2 of round 2", "saves 38.9 %", "TRAT1209296A", "unsourced"] {
        assert!(card.contains(words), "{words}:\n{card}");
    }
    let none = maillon(dir.path(), &["explain", "study.toml", "pool:W2", "--quiet"]).expect(2);
    assert!(none.stderr.contains("pools.geojson lists them"), "{}", none.stderr);
}

/// What the facts say: small firms of several zones, of several wastes, join in Ecopal's collection; nobody says how much each has.
#[test]
fn dunkirk_pools_its_collection_at_ecopal() {
    let dir = fixture("dunkerque");
    run(dir.path()).expect(0);
    let pools = properties(&dir.path().join("out/pools.geojson"));
    let [pool] = &pools[..] else { panic!("{pools:?}") };
    assert_eq!((&pool["hub_id"], &pool["pooling"]), (&"ECOPAL".into(), &"recyclables-round".into()));
    assert_eq!(
        (&pool["sites"], &pool["sites_unknown"], &pool["threshold_check"]),
        (&4.into(), &4.into(), &"unknown".into())
    );
    assert_eq!(pool["says"], "Collecte mutualisée de recyclables");
    for unknown in ["amount", "co2_kg_per_year", "value_eur_per_year", "resource", "stable"] {
        assert!(pool[unknown].is_null(), "{unknown} is not known");
    }
    assert!(pool["saved_way_pct"].as_f64().is_some_and(|saved| saved > 20.0 && saved < 75.0), "{pool:?}");
    let members = properties(&dir.path().join("out/pool_members.geojson"));
    let sites: Vec<&str> = members.iter().filter_map(|row| row["site_id"].as_str()).collect();
    assert_eq!(sites, ["PME-1", "PME-2", "PME-3", "PME-4"]);
}

/// Neither the order of rows nor the number of threads leaves a trace.
#[test]
fn the_order_of_rows_leaves_no_trace() {
    let (one, other) = (page(), page());
    for name in ["sites.csv", "flows.csv"] {
        let text = fs::read_to_string(other.path().join(name)).expect("text");
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        fs::write(other.path().join(name), lines.join("\n") + "\n").expect("written");
    }
    run(one.path()).expect(0);
    maillon(other.path(), &["match", "study.toml", "--formats", "csv,geojson", "--no-report", "--threads", "1"])
        .expect(0);
    let [one, other] = [&one, &other].map(|dir| contents(&dir.path().join("out")));
    let mut same = 0;
    for name in one.keys().filter(|name| name.starts_with("pool")) {
        assert!(one[name] == other[name], "{name} differs");
        same += 1;
    }
    assert!(same >= 6, "{same}");
}

#[test]
fn the_study_says_otherwise() {
    let summary = |dir: &Path| -> Value {
        serde_json::from_slice(&fs::read(dir.join("out/summary.json")).expect("a summary")).expect("JSON")
    };
    // A lower threshold for one resource: it goes by itself, and is too few.
    let dir = page();
    add(
        dir.path(),
        "study.toml",
        "[pooling]\nleast = 2\n[pooling.threshold]\n\"paper\" = \"70 t/an\"\nstaff = \"1200 h/yr\"\n",
    );
    run(dir.path()).expect(0);
    let pools = rows(&dir.path().join("out/pools.csv"));
    assert_eq!(pools.len(), 1, "plastic and metal alone are 96 t");
    assert_eq!((pools[0]["threshold"].as_str(), pools[0]["units_together"].as_str()), ("1200", "2"));
    assert_eq!(summary(dir.path())["parameters"]["pooling"]["threshold"]["staff"], "1200 h/yr");
    // Hubs of the study's own: one has no room, one has no place, and good rows beside bad ones count.
    let dir = page();
    add(
        dir.path(),
        "hubs.csv",
        "id,name,lon,lat,room\nfar,Far,0.5,0,\nsmall,Small,0.03,0,100\nbad,Bad,,,9\nlarge,Large,0.05,0,400\n",
    );
    add(dir.path(), "study.toml", "[pooling.hubs]\npath = \"hubs.csv\"\ncapacity = \"room\"\n");
    let run = run(dir.path()).expect(2);
    assert!(run.stderr.contains("hubs.csv"), "{}", run.stderr);
    let pools = rows(&dir.path().join("out/pools.csv"));
    let recyclables = pools.iter().find(|row| row["pooling"] == "recyclables-round").expect("it");
    assert_eq!((recyclables["hub_kind"].as_str(), recyclables["hub_id"].as_str()), ("place", "large"));
    assert!(summary(dir.path())["inputs"].to_string().contains("hubs.csv"));
    // Room for none of them: said, and no pool.
    let dir = page();
    add(dir.path(), "hubs.csv", "id,lon,lat,room\na,0.02,0,30\n");
    add(dir.path(), "study.toml", "[pooling.hubs]\npath = \"hubs.csv\"\ncapacity = \"room\"\n");
    let run = self::run(dir.path()).expect(0);
    assert!(run.stderr.contains("no hub has room for 3 sites"), "{}", run.stderr);
    // Zones of a kind.
    let dir = page();
    add(
        dir.path(),
        "zones.csv",
        "id,name,kind,wkt\nZ,Park,park,\"POLYGON((0.03 -0.01,0.05 -0.01,0.05 0.01,0.03 0.01,0.03 -0.01))\"\n",
    );
    add(
        dir.path(),
        "study.toml",
        "[[zones]]\npath = \"zones.csv\"\ngeometry = \"wkt\"\nkind_column = \"kind\"\n[pooling]\nhub_kind = \"park\"\n",
    );
    self::run(dir.path()).expect(0);
    let pools = rows(&dir.path().join("out/pools.csv"));
    assert!(pools.iter().all(|row| row["hub_kind"] == "zone" && row["hub_name"] == "Park"), "{pools:?}");
    // Left out.
    let dir = page();
    add(dir.path(), "study.toml", "[pooling]\nskip = true\n");
    self::run(dir.path()).expect(0);
    assert!(!dir.path().join("out/pools.csv").exists() && summary(dir.path())["pooling"].is_null());
}

#[test]
fn what_users_get_wrong_is_said() {
    for (keys, says) in [
        ("[pooling]\nleast = 1", "one site shares nothing with itself"),
        ("[pooling]\nmost = 2", "at least the 3 of `least`"),
        ("[pooling]\nmost = 100000", "at most 100"),
        ("[pooling]\nneighbour_km = 0", "kilometres above 0"),
        ("[pooling]\nvisits = 0", "1 to 366"),
        ("[pooling.threshold]\npaper = \"0 t/yr\"", "nobody is too small for a threshold of zero"),
        ("[pooling.threshold]\npaper = \"-3 t/yr\"", "negative"),
        ("[pooling.threshold]\npaper = \"100\"", "with its unit"),
        ("[pooling.threshold]\npaper = \"9 h/yr\"", "write t/yr"),
        ("[pooling.threshold]\npapr = \"9 t/yr\"", "did you mean \"paper\""),
        ("[pooling.threshold]\n\"heat.steam\" = \"9 MWh/yr\"", "nothing of it is pooled"),
        ("[pooling]\nhub_kind = \"prt\"", "the study has no zones"),
        ("[pooling.hubs]\npath = \"nowhere.csv\"", "nowhere.csv"),
        ("[pooling.hubs]\nid = \"x\"", "no `path`"),
        ("[pooling]\nleats = 3", "leats"),
    ] {
        let dir = page();
        add(dir.path(), "study.toml", &format!("{keys}\n"));
        let run = run(dir.path());
        assert!(run.code == Some(2) || run.code == Some(1), "{keys}: {:?}", run.code);
        assert!(run.stderr.contains(says), "{keys}: {}", run.stderr);
        assert!(!dir.path().join("out").exists(), "{keys}: nothing is written");
    }
    // One alone is no group, however small the threshold.
    let dir = page();
    add(dir.path(), "study.toml", "[pooling]\nleast = 2\n[pooling.threshold]\nrecyclables-round = \"61 t/yr\"\n");
    let flows = fs::read_to_string(dir.path().join("flows.csv")).expect("flows");
    let alone: Vec<&str> = flows
        .lines()
        .filter(|row| !row.starts_with(['H', 'C']) && !row.starts_with("W2") && !row.starts_with("W3"))
        .collect();
    fs::write(dir.path().join("flows.csv"), alone.join("\n") + "\n").expect("written");
    run(dir.path()).expect(0);
    assert!(!dir.path().join("out/pools.csv").exists(), "{alone:?}");
    // No flows at all.
    let dir = page();
    let text = fs::read_to_string(dir.path().join("flows.csv")).expect("flows");
    fs::write(dir.path().join("flows.csv"), text.lines().next().expect("a heading").to_owned() + "\n")
        .expect("written");
    run(dir.path()).expect(0);
    assert!(!dir.path().join("out/pools.csv").exists());
}

/// A round over the antimeridian: its legs are cut there, and not a way round the Earth.
#[test]
fn a_round_may_cross_the_antimeridian() {
    let dir = page();
    let sites = fs::read_to_string(dir.path().join("sites.csv")).expect("sites");
    let moved = sites
        .replace(",0,0", ",179.99,0")
        .replace(",0.02,", ",-179.99,")
        .replace(",0.03,", ",-179.98,")
        .replace(",0.04,", ",-179.97,");
    fs::write(dir.path().join("sites.csv"), moved).expect("written");
    run(dir.path()).expect(0);
    let pool = &rows(&dir.path().join("out/pools.csv"));
    let pool = pool.iter().find(|row| row["pool_id"] == "pool:W1").expect("the pool");
    assert!(close(number(&pool["round_m"]), 13358.3), "{}", pool["round_m"]);
    let text = fs::read_to_string(dir.path().join("out/pool_rounds.geojson")).expect("rounds");
    assert!(text.contains("MultiLineString") && !text.contains("\"LineString\""), "one type, cut");
}
