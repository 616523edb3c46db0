//! `maillon check`

use std::path::Path;

use anyhow::Result;
use maillon_ingest::{Correction, StudyFile};
use maillon_layers::Options;
use maillon_model::{Direction, IssueCount, Study};

use crate::args::{CheckArgs, Common};
use crate::outcome::{Outcome, Refused};
use crate::progress::Progress;
use crate::settings::{self, Source};
use crate::{diagnosis, terminal};

pub(crate) fn run(args: &CheckArgs, common: &Common) -> Result<Outcome> {
    let source = settings::source(&args.input)?;
    // Worth knowing before the work is done.
    let out = args.out.as_ref().map(|dir| Options { dir: dir.clone(), formats: vec!["geojson".to_owned()] });
    out.as_ref().map_or(Ok(()), Options::check)?;
    args.fix.as_deref().map_or(Ok(()), refuse_used)?;
    let study = load(&source, common.quiet)?;
    let count = IssueCount::of(&study.issues);
    if let Some(out) = &out {
        let mut summary = diagnosis::json(&study);
        if let Some(kinds) = summary["kinds"].as_array_mut() {
            kinds.iter_mut().filter_map(|kind| kind.as_object_mut()).for_each(|kind| drop(kind.remove("issues")));
        }
        let summary = summary.as_object().cloned().unwrap_or_default();
        maillon_layers::write_issues(&study, out, env!("CARGO_PKG_VERSION"), summary)?;
    }
    let fixed = args.fix.as_deref().map(|dir| fix(dir, &source, &study)).transpose()?;
    if common.json {
        let mut json = diagnosis::json(&study);
        if let Some(fixed) = fixed {
            json["corrections"] = fixed.into();
        }
        terminal::print(&serde_json::to_string_pretty(&json)?)?;
    } else if !common.quiet {
        let problems = diagnosis::text(&study, args.examples);
        if !problems.is_empty() {
            terminal::print(&problems)?;
        }
        terminal::print(&contents(&study))?;
        terminal::print(&diagnosis::counts(count))?;
        if let Some(out) = &out {
            terminal::print(&format!("issues written to {}", out.dir.display()))?;
        }
        if let (Some(fixed), Some(dir)) = (fixed, &args.fix) {
            terminal::print(&match fixed {
                0 => format!("nothing that can be corrected without asking: {} was not written", dir.display()),
                n => format!("{n} corrections in the copy {}; corrections.csv lists them", dir.display()),
            })?;
        }
    }
    // The process ends here: to free a million names first would be for nothing.
    std::mem::forget(study);
    Ok(Outcome::of_issues(count, args.strict))
}

/// The table of a corrected copy.
const CORRECTIONS: &str = "corrections.csv";

/// Refuses a folder that holds something: a copy may not mix with it, and nothing of the user's is written over.
fn refuse_used(dir: &Path) -> Result<(), Refused> {
    let used = dir.exists() && std::fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_some());
    let why = || format!("--fix {}: there is something already; name a new folder", dir.display());
    if used { Err(Refused(why())) } else { Ok(()) }
}

/// Writes a corrected copy of the study, where something can be corrected; how many corrections there are.
fn fix(dir: &Path, source: &Source, study: &Study) -> Result<usize> {
    let mended = maillon_ingest::mend(&source.file, &source.base, study)?;
    if mended.corrections.is_empty() {
        return Ok(0);
    }
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["file", "row", "field", "before", "after"])?;
    for correction in &mended.corrections {
        let Correction { file, row, field, before, after } = correction;
        let cells = [file, row, field, before, after].map(|cell| maillon_layers::spreadsheet_safe(cell));
        table.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    let table = table.into_inner()?;
    let own = mended.files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone()));
    let files: Vec<(&str, Vec<u8>)> = own.chain([(CORRECTIONS, table)]).collect();
    maillon_layers::replace_folder(dir, &files)?;
    Ok(mended.corrections.len())
}

/// Reads the study with its progress on the terminal.
pub(crate) fn load(source: &Source, quiet: bool) -> Result<Study> {
    load_as(&source.file, source, quiet)
}

/// Reads what another study file says, with the source's paths and knowledge.
pub(crate) fn load_as(file: &StudyFile, source: &Source, quiet: bool) -> Result<Study> {
    let progress = Progress::counter(quiet);
    Ok(maillon_ingest::load(file, &source.base, &source.knowledge, &|file, rows| progress.at(file, rows))?)
}

/// What a study holds, in a line.
pub(crate) fn contents(study: &Study) -> String {
    let supplies = study.own_flows().filter(|(_, flow)| flow.direction == Direction::Supply).count();
    format!(
        "{}: {} sites, {supplies} supply and {} demand flows of {} resources, {} zones",
        study.name,
        study.own_sites().count(),
        study.own_flows().count() - supplies,
        study.resources.len(),
        study.zones.len(),
    )
}
