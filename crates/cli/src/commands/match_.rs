//! `maillon match`

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use maillon_layers::{Allocated, Database, LayerError, Run, Subject};
use maillon_matching::Options;
use maillon_model::{IssueCount, Matches, Study, Surveyed, Territory};

use crate::args::{Common, MatchArgs};
use crate::commands::check::{contents, load};
use crate::outcome::{Outcome, Refused};
use crate::pooling::Pools;
use crate::progress::Progress;
use crate::public::Public;
use crate::settings::{Plans, Source};
use crate::split::Split;
use crate::{contents, diagnosis, interrupt, planning, pooling, settings, terminal};

/// Examples shown of each kind of problem; `check` shows as many as asked.
const EXAMPLES: usize = 2;

/// The layer of all pairs.
const PAIRS: &str = "pairs";

/// What a run is asked to do.
pub(super) struct Asked {
    pub source: Source,
    pub options: Options,
    pub plans: Option<Plans>,
    pub territory: Option<maillon_territory::Options>,
    pub pools: Option<Pools>,
    /// Whether to leave out what processors are missing: it is of the territory too.
    pub no_missing: bool,
    pub output: maillon_layers::Options,
    pub report: bool,
    /// Whether all pairs are written too.
    pub pairs: bool,
    pub split: Option<Split>,
    pub public: Option<Public>,
}

impl Asked {
    pub(super) fn of(args: &MatchArgs) -> Result<Self> {
        let source = settings::source(&args.input)?;
        let plans = settings::allocation(&args.allocation, &source.file)?;
        let split = Split::of(&args.split)?;
        let public = args.public || source.file.output.public;
        let public = public.then(|| Public::of(&source.file)).transpose()?;
        let whole = split.is_none() && public.is_none();
        Ok(Self {
            options: settings::matching(&args.matching, &source)?,
            // What neighbours take part in is planned on both sides of a border, and would be given away twice.
            // A plan is made of amounts.
            plans: (!args.no_allocate && whole).then_some(plans),
            territory: settings::territory(args.no_territory || !whole, &source.file)?,
            // Neighbours beyond a border pool with their own.
            pools: Pools::of(
                args.no_territory || source.file.territory.skip || split.is_some(),
                &source.file,
                &source.knowledge,
            )?,
            no_missing: args.no_territory || source.file.territory.skip || split.is_some(),
            output: settings::output(args.out.as_ref(), args.formats.as_ref(), &source)?,
            // The page tells all of a run: neighbours beyond a border too, and amounts.
            report: whole && !args.no_report && source.file.output.report.unwrap_or(true),
            pairs: args.pairs || args.layer == PAIRS || source.file.output.pairs,
            source,
            split,
            public,
        })
    }

    /// As `summary.json` echoes it.
    pub(super) fn parameters(&self) -> serde_json::Value {
        let mut parameters = settings::echo(&self.options, self.plans.as_ref(), &self.output.formats);
        parameters["report"] = self.report.into();
        parameters["pairs"] = self.pairs.into();
        parameters["territory"] = self.territory.is_some().into();
        parameters["pooling"] = self.pools.as_ref().map_or(false.into(), Pools::parameters);
        if self.public.is_some() {
            parameters["public"] = true.into();
        } else {
            let digest = maillon_ingest::settings_digest(&self.source.file, &self.source.base);
            parameters["settings_sha256"] = digest.into();
        }
        if let Some(split) = &self.split {
            parameters["split"] = split.parameters();
        }
        parameters
    }

    /// The inputs in the order of `summary.json`: as they are shown, and where they are.
    /// `None` where they cannot be told before they are read.
    pub(super) fn inputs(&self) -> Option<Vec<(String, PathBuf)>> {
        let mut inputs = maillon_ingest::inputs(&self.source.file, &self.source.base)?;
        inputs.extend(self.split.as_ref().map(Split::file));
        Some(inputs)
    }
}

