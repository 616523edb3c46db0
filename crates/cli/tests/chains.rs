//! Chains, missing processors and siting: what `docs/method.md` works out by hand, the real territories, and what users may
//! get wrong.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{Row, close, contents, figures_hold, fixture, maillon, number, page_section, properties, root, study_of};
use serde_json::Value;

fn section() -> String {
    page_section("Chains, missing processors, siting")
}

fn block(name: &str) -> String {
    common::block(&section(), name)
}

/// The study of the page, in a folder.
fn study() -> tempfile::TempDir {
    study_of(&section(), &["study.toml", "sites.csv", "flows.csv", "zones.csv", "profile.csv"])
}

/// The same with other flows.
fn with_flows(rows: &str) -> tempfile::TempDir {
    let dir = study();
    let heading = block("flows.csv").lines().next().expect("a heading").to_owned();
    fs::write(dir.path().join("flows.csv"), format!("{heading}\n{rows}")).expect("written");
    dir
}

/// The rows of a layer; none where it was not written.
fn rows(path: &Path) -> Vec<Row> {
    if path.exists() { common::rows(path) } else { Vec::new() }
}

#[test]
fn the_page_says_what_maillon_computes() {
    let dir = study();
    maillon(dir.path(), &["match", "study.toml", "--formats", "csv", "--quiet"]).expect(0);
    let site = ["site", "study.toml", "--profile", "profile.csv", "--formats", "csv", "--out", "where", "--quiet"];
    maillon(dir.path(), &site).expect(0);
    fs::copy(dir.path().join("where/siting.csv"), dir.path().join("out/siting.csv")).expect("a copy");
    let (compared, _) = figures_hold(&section(), dir.path());
    assert!(compared >= 20, "{compared}");
    // What the plan moves and what chains add: no more of a flow than there is.
    let moved: f64 = rows(&dir.path().join("out/synergies.csv"))
        .iter()
        .filter(|row| row["supply_flow"] == "S1")
        .map(|row| number(&row["allocated"]))
        .sum();
    let added: f64 = rows(&dir.path().join("out/chains.csv")).iter().map(|row| number(&row["added"])).sum();
    assert_eq!((moved, added), (40.0, 20.0), "of 100");
}

#[test]
fn a_synergy_and_its_card_name_the_processor_in_reach() {
    let dir = study();
    maillon(dir.path(), &["match", "study.toml", "--quiet"]).expect(0);
    let synergies = properties(&dir.path().join("out/synergies.geojson"));
    let named =
        |id: &str| synergies.iter().find(|row| row["synergy_id"] == id).expect("a synergy")["processor"].clone();
    assert_eq!((named("S1~D1"), named("S2~D3")), ("Crusher".into(), Value::Null));
    let card = maillon(dir.path(), &["explain", "study.toml", "S1~D1"]).expect(0).stdout;
    assert!(card.contains("processor in reach: Crusher (K), 11.1 km there and 11.1 km on"), "{card}");
    let card: Value =
        serde_json::from_str(&maillon(dir.path(), &["explain", "study.toml", "S2~D3", "--json"]).expect(0).stdout)
            .expect("JSON");
    assert_eq!((&card["plant"]["treatment"], &card["plant"]["processor"]), (&"crushing".into(), &Value::Null));
}

#[test]
fn threads_and_the_order_of_rows_leave_no_trace() {
    let dir = study();
    let run = |out: &str, threads: &str| {
        maillon(
            dir.path(),
            &["match", "study.toml", "--formats", "csv,geojson", "--quiet", "--threads", threads, "--out", out],
        )
        .expect(0);
        let where_to = format!("{out}-where");
        let site = [
            "site",
            "study.toml",
            "--activity",
            "43.11",
            "--grid",
            "20",
            "--threads",
            threads,
            "--formats",
            "geojson,csv",
            "--out",
            &where_to,
        ];
        maillon(dir.path(), &site).expect(0);
        let layers = |folder: &str| {
            let mut files = contents(&dir.path().join(folder));
            files.retain(|name, _| !name.starts_with("summary") && !name.ends_with("html"));
            files
        };
        (layers(out), layers(&where_to))
    };
    let once = run("one", "1");
    assert!(once == run("four", "4"), "another number of threads");
    let text = block("flows.csv");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    fs::write(dir.path().join("flows.csv"), lines.join("\n")).expect("written");
    assert!(once == run("turned", "2"), "another order");
}

