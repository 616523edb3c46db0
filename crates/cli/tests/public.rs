//! Nothing confidential leaves a public run: not in a layer, a summary, an issue, nor on the terminal.

mod common;

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use common::{Run, contents, maillon, properties, root};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;

/// Ids, names and amounts that may appear nowhere. `7130001` and the like are single amounts, in any unit's digits.
const SECRETS: &[&str] = &[
    "SECRETFLOW",
    "SECRETSITE",
    "Discrète",
    "secretnote",
    "713",
    "917.5",
    "2.4242",
    "51.0777",
    "Hidden Works",
    "NACESECRET",
    "badsecret",
    "611.77",
    "555.5",
];

/// A study with a confidential site, confidential flows at other sites, a site with nothing else, confidential fields, and rows with
/// defects that cite secrets. `amount` is one of the confidential amounts.
fn study(dir: &Path, amount: &str) {
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).expect("written");
    write(
        "study.toml",
        "[study]\nname = \"Valley\"\nconfidential_fields = [\"nace\", \"price\"]\n[sites]\npath = \"sites.csv\"\nactivity = \"nace\"\n\
         [flows]\npath = \"flows.csv\"\n[[zones]]\npath = \"zones.geojson\"\nkind = \"industrial\"\n\
         [output]\nformats = [\"geojson\", \"csv\", \"gpkg\", \"parquet\", \"flatgeobuf\"]\n",
    );
    let sites: String = (0..8).map(|i| format!("S{i},Works {i},NACESECRET,2.3{i},51.0{i},\n")).collect();
    write(
        "sites.csv",
        &format!(
            "site_id,name,nace,lon,lat,confidential\n{sites}SECRETSITE,Usine Discrète,NACESECRET,2.4242,51.0777,yes\n\
             SECRETSITE2,Hidden Works,NACESECRET,2.4242,51.0777,\n"
        ),
    );
    let mut rows =
        String::from("flow_id,site_id,direction,resource,quantity,unit,confidential,note,price_eur_per_unit\n");
    for i in 0..4 {
        rows += &format!("G{i},S{i},supply,heat,{},MWh,,secretnote,{}\n", 100 + 10 * i, 713);
        rows += &format!("T{i},S{},demand,heat,{},MWh,,,\n", i + 4, 95 + 9 * i);
    }
    // Three neighbours need a post together, each too little alone; a fourth, likewise, is confidential.
    for i in 0..3 {
        rows += &format!("P{i},S{i},demand,service.staff,{}.77,h,,,\n", 611 + 11 * i);
    }
    rows += "SECRETFLOW9,S3,demand,service.staff,555.5,h,true,,\n";
    rows += &format!("SECRETFLOW1,S0,supply,steel,{amount},t,true,,\n");
    rows += "SECRETFLOW2,S1,supply,heat,7130001,MWh,oui,,\n";
    rows += "SECRETFLOW3,SECRETSITE,demand,heat,917.5,MWh,,,\n";
    rows += "SECRETFLOW4,SECRETSITE2,supply,heat,917.5,MWh,x,,\n";
    rows += "SECRETFLOW5,S2,supply,heat,917.5badsecret,MWh,perhaps,,\n";
    // A plant that treats for others, and one that nobody is to hear of.
    rows += "K1,S6,process,crushing,713,t,,secretnote,713\n";
    rows += "C1,S0,supply,construction.concrete,713,t,,,\nC2,S7,demand,mineral.aggregate,713,t,,,\n";
    rows += "C3,S1,supply,waste paper,713,t,,,\nC4,S5,demand,paper.pulp,713,t,,,\n";
    rows += "SECRETFLOW9,SECRETSITE,process,crushing,917.5,t,,,\nSECRETFLOW10,S3,process,crushing,917.5,t,yes,,\n";
    rows += "SECRETFLOW6,NOSECRETSITE,supply,heat,917.5,MWh,true,,\n";
    write("flows.csv", &rows);
    let square = |id: &str, from: f64, to: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":"{id}","name":"{id}"}},"geometry":{{"type":"Polygon","coordinates":[[[{from},50],[{to},50],[{to},52],[{from},52],[{from},50]]]}}}}"#
        )
    };
    let zones = [square("all", 2.0, 3.0), square("west", 2.0, 2.325), square("east", 2.325, 3.0)];
    write("zones.geojson", &format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, zones.join(",")));
}

