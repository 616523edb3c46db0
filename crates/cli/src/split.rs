//! A study split by zones: one region, with its neighbours as partners.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use maillon_ingest::{FileKeys, ZonesInput};
use maillon_model::{Origin, SiteIx, SourceIx, Study};
use maillon_spatial::ZoneIndex;
use serde_json::{Value, json};

use crate::args::SplitArgs;
use crate::outcome::Refused;
use crate::progress::Progress;

/// What neighbours on both sides of a border have a part in, so that only the whole study can tell it.
const OF_THE_WHOLE: [&str; 4] = ["plan", "territory", "pooling", "missing_processors"];

/// Zones that split a study, and the part that is asked for.
pub(crate) struct Split {
    input: ZonesInput,
    base: PathBuf,
    /// The zone's code; none for the sites that lie in no zone.
    part: Option<String>,
}

impl Split {
    /// What the command line asks, if it asks for a part.
    pub(crate) fn of(args: &SplitArgs) -> Result<Option<Self>> {
        let Some(by) = &args.split_by else { return Ok(None) };
        if args.part.is_none() && !args.outside {
            let why = "--split-by needs --part CODE or --outside; `maillon batch STUDY --split-by …` runs all parts";
            return Err(Refused(why.to_owned()).into());
        }
        Ok(Some(Self { input: input(by)?, base: std::env::current_dir()?, part: args.part.clone() }))
    }

    /// The zones' file, as summaries list it.
    pub(crate) fn file(&self) -> (String, PathBuf) {
        (self.input.file.path.to_string_lossy().into_owned(), self.base.join(&self.input.file.path))
    }

    /// For `summary.json`.
    pub(crate) fn parameters(&self) -> Value {
        json!({ "field": self.input.id, "part": self.part, "left_to_the_whole": OF_THE_WHOLE })
    }

    /// What a reader of the part's results should know.
    pub(crate) fn note(&self) -> String {
        let list = OF_THE_WHOLE.join(", ").replace('_', " ");
        format!(
            "note: a part of a study leaves to the whole what crosses its border: {list}; `maillon match` without --split-by tells it"
        )
    }

    /// Makes neighbours of all sites that do not belong to the part, and leaves it the issues of its own rows; what belongs to
    /// no row of a site is told by the part outside all zones.
    ///
    /// # Errors
    /// Zones that cannot be read, or none of that code.
    pub(crate) fn apply(&self, study: &mut Study, quiet: bool) -> Result<()> {
        let progress = Progress::counter(quiet);
        let mut zones = maillon_ingest::load_zones(&self.input, &self.base, &|file, rows| progress.at(file, rows))?;
        drop(progress);
        if let Some(part) = &self.part
            && !zones.zones.iter().any(|zone| *zone.id == **part)
        {
            return Err(Refused(format!("no zone of {} is called \"{part}\"", self.input.file.path.display())).into());
        }
        let index = ZoneIndex::new(&zones.zones);
        let owner = |position| index.holding(position).into_iter().map(|ix| &*zones.zone(ix).id).min();
        study.neighbours = study.sites.iter().map(|site| owner(site.position) != self.part.as_deref()).collect();

        let offset = study.sources.len() as u32;
        for issue in &mut zones.issues {
            issue.source = SourceIx(issue.source.0 + offset);
        }
        study.sources.append(&mut zones.sources);
        study.issues.append(&mut zones.issues);
        let owners = owners(study);
        let outside = self.part.is_none();
        study.issues.retain(|issue| {
            let row = issue.feature.and_then(|feature| owners.get(&Origin { source: issue.source, feature }));
            row.copied().unwrap_or(outside)
        });
        let part = self.part.as_deref().unwrap_or("outside");
        study.name = format!("{} ({part})", study.name);
        Ok(())
    }
}

/// By row of the input: whether a site of the part stands there, or a flow or processor of one.
fn owners(study: &Study) -> BTreeMap<Origin, bool> {
    let sites = (0..).map(SiteIx).zip(&study.sites).map(|(ix, site)| (site.origin, study.owns(ix)));
    let flows = study.flows.iter().map(|flow| (flow.origin, study.owns(flow.site)));
    let processors = study.processors.iter().map(|processor| (processor.origin, study.owns(processor.site)));
    sites.chain(flows).chain(processors).collect()
}

/// The codes of the zones that split a study, each once, in order.
///
/// # Errors
/// Zones that cannot be read.
pub(crate) fn codes(by: &str) -> Result<Vec<String>> {
    let zones = maillon_ingest::load_zones(&input(by)?, &std::env::current_dir()?, &|_, _| ())?;
    let mut codes: Vec<String> = zones.zones.iter().map(|zone| zone.id.to_string()).collect();
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

/// `zones.geojson:code`; the path may hold colons too.
fn input(by: &str) -> Result<ZonesInput> {
    let parts = by.rsplit_once(':').filter(|(file, field)| !file.is_empty() && !field.is_empty());
    let (file, field) = parts
        .ok_or_else(|| Refused(format!("--split-by {by}: name a file and its field, such as zones.geojson:code")))?;
    let mut input = ZonesInput::of(FileKeys { path: file.into(), ..FileKeys::default() });
    input.id = Some(field.to_owned());
    input.kind = Some("split".to_owned());
    Ok(input)
}
