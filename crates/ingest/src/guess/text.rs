//! The guess as a study file, each line with its reason.

use std::fmt::Write as _;

use super::flows::Flows;
use super::headings::words;
use super::roles::Found;
use super::sample::Sample;
use super::{Plan, place};
use crate::read::GeometryFrom;

/// One line per table: what it was taken for.
pub(super) fn notes(plan: &Plan) -> Vec<String> {
    let label = |at: usize| plan.samples[at].label();
    let mut notes = Vec::new();
    for (at, _) in &plan.sites {
        let own = match plan.flows.iter().find(|(own, _)| own == at) {
            Some((_, flows)) => format!("sites and their flows ({})", kind(flows)),
            None => "sites".to_owned(),
        };
        notes.push(format!("{}: {own}, {} rows", label(*at), plan.samples[*at].rows));
    }
    for (at, flows) in plan.flows.iter().filter(|(at, _)| !plan.holds_sites(*at)) {
        notes.push(format!("{}: flows ({}), {} rows", label(*at), kind(flows), plan.samples[*at].rows));
    }
    if plan.flows.is_empty() {
        notes.push("no table names flows: add a [flows] table before you match".to_owned());
    }
    notes.extend(plan.zones.iter().map(|(at, _)| format!("{}: zones, {} rows", label(*at), plan.samples[*at].rows)));
    notes.extend(plan.left.iter().map(|(at, why)| format!("{}: not used; {why}", label(*at))));
    notes
}

fn kind(flows: &Flows) -> String {
    match flows.wide.len() {
        0 => "a row each".to_owned(),
        n => format!("{n} columns of amounts"),
    }
}

pub(super) fn study(plan: &Plan) -> String {
    let mut text = String::from(
        "# Written by `maillon init --from`: every line says why it is so. Look through those that say CHECK, then run\n\
         #   maillon check study.toml\n\
         # `maillon init DIR` writes a study that shows everything that can be said.\n\n[study]\n",
    );
    let language = if plan.french { "fr" } else { "en" };
    line(&mut text, "language", language, "by the headings");
    for (at, found) in &plan.sites {
        text.push_str(if plan.sites.len() > 1 { "\n[[sites]]\n" } else { "\n[sites]\n" });
        file(&mut text, &plan.samples[*at]);
        columns(&mut text, found);
    }
    for (at, found) in &plan.flows {
        text.push_str(if plan.flows.len() > 1 { "\n[[flows]]\n" } else { "\n[flows]\n" });
        if plan.holds_sites(*at) {
            text.push_str("# In the sites' own table.\n");
            if plan.sites.len() > 1 {
                path(&mut text, &plan.samples[*at], "");
            }
        } else {
            file(&mut text, &plan.samples[*at]);
        }
        flows(&mut text, found);
    }
    if plan.flows.is_empty() {
        text.push_str("\n# No table names flows. Add one:\n# [flows]\n# path = \"flows.csv\"\n");
    }
    unused(&mut text, plan);

    for (at, found) in &plan.zones {
        let sample = &plan.samples[*at];
        text.push_str("\n[[zones]]\n");
        file(&mut text, sample);
        columns(&mut text, found);
        if found.iter().all(|f| f.key != "kind_column") {
            let (kind, why) = zone_kind(sample);
            line(&mut text, "kind", kind, &why);
            // Levels nest, and a site's commune is checked against the zones of that level.
            let level = LEVELS.iter().find(|(word, _)| why.contains(&format!("\"{word}\"")));
            if let Some((_, level)) = level.filter(|_| found.iter().all(|f| f.key != "level_column")) {
                line(&mut text, "level", level, "by the same word");
            }
        }
    }
    for (at, why) in &plan.left {
        text.push('\n');
        comment(&mut text, &format!("Not used: {}; {why}.", plan.samples[*at].label()));
    }
    text.push_str("\n[output]\ndir = \"out\"\n");
    text
}

/// What a table says of flows.
fn flows(text: &mut String, flows: &Flows) {
    columns(text, &flows.columns);
    if let Some((taxonomy, why)) = &flows.taxonomy {
        line(text, "taxonomy", taxonomy.prefix(), &format!("codes of {taxonomy}: {why}"));
    }
    if !flows.defaults.is_empty() {
        text.push_str("\n[flows.default]\n");
    }
    for (key, value, why) in &flows.defaults {
        line(text, key, value, why);
    }
    for wide in &flows.wide {
        text.push_str("\n[[flows.wide]]\n");
        line(text, "column", &wide.column, "");
        line(text, "direction", wide.direction.0, &wide.direction.1);
        line(text, "resource", &wide.resource.0, &wide.resource.1);
        match &wide.unit {
            Some(unit) => line(text, "unit", unit, "from its heading"),
            None => comment(
                text,
                &format!(
                    "unit = \"{}/yr\"  # CHECK: the heading states none; the amounts stay unknown without one",
                    wide.usual
                ),
            ),
        }
        if let Some(temperature) = wide.temperature {
            let _ = writeln!(text, "temperature_c = {temperature}  # the lower end of what its heading says");
        }
    }
    for (column, why) in &flows.left {
        comment(text, &format!("Not used: \"{column}\", {why}."));
    }
}

