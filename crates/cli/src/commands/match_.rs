//! `maillon match`

use anyhow::{Context, Result};
use maillon_layers::{Allocated, Run, Subject};
use maillon_matching::Options;
use maillon_model::{IssueCount, Matches, Study};

use crate::args::{Common, MatchArgs};
use crate::commands::check::{contents, load};
use crate::outcome::{Outcome, Refused};
use crate::progress::Progress;
use crate::settings::{Plans, Source};
use crate::{diagnosis, interrupt, planning, settings, terminal};

/// Examples shown of each kind of problem; `check` shows as many as asked.
const EXAMPLES: usize = 2;

/// What a run is asked to do.
pub(super) struct Asked {
    pub source: Source,
    pub options: Options,
    pub plans: Option<Plans>,
    pub output: maillon_layers::Options,
    pub report: bool,
}

impl Asked {
    pub(super) fn of(args: &MatchArgs) -> Result<Self> {
        let source = settings::source(&args.input)?;
        let plans = settings::allocation(&args.allocation, &source.file)?;
        Ok(Self {
            options: settings::matching(&args.matching, &source)?,
            plans: (!args.no_allocate).then_some(plans),
            output: settings::output(args.out.as_ref(), args.formats.as_ref(), &source),
            report: !args.no_report && source.file.output.report.unwrap_or(true),
            source,
        })
    }

    /// As `summary.json` echoes it.
    pub(super) fn parameters(&self) -> serde_json::Value {
        let mut parameters = settings::echo(&self.options, self.plans.as_ref(), &self.output.formats);
        parameters["report"] = self.report.into();
        parameters["settings_sha256"] = maillon_ingest::settings_digest(&self.source.file, &self.source.base).into();
        parameters
    }
}

pub(crate) fn run(args: &MatchArgs, common: &Common) -> Result<Outcome> {
    if args.tethered {
        interrupt::end_with_stdin();
    }
    threads(args.threads)?;
    let asked = Asked::of(args)?;
    // Before the work, not after it.
    asked.output.check()?;
    // Before the files are read: a study file that changes meanwhile is not what was done.
    let parameters = asked.parameters();
    let Asked { source, options, plans, output, report } = asked;

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

    let matches = matched(&study, &source, &options, common.quiet);
    let planning = plans.as_ref().map(|p| planning::plan(&study, &matches, p, &[], common.quiet)).transpose()?;
    let allocated = planning.as_ref().zip(plans.as_ref()).map(|(planning, plans)| Allocated {
        planned: planning.planned(&study, &matches),
        unit: plans.options.objective.unit,
        front: planning.front(plans),
    });
    let site_zones = maillon_spatial::zones_of_sites(&study);
    let territory = planning.as_ref().map(|planning| {
        let _progress = Progress::busy("surveying", common.quiet);
        maillon_territory::survey(
            &planning.planned(&study, &matches),
            &site_zones,
            &maillon_territory::Options::default(),
        )
    });
    let run = Run {
        study: &study,
        matches: &matches,
        site_zones: &site_zones,
        plan: allocated,
        territory: territory.as_ref(),
        subject: Subject::Matches,
        report: None,
        parameters,
        version: env!("CARGO_PKG_VERSION"),
    };
    let facts = maillon_report::Facts { catalogue: source.knowledge.catalogue(), options: &options };
    let page = |out: &mut dyn std::io::Write| maillon_report::write(&run, &facts, out);
    let written = maillon_layers::write_with(&run, &output, report.then_some(&page))?;
    tell(&results(&study, &matches));
    if let Some(planning) = &planning {
        let planned = planning.planned(&study, &matches);
        tell(&planning::line(&planned));
        planning::lacking(&planned).iter().for_each(|note| tell(note));
    }
    tell(&format!("{}; written to {}", diagnosis::counts(count), output.dir.display()));
    if common.json {
        terminal::print(std::fs::read_to_string(&written.summary)?.trim_end())?;
    }
    Ok(Outcome::of_issues(count, args.strict))
}

/// Sets how many threads work.
pub(super) fn threads(asked: Option<usize>) -> Result<()> {
    let Some(threads) = asked else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("cannot start the threads")
}

/// Matches with progress on the terminal.
pub(super) fn matched(study: &Study, source: &Source, options: &Options, quiet: bool) -> Matches {
    let progress = Progress::of(study.flows.len() as u64, "matching", quiet);
    maillon_matching::find(study, source.knowledge.catalogue(), options, &|done| progress.advance(done as u64))
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
