//! The five sites of `docs/method.md`: maillon computes what the page says of their territory, and the page's arithmetic is
//! right. And what users may get wrong.

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::{close, figures_hold, maillon, number, page_section, rows, study_of};

/// The page's two studies of five sites.
fn sections() -> [String; 2] {
    let section = page_section("What it does for the territory");
    let (first, second) = section.split_once("#### Five sites that hang on each other").expect("the second study");
    [first, second].map(str::to_owned)
}

/// The first of them, in a folder.
fn five() -> tempfile::TempDir {
    in_folder(&sections()[0])
}

fn in_folder(section: &str) -> tempfile::TempDir {
    study_of(section, &["study.toml", "sites.csv", "flows.csv", "zones.csv"])
}

#[test]
fn the_page_says_what_maillon_computes() {
    let mut figures = BTreeSet::new();
    for (section, least) in sections().iter().zip([75, 40]) {
        let dir = in_folder(section);
        maillon(dir.path(), &["match", "study.toml", "--formats", "csv", "--quiet"]).expect(0);
        let (compared, own) = figures_hold(section, dir.path());
        assert!(compared >= least, "{compared}");
        figures.extend(own);
    }
    let all: BTreeSet<String> = maillon_territory::indicator_words().map(|words| words.id.to_owned()).collect();
    assert_eq!(figures, all, "the page works out a value of each indicator");
}

#[test]
fn two_studies_are_compared() {
    let (before, after) = (five(), five());
    let flows = fs::read_to_string(after.path().join("flows.csv")).expect("flows");
    fs::write(
        after.path().join("flows.csv"),
        flows
            .replace("supply,wood.chips,120", "supply,wood.chips,100")
            .replace("D2,B2,demand,wood.chips,60,t/yr,,40", "D2,B2,demand,wood.chips,60,t/yr,,0"),
    )
    .expect("written");
    let failed = maillon(before.path(), &["compare", ".", "."]).expect(2);
    assert!(failed.stderr.contains("maillon match"), "{}", failed.stderr);
    for dir in [&before, &after] {
        maillon(dir.path(), &["match", "study.toml", "--quiet"]).expect(0);
    }
    let (a, b) = (before.path().join("study.toml"), after.path().join("out"));
    let (a, b) = (a.to_str().expect("a path"), b.to_str().expect("a path"));
    let run = maillon(before.path(), &["compare", a, b, "--json"]).expect(0);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let row = &json["indicators"][0];
    assert_eq!((row["indicator"].as_str(), row["of"].as_str()), (Some("closing_rate"), Some("t/yr")));
    assert!(close(row["change"].as_f64().expect("a change"), 100.0 * 150.0 / 160.0 - 100.0 * 150.0 / 180.0), "{row}");
    // Without a plan too: of what there is to buy, the price of 60 and 60 t.
    let bought = json["indicators"].as_array().expect("rows").iter().find(|row| row["indicator"] == "still_bought");
    let bought = bought.expect("what is still bought");
    assert_eq!(
        ["before_a", "before_b", "before_change"].map(|key| bought[key].as_f64()),
        [Some(4800.0), Some(2400.0), Some(-2400.0)]
    );
    assert!(
        json["indicators"].as_array().expect("rows").iter().any(|row| row["before_a"].is_null()),
        "not of every indicator"
    );
    let text = maillon(before.path(), &["compare", a, b]).expect(0).stdout;
    let line = |start: &str| {
        text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no {start} in {text}"))
    };
    let words: Vec<&str> = line("still_bought (no plan)").split_whitespace().collect();
    assert_eq!(words[3..6], ["4800", "2400", "-2400"], "{text}");
    assert!(text.lines().any(|line| line.starts_with("closing_rate") && line.contains("10.4167")), "{text}");
    maillon(before.path(), &["match", "study.toml", "--no-territory", "--quiet", "--out", "bare"]).expect(0);
    assert!(!before.path().join("bare/balances.csv").exists());
    let refused = maillon(before.path(), &["compare", "bare", "out"]).expect(2);
    assert!(refused.stderr.contains("--no-territory"), "{}", refused.stderr);
}