/// A file's text; what is compressed in it as it reads when it is not.
fn opened(path: &Path, bytes: Vec<u8>) -> String {
    let name = path.file_name().expect("a name").to_string_lossy();
    let mut text = format!("{name}\n{}", String::from_utf8_lossy(&bytes));
    match path.extension().and_then(|e| e.to_str()) {
        Some("qgz") => {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
            for at in 0..archive.len() {
                let mut inner = Vec::new();
                archive.by_index(at).expect("an entry").read_to_end(&mut inner).expect("bytes");
                text += &String::from_utf8_lossy(&inner);
            }
        }
        Some("parquet") => {
            let reader = SerializedFileReader::new(fs::File::open(path).expect("opened")).expect("Parquet");
            for row in reader.get_row_iter(None).expect("rows") {
                text += &row.expect("a row").to_string();
            }
        }
        _ => {}
    }
    text
}

/// All that a run gives away.
fn given_away(dir: &Path, out: &str, run: &Run) -> String {
    let out = dir.join(out);
    let files = contents(&out).into_iter().map(|(name, bytes)| opened(&out.join(name), bytes));
    files.chain([run.stdout.clone(), run.stderr.clone()]).collect::<Vec<_>>().join("\n")
}

fn summary(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("summary.json")).expect("a summary")).expect("JSON")
}

