//! `maillon resources`

use anyhow::Result;
use maillon_knowledge::{Catalogue, Entry};
use serde_json::json;

use crate::args::{Common, ResourcesArgs};
use crate::outcome::Outcome;
use crate::terminal;

pub(crate) fn run(args: &ResourcesArgs, common: &Common) -> Result<Outcome> {
    let found = Catalogue::builtin().search(&args.words.join(" "));
    if common.json {
        let rows: Vec<_> = found.iter().map(|entry| row(entry)).collect();
        terminal::print(&serde_json::to_string_pretty(&rows)?)?;
    } else {
        for entry in &found {
            terminal::print(&format!("{:32} {} | {}", entry.code, entry.en, entry.fr))?;
        }
        if found.is_empty() {
            terminal::say("nothing found; try fewer or other words");
        }
    }
    Ok(Outcome::Done)
}

fn row(entry: &Entry) -> serde_json::Value {
    json!({
        "code": entry.code,
        "en": entry.en,
        "fr": entry.fr,
        "dimension": entry.dimension.name(),
        "radius_km": entry.radius.as_kilometres(),
    })
}
