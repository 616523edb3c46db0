//! Territories as they are: what Dunkirk's facts say of it, and balances at nested levels that add up to the last digit, over made-up
//! communes and over those of Hauts-de-France with real plants.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use common::{fixture, maillon, number, root};
use serde_json::Value;

type Row = BTreeMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    let mut csv = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let head = csv.headers().expect("a heading").clone();
    let row = |record: csv::StringRecord| head.iter().map(Into::into).zip(record.iter().map(Into::into)).collect();
    csv.records().map(|record| row(record.expect("a row"))).collect()
}

/// The one row that holds these values.
fn row<'r>(rows: &'r [Row], filters: &[(&str, &str)]) -> &'r Row {
    let found: Vec<&Row> = rows.iter().filter(|row| filters.iter().all(|(k, v)| row[*k] == *v)).collect();
    let [row] = found[..] else { panic!("{filters:?}: {} rows", found.len()) };
    row
}

/// `fixtures/dunkerque/SOURCE.md` tells who gives what to whom: the steelworks feeds the power station, both heat networks and the slag mill, which
/// feeds the concrete works. What happens if it closes is the question that Dunkirk's "Toile industrielle" was drawn to answer.
#[test]
fn dunkirk_hangs_on_its_steelworks_as_the_facts_say() {
    let dir = fixture("dunkerque");
    let study = fs::read_to_string(dir.path().join("study.toml")).expect("the study");
    // The network of Grande-Synthe is 15.5 km long.
    fs::write(dir.path().join("study.toml"), format!("{study}\n[territory]\nwithin_km = [3, 15.5]\n"))
        .expect("written");
    maillon(dir.path(), &["match", "study.toml", "--formats", "csv,geojson", "--quiet"]).expect(0);
    let out = dir.path().join("out");

    let sites = rows(&out.join("critical_sites.csv"));
    assert_eq!((&*sites[0]["site_id"], &*sites[0]["share_pct"]), ("ARCELOR", "100"), "all that moves leaves it");
    assert_eq!((number(&sites[0]["lost_t_per_year"]), number(&sites[0]["lost_mwh_per_year"])), (700_000.0, 26_000.0));
    let most = sites.iter().map(|site| number(&site["cascade_sites"])).fold(0.0, f64::max);
    assert_eq!(number(&sites[0]["cascade_sites"]), most, "no other site takes as many with it");
    // The power station only takes: steel gas in the place of natural gas. Nobody stops after it; it is felt where the gas comes from.
    let dk6 = row(&sites, &[("site_id", "DK6")]);
    assert_eq!((&*dk6["cascade_sites"], &*dk6["only_giver_of"]), ("0", "0"));
    // The nuclear power station alone has the warm sea water that the fish farm wants.
    let cnpe = row(&sites, &[("site_id", "CNPE")]);
    assert_eq!((&*cnpe["cascade_sites"], &*cnpe["only_giver_of"]), ("1", "1"));

    maillon(
        dir.path(),
        &["whatif", "study.toml", "--close", "ARCELOR", "--formats", "csv", "--out", "closed", "--quiet"],
    )
    .expect(0);
    let affected = rows(&dir.path().join("closed/affected.csv"));
    let at = |step: &str| -> BTreeSet<&str> {
        affected.iter().filter(|row| row["step"] == step).map(|row| &*row["site_id"]).collect()
    };
    assert_eq!(at("1"), BTreeSet::from(["ECOCEM", "RCU-DK", "RCU-GS"]), "slag and heat come from nowhere else");
    assert_eq!(at("2"), BTreeSet::from(["FL-BETON"]), "no slag to grind, none in the concrete");
    assert!(at("").contains("DK6"), "the power station loses its gas");
    maillon(dir.path(), &["whatif", "study.toml", "--close", "DK6", "--formats", "csv", "--out", "dk6", "--quiet"])
        .expect(0);
    assert!(rows(&dir.path().join("dk6/affected.csv")).iter().any(|row| row["site_id"] == "ARCELOR"));

    // Both heat networks are fed by the steelworks alone; what Dunkirk's takes in a year is not published.
    let areas = rows(&out.join("supply_areas.csv"));
    let new = row(&areas, &[("of", "demand"), ("flow_id", "RCU-GS-E-chaleur")]);
    assert_eq!((&*new["givers"], &*new["amount"], &*new["unit"]), ("1", "26000", "MWh/yr"));
    let old = row(&areas, &[("of", "demand"), ("flow_id", "RCU-DK-E-chaleur")]);
    assert_eq!((&*old["givers"], &*old["amount"]), ("1", ""));
    assert!(number(&old["farthest_m"]) < 40_000.0, "within a network of 40 km");
    let shares = rows(&out.join("supply_shares.csv"));
    let whose = [("of", "demand"), ("flow_id", "RCU-GS-E-chaleur")];
    let port = row(&shares, &[whose[0], whose[1], ("from_level", "port")]);
    assert_eq!((&*port["from_zone"], &*port["share_pct"]), ("port-est", "100"));
    assert_eq!(row(&shares, &[whose[0], whose[1], ("within_km", "15.5")])["share_pct"], "100");
    let text = fs::read_to_string(out.join("supply_reach.geojson")).expect("what is within these distances");
    let reach: Value = serde_json::from_str(&text).expect("GeoJSON");
    let drawn = |flow: &str| {
        let features = reach["features"].as_array().expect("features").iter();
        features.filter(|f| f["properties"]["flow_id"] == flow && f["geometry"]["type"] == "MultiPolygon").count()
    };
    assert_eq!((drawn("RCU-GS-E-chaleur"), drawn("RCU-DK-E-chaleur")), (2, 2));
}