#[test]
fn what_is_wrong_with_a_processor_is_said() {
    let pair = "S1,G,supply,construction.concrete,,100,t/yr,\nD1,U,demand,mineral.aggregate,,40,t/yr,\n";
    for (row, code, exit) in [
        ("K,P,process,,,60,t/yr,\n", "missing-treatment", 2),
        ("K,P,process,,crushng,60,t/yr,\n", "near it: crushing", 2),
        ("K,P,process,,crushing,0,t/yr,\n", "idle-processor", 0),
        ("K,P,process,,crushing,,,\n", "unknown-capacity", 0),
        ("K,P,process,,crushing,-5,t/yr,\n", "negative-quantity", 2),
        ("K,P,process,heat.steam,crushing,60,MWh/yr,\n", "processor-without-rule", 0),
        ("K,X,process,,crushing,60,t/yr,\n", "unknown-site", 2),
        ("S1,P,process,,crushing,60,t/yr,\n", "duplicate-id", 2),
    ] {
        let dir = with_flows(&format!("{pair}{row}"));
        let run = maillon(dir.path(), &["check", "study.toml"]).expect(exit);
        let said = run.stdout + &run.stderr;
        assert!(said.contains(code), "{row}: no {code} in\n{said}");
        maillon(dir.path(), &["match", "study.toml", "--quiet", "--formats", "csv"]).expect(exit);
        let chains = rows(&dir.path().join("out/chains.csv"));
        let expected = usize::from(code == "unknown-capacity");
        assert_eq!(chains.len(), expected, "{row}");
        // Missing is not zero: without a capacity there is a chain, and nothing is promised of it.
        assert!(chains.iter().all(|chain| chain["amount"].is_empty() && chain["assigned"].is_empty()), "{row}");
    }
}

#[test]
fn words_of_a_processor_in_either_language_and_column() {
    let pair = "S1,G,supply,construction.concrete,,100,t/yr,\nD1,U,demand,mineral.aggregate,,40,t/yr,\n";
    for row in [
        "K,P,traitement,,Concassage,5,t/yr,\n",
        "K,P,processor,crush,,5,t/yr,\n",
        "K,P,treatment,construction,,5,t/yr,\n",
        "K,P,process,ewc:17 01 01,crushing; sorting,5000,kg/yr,\n",
    ] {
        let dir = with_flows(&format!("{pair}{row}"));
        maillon(dir.path(), &["match", "study.toml", "--quiet", "--formats", "csv"]).expect(0);
        let chains = rows(&dir.path().join("out/chains.csv"));
        // The capacity is below either need: it is what limits the chain.
        let amounts: Vec<(&str, &str)> = chains.iter().map(|c| (&*c["amount"], &*c["assigned"])).collect();
        assert_eq!(amounts, [("5", "5")], "{row}");
    }
    // A processor of something else does not help.
    let dir = with_flows(&format!("{pair}K,P,process,wood,chipping,5,t/yr,\n"));
    maillon(dir.path(), &["match", "study.toml", "--quiet", "--formats", "csv"]).expect(0);
    assert!(rows(&dir.path().join("out/chains.csv")).is_empty());
    assert_eq!(rows(&dir.path().join("out/processors.csv"))[0]["chains"], "0");
}

#[test]
fn legs_respect_what_each_side_accepts_and_lots() {
    let heading = "flow_id,site_id,direction,resource,treatment,quantity,unit,max_distance_km,min_lot\n";
    let run = |rows_of: &str| {
        let dir = study();
        fs::write(dir.path().join("flows.csv"), format!("{heading}{rows_of}")).expect("written");
        maillon(dir.path(), &["match", "study.toml", "--quiet", "--formats", "csv"]).expect(0);
        rows(&dir.path().join("out/chains.csv"))
            .into_iter()
            .map(|row| (row["demand_flow"].clone(), row["assigned"].clone()))
            .collect::<Vec<_>>()
    };
    let flows = |supply: &str, processor: &str, demand: &str| {
        run(&format!(
            "S1,G,supply,construction.concrete,,100,t/yr,{supply}\nK,P,process,,crushing,60,t/yr,{processor}\nD1,U,demand,mineral.aggregate,,40,t/yr,{demand}\n"
        ))
    };
    let kept = [("D1".to_owned(), "40".to_owned())];
    assert_eq!(flows(",", ",", ","), kept);
    assert_eq!(flows("11.2,", "11.2,", "11.2,"), kept, "each leg is 11.13 km");
    for far in [["11,", ",", ","], [",", "11,", ","], [",", ",", "11,"]] {
        assert!(flows(far[0], far[1], far[2]).is_empty(), "{far:?}");
    }
    let nothing = [("D1".to_owned(), "0".to_owned())];
    for lot in [[",50", ",", ","], [",", ",50", ","]] {
        assert_eq!(flows(lot[0], lot[1], lot[2]), nothing, "{lot:?}: 40 t is less than the lot");
    }
}