/// Two parks that overlap, a border that two communes share, a ring that crosses itself, and no flows at all.
#[test]
fn odd_zones_do_no_harm() {
    let dir = five();
    let zones = fs::read_to_string(dir.path().join("zones.csv")).expect("zones");
    let more = "P,Park,park,\"POLYGON((0 -1,0.31 -1,0.31 1,0 1,0 -1))\"\nQ,Park,park,\"POLYGON((0.2 -1,1 -1,1 1,0.2 1,0.2 -1))\"\n\
                X,Bow,park,\"POLYGON((10 0,14 4,14 0,10 4,10 0))\"\n";
    fs::write(dir.path().join("zones.csv"), format!("{zones}{more}")).expect("written");
    let run = maillon(dir.path(), &["match", "study.toml", "--formats", "csv"]).expect(0);
    assert!(run.stderr.contains("2 sites lie in several zones of the level \"park\""), "{}", run.stderr);
    assert!(run.stderr.contains("1 sites lie in no zone of the level \"commune\""), "{}", run.stderr);
    let supply = |level: &str| -> f64 {
        let rows = rows(&dir.path().join("out/balances.csv"));
        rows.iter()
            .filter(|row| row["level"] == level && row["family"] == "wood")
            .map(|row| number(&row["supply"]))
            .sum()
    };
    assert_eq!(["commune", "department", "park"].map(supply), [170.0; 3]);
    let head = "flow_id,site_id,direction,resource,quantity,unit,price_eur_per_unit,known\n";
    fs::write(dir.path().join("flows.csv"), head).expect("written");
    let run = maillon(dir.path(), &["match", "study.toml", "--formats", "csv"]);
    assert!(run.code == Some(0), "{}", run.stderr);
    assert!(!dir.path().join("out/balances.csv").exists() && dir.path().join("out/indicators.csv").exists());
    // No zones at all: risks, gains and figures all the same.
    let dir = five();
    fs::write(dir.path().join("study.toml"), "[sites]\npath=\"sites.csv\"\n[flows]\npath=\"flows.csv\"\n")
        .expect("written");
    let run = maillon(dir.path(), &["match", "study.toml", "--formats", "csv"]).expect(0);
    assert!(run.stderr.contains("the study has no zones"), "{}", run.stderr);
    let out = dir.path().join("out");
    assert!(!out.join("balances.csv").exists() && !out.join("sankey.csv").exists());
    assert_eq!(rows(&out.join("gains.csv")).len(), 5);
    let kept = rows(&out.join("indicators.csv")).into_iter().find(|row| row["indicator"] == "closing_rate");
    assert!(close(number(&kept.expect("a closing rate")["value"]), 100.0 * 150.0 / 180.0));
    fs::write(
        dir.path().join("study.toml"),
        "[sites]\npath=\"sites.csv\"\n[flows]\npath=\"flows.csv\"\n[territory]\nwithin_km=[-1]\n",
    )
    .expect("written");
    let refused = maillon(dir.path(), &["match", "study.toml"]).expect(2);
    assert!(refused.stderr.contains("within_km"), "{}", refused.stderr);
}

