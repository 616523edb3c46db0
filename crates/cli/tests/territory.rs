//! The five sites of `docs/method.md`: maillon computes what the page says of their territory, and the page's arithmetic is
//! right. And what users may get wrong.

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::{close, figures_hold, maillon, number, page_section, rows, study_of};

fn section() -> String {
    page_section("What it does for the territory")
}

/// The study of the page, in a folder.
fn five() -> tempfile::TempDir {
    study_of(&section(), &["study.toml", "sites.csv", "flows.csv", "zones.csv"])
}

#[test]
fn the_page_says_what_maillon_computes() {
    let dir = five();
    maillon(dir.path(), &["match", "study.toml", "--formats", "csv", "--quiet"]).expect(0);
    let (compared, figures) = figures_hold(&section(), dir.path());
    assert!(compared > 40, "{compared}");
    let all: BTreeSet<String> =
        rows(&dir.path().join("out/indicators.csv")).into_iter().map(|row| row["indicator"].clone()).collect();
    assert_eq!(figures, all, "each indicator is on the page");
}

#[test]
fn two_studies_are_compared() {
    let (before, after) = (five(), five());
    let flows = fs::read_to_string(after.path().join("flows.csv")).expect("flows");
    fs::write(after.path().join("flows.csv"), flows.replace("supply,wood.chips,120", "supply,wood.chips,100"))
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
    let text = maillon(before.path(), &["compare", a, b]).expect(0).stdout;
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