#[test]
fn the_antimeridian_is_no_border() {
    let dir = study();
    fs::write(
        dir.path().join("sites.csv"),
        "site_id,name,nace,lon,lat\nG,A,43.11,179.9,0\nP,B,38.32,-180,0\nU,C,42.11,-179.9,0\nV,D,42.11,-179.8,0\n\
         H,E,43.11,20,0\nI,F,43.11,20,0\nW,G,42.11,20,0\n",
    )
    .expect("written");
    maillon(dir.path(), &["match", "study.toml", "--quiet", "--formats", "geojson,csv"]).expect(0);
    let chains = rows(&dir.path().join("out/chains.csv"));
    assert!(close(number(&chains[0]["distance_m"]), 22263.9), "{chains:?}");
    let text = fs::read_to_string(dir.path().join("out/chains.geojson")).expect("a layer");
    assert!(text.contains("MultiLineString") && !text.contains("\"LineString\""), "{text}");
    let flows = fs::read_to_string(dir.path().join("flows.csv")).expect("flows");
    let near = flows.lines().filter(|line| !line.contains(",H,") && !line.contains(",I,") && !line.contains(",W,"));
    fs::write(dir.path().join("flows.csv"), near.collect::<Vec<_>>().join("\n")).expect("written");
    fs::write(
        dir.path().join("sites.csv"),
        "site_id,name,nace,lon,lat\nG,A,43.11,179.9,0\nP,B,38.32,-180,0\nU,C,42.11,-179.9,0\nV,D,42.11,-179.8,0\n",
    )
    .expect("written");
    let site = ["site", "study.toml", "--profile", "profile.csv", "--grid", "10", "--out", "where", "--quiet"];
    maillon(dir.path(), &site).expect(0);
    let cells = properties(&dir.path().join("where/siting.geojson"));
    assert_eq!(cells.len(), 4, "0.3 degrees of longitude, not 359.7");
    let text = fs::read_to_string(dir.path().join("where/siting.geojson")).expect("a layer");
    let lons = text.split("[").filter_map(|part| part.split(',').next()?.parse::<f64>().ok());
    assert!(lons.map(f64::abs).all(|lon| (179.0..=180.0).contains(&lon)), "{text}");
}

#[test]
fn what_is_wrong_with_a_siting_is_said() {
    let dir = study();
    let refused = |args: &[&str], says: &str| {
        let run = maillon(dir.path(), &[&["site", "study.toml"], args].concat()).expect(2);
        assert!(run.stderr.contains(says), "{args:?}: no {says} in {}", run.stderr);
    };
    refused(&[], "--profile");
    refused(&["--profile", "nowhere.csv"], "nowhere.csv");
    refused(&["--activity", "bakery"], "no NACE");
    refused(&["--activity", "99.99"], "no substitution that maillon knows names");
    for size in ["0", "-5", "NaN", "1e9"] {
        refused(&["--activity", "43.11", "--grid", size], "has no surface");
    }
    refused(&["--activity", "43.11", "--grid", "0.000001"], "at most 100000");
    refused(&["--activity", "43.11", "--kind", "port"], "there are: industrial");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    write("empty.csv", "direction,resource,quantity,unit\n");
    refused(&["--profile", "empty.csv"], "no flow that can be used");
    write("columns.csv", "sens,quoi\nsupply,heat\n");
    refused(&["--profile", "columns.csv"], "direction");
    // An unknown resource is said and matches only itself; good rows beside bad ones count.
    write(
        "odd.csv",
        "direction,resource,quantity,unit\nsupply,unobtainium,5,t/yr\nsupply,construction.concrete,x,t/yr\nsupply,construction.concrete,5,t/yr\n",
    );
    let run = maillon(dir.path(), &["site", "study.toml", "--profile", "odd.csv"]).expect(2);
    assert!(run.stderr.contains("unknown-resource") && run.stderr.contains("bad-number"), "{}", run.stderr);
    assert!(run.stdout.contains("3 flows at 3 places"), "{}", run.stdout);
    write("study.toml", block("study.toml").split("[[zones]]").next().expect("text"));
    refused(&["--activity", "43.11"], "give --grid KM");
    write("flows.csv", block("flows.csv").lines().next().expect("a heading"));
    refused(&["--activity", "43.11", "--grid", "5"], "no flows");
}

