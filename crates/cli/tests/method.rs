//! The worked examples of `docs/method.md`: maillon computes what the page says, and the page's arithmetic is right.

mod common;

use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::fs;

use common::{close, evaluate, maillon, number, root};
use serde_json::Value;

/// One example: its title and the two blocks below it.
struct Example {
    title: String,
    flows: String,
    lines: String,
}

fn examples() -> Vec<Example> {
    let page = fs::read_to_string(root().join("docs/method.md")).expect("docs/method.md");
    let block = |text: &str, kind: &str| {
        let start = text.split_once(&format!("```{kind}\n")).unwrap_or_else(|| panic!("no {kind} block in:\n{text}")).1;
        start.split_once("```").expect("the end of a block").0.to_owned()
    };
    let sections = page.split("\n### ").skip(1).map(|text| Example {
        title: text.lines().next().expect("a title").to_owned(),
        flows: block(text, "csv"),
        lines: block(text, "text"),
    });
    sections.collect()
}

impl Example {
    /// What the title says, as "40 km".
    fn kilometres(&self) -> f64 {
        let words: Vec<&str> = self.title.split_whitespace().collect();
        let [.., number, "km"] = words[..] else { panic!("no distance in \"{}\"", self.title) };
        number.parse().expect("a number")
    }

    /// The match card of the two flows, at two sites on the equator.
    fn card(&self) -> Value {
        let dir = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
        let mut rows = self.flows.lines();
        let (side, columns) = rows.next().expect("a heading").split_once(",nace,").expect("side and nace first");
        assert_eq!(side, "side");
        let metres_per_degree = 6_378_137.0 * PI / 180.0;
        // A micrometre short, so that rounding puts nothing beyond its radius.
        let taker = (self.kilometres() * 1000.0 - 1e-6) / metres_per_degree;
        let mut sites = "site_id,name,nace,lon,lat\n".to_owned();
        let mut flows = format!("flow_id,site_id,direction,{columns},known\n");
        for row in rows {
            let [side, nace, rest] = row.splitn(3, ',').collect::<Vec<_>>()[..] else { panic!("{row}") };
            let (flow, lon) = if side == "supply" { ("S", 0.0) } else { ("D", taker) };
            sites += &format!("{side},{side},{nace},{lon:.12},0\n");
            flows += &format!("{flow},{side},{side},{rest},declared\n");
        }
        write("study.toml", "[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n");
        write("sites.csv", &sites);
        write("flows.csv", &flows);
        let run = maillon(dir.path(), &["explain", "study.toml", "S~D", "--json", "--quiet"]).expect(0);
        serde_json::from_str(&run.stdout).expect("JSON")
    }
}

/// What the card says of a line's name; `None` where that is unknown.
fn of_card(card: &Value, name: &str, kind: &str) -> Option<f64> {
    if name == "score" {
        let all = card["criteria"].as_array().expect("criteria");
        let found = all.iter().find(|line| line["criterion"] == kind);
        return found.unwrap_or_else(|| panic!("no criterion {kind}"))["value"].as_f64();
    }
    let account = &card[if name == "carbon" { "carbon_kg" } else { name }];
    match kind {
        "net" => account["net_per_unit"].as_f64(),
        "year" => account["net_per_year"].as_f64(),
        "break_even" => account["break_even_m"].as_f64().map(|metres| metres / 1000.0),
        _ => {
            let terms = account["terms"].as_array().unwrap_or_else(|| panic!("no {name} in {card:#}"));
            let term = terms.iter().find(|term| term["kind"] == kind).unwrap_or_else(|| panic!("no {name}.{kind}"));
            // Freight is by the metre in the card and by the kilometre on the page.
            term["per_unit"].as_f64().map(|amount| if kind == "freight" { amount * 1000.0 } else { amount })
        }
    }
}

#[test]
fn the_page_says_what_maillon_computes() {
    let examples = examples();
    assert_eq!(examples.len(), 10);
    let mut compared = 0;
    for example in &examples {
        let (title, card) = (&example.title, example.card());
        assert_eq!(card["refused"], Value::Null, "{title}");
        for line in example.lines.lines() {
            let (name, says) = line.split_once(": ").unwrap_or_else(|| panic!("{title}: {line}"));
            let actual = match (name, name.split_once('.')) {
                ("rule", _) => {
                    assert_eq!(card["rule"]["id"], says, "{title}");
                    continue;
                }
                ("treatment", _) => {
                    assert_eq!(card["treatment"], says, "{title}");
                    continue;
                }
                ("open", _) => {
                    let gates = card["gates"].as_array().expect("gates").iter();
                    let open: Vec<&str> =
                        gates.filter(|g| g["verdict"] == "unknown").filter_map(|g| g["gate"].as_str()).collect();
                    assert_eq!(open.join(", "), says, "{title}");
                    continue;
                }
                ("replaces", _) => card["replaced"]["annual"].as_f64(),
                ("gives", _) => card["amount"]["annual"].as_f64(),
                ("score" | "confidence", _) => card[name].as_f64(),
                ("weighted", _) => None,
                (_, Some((name, kind))) => of_card(&card, name, kind),
                _ => panic!("{title}: {line}"),
            };
            if says == "unknown" {
                assert_eq!(actual, None, "{title}: {line}");
                continue;
            }
            let (expression, result) = says.split_once(" = ").unwrap_or_else(|| panic!("{title}: {line}"));
            let result = number(result.split_whitespace().next().expect("a number").trim_end_matches(','));
            let sum = evaluate(expression);
            assert!(close(sum, result), "{title}: {line}: the arithmetic gives {sum}");
            if name != "weighted" {
                let actual = actual.unwrap_or_else(|| panic!("{title}: {line}: maillon does not know"));
                assert!(close(actual, result), "{title}: {line}: maillon says {actual}");
            }
            compared += 1;
        }
    }
    println!("{compared} lines compared");
    assert!(compared > 120, "{compared}");
}

/// The criteria and gates of the page are those of the code.
#[test]
fn the_page_has_every_criterion_and_gate() {
    let page = fs::read_to_string(root().join("docs/method.md")).expect("docs/method.md");
    let card = examples()[0].card();
    let rows = |list: &str, name: &str| -> BTreeMap<String, Value> {
        let lines = card[list].as_array().expect("lines").iter();
        lines.map(|line| (line[name].as_str().expect("a name").to_owned(), line.clone())).collect()
    };
    for (name, line) in rows("criteria", "criterion") {
        let row = format!("| `{name}` | {} | {} |", line["weight"], line["formula"].as_str().expect("a formula"));
        assert!(page.contains(&row), "docs/method.md should have the row:\n{row}");
    }
    for name in rows("gates", "gate").keys() {
        assert!(page.contains(&format!("| `{name}` |")), "docs/method.md misses the gate {name}");
    }
}