#[test]
fn no_secret_is_given_away() {
    let dir = tempfile::tempdir().expect("a folder");
    study(dir.path(), "713");
    let private = maillon(dir.path(), &["match", "study.toml", "--out", "private", "--json"]).expect(2);
    let all = given_away(dir.path(), "private", &private);
    for secret in SECRETS.iter().filter(|secret| **secret != "secretnote") {
        assert!(all.contains(secret), "the test would not notice {secret}");
    }
    let run =
        maillon(dir.path(), &["match", "study.toml", "--public", "--pairs", "--json", "--out", "public"]).expect(2);
    let text = given_away(dir.path(), "public", &run);
    for file in ["maillon.gpkg", "maillon.qgz", "sites.fgb", "sites.parquet", "sites.qml", "issues.csv", "summary.json"]
    {
        assert!(text.contains(&format!("{file}\n")) && dir.path().join("public").join(file).exists(), "{file}");
    }
    for secret in SECRETS {
        let at = text.find(secret).map(|at| text[at.saturating_sub(80)..].chars().take(200).collect::<String>());
        assert_eq!(at, None, "{secret} is given away");
    }
    // It is public all the same: the others are there, with their synergies.
    let out = dir.path().join("public");
    assert_eq!(properties(&out.join("sites.geojson")).len(), 8);
    let synergies = properties(&out.join("synergies.geojson"));
    assert!(synergies.len() >= 4, "{}", synergies.len());
    for column in ["amount", "replaced", "co2_kg_per_year", "value_eur_per_year", "score_quantity_fit"] {
        assert!(synergies.iter().all(|row| row.get(column).is_none_or(Value::is_null)), "{column}");
    }
    // Who could treat what is told, and no amount of it.
    let chains = properties(&out.join("chains.geojson"));
    assert_eq!(chains.iter().map(|row| row["chain_id"].as_str().expect("an id")).collect::<Vec<_>>(), ["C1~K1~C2"]);
    let processors = properties(&out.join("processors.geojson"));
    assert_eq!(processors.len(), 1, "{processors:?}");
    let amounts =
        ["amount", "replaced", "co2_kg_per_year", "value_eur_per_year", "capacity", "fee_eur_per_unit", "note"];
    for (row, column) in chains.iter().chain(&processors).flat_map(|row| amounts.map(|column| (row, column))) {
        assert!(row.get(column).is_none_or(Value::is_null), "{column} of {row:?}");
    }
    // What plant is missing is told too: what and where, of how many sites, and of no amount.
    let missing = properties(&out.join("missing_processors.geojson"));
    assert!(!missing.is_empty());
    for row in &missing {
        for column in ["size", "replaced", "mean_m"] {
            assert!(row.get(column).is_none_or(Value::is_null), "{column} of {row:?}");
        }
        assert_eq!(
            (&row["supply_flows"], &row["demand_flows"]),
            (&row["supply_flows_unknown"], &row["demand_flows_unknown"])
        );
    }
    let pairs = properties(&out.join("pairs.geojson"));
    assert!(!pairs.is_empty() && pairs.iter().all(|pair| pair["amount"].is_null() && pair["replaced"].is_null()));
    let own = properties(&dir.path().join("private/missing_processors.geojson"));
    assert!(own.iter().any(|row| row["size"].as_f64() == Some(713.0)), "{own:?}");
    // Neighbours that could pool are told, but not of how much, nor with whom else.
    let pools = properties(&out.join("pools.geojson"));
    let [pool] = &pools[..] else { panic!("{pools:?}") };
    assert_eq!(
        (&pool["sites"], &pool["sites_unknown"], &pool["threshold_check"]),
        (&3.into(), &3.into(), &"unknown".into())
    );
    let members = properties(&out.join("pool_members.geojson"));
    assert_eq!(members.len(), 3);
    for column in ["amount", "value_eur_per_year", "co2_kg_per_year", "units_together", "saves_pct", "stable"] {
        assert!(pools.iter().chain(&members).all(|row| row.get(column).is_none_or(Value::is_null)), "{column}");
    }
    let own = properties(&dir.path().join("private/pools.geojson"));
    assert_eq!((&own[0]["sites"], &own[0]["threshold_check"]), (&4.into(), &"reached".into()), "{own:?}");
    // A batch and a study that asks for it do the same.
    let toml = fs::read_to_string(dir.path().join("study.toml")).expect("text");
    fs::write(dir.path().join("study.toml"), toml.replace("[output]", "[output]\npublic = true\npairs = true"))
        .expect("written");
    maillon(dir.path(), &["match", "study.toml", "--out", "asked", "--quiet"]).expect(2);
    let parts = |out: &str| {
        (contents(&dir.path().join(out)).remove("synergies.geojson"), contents(&dir.path().join(out)).len())
    };
    assert_eq!(parts("asked"), parts("public"));
    fs::write(dir.path().join("study.toml"), toml).expect("written");
    let run = maillon(dir.path(), &["batch", "study.toml", "--public", "--json", "--out", "batch"]).expect(2);
    let name = dir.path().file_name().expect("a name").to_string_lossy().trim_start_matches('.').to_owned();
    let text = given_away(dir.path(), &format!("batch/{name}"), &run) + &given_away(dir.path(), "batch/batch", &run);
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is given away by a batch");
    }
    let whatif = maillon(dir.path(), &["match", "study.toml", "--out", "again", "--public"]).expect(2);
    assert!(!whatif.stderr.contains("SECRET"));
}

/// What is not shown leaves no trace in what is: other confidential amounts, more confidential flows, the same bytes.
#[test]
fn layers_do_not_depend_on_what_is_confidential() {
    let layers = |change: &dyn Fn(&Path)| {
        let dir = tempfile::tempdir().expect("a folder");
        study(dir.path(), "713");
        change(dir.path());
        maillon(dir.path(), &["match", "study.toml", "--public", "--quiet"]).expect(2);
        let mut files = contents(&dir.path().join("out"));
        for totals in ["zones.geojson", "zones.csv", "zones.fgb", "zones.parquet", "maillon.gpkg", "summary.json"] {
            assert!(files.remove(totals).is_some(), "{totals}");
        }
        assert!(files.len() >= 4, "{:?}", files.keys());
        files
    };
    let first = layers(&|_| ());
    assert_eq!(first, layers(&|dir| study(dir, "5")));
    let more = |dir: &Path| {
        let path = dir.join("flows.csv");
        let text = fs::read_to_string(&path).expect("flows");
        // A confidential plant and confidential flows near what is missing move no place and no count.
        let better = "SECRETFLOW11,S5,process,sorting,900,t,yes,,\nSECRETFLOW12,S4,supply,waste paper,9000,t,yes,,\n\
                      SECRETFLOW13,S2,demand,paper.pulp,9000,t,yes,,\nSECRETFLOW6P,S7,demand,service.staff,900,h,true,,\nSECRETFLOW7,S3,supply,heat,104,MWh,true,,\nSECRETFLOW8,S6,demand,heat,100,MWh,true,,\n";
        fs::write(&path, text + better).expect("written");
    };
    assert_eq!(first, layers(&more), "a better partner that is confidential moves no rank");
}

