//! `report.html`: what it says is what the summary says, whatever the names, the language and the size.

mod common;

use std::fs;
use std::path::Path;

use common::{fixture, maillon};
use serde_json::Value;

/// A run's page, the data its script reads, and the summary beside it.
struct Page {
    html: String,
    data: Value,
    summary: Value,
}

impl Page {
    fn read(out: &Path) -> Self {
        let html = fs::read_to_string(out.join("report.html")).expect("a page");
        let data = html.split("<script id=\"data\" type=\"application/json\">").nth(1).expect("the data");
        let data = data.split("</script>").next().expect("its end");
        let summary = fs::read(out.join("summary.json")).expect("a summary");
        Self {
            data: serde_json::from_str(data).expect("JSON"),
            summary: serde_json::from_slice(&summary).expect("JSON"),
            html,
        }
    }

    fn synergies(&self) -> &[Value] {
        self.data["synergies"].as_array().expect("synergies")
    }

    /// The page's text: no tag, no script, spaces alike.
    fn text(&self) -> String {
        let body = self.html.split("<main").nth(1).and_then(|rest| rest.split("<script").next()).expect("a body");
        let parts = body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
        parts.collect::<Vec<_>>().concat().replace(['\u{a0}', '\u{202f}'], " ")
    }
}

fn run(dir: &Path, more: &[&str]) -> Page {
    maillon(dir, &[&["match", "study.toml", "--out", "out", "--quiet"], more].concat()).expect(0);
    Page::read(&dir.join("out"))
}

#[test]
fn the_numbers_are_those_of_the_summary() {
    for (territory, lang) in [("kalundborg", "en"), ("dunkerque", "fr")] {
        let dir = fixture(territory);
        let page = run(dir.path(), &[]);
        let (summary, synergies) = (&page.summary, page.synergies());
        assert_eq!(summary["files"]["report.html"], 1);
        assert_eq!(summary["matching"]["synergies"], synergies.len());
        let planned: Vec<&Value> = synergies.iter().filter(|s| s[9].as_f64().is_some_and(|plan| plan > 0.0)).collect();
        assert_eq!(summary["plan"]["synergies_used"], planned.len());
        let text = page.text();
        let mut figures = match lang {
            "fr" => vec![format!("{} échanges possibles", synergies.len()), format!("en réalise {}.", planned.len())],
            _ => vec![
                format!("{} possible exchanges", synergies.len()),
                format!("carries out {} of them", planned.len()),
            ],
        };
        for (place, (unit, symbol)) in [("t", "t"), ("m3", "m³"), ("mwh", "MWh")].into_iter().enumerate() {
            let moved: f64 = planned.iter().filter(|s| s[8] == place).filter_map(|s| s[9].as_f64()).sum();
            let told = summary["plan"]["moved"][format!("{unit}_per_year")].as_f64().unwrap_or(0.0);
            assert!(
                (moved - told).abs() <= 1e-5 * told,
                "{territory}: {moved} {unit} on the page, {told} in the summary"
            );
            if (1000.0..1e6).contains(&told) {
                let digits: String = format!("{told:.2e}").parse::<f64>().expect("a number").to_string();
                let (thousands, rest) = digits.split_at(digits.len() - 3);
                let (comma, year) = if lang == "fr" { (" ", "an") } else { (",", "yr") };
                figures.push(format!("{thousands}{comma}{rest} {symbol}/{year}"));
            }
        }
        let indicators = fs::read_to_string(dir.path().join("out/indicators.csv")).expect("indicators");
        let labels = indicators.lines().skip(1).map(|row| row.split(',').nth(1).expect("a label").to_owned());
        let before = figures.len();
        figures.extend(labels);
        assert!(figures.len() >= before + 13, "{territory}: {} indicators", figures.len() - before);
        assert!(before > 2, "{territory}: the plan moves nothing that could be compared");
        for figure in figures {
            assert!(text.contains(&figure), "{territory}: the page does not say {figure}:\n{text:.1200}");
        }
        assert!(page.html.contains(&format!("<html lang=\"{lang}\">")));
        let title = if lang == "fr" { "Ce que le territoire pourrait gagner" } else { "What the territory could gain" };
        assert!(text.contains(title));
        assert_eq!(page.html.matches("<svg class=\"sankey\"").count(), page.html.matches("<figure>").count());
        assert!(!page.html.contains("http-equiv=\"refresh\"") && !page.html.contains("src=\"http"));
    }
}

#[test]
fn a_page_without_a_plan_adds_nothing_up() {
    let dir = fixture("kalundborg");
    let page = run(dir.path(), &["--no-allocate"]);
    let text = page.text();
    assert!(text.contains("their amounts do not add up") && !text.contains("carries out"), "{text}");
    assert!(page.synergies().iter().all(|s| s[9].is_null()));
    assert!(!page.html.contains("data-key=\"plan\"") && page.html.contains("data-key=\"amount\""));
}