/// The sum of decimals, in billionths.
fn exact(text: &str) -> i128 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(rest.len() <= 9, "{text}");
    sign * format!("{whole}{rest:0<9}").parse::<i128>().unwrap_or_else(|_| panic!("\"{text}\" is no decimal"))
}

const FLOWS: [&str; 4] = ["supply_flows", "supply_flows_unknown", "demand_flows", "demand_flows_unknown"];
const STATED: [&str; 6] = ["supply", "wasted", "demand", "bought", "supply_eur_per_year", "demand_eur_per_year"];

/// Whether levels add up, each to the next, in every family and unit. How many sums were compared.
fn nested(out: &Path, levels: [&str; 3]) -> usize {
    let (balances, exchanges) = (rows(&out.join("balances.csv")), rows(&out.join("zone_exchanges.csv")));
    let sum = |rows: &[&Row], columns: &[&str]| -> i128 {
        let cells = rows.iter().flat_map(|row| columns.iter().map(|column| &row[*column]));
        cells.filter(|cell| !cell.is_empty()).map(|cell| exact(cell)).sum()
    };
    let kinds: BTreeSet<(&str, &str)> = balances.iter().map(|row| (&*row["family"], &*row["unit"])).collect();
    let mut compared = 0;
    for (family, unit) in kinds {
        let of = |level: &str| -> Vec<&Row> {
            let kind = |row: &&Row| row["level"] == level && row["family"] == family && row["unit"] == unit;
            balances.iter().filter(kind).collect()
        };
        // Each level is the whole study.
        for column in FLOWS.iter().chain(&STATED) {
            let [a, b, c] = levels.map(|level| sum(&of(level), &[column]));
            assert!(a == b && b == c, "{family} {unit} {column}: {a} {b} {c}");
            compared += 1;
        }
        for parts in [["used_inside", "exported"], ["met_inside", "imported"]] {
            let [a, b, c] = levels.map(|level| sum(&of(level), &parts));
            assert!(a == b && b == c, "{family} {unit} {parts:?}: {a} {b} {c}");
        }
        // Each zone is its parts, and what its parts exchange among each other.
        for pair in levels.windows(2) {
            let fine = of(pair[0]);
            let parent: BTreeMap<&str, &str> = fine.iter().map(|row| (&*row["zone_id"], &*row["parent_id"])).collect();
            for zone in of(pair[1]).into_iter().filter(|row| !row["zone_id"].is_empty()) {
                let parts: Vec<&Row> =
                    fine.iter().copied().filter(|part| part["parent_id"] == zone["zone_id"]).collect();
                for column in FLOWS.iter().chain(&STATED) {
                    assert_eq!(sum(&[zone], &[column]), sum(&parts, &[column]), "{} {column}", zone["zone_id"]);
                    compared += 1;
                }
                let among = |x: &&Row| {
                    let inside = |end: &str| parent.get(&*x[end]).is_some_and(|of| *of == zone["zone_id"]);
                    let kind = x["family"] == family && x["unit"] == unit && x["level"] == pair[0];
                    kind && x["from_zone"] != x["to_zone"]
                        && inside("from_zone")
                        && in_zone(&balances, pair[0], &x["to_zone"], &zone["zone_id"])
                };
                let exchanged: Vec<&Row> = exchanges.iter().filter(among).collect();
                assert_eq!(
                    sum(&[zone], &["used_inside"]),
                    sum(&parts, &["used_inside"]) + sum(&exchanged, &["supplied"]),
                    "{} {family}",
                    zone["zone_id"]
                );
                compared += 1;
            }
        }
    }
    compared
}

