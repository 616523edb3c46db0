//! `maillon check`

use anyhow::Result;
use maillon_ingest::StudyFile;
use maillon_model::{Direction, IssueCount, Study};

use crate::args::{CheckArgs, Common};
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::settings::{self, Source};
use crate::{diagnosis, terminal};

pub(crate) fn run(args: &CheckArgs, common: &Common) -> Result<Outcome> {
    let study = load(&settings::source(&args.input)?, common.quiet)?;
    let count = IssueCount::of(&study.issues);
    if common.json {
        terminal::print(&serde_json::to_string_pretty(&diagnosis::json(&study))?)?;
    } else if !common.quiet {
        let problems = diagnosis::text(&study, args.examples);
        if !problems.is_empty() {
            terminal::print(&problems)?;
        }
        terminal::print(&contents(&study))?;
        terminal::print(&diagnosis::counts(count))?;
    }
    // The process ends here: to free a million names first would be for nothing.
    std::mem::forget(study);
    Ok(Outcome::of_issues(count, args.strict))
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
