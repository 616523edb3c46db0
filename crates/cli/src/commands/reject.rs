//! `maillon reject`

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use maillon_ingest::{IngestError, StudyFile};

use crate::args::RejectArgs;
use crate::outcome::{Outcome, Refused};
use crate::{settings, terminal};

/// The first line of a new table.
const HEADER: &str = "supply,demand,reason,date\n";

pub(crate) fn run(args: &RejectArgs) -> Result<Outcome> {
    let file = StudyFile::read(&args.study).map_err(IngestError::from)?;
    let folder = if args.study.is_dir() { Some(args.study.as_path()) } else { args.study.parent() };
    let base = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let path = maillon_ingest::rejected_path(&file, base);
    if let Some(named) = file.matching.rejected.as_ref().filter(|named| !settings::is_inside(named, base)) {
        let why = format!("[matching] rejected = \"{}\" leads out of the study's folder", named.display());
        return Err(Refused(why).into());
    }
    let known = maillon_ingest::rejected(&file, base)?;
    let mut rows = String::new();
    for id in &args.synergies {
        let pair = maillon_layers::flows_of_synergy(id).ok_or_else(|| {
            Refused(format!("\"{id}\" is no synergy's id; it looks like F1~F2, see synergies.geojson"))
        })?;
        if known.contains(&pair) {
            terminal::say(&format!("{id} is already in {}", path.display()));
            continue;
        }
        let cells = [&pair.0, &pair.1, &args.reason, &today().to_string()].map(|cell| quoted(cell));
        rows.push_str(&cells.join(","));
        rows.push('\n');
    }
    if rows.is_empty() {
        return Ok(Outcome::Done);
    }
    let header = match std::fs::read(&path) {
        Err(_) => HEADER,
        // In other columns, or between other separators, the rows would say something else.
        Ok(bytes) if !bytes.starts_with(HEADER.trim_end().as_bytes()) => {
            let why = format!("{}: its first line is not {}; add the pair by hand", path.display(), HEADER.trim_end());
            return Err(Refused(why).into());
        }
        // Some editors leave the last line without an end.
        Ok(bytes) if bytes.last().is_some_and(|last| *last != b'\n') => "\n",
        Ok(_) => "",
    };
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(format!("{header}{rows}").as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))?;
    terminal::say(&format!("{} in {}; the next `maillon match` leaves them out", rows.lines().count(), path.display()));
    Ok(Outcome::Done)
}

/// A cell of a CSV file, RFC 4180.
fn quoted(text: &str) -> String {
    if text.contains(['"', ',', ';', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// The day in UTC.
fn today() -> Date {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / 86_400);
    date(1970, 1, 1).saturating_add(i64::try_from(days).unwrap_or(0).days())
}