pub(crate) fn run(args: &MatchArgs, common: &Common) -> Result<Outcome> {
    if args.tethered {
        interrupt::end_with_stdin();
    }
    threads(args.threads)?;
    let asked = Asked::of(args)?;
    let stream = (asked.output.dir == Path::new("-")).then(|| stream(args, common)).transpose()?;
    let database = database(args)?;
    // Before the work, not after it.
    match &database {
        Some(database) => database.check()?,
        None if stream.is_none() => asked.output.check()?,
        None => {}
    }
    if args.tethered && maillon_ingest::reads_stdin(&asked.source.file) {
        return Err(Refused("a study of a batch cannot be read from stdin: name a file".to_owned()).into());
    }
    // Before the files are read: a study file that changes meanwhile is not what was done.
    let parameters = asked.parameters();
    let Asked { source, options, plans, territory, pools, no_missing, output, report, pairs, split, public } = asked;

    let mut study = match load(&source, common.quiet) {
        Err(_) if public.is_some() => return Err(Public::unreadable().into()),
        study => study?,
    };
    let hubs = match pools.as_ref().map(|_| pooling::given(&mut study, &source, common.quiet)) {
        Some(Err(_)) if public.is_some() => return Err(Public::unreadable().into()),
        hubs => hubs.transpose()?.unwrap_or_default(),
    };
    if let Some(split) = &split {
        split.apply(&mut study, common.quiet)?;
    }
    let count = IssueCount::of(&study.issues);
    let public = public.map(|public| public.of_study(&study));
    let (study, totals) = match public {
        Some((study, totals)) => (study, Some(totals)),
        None => (study, None),
    };
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
    if let Some(split) = &split {
        tell(&split.note());
    }
    if study.sites.is_empty() && count.errors > 0 {
        return Err(Refused("no site could be used; see the errors above".to_owned()).into());
    }

    let matches = matched(&study, &source, &options, common.quiet);
    let mut planning = plans.as_ref().map(|p| planning::plan(&study, &matches, p, &[], common.quiet)).transpose()?;
    let front = planning.as_mut().zip(plans.as_ref()).and_then(|(planning, plans)| planning.front(plans));
    let allocated = planning.as_ref().zip(plans.as_ref()).map(|(planning, plans)| Allocated {
        planned: planning.planned(&study, &matches),
        unit: plans.options.objective.unit,
        front,
    });
    let site_zones = maillon_spatial::zones_of_sites(&study);
    let territory = planning.as_ref().zip(territory).map(|(planning, options)| {
        let contents = contents::of(&study, source.knowledge.catalogue());
        let _progress = Progress::busy("surveying", common.quiet);
        maillon_territory::survey(planning.planned(&study, &matches), &site_zones, &contents, options)
    });
    for note in territory.iter().flat_map(|survey| level_notes(&study, survey.territory())) {
        tell(&note);
    }
    let pools = pools.map(|asked| pooling::pools(&study, &matches, &source, &asked, hubs, common.quiet)).transpose()?;
    let places = settings::plant_places(&study);
    let zones = (!no_missing).then_some(places.as_slice());
    let mut chains = {
        let _progress = Progress::busy("chaining", common.quiet);
        maillon_matching::chains(&study, source.knowledge.catalogue(), &options, &matches, zones)
    };
    if let Some(planning) = &planning {
        chains.plan = planning::chains(&planning.planned(&study, &matches), &chains)?;
    }
    let pairs = pairs.then(|| maillon_matching::Pairs::new(&study, source.knowledge.catalogue(), &options));
    let run = Run {
        study: &study,
        matches: &matches,
        pairs: pairs.as_ref().map(|pairs| pairs as _),
        site_zones: &site_zones,
        plan: allocated,
        territory: territory.as_ref().map(|survey| survey as &dyn Surveyed),
        pooling: pools.as_ref(),
        chains: Some(&chains),
        subject: Subject::Matches,
        report: None,
        public: totals.as_ref(),
        parameters,
        version: env!("CARGO_PKG_VERSION"),
    };
    let facts = maillon_report::Facts { catalogue: source.knowledge.catalogue(), options: &options };
    let page = |out: &mut dyn Write| maillon_report::write(&run, &facts, out);
    let summary = match (&stream, &database) {
        (Some(format), _) => {
            print_layer(&run, &args.layer, format)?;
            None
        }
        (None, Some(database)) => Some(serde_json::to_string_pretty(&maillon_layers::write_database(&run, database)?)?),
        (None, None) => {
            let written = maillon_layers::write_with(&run, &output, report.then_some(&page))?;
            common.json.then(|| std::fs::read_to_string(&written.summary)).transpose()?
        }
    };
    tell(&results(&study, &matches));
    planning::chained(&study, &chains).iter().for_each(|line| tell(line));
    if let Some(planning) = &planning {
        let planned = planning.planned(&study, &matches);
        tell(&planning::line(&planned));
        planning::lacking(&planned).iter().for_each(|note| tell(note));
    }
    if let Some(pools) = pools.as_ref().filter(|pools| !pools.pools.is_empty() || pools.without_room > 0) {
        tell(&pooling::line(pools));
    }
    let place = match &database {
        Some(database) => format!("{}, schema {}", database.shown, database.schema),
        None if stream.is_some() => "stdout".to_owned(),
        None => output.dir.display().to_string(),
    };
    tell(&format!("{}; written to {place}", diagnosis::counts(count)));
    if let Some(summary) = summary.filter(|_| common.json) {
        terminal::print(summary.trim_end())?;
    }
    Ok(Outcome::of_issues(count, args.strict))
}

