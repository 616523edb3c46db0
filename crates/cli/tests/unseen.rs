//! How matching does where nobody has looked: territories left out of the knowledge, and a region of ordinary sites.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use common::{fixture, maillon, properties, root};

type Pair = (String, String);

/// Pairs found, with the rule that names each, and how many leads each supply flow has.
struct Run {
    rules: BTreeMap<Pair, String>,
    per_supply: Vec<usize>,
}

impl Run {
    fn of(dir: &Path, supplies: &BTreeSet<String>, args: &[&str]) -> Self {
        maillon(dir, &[&["match", "study.toml", "--out", "out", "--quiet"], args].concat()).expect(0);
        let mut rules = BTreeMap::new();
        let mut leads: BTreeMap<&str, usize> = supplies.iter().map(|id| (id.as_str(), 0)).collect();
        let found = properties(&dir.join("out/synergies.geojson"));
        for row in &found {
            let text = |key: &str| row[key].as_str().expect("a text");
            rules.insert((text("supply_flow").to_owned(), text("demand_flow").to_owned()), text("rule").to_owned());
            *leads.get_mut(text("supply_flow")).expect("a supply of the study") += 1;
        }
        let mut per_supply: Vec<usize> = leads.into_values().collect();
        per_supply.sort_unstable();
        Self { rules, per_supply }
    }

    fn median(&self) -> f64 {
        let (n, of) = (self.per_supply.len(), |i: usize| self.per_supply[i] as f64);
        (of((n - 1) / 2) + of(n / 2)) / 2.0
    }

    fn percentile_90(&self) -> usize {
        self.per_supply[(self.per_supply.len() * 9).div_ceil(10) - 1]
    }
}

fn stands_in_method(line: &str) {
    let page = fs::read_to_string(root().join("docs/method.md")).expect("docs/method.md");
    assert!(page.contains(line), "docs/method.md should say:\n{line}");
}

/// Pairs documented, with their exchange's number and rule.
fn documented(dir: &Path) -> Vec<(Pair, String, String)> {
    let text = fs::read_to_string(dir.join("exchanges.csv")).expect("exchanges.csv");
    let rows = text.lines().skip(1).map(|line| {
        let f: Vec<&str> = line.split(',').collect();
        ((f[1].to_owned(), f[2].to_owned()), f[0].to_owned(), f[3].to_owned())
    });
    rows.filter(|(_, number, _)| !(dir.join("zones.shp").exists() && number == "18")).collect()
}

fn supplies(dir: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(dir.join("flows.csv")).expect("flows.csv");
    let given = text.lines().filter(|line| line.contains(",supply,") || line.contains(";offre;"));
    given.map(|line| line.split([',', ';']).next().expect("an id").to_owned()).collect()
}

/// The shipped substitutions as their files write them, by id.
fn shipped_rules() -> BTreeMap<String, String> {
    let mut rules = BTreeMap::new();
    for file in fs::read_dir(root().join("crates/knowledge/data/substitutions")).expect("the substitutions") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("text");
        for rule in text.split("[[rule]]\n").skip(1) {
            let id = value(rule, "id").trim_matches('"').to_owned();
            rules.insert(id, format!("[[rule]]\n{rule}"));
        }
    }
    assert!(rules.len() > 80, "{} rules", rules.len());
    rules
}

fn value<'t>(rule: &'t str, key: &str) -> &'t str {
    let line = rule.lines().find(|line| line.starts_with(&format!("{key} = "))).unwrap_or_default();
    line.split_once(" = ").map_or("", |(_, value)| value)
}

/// What a study's own knowledge must say so that a territory has taught nothing: rules whose every source tells of that
/// territory are gone, and the others have its exchanges taken off their counts, down to none. The counts are those
/// of a collection that may or may not hold the exchange: taking all of them off is the worst case.
fn without(territory: &[&str], exchanges: &[(Pair, String, String)]) -> (String, usize, usize) {
    let (mut file, mut gone, mut thinner) = (String::new(), 0, 0);
    for (id, text) in shipped_rules() {
        let sources: Vec<&str> =
            value(&text, "source").trim_matches(['[', ']']).split(", ").map(|s| s.trim_matches('"')).collect();
        let counted: BTreeSet<&String> = exchanges.iter().filter(|e| e.2 == id).map(|e| &e.1).collect();
        let numbers: Vec<usize> = value(&text, "evidence")
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().expect("a count"))
            .collect();
        let left = numbers.first().map(|n| n.saturating_sub(counted.len()));
        if sources.iter().all(|source| territory.contains(source)) || (left == Some(0) && !counted.is_empty()) {
            gone += 1;
            let _ = write!(
                file,
                "[[rule]]\nid = \"{id}\"\nen = \"left out\"\nfr = \"omise\"\nfrom = [\"emission.noise\"]\nto = [\"emission.soil\"]\n\
                 ratio = {{ value = 1.0, unit = \"t/t\", source = \"definition\" }}\nconfidence = 0.0\nsource = [\"definition\"]\n\n"
            );
        } else if let [n, implemented] = numbers[..]
            && !counted.is_empty()
        {
            thinner += 1;
            let fewer = implemented.saturating_sub(counted.len()).min(n - counted.len());
            let evidence = format!("evidence = {{ n = {}, implemented = {fewer} }}", n - counted.len());
            file += &text.replace(&format!("evidence = {}", value(&text, "evidence")), &evidence);
        }
    }
    (file, gone, thinner)
}