/// Totals hold confidential flows, where they cannot be told from others.
#[test]
fn totals_speak_of_three_sites_at_least() {
    let dir = tempfile::tempdir().expect("a folder");
    study(dir.path(), "713");
    let flows = dir.path().join("flows.csv");
    let text = fs::read_to_string(&flows).expect("flows").replace("7130001", "130");
    fs::write(&flows, text).expect("written");
    maillon(dir.path(), &["match", "study.toml", "--public"]).expect(2);
    let out = dir.path().join("out");
    let zones = properties(&out.join("zones.geojson"));
    let of = |zone: &str, column: &str| {
        let row = zones.iter().find(|row| row["zone_id"] == zone).unwrap_or_else(|| panic!("no {zone} in {zones:?}"));
        row.get(column).and_then(Value::as_f64)
    };
    // Supplies of heat: S0..S3 (100, 110 and 130 confidential, 120, 130) and 917.5 at a hidden site; S0, S1, S2 lie in the west.
    assert_eq!(of("all", "heat_supply_mwh_per_year"), Some(100.0 + 240.0 + 120.0 + 130.0 + 917.5));
    // East there are but two: neither side of the border can be told beside the whole.
    assert_eq!((of("east", "heat_supply_mwh_per_year"), of("west", "heat_supply_mwh_per_year")), (None, None));
    // Demands: S4..S7 and the confidential site, all in the east.
    assert_eq!(of("east", "heat_demand_mwh_per_year"), Some(95.0 + 104.0 + 113.0 + 122.0 + 917.5));
    // Steel is given by one site alone.
    let totals = &summary(&out)["flows"]["supply"]["known_total"];
    assert!(totals.get("t_per_year").is_none_or(Value::is_null), "{totals}");
    assert!(zones.iter().all(|row| row.keys().all(|column| !column.starts_with("steel") || row[column].is_null())));
}

#[test]
fn what_cannot_be_hidden_is_said() {
    let dir = tempfile::tempdir().expect("a folder");
    study(dir.path(), "713");
    let path = dir.path().join("study.toml");
    let text = fs::read_to_string(&path).expect("text");
    for (fields, says) in [("[\"nmae\"]", "did you mean \"name\""), ("[\"resource\"]", "mark the flows")] {
        fs::write(&path, text.replace("[\"nace\", \"price\"]", fields)).expect("written");
        let run = maillon(dir.path(), &["match", "study.toml", "--public"]).expect(2);
        assert!(run.stderr.contains(says), "no {says} in: {}", run.stderr);
    }
    // A file that is of no use is not cited.
    fs::write(&path, text).expect("written");
    fs::write(dir.path().join("sites.csv"), "site_id,lon,lat\nSECRETSITE,652000.5,6862000\n").expect("written");
    let run = maillon(dir.path(), &["match", "study.toml", "--public"]).expect(2);
    assert!(run.stderr.contains("maillon check") && !run.stderr.contains("652000"), "{}", run.stderr);
}

#[test]
fn the_page_tells_the_rule() {
    let page = fs::read_to_string(root().join("docs/public.md")).expect("docs/public.md");
    assert!(page.contains(&format!("**{} sites**", maillon_disclosure::SMALLEST_GROUP)));
    assert!(page.contains(&format!("**{} %**", (maillon_disclosure::LARGEST_SHARE * 100.0).round())));
    for name in maillon_disclosure::Field::names() {
        assert!(!name.is_empty());
    }
}