/// A zone with a hole, one whose hole reaches out of it, one whose ring crosses itself: each is said, and sums stay the study's.
#[test]
fn holes_and_invalid_rings_are_said_and_count_no_site_twice() {
    let dir = five();
    let ring = |west: f64, east: f64| format!("({west} -0.2,{east} -0.2,{east} 0.2,{west} 0.2,{west} -0.2)");
    // The sawmill lies in the hole of the first zone, the joinery and the greenhouse in the second; boiler and school in the first.
    let zones = [
        format!("H,Hole,park,\"POLYGON({},(0.09 -0.01,0.11 -0.01,0.11 0.01,0.09 0.01,0.09 -0.01))\"\n", ring(0.0, 0.2)),
        format!("O,Out,park,\"POLYGON({},(0.39 -0.01,0.6 -0.01,0.6 0.01,0.39 0.01,0.39 -0.01))\"\n", ring(0.2, 0.4)),
        "X,Bow,quarter,\"POLYGON((0 -0.3,0.4 0.3,0.4 -0.3,0 0.3,0 -0.3))\"\n".to_owned(),
        "E,Empty,quarter,POLYGON EMPTY\n".to_owned(),
    ];
    fs::write(dir.path().join("zones.csv"), format!("id,name,level,wkt\n{}", zones.concat())).expect("written");
    let run = maillon(dir.path(), &["match", "study.toml", "--formats", "csv"]);
    assert!(run.code.is_some_and(|code| code != 1), "{}", run.stderr);
    let issues = rows(&dir.path().join("out/issues.csv"));
    let said: BTreeSet<&str> =
        issues.iter().filter(|row| row["code"] == "invalid-geometry").map(|row| &*row["message"]).collect();
    assert!(["zone O", "zone X"].iter().all(|zone| said.iter().any(|message| message.contains(zone))), "{said:?}");
    assert!(!said.iter().any(|message| message.contains("zone H")), "a hole is no fault: {said:?}");
    assert!(run.stderr.contains("1 sites lie in no zone of the level \"park\""), "{}", run.stderr);
    let balances = rows(&dir.path().join("out/balances.csv"));
    let wood = |level: &str, zone: &str| -> f64 {
        let own = balances.iter().filter(|row| row["level"] == level && row["family"] == "wood");
        own.filter(|row| zone == "*" || row["zone_id"] == zone).map(|row| number(&row["supply"])).sum()
    };
    assert_eq!(
        [wood("park", ""), wood("park", "H"), wood("park", "O")],
        [120.0, 0.0, 50.0],
        "the sawmill is in the hole"
    );
    assert_eq!([wood("park", "*"), wood("quarter", "*")], [170.0; 2], "whatever the rings: each site once");
}

/// How many people work at a site: what cannot be read, or holds several classes of size, is said and counts as unknown.
#[test]
fn sizes_that_cannot_be_read_are_said() {
    let dir = five();
    let sites = fs::read_to_string(dir.path().join("sites.csv")).expect("sites");
    let sites = sites.replace("0,60\n", "0,sixty\n").replace("0,300\n", "0,5-60\n");
    fs::write(dir.path().join("sites.csv"), sites.replace("staff", "Effectif")).expect("written");
    let study = fs::read_to_string(dir.path().join("study.toml")).expect("the study");
    fs::write(dir.path().join("study.toml"), study.replace("\"sites.csv\"", "\"sites.csv\"\nstaff = \"Effectif\""))
        .expect("written");
    let run = maillon(dir.path(), &["match", "study.toml", "--formats", "csv"]).expect(2);
    assert!(run.stderr.contains("sixty") && run.stderr.contains("several classes"), "{}", run.stderr);
    let gains = rows(&dir.path().join("out/gains.csv"));
    let size = |site: &str| gains.iter().find(|row| row["site_id"] == site).expect("a site")["size"].clone();
    assert_eq!(["A1", "A2", "B1", "B2", "C1"].map(size), ["", "micro", "", "small", ""]);
    // A column that is not there is an error, as for any other role.
    fs::write(dir.path().join("study.toml"), study.replace("\"sites.csv\"", "\"sites.csv\"\nstaff = \"people\""))
        .expect("written");
    let refused = maillon(dir.path(), &["match", "study.toml", "--quiet"]);
    assert!(refused.code != Some(0) && refused.stderr.contains("people"), "{}", refused.stderr);
}