#[test]
fn a_place_scores_as_a_firm_that_stands_there_would() {
    // The slow way: the firm as a site of the study, matched with all others.
    let dir = study();
    let json = maillon(dir.path(), &["site", "study.toml", "--profile", "profile.csv", "--json"]).expect(0).stdout;
    let report: Value = serde_json::from_str(&json).expect("JSON");
    for place in report["places"].as_array().expect("places") {
        let sites = format!("{}N,New,,{},{}\n", block("sites.csv"), place["lon"], place["lat"]);
        let flows =
            block("flows.csv") + "N1,N,supply,construction.concrete,,50,t/yr,\nN2,N,demand,heat.steam,,100,MWh/yr,\n";
        fs::write(dir.path().join("sites.csv"), sites).expect("written");
        fs::write(dir.path().join("flows.csv"), flows).expect("written");
        maillon(dir.path(), &["match", "study.toml", "--top", "0", "--quiet", "--formats", "csv"]).expect(0);
        let mut own: Vec<(f64, f64)> = rows(&dir.path().join("out/synergies.csv"))
            .iter()
            .filter(|row| row["supply_flow"] == "N1")
            .map(|row| (number(&row["score"]), number(&row["amount"])))
            .collect();
        own.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut left, mut sum) = (50.0, 0.0);
        for (score, amount) in own {
            let taken = f64::min(left, amount);
            sum += taken * score;
            left -= taken;
        }
        let score = place["score"].as_f64().expect("a score");
        assert!((sum / 50.0 / 2.0 - score).abs() < 1e-4, "{place}: {}", sum / 50.0 / 2.0);
    }
}

#[test]
fn the_documented_territories_with_a_processor_added() {
    let dir = fixture("kalundborg");
    let path = dir.path().join("flows.csv");
    let text = fs::read_to_string(&path).expect("flows");
    // Its columns have no treatment: the resource's cell holds it.
    fs::write(&path, format!("{}\nplant,asnaes,process,water treatment,900000,m3/yr,,,,,\n", text.trim_end()))
        .expect("written");
    maillon(dir.path(), &["match", "study.toml", "--quiet", "--formats", "csv"]).expect(0);
    let chains = rows(&dir.path().join("out/chains.csv"));
    assert!(!chains.is_empty() && chains.iter().all(|chain| chain["treatment"] == "water-treatment"), "{chains:?}");
    assert!(
        chains.iter().any(|chain| chain["supply_flow"] == "lake-tisso-out-water"
            && chain["demand_flow"] == "refinery-in-process-water")
    );
    // The inventory tells no amounts of water: nothing is promised.
    assert!(chains.iter().all(|chain| chain["amount"].is_empty() && chain["assigned"].is_empty()));
    assert!(
        rows(&dir.path().join("out/missing_processors.csv")).iter().all(|row| row["treatment"] != "water-treatment")
    );

    let dir = fixture("dunkerque");
    maillon(dir.path(), &["match", "study.toml", "--quiet", "--formats", "csv"]).expect(0);
    let missing = rows(&dir.path().join("out/missing_processors.csv"));
    assert!(
        missing.iter().any(|row| row["rule"] == "chlorine-recovery"
            && row["size"].is_empty()
            && row["supply_flows_unknown"] == "1"),
        "{missing:?}"
    );
    let path = dir.path().join("flows.csv");
    let text = fs::read_to_string(&path).expect("flows");
    fs::write(&path, format!("{}\nREGEN;ECOPHOS;traitement;régénération d'acides;20000;t/an;;;;\n", text.trim_end()))
        .expect("written");
    maillon(dir.path(), &["match", "study.toml", "--quiet", "--formats", "csv"]).expect(0);
    let chains = rows(&dir.path().join("out/chains.csv"));
    assert_eq!(chains.len(), 1, "{chains:?}");
    assert_eq!(
        (&*chains[0]["supply_flow"], &*chains[0]["treatment_name"]),
        ("PVC-S-residus-chlores", "Régénération d'acides")
    );
    assert!(rows(&dir.path().join("out/missing_processors.csv")).iter().all(|row| row["rule"] != "chlorine-recovery"));
    // Where would a plaster works settle?
    let site = ["site", "study.toml", "--activity", "23.62", "--grid", "5", "--out", "where", "--quiet"];
    maillon(dir.path(), &site).expect(0);
    assert!(properties(&dir.path().join("where/siting.geojson")).len() > 3);
}