#[test]
fn it_is_left_out_where_nobody_wants_it_and_an_old_one_goes() {
    let dir = fixture("kalundborg");
    run(dir.path(), &[]);
    maillon(dir.path(), &["match", "study.toml", "--out", "out", "--quiet", "--no-report"]).expect(0);
    assert!(!dir.path().join("out/report.html").exists() && dir.path().join("out/synergies.geojson").exists());
    let study = fs::read_to_string(dir.path().join("study.toml")).expect("the study");
    fs::write(dir.path().join("study.toml"), study.replace("[output]", "[output]\nreport = false")).expect("written");
    maillon(dir.path(), &["match", "study.toml", "--out", "other", "--quiet"]).expect(0);
    assert!(!dir.path().join("other/report.html").exists());
    // What is not ours is not overwritten.
    fs::create_dir(dir.path().join("mine")).expect("a folder");
    fs::write(dir.path().join("mine/report.html"), "mine").expect("written");
    let refused = maillon(dir.path(), &["match", "study.toml", "--out", "mine", "--quiet"]).expect(1);
    assert!(refused.stderr.contains("report.html"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(dir.path().join("mine/report.html")).expect("mine"), "mine");
}

#[test]
fn the_same_input_gives_the_same_page() {
    let dir = fixture("dunkerque");
    let one = run(dir.path(), &["--threads", "1"]).html;
    assert_eq!(one, run(dir.path(), &["--threads", "4"]).html);
}

/// A study of two sites, one flow each.
fn two(dir: &Path, names: [&str; 2], demand: &str) {
    let site = |id: usize, name: &str, lon: f64| {
        serde_json::json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [lon, -17.0] },
            "properties": { "site_id": format!("S{id}"), "name": name },
        })
    };
    let sites = serde_json::json!({ "type": "FeatureCollection", "features": [site(0, names[0], 179.99), site(1, names[1], -179.99)] });
    fs::write(dir.join("sites.geojson"), sites.to_string()).expect("written");
    let flows = format!(
        "site_id,direction,resource,quantity,unit\nS0,supply,heat.hot-water,100,MWh/yr\nS1,demand,{demand},80,MWh/yr\n"
    );
    fs::write(dir.join("flows.csv"), flows).expect("written");
    let study = "[study]\nname = \"</title><b>A & \\\"B\\\"\"\n[sites]\npath = \"sites.geojson\"\n[flows]\npath = \"flows.csv\"\n";
    fs::write(dir.join("study.toml"), study).expect("written");
}

#[test]
fn no_name_breaks_out_of_the_page() {
    let dir = tempfile::tempdir().expect("a folder");
    let long = "مصنع ".repeat(3000);
    for names in
        [["</script><script>alert(1)</script>", "<img src=x onerror='alert(2)'>"], ["🏭 \"'&\u{2028}<!--", &long]]
    {
        two(dir.path(), names, "heat.hot-water");
        let page = run(dir.path(), &[]);
        assert_eq!(page.synergies().len(), 1);
        assert_eq!((page.html.matches("<script").count(), page.html.matches("</script").count()), (2, 2));
        assert!(!page.html.contains("<img") && !page.html.contains("<b>A &"));
        assert!(page.html.contains("&lt;/title&gt;&lt;b&gt;A &amp; &quot;B&quot;"));
        assert!(page.html.len() < 150_000, "a long name is cut: {}", page.html.len());
        let first = page.data["sites"][0][0].as_str().expect("a name");
        assert!(names[0].starts_with(first.trim_end_matches('…')), "{first}");
        // Two degrees short of the whole turn would be the long way round.
        let apart = page.data["size"][0].as_f64().expect("metres");
        assert!((2000.0..2300.0).contains(&apart), "{apart} m between two sites at the antimeridian");
    }
}

#[test]
fn a_study_without_a_match_says_so() {
    let dir = tempfile::tempdir().expect("a folder");
    two(dir.path(), ["a", "b"], "electricity");
    let page = run(dir.path(), &[]);
    let text = page.text();
    assert!(text.contains("No synergy was found.") && text.contains("2 of 2 flows have no synergy"), "{text}");
    assert!(page.synergies().is_empty() && !page.html.contains("<table id=\"table\""));
}

#[test]
fn ten_thousand_synergies_stay_below_five_megabytes() {
    let dir = tempfile::tempdir().expect("a folder");
    maillon(dir.path(), &["generate", ".", "--flows", "17000", "--quiet"]).expect(0);
    let page = run(dir.path(), &[]);
    let all = page.summary["matching"]["synergies"].as_u64().expect("a count");
    assert!(all > 10_000, "{all} synergies are too few to tell");
    assert_eq!(page.synergies().len(), 10_000);
    assert!(page.html.len() < 5_000_000, "{} bytes", page.html.len());
    assert!(page.text().contains("This page shows the best 10,000 synergies of "));
    let planned = page.synergies().iter().filter(|s| s[9].as_f64().is_some_and(|plan| plan > 0.0)).count() as u64;
    assert_eq!(
        planned,
        page.summary["plan"]["synergies_used"].as_u64().expect("a count"),
        "what the plan uses goes first"
    );
    let scores: Vec<i64> = page.synergies().iter().filter_map(|s| s[14].as_i64()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "the best first");
}