fn path(text: &mut String, sample: &Sample, read: &str) {
    line(text, "path", &sample.path.to_string_lossy(), read);
    if let Some(layer) = &sample.layer {
        line(text, "layer", layer, "");
    }
}

/// Where a table is, and where its rows are.
fn file(text: &mut String, sample: &Sample) {
    let read = match (&sample.encoding, sample.delimiter) {
        (Some(encoding), Some('\t')) => format!("read as {encoding}, parted by tabs"),
        (Some(encoding), Some(delimiter)) => format!("read as {encoding}, parted by \"{delimiter}\""),
        (Some(encoding), None) => format!("read as {encoding}"),
        _ => String::new(),
    };
    path(text, sample, &read);
    match &sample.told {
        Some((GeometryFrom::Wkt(column), why)) => line(text, "geometry", column, why),
        Some((GeometryFrom::LonLat { lon, lat }, why)) => {
            line(text, "lon", lon, why);
            line(text, "lat", lat, why);
        }
        _ => {}
    }
    if sample.crs.is_none() {
        let names: Vec<&str> = sample.place.iter().map(String::as_str).collect();
        if let Some((crs, why)) = place::system(&names, &sample.coordinates) {
            line(text, "crs", &crs, &why);
        }
    }
}

fn columns(text: &mut String, found: &[Found]) {
    found.iter().for_each(|f| line(text, &f.key, &f.column, &f.why));
}

/// The columns of sites and flows that nothing was found for.
fn unused(text: &mut String, plan: &Plan) {
    let of = |at: usize| {
        let sample = &plan.samples[at];
        let mut used: Vec<&str> = sample.place.iter().map(String::as_str).collect();
        let sites = plan.sites.iter().filter(|(own, _)| *own == at);
        used.extend(sites.flat_map(|(_, found)| found).map(|f| f.column.as_str()));
        for (_, flows) in plan.flows.iter().filter(|(own, _)| *own == at) {
            used.extend(flows.columns.iter().map(|f| f.column.as_str()));
            used.extend(flows.wide.iter().map(|w| w.column.as_str()));
            used.extend(flows.left.iter().map(|(column, _)| column.as_str()));
        }
        let left = sample.columns.iter().map(|c| c.name.as_str()).filter(|name| !used.contains(name) && *name != "fid");
        (sample.label(), left.map(|name| format!("\"{name}\"")).collect::<Vec<_>>())
    };
    let flows = plan.flows.iter().map(|(at, _)| *at).filter(|at| !plan.holds_sites(*at));
    let tables = plan.sites.iter().map(|(at, _)| *at).chain(flows);
    for (label, left) in tables.map(of).filter(|(_, left)| !left.is_empty()) {
        text.push('\n');
        comment(text, &format!("Columns of {label} that are not used: {}.", left.join(", ")));
    }
}

/// Words that say of which level zones are.
const LEVELS: &[(&str, &str)] = &[
    ("commune", "commune"),
    ("communes", "commune"),
    ("insee", "commune"),
    ("epci", "epci"),
    ("canton", "canton"),
    ("cantons", "canton"),
    ("departement", "département"),
    ("departements", "département"),
    ("region", "région"),
    ("regions", "région"),
];

/// What a file's name says its zones are.
fn zone_kind(sample: &Sample) -> (&'static str, String) {
    const KINDS: &[(&str, &[&str])] = &[
        (
            "administrative",
            &[
                "commune",
                "communes",
                "departement",
                "departements",
                "region",
                "regions",
                "epci",
                "canton",
                "cantons",
                "insee",
                "iris",
                "nuts",
            ],
        ),
        (
            "industrial",
            &[
                "zae",
                "za",
                "zi",
                "industrial",
                "industriel",
                "industrielle",
                "industrielles",
                "activite",
                "activites",
                "eco",
            ],
        ),
        ("port", &["port", "ports"]),
        ("protected", &["natura", "znieff", "protected", "protege", "protegee", "parc", "reserve"]),
        ("agricultural", &["agricole", "agricoles", "agricultural", "rpg"]),
        ("urban", &["urban", "urbain", "urbaine", "plu", "zone urba"]),
    ];
    let columns = sample.columns.iter().map(|c| words(&c.name)).collect::<Vec<_>>().join(" ");
    for (what, said) in [("the name", words(&sample.label())), ("a heading", columns)] {
        let told = |list: &&[&'static str]| list.iter().find(|w| said.split(' ').any(|s| s == **w)).copied();
        if let Some((kind, word)) = KINDS.iter().find_map(|(kind, list)| Some((*kind, told(list)?))) {
            return (kind, format!("{what} says \"{word}\""));
        }
    }
    ("industrial", "CHECK: nothing says what these zones are".to_owned())
}

/// `key = "value"  # why`
fn line(text: &mut String, key: &str, value: &str, why: &str) {
    let value = toml::Value::String(value.to_owned());
    let why = one_line(why);
    // Writing to a text cannot fail.
    let _ = if why.is_empty() { writeln!(text, "{key} = {value}") } else { writeln!(text, "{key} = {value}  # {why}") };
}

fn comment(text: &mut String, words: &str) {
    let _ = writeln!(text, "# {}", one_line(words));
}

/// A heading may break over lines; a comment may not, nor hold a control character.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(char::is_control, "")
}