#[test]
fn the_page_lists_every_treatment() {
    let page = fs::read_to_string(root().join("docs/chains.md")).expect("docs/chains.md");
    for treatment in maillon_knowledge::Catalogue::builtin().treatments() {
        let row = format!("| `{}` | {} | {} |", treatment.id, treatment.en, treatment.fr);
        assert!(page.contains(&row), "docs/chains.md lacks: {row}");
    }
}

/// What the report page says in a section; empty where the page has none.
fn of_page(dir: &Path, id: &str) -> String {
    let page = fs::read_to_string(dir.join("out/report.html")).expect("a page");
    let start = page.split_once(&format!("<section id=\"{id}\""));
    assert_eq!(start.is_some(), page.contains(&format!("href=\"#{id}\"")), "the menu says what there is: {id}");
    let text = start.map(|(_, rest)| rest.split("</section>").next().expect("its end").to_owned());
    text.unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn the_report_page_shows_chains_and_missing_plants() {
    let dir = study();
    let match_ = || maillon(dir.path(), &["match", "study.toml", "--formats", "csv", "--quiet"]);
    match_().expect(0);
    let chains = of_page(dir.path(), "chains");
    let cells: Vec<&str> = chains.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text)).collect();
    for (what, count) in [
        ("Demolition", 2),
        ("Road works", 1),
        ("Builders", 1),
        ("60 t", 2),
        ("40 t", 2),
        ("20 t", 2),
        ("22.3 km", 1),
        ("39.0 km", 1),
    ] {
        assert_eq!(cells.iter().filter(|cell| **cell == what).count(), count, "{what}: {cells:?}");
    }
    let missing = of_page(dir.path(), "missing");
    for what in ["Crushing and screening", "Another", "30 t", "2 sites", "1 of 2 flows of unknown amount", "11.1 km"] {
        assert!(missing.contains(what), "{what}: {missing}");
    }
    // In French, and names that would break out of the page.
    let sites = block("sites.csv").replace("Crusher", "<script>K</script>").replace("Another", "<b>I & \"co\"");
    fs::write(dir.path().join("sites.csv"), sites.replace("<b>I & \"co\"", "\"<b>I & \"\"co\"\"\"")).expect("written");
    fs::write(dir.path().join("study.toml"), format!("[study]\nlanguage = \"fr\"\n{}", block("study.toml")))
        .expect("written");
    match_().expect(0);
    let (chains, missing) = (of_page(dir.path(), "chains"), of_page(dir.path(), "missing"));
    for what in ["Traité par", "&lt;script&gt;K&lt;/script&gt;", "Concassage", "Déchets de béton"] {
        assert!(chains.contains(what), "{what}: {chains}");
    }
    for what in ["Débloquerait", "&lt;b&gt;I &amp; &quot;co&quot;", "1 sur 2 flux de quantité inconnue"] {
        assert!(missing.contains(what), "{what}: {missing}");
    }
    assert!(!chains.contains("<script") && !missing.contains("<b>I"));
    // Only where there are any.
    let dir = with_flows("S1,G,supply,heat.hot-water,,100,MWh/yr,\nD1,U,demand,heat.hot-water,,40,MWh/yr,\n");
    maillon(dir.path(), &["match", "study.toml", "--formats", "csv", "--quiet"]).expect(0);
    assert_eq!(["chains", "missing"].map(|id| of_page(dir.path(), id)), ["", ""]);
}