#[test]
fn a_territory_left_out_of_the_knowledge_is_still_found_in_part() {
    for (name, territory) in [
        (
            "kalundborg",
            &["kalundborg-saikku", "kalundborg-bioenergy", "kalundborg-strategy", "inbicon", "equinor-ats"][..],
        ),
        ("dunkerque", &["dunkirk-heat", "dunkirk-steel-gas", "ecocem", "gravelines-lng", "indachlor", "ecopal"]),
    ] {
        let dir = fixture(name);
        let (documented, supplies) = (documented(dir.path()), supplies(dir.path()));
        let all = Run::of(dir.path(), &supplies, &["--top", "0"]);
        let (knowledge, gone, thinner) = without(territory, &documented);
        fs::write(dir.path().join("without.toml"), knowledge).expect("written");
        let study = fs::read_to_string(dir.path().join("study.toml")).expect("study.toml");
        fs::write(dir.path().join("study.toml"), format!("{study}\n[knowledge]\npaths = [\"without.toml\"]\n"))
            .expect("written");
        let less = Run::of(dir.path(), &supplies, &["--top", "0"]);
        let found = |run: &Run| documented.iter().filter(|(pair, ..)| run.rules.contains_key(pair)).count();
        for (pair, number, rule) in &documented {
            if !less.rules.contains_key(pair) {
                println!("{name} {number} {} → {} rests on {rule} alone", pair.0, pair.1);
            }
        }
        assert_eq!(found(&all), documented.len());
        stands_in_method(&format!(
            "| {name} | {gone} | {thinner} | {} of {} | {} | {} |",
            found(&less),
            documented.len(),
            all.median(),
            less.median()
        ));
    }
}

/// What sites of an activity usually give and need, in the words they use: activity, how many of 100 sites, gives,
/// needs. From general knowledge of the trades, though by somebody who knew the catalogue.
const TRADES: &[(&str, usize, &str, &str)] = &[
    ("01.11", 10, "straw", "NPK fertiliser;agricultural lime"),
    ("01.46", 3, "pig slurry", "pig feed;straw"),
    ("01.41", 4, "manure", "animal feed;straw"),
    ("01.13", 2, "crop residues", "natural gas;CO2;nitrogen fertiliser"),
    ("02.20", 2, "forest residues;roundwood", ""),
    ("03.22", 1, "ewc:02 01 01", "warm water;animal feed"),
    ("10.11", 1, "slaughterhouse waste;waste water", "steam;drinking water"),
    ("10.39", 1, "fruit pulp;ewc:02 03 04", "steam;process water"),
    ("10.51", 2, "whey;ewc:02 05 02;waste water", "steam;process water;natural gas"),
    ("10.71", 2, "bakery waste;cardboard", "natural gas;electricity"),
    ("10.81", 1, "molasses;beet pulp;ewc:02 04 01;ewc:02 04 02", "coal;limestone;steam"),
    ("10.91", 1, "", "cereals;soya meal"),
    ("11.05", 1, "spent grain;yeast slurry;fermentation CO2", "cereals;steam;drinking water"),
    ("13.10", 1, "ewc:04 02 22;waste water", "steam;process water;textile fibres"),
    ("16.10", 2, "bark;sawdust;wood chips", "roundwood;electricity"),
    ("16.21", 1, "panel offcuts;ewc:03 01 05", "roundwood;natural gas"),
    ("16.24", 1, "sawdust", "timber"),
    ("17.12", 1, "ewc:03 03 11;ewc:03 03 07;waste heat", "waste paper;pulp;steam;process water"),
    ("18.12", 2, "ewc:15 01 01;ewc:14 06 03*", "paper pulp"),
    ("20.13", 1, "spent sulphuric acid;ewc:06 01 02*;waste heat", "sulphuric acid;caustic soda;steam"),
    ("20.15", 1, "CO2;phosphogypsum", "sulphuric acid;ammonia;sulphur"),
    ("20.30", 1, "ewc:08 01 11*;solvent waste", "solvents"),
    ("21.10", 1, "ewc:07 05 04*;ewc:07 05 12", "steam;solvents;demineralised water"),
    ("22.22", 3, "plastic waste", "virgin polymer;electricity"),
    ("23.11", 1, "flue-gas heat;waste glass", "cullet;glass sand;natural gas"),
    ("23.32", 1, "broken tiles", "clay;natural gas"),
    ("23.51", 1, "kiln dust;flue-gas CO2", "limestone;petcoke;natural gypsum;iron corrective"),
    ("23.61", 2, "concrete waste", "cement;sand;aggregates"),
    ("23.63", 2, "concrete waste;wash water", "cement;gravel;sand"),
    ("23.62", 1, "plasterboard waste", "natural gypsum;natural gas"),
    ("24.10", 1, "blast-furnace slag;BOF slag;mill scale;blast-furnace gas;hot water", "scrap;coke;lime;iron ore"),
    ("24.51", 1, "ewc:10 09 08;waste heat", "pig iron;sand;electricity"),
    ("25.61", 1, "pickle liquor;hydroxide sludge", "HCl;zinc"),
    ("25.62", 4, "ewc:12 01 01;ewc:12 01 09*", "steel sheet;compressed air"),
    ("26.12", 1, "ewc:16 02 16", "copper;demineralised water"),
    ("28.11", 2, "steel scrap;cardboard", "steel sheet;electricity"),
    ("31.01", 2, "wood waste", "particle board offcuts;natural gas"),
    ("35.11", 1, "fly ash;bottom ash;FGD gypsum;warm cooling water;steam", "coal;process water;limestone"),
    ("35.21", 1, "biogas;digestate", "biogas feedstock"),
    ("35.30", 2, "wood ash", "district heat;wood chips;natural gas"),
    ("37.00", 2, "sewage sludge;treated effluent;ewc:19 08 02", "ferric chloride"),
    ("38.11", 1, "mixed recyclables", ""),
    ("38.21", 1, "MIOM;steam", "residual waste"),
    ("38.32", 2, "RDF;ewc:19 12 04;ewc:19 12 07;cullet", "mixed recyclables;plastic waste"),
    ("41.20", 3, "gravats;plasterboard;excavated soil", "aggregates;timber"),
    ("42.11", 2, "asphalt planings", "road base material;aggregates;rock salt"),
    ("43.12", 1, "excavated soil;ewc:17 01 01", "fill material"),
    ("45.20", 3, "ewc:13 02 08*;tyres;scrap metal", ""),
    ("47.11", 4, "cardboard;unsold food;stretch film", "electricity"),
    ("52.10", 3, "pallets;stretch film;cardboard", "pallets;warehouse"),
    ("56.10", 2, "kitchen waste;frying oil", ""),
    ("81.30", 1, "garden waste", "topsoil;compost"),
    ("84.11", 3, "green waste;street sweepings", "district heat;rock salt;road base material"),
    ("86.10", 1, "DASRI;linen", "hot water;steam"),
    ("96.01", 1, "waste water", "steam;drinking water"),
];