/// Whether a zone of a level counts to that parent, whatever families it has rows of.
fn in_zone(balances: &[Row], level: &str, zone: &str, parent: &str) -> bool {
    balances.iter().any(|row| row["level"] == level && row["zone_id"] == zone && row["parent_id"] == parent)
}

#[test]
fn made_up_communes_add_up_to_the_last_digit() {
    let dir = tempfile::tempdir().expect("a folder");
    maillon(dir.path(), &["generate", "region", "--flows", "3000", "--flows-per-site", "2", "--communes", "200", "-q"])
        .expect(0);
    maillon(dir.path(), &["match", "region", "--formats", "csv", "--no-report", "--quiet", "--radius-km", "60"])
        .expect(0);
    let out = dir.path().join("region/out");
    let compared = nested(&out, ["commune", "département", "région"]);
    assert!(compared > 300, "{compared}");
    let crossing = rows(&out.join("zone_exchanges.csv")).iter().filter(|x| x["from_zone"] != x["to_zone"]).count();
    assert!(crossing > 50, "{crossing}");
}

/// Even-odd over all rings of all polygons.
fn inside(geometry: &Value, x: f64, y: f64) -> bool {
    let coordinates = geometry["coordinates"].as_array().expect("coordinates");
    let polygons: Vec<&Value> = match geometry["type"].as_str() {
        Some("MultiPolygon") => coordinates.iter().collect(),
        _ => vec![&geometry["coordinates"]],
    };
    let rings = polygons.iter().flat_map(|polygon| polygon.as_array().expect("rings"));
    let mut odd = false;
    for ring in rings {
        let corner = |p: &Value| (p[0].as_f64().expect("x"), p[1].as_f64().expect("y"));
        let corners: Vec<(f64, f64)> = ring.as_array().expect("corners").iter().map(corner).collect();
        for pair in corners.windows(2) {
            let [(x1, y1), (x2, y2)] = [pair[0], pair[1]];
            odd ^= (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1;
        }
    }
    odd
}

/// Plants of the Hotmaps database within Hauts-de-France: excess heat by temperature, and the fuel they burn, which heat could replace.
#[test]
fn hauts_de_france_adds_up_from_communes_to_the_region() {
    let shared = root().join("../shared/data");
    let [admin, plants] = ["france-admin", "hotmaps/Industrial_Database.csv"].map(|name| shared.join(name));
    if !admin.is_dir() || !plants.is_file() {
        println!("skipped: {} and {} are not here", admin.display(), plants.display());
        return;
    }
    let regions = fs::read_to_string(admin.join("regions.geojson")).expect("the regions");
    let regions: Value = serde_json::from_str(&regions).expect("GeoJSON");
    let all = regions["features"].as_array().expect("features");
    let region = all.iter().find(|f| f["properties"]["code"] == "32").expect("Hauts-de-France");

    let dir = tempfile::tempdir().expect("a folder");
    let mut sites = "site_id,name,lon,lat\n".to_owned();
    let mut flows = "flow_id,site_id,direction,resource,quantity,unit,temperature_c\n".to_owned();
    let mut csv = csv::ReaderBuilder::new().delimiter(b';').from_path(&plants).expect("the plants");
    let head = csv.headers().expect("a heading").clone();
    let mut count = 0;
    for record in csv.records() {
        let record = record.expect("a row");
        let cell = |name: &str| &record[head.iter().position(|h| h == name).unwrap_or_else(|| panic!("no {name}"))];
        let Some((_, point)) = cell("geom").split_once("POINT(") else { continue };
        let at: Vec<f64> = point.trim_end_matches(')').split(' ').map(number).collect();
        if !inside(&region["geometry"], at[0], at[1]) {
            continue;
        }
        count += 1;
        let id = cell("SiteID");
        writeln!(sites, "{id},\"{}\",{},{}", cell("SiteName").replace('"', "'"), at[0], at[1]).expect("a string");
        for (column, degrees) in [("100-200C", 150), ("200-500C", 300), ("500C", 500)] {
            let heat = cell(&format!("Excess_Heat_{column}"));
            if !heat.is_empty() && number(heat) > 0.0 {
                writeln!(flows, "{id}-S{degrees},{id},supply,heat,{heat},GWh/yr,{degrees}").expect("a string");
            }
        }
        let fuel = Some(cell("Fuel_Demand")).filter(|fuel| !fuel.is_empty() && number(fuel) > 0.0);
        writeln!(flows, "{id}-D,{id},demand,gas.natural,{},GWh/yr,", fuel.unwrap_or("")).expect("a string");
    }
    assert!(count > 40, "{count} plants");
    // A real file: paths in TOML's literal strings, whatever they hold.
    let zones = |file: &str, level: &str| {
        let path = admin.join(file);
        format!("[[zones]]\npath = '{}'\nid = \"code\"\nname = \"nom\"\nlevel = \"{level}\"\n", path.display())
    };
    let study = format!(
        "[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n{}{}{}[matching]\ntop = 0\n",
        zones("hauts-de-france/communes-hauts-de-france.geojson", "commune"),
        zones("departements.geojson", "département"),
        zones("regions.geojson", "région")
    );
    for (name, text) in [("sites.csv", &sites), ("flows.csv", &flows), ("study.toml", &study)] {
        fs::write(dir.path().join(name), text).expect("written");
    }
    let run = maillon(dir.path(), &["match", "study.toml", "--formats", "csv", "--no-report", "--quiet"]);
    assert!(run.code == Some(0) || run.code == Some(2), "{}", run.stderr);
    let out = dir.path().join("out");
    let compared = nested(&out, ["commune", "département", "région"]);
    assert!(compared > 150, "{compared}");
    let balances = rows(&out.join("balances.csv"));
    let departments: BTreeSet<&str> =
        balances.iter().filter(|row| row["level"] == "département").map(|row| &*row["zone_id"]).collect();
    assert!(departments.is_subset(&BTreeSet::from(["02", "59", "60", "62", "80", ""])), "{departments:?}");
    let heat = row(&balances, &[("level", "région"), ("zone_id", "32"), ("family", "heat"), ("unit", "MWh/yr")]);
    assert!(number(&heat["supply"]) > 100_000.0 && number(&heat["used_inside"]) > 0.0);
}