#[test]
fn what_if_a_processor_went_or_came() {
    let dir = study();
    let ask = |args: &[&str]| {
        let run = maillon(dir.path(), &[&["whatif", "study.toml", "--quiet", "--json"], args].concat()).expect(0);
        let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
        report["chains"].clone()
    };
    let turns = |report: &Value| {
        ["lost", "reduced", "raised", "gained"].map(|turn| report["turns"][turn].as_u64().expect("a count"))
    };
    let used = |report: &Value, side: &str, what: &str| report[side][what]["t_per_year"].as_f64().unwrap_or(0.0);
    let closed = ask(&["--close", "Crusher"]);
    assert_eq!(turns(&closed), [2, 0, 0, 0]);
    assert_eq!((used(&closed, "before", "capacity_used"), used(&closed, "after", "capacity_used")), (60.0, 0.0));
    assert_eq!((used(&closed, "before", "of_plan"), used(&closed, "after", "of_plan")), (40.0, 0.0));
    let ids: Vec<&str> =
        closed["differences"].as_array().expect("rows").iter().filter_map(|d| d["chain_id"].as_str()).collect();
    assert_eq!(ids, ["S1~K~D1", "S1~K~D2"]);
    // Half of the capacity goes where it scores most.
    let half = ask(&["--scale", "P=0.5"]);
    assert_eq!((turns(&half), used(&half, "after", "capacity_used")), ([1, 1, 0, 0], 30.0));
    // A taker that closes leaves room for the other.
    let taker = ask(&["--close", "U"]);
    assert_eq!((turns(&taker), used(&taker, "after", "capacity_used")), ([1, 0, 1, 0], 50.0));
    // A plant at the far end: one chain of known amount, one of a giver whose amount nobody knows.
    let file = dir.path().join("plant.csv");
    fs::write(&file, "flow_id,site_id,direction,resource,treatment,quantity,unit\nK2,W,process,,crushing,25,t/yr\n")
        .expect("written");
    let came = ask(&["--add", "plant.csv"]);
    assert_eq!((turns(&came), used(&came, "after", "capacity_used")), ([0, 0, 0, 2], 85.0));
    let text = maillon(dir.path(), &["whatif", "study.toml", "--close", "P"]).expect(0).stdout;
    assert!(
        text.contains("60 t/yr → nothing of the processors' capacity; of what the plan moves, 40 t/yr → nothing"),
        "{text}"
    );
    assert!(text.contains("2 lost, 0 reduced") && text.contains("Demolition, Crusher, Road works, Builders"), "{text}");
    // Of all sites, the crusher has most chains, and no flow: it is ranked all the same.
    let ranking = maillon(dir.path(), &["whatif", "study.toml", "--each-site", "--json", "--quiet"]).expect(0).stdout;
    let ranking: Value = serde_json::from_str(&ranking).expect("JSON");
    let rows: Vec<(&str, u64)> = ranking["closures"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (row["site_id"].as_str().expect("an id"), row["chains"].as_u64().expect("a count")))
        .collect();
    assert_eq!(
        rows.iter().copied().collect::<BTreeSet<_>>(),
        [("G", 2), ("P", 2), ("U", 1), ("V", 1), ("H", 0), ("I", 0), ("W", 0)].into()
    );
    // The summary says what stdout says; a study without processors says nothing of them.
    maillon(dir.path(), &["whatif", "study.toml", "--close", "P", "--out", "gone", "--quiet"]).expect(0);
    let summary: Value =
        serde_json::from_slice(&fs::read(dir.path().join("gone/summary.json")).expect("it")).expect("JSON");
    assert_eq!(summary["whatif"]["chains"], closed);
    let dir = with_flows("S1,G,supply,construction.concrete,,100,t/yr,\nD1,U,demand,mineral.aggregate,,40,t/yr,\n");
    let run = maillon(dir.path(), &["whatif", "study.toml", "--close", "G"]).expect(0);
    assert!(!run.stdout.contains("processors"), "{}", run.stdout);
}