/// The one format of a layer for stdout.
fn stream(args: &MatchArgs, common: &Common) -> Result<String> {
    let format = match args.formats.as_deref() {
        None => "geojson",
        Some([format]) => format,
        Some(_) => return Err(Refused("--out - writes one layer in one format: geojson or csv".to_owned()).into()),
    };
    if common.json {
        return Err(Refused("--out - and --json would both write to stdout: choose one".to_owned()).into());
    }
    maillon_layers::check_stream(&args.layer, format).map_err(|error| Refused(error.to_string()))?;
    Ok(format.to_owned())
}

/// The database that the command line names.
fn database(args: &MatchArgs) -> Result<Option<Database>> {
    let Some((connection, shown)) = args.out.as_deref().and_then(maillon_ingest::connection) else { return Ok(None) };
    if args.formats.is_some() {
        return Err(Refused("a database has no formats: leave --formats out, or name a folder".to_owned()).into());
    }
    maillon_ingest::keep_gdal_quiet();
    Ok(Some(Database { connection, schema: args.schema.clone(), shown, hide: maillon_ingest::redacted_in }))
}

/// Hands a layer to whatever reads stdout; a reader that has seen enough is no error.
fn print_layer(run: &Run, layer: &str, format: &str) -> Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = maillon_layers::write_layer(run, layer, format, &mut out);
    let flushed = out.flush();
    match (written, flushed) {
        (Err(LayerError::Stream(error)), _) | (Ok(()), Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ok(())
        }
        (written, flushed) => Ok(written.and(flushed.map_err(LayerError::Stream))?),
    }
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
        matches.synergies.list().ends().iter().filter(|[supply, _]| study.owns_flow(*supply)).count(),
        matches.candidates,
        matches.unmatched.len(),
        study.own_flows().count(),
    )
}

/// What a reader of the balances should know of the levels.
fn level_notes(study: &Study, territory: &Territory) -> Vec<String> {
    let mut notes = Vec::new();
    if study.zones.is_empty() {
        notes.push(
            "note: the study has no zones, so nothing is told by zone; [[zones]] names a file of them".to_owned(),
        );
    }
    for level in &territory.levels {
        let name = &level.name;
        if level.sites_in_several > 0 {
            notes.push(format!(
                "note: {} sites lie in several zones of the level \"{name}\"; its balances count each once, in the first",
                level.sites_in_several
            ));
        }
        // Parks need not hold every site; levels that nest are meant to.
        let stated = level.zones.first().is_some_and(|zone| study.zone(*zone).level.is_some());
        if stated && level.sites_in_none > 0 {
            notes.push(format!(
                "note: {} sites lie in no zone of the level \"{name}\"; its balances have rows without a zone for them",
                level.sites_in_none
            ));
        }
    }
    notes
}
