//! `maillon match`

use anyhow::{Context, Result};
use maillon_layers::Run;
use maillon_model::{IssueCount, Matches, Study};

use crate::args::{Common, MatchArgs};
use crate::commands::check::{contents, load};
use crate::outcome::{Outcome, Refused};
use crate::progress::Progress;
use crate::{diagnosis, settings, terminal};

/// Examples shown of each kind of problem; `check` shows as many as asked.
const EXAMPLES: usize = 2;

pub(crate) fn run(args: &MatchArgs, common: &Common) -> Result<Outcome> {
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("cannot start the threads")?;
    }
    let source = settings::source(&args.input)?;
    let options = settings::matching(&args.matching, &source)?;
    let output = settings::output(args, &source);
    // Before the work, not after it.
    output.check()?;

    let study = load(&source, common.quiet)?;
    let count = IssueCount::of(&study.issues);
    let tell = |text: &str| {
        if !common.quiet {
            terminal::say(text);
        }
    };
    let problems = diagnosis::text(&study, EXAMPLES);
    if !problems.is_empty() {
        tell(&problems);
    }
    for code in maillon_matching::unused_radii(&study, &options) {
        tell(&format!("note: no flow is of \"{code}\", which [matching.radius] names"));
    }
    tell(&contents(&study));
    if study.sites.is_empty() && count.errors > 0 {
        return Err(Refused("no site could be used; see the errors above".to_owned()).into());
    }

    let matches = {
        let progress = Progress::of(study.flows.len() as u64, "matching", common.quiet);
        maillon_matching::find(&study, source.knowledge.catalogue(), &options, &|done| progress.advance(done as u64))
    };
    let site_zones = maillon_spatial::zones_of_sites(&study);
    let run = Run {
        study: &study,
        matches: &matches,
        site_zones: &site_zones,
        parameters: settings::echo(&options, &output),
        version: env!("CARGO_PKG_VERSION"),
    };
    let written = maillon_layers::write(&run, &output)?;
    tell(&results(&study, &matches));
    tell(&format!("{}; written to {}", diagnosis::counts(count), output.dir.display()));
    if common.json {
        terminal::print(std::fs::read_to_string(&written.summary)?.trim_end())?;
    }
    Ok(Outcome::of_issues(count, args.strict))
}

/// What was found, in a line.
fn results(study: &Study, matches: &Matches) -> String {
    format!(
        "{} synergies kept of {} pairs within reach; {} of {} flows unmatched",
        matches.synergies.list().len(),
        matches.candidates,
        matches.unmatched.len(),
        study.flows.len(),
    )
}