/// A study of a hundred sites over 40 by 40 km, placed by the seed.
fn region(dir: &Path, seed: u64) {
    let mut state = seed;
    // A linear congruential generator (Knuth, MMIX), of which the high bits are used.
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut sites = "site_id,name,nace,lon,lat\n".to_owned();
    let mut flows = "flow_id,site_id,direction,resource,quantity,unit\n".to_owned();
    let mut count = 0;
    for (nace, sites_of_trade, gives, needs) in TRADES {
        for _ in 0..*sites_of_trade {
            count += 1;
            let (lon, lat) = (3.0 + 0.56 * random(), 50.0 + 0.36 * random());
            let _ = writeln!(sites, "s{count},Site {count},{nace},{lon:.5},{lat:.5}");
            for (direction, list) in [("supply", gives), ("demand", needs)] {
                for (i, resource) in list.split(';').filter(|resource| !resource.is_empty()).enumerate() {
                    let _ = writeln!(flows, "s{count}-{direction}-{i},s{count},{direction},{resource},,");
                }
            }
        }
    }
    assert_eq!(count, 100);
    fs::write(dir.join("sites.csv"), sites).expect("written");
    fs::write(dir.join("flows.csv"), flows).expect("written");
    fs::write(dir.join("study.toml"), "[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n")
        .expect("written");
}

#[test]
fn a_hundred_ordinary_sites_give_leads_that_can_be_read() {
    for seed in [1, 2, 3] {
        let dir = tempfile::tempdir().expect("a folder");
        region(dir.path(), seed);
        let supplies = supplies(dir.path());
        let unread = maillon(dir.path(), &["check", "study.toml"]).expect(0).stderr;
        assert!(!unread.contains("unknown-resource"), "{unread}");
        let all = Run::of(dir.path(), &supplies, &["--top", "0"]);
        let ten = Run::of(dir.path(), &supplies, &[]);
        let alone = all.per_supply.iter().filter(|leads| **leads == 0).count();
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        for rule in all.rules.values() {
            *by_rule.entry(rule).or_default() += 1;
        }
        let mut most: Vec<(&str, usize)> = by_rule.into_iter().collect();
        most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        println!("seed {seed}: {:?}", &most[..12]);
        stands_in_method(&format!(
            "| {seed} | {} | {alone} | {} | {} | {} | {} | {} |",
            supplies.len(),
            all.median(),
            all.percentile_90(),
            all.per_supply.last().expect("supplies"),
            all.rules.len(),
            ten.rules.len()
        ));
    }
}