#[test]
fn the_parts_of_a_split_study_have_its_chains_once() {
    let dir = study();
    // The giver is at home in the west, the crusher and one taker in the middle, another in the east; the rest in no zone.
    let zones: String = ["west", "middle", "east"].iter().zip([(-0.05, 0.05), (0.05, 0.25), (0.25, 0.4)]).map(|(code, (from, to))| {
        format!(r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{from},-1],[{to},-1],[{to},1],[{from},1],[{from},-1]]]}}}},"#)
    }).collect();
    let zones = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, zones.trim_end_matches(','));
    fs::write(dir.path().join("parts.geojson"), zones).expect("written");
    // A giver at the crusher's door, so that both sides of the border send there.
    let flows = block("flows.csv").replace("K,P,process", "S4,U,supply,construction.concrete,,15,t/yr,\nK,P,process");
    fs::write(dir.path().join("flows.csv"), flows).expect("written");
    for top in ["1", "0"] {
        let options = ["--top", top, "--formats", "geojson", "--quiet"];
        maillon(dir.path(), &[&["match", "study.toml", "--no-allocate", "--out", "whole"], &options[..]].concat())
            .expect(0);
        let whole = dir.path().join("whole");
        let parts: Vec<_> = ["west", "middle", "east", "outside"]
            .map(|part| {
                let chosen = if part == "outside" { vec!["--outside"] } else { vec!["--part", part] };
                let split = ["match", "study.toml", "--split-by", "parts.geojson:code", "--out", part];
                maillon(dir.path(), &[&split[..], &chosen, &options].concat()).expect(0);
                dir.path().join(part)
            })
            .into();
        for layer in ["chains", "processors"] {
            let text = |out: &Path| -> Vec<String> {
                properties(&out.join(format!("{layer}.geojson")))
                    .into_iter()
                    .map(|row| Value::from(row).to_string())
                    .collect()
            };
            let mut all: Vec<String> = parts.iter().flat_map(|out| text(out)).collect();
            let mut expected = text(&whole);
            all.sort();
            expected.sort();
            assert!(!expected.is_empty());
            assert_eq!(all, expected, "{layer} of top {top}");
        }
        let count = |out: &Path| {
            let summary: Value =
                serde_json::from_slice(&fs::read(out.join("summary.json")).expect("it")).expect("JSON");
            ["chains", "processors"].map(|what| summary["chains"][what].as_u64().expect("a count"))
        };
        let sum = parts.iter().map(|out| count(out)).fold([0, 0], |sum, own| [sum[0] + own[0], sum[1] + own[1]]);
        assert_eq!(sum, count(&whole), "top {top}");
    }
    // What a part cannot hold, it says.
    let split = ["match", "study.toml", "--split-by", "parts.geojson:code", "--part", "west", "--out", "said"];
    let said = maillon(dir.path(), &split).expect(0).stderr;
    assert!(said.contains("plan, territory, pooling, missing processors"), "{said}");
    let summary: Value =
        serde_json::from_slice(&fs::read(dir.path().join("said/summary.json")).expect("it")).expect("JSON");
    let left: BTreeSet<&str> = summary["parameters"]["split"]["left_to_the_whole"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    for what in &left {
        let told = summary.get(*what).or_else(|| summary["chains"].get(*what)).expect("a part of the summary");
        assert!(told.is_null() || told == &Value::from(0), "{what}: {told}");
    }
    assert_eq!(left.len(), 4);
}

/// A territory without flows, and processors without anything to treat.
#[test]
fn nothing_to_treat_is_no_harm() {
    let dir = with_flows("");
    let run = maillon(dir.path(), &["match", "study.toml", "--formats", "csv"]).expect(0);
    assert!(!run.stderr.contains("processors"), "{}", run.stderr);
    assert_eq!(["chains", "missing"].map(|id| of_page(dir.path(), id)), ["", ""]);
    let dir = with_flows("K,P,process,,crushing,60,t/yr,\n");
    let run = maillon(dir.path(), &["match", "study.toml", "--formats", "csv"]).expect(0);
    assert!(run.stderr.contains("0 chains through 1 processors; nothing of their capacity assigned"), "{}", run.stderr);
    assert!(of_page(dir.path(), "chains").contains("Crusher"), "the processor is there, and nothing goes through it");
    for more in [&["--close", "P"][..], &["--scale", "P=0"], &["--each-site"]] {
        maillon(dir.path(), &[&["whatif", "study.toml", "--quiet"], more].concat()).expect(0);
    }
}
