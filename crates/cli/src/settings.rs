//! From the command line and the study file to what the crates want.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use maillon_allocation::{OBJECTIVES, Objective};
use maillon_ingest::{FileKeys, Knowledge, StudyFile, ZonesInput};
use maillon_matching::{Options, Weights};
use maillon_model::{Distance, Position, Study, ZoneIx, ZoneKind};
use serde_json::json;

use crate::args::{AllocationArgs, InputArgs, MatchingArgs, ResultArgs};
use crate::outcome::Refused;

/// A study and where its paths start.
pub(crate) struct Source {
    pub file: StudyFile,
    pub base: PathBuf,
    pub knowledge: Knowledge,
}

/// The study file, with the files named on the command line in place of its own.
pub(crate) fn source(args: &InputArgs) -> Result<Source> {
    let here = std::env::current_dir()?;
    let (mut file, base) = match &args.study {
        Some(path) => {
            let file = StudyFile::read(path).map_err(maillon_ingest::IngestError::from)?;
            let folder = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
            let folder = folder.filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
            // Made absolute, so that a study in "." has a folder to take its name from.
            (file, std::path::absolute(folder)?)
        }
        None => (StudyFile::default(), here.clone()),
    };
    // Paths of the command line start where the user stands; those of the study where the study is.
    let given = |path: &PathBuf| FileKeys {
        path: if base == here || maillon_ingest::is_no_file(path) { path.clone() } else { here.join(path) },
        ..FileKeys::default()
    };
    if let Some(path) = &args.sites {
        file.sites.only(|sites| sites.file = given(path));
    }
    if let Some(path) = &args.flows {
        file.flows.only(|flows| flows.file = given(path));
    }
    if !args.zones.is_empty() {
        file.zones = args.zones.iter().map(|path| ZonesInput::of(given(path))).collect();
    }
    let knowledge = Knowledge::of(&file, &base)?;
    Ok(Source { file, base, knowledge })
}

/// Seconds after which a search ends with the best plan found, where nobody says. No source: a choice of ours.
const TIME_LIMIT_S: f64 = 60.0;

/// Plans on a front, where the study does not say. No source: a choice of ours.
const FRONT_POINTS: usize = 11;

/// What the plan is asked to be.
pub(crate) struct Plans {
    pub options: maillon_allocation::Options,
    pub front: Option<[&'static Objective; 2]>,
    pub points: usize,
}

/// Points inside the zones that a plant could stand in: those for industry, and ports.
pub(crate) fn plant_places(study: &Study) -> Vec<(ZoneIx, Position)> {
    let anchors = maillon_territory::anchors(study);
    let zones = (0..).map(ZoneIx).zip(&study.zones).zip(anchors);
    zones
        .filter(|((_, zone), _)| matches!(zone.kind, ZoneKind::Industrial | ZoneKind::Port))
        .filter_map(|((ix, _), anchor)| Some((ix, anchor?)))
        .collect()
}

/// The study file alone.
pub(crate) fn of_study(study: &Path) -> Result<Source> {
    source(&InputArgs { study: Some(study.to_owned()), sites: None, flows: None, zones: Vec::new() })
}

/// What matching is asked to do.
pub(crate) fn matching(args: &MatchingArgs, source: &Source) -> Result<Options> {
    let (file, asked) = (&source.file, &source.file.matching);
    let distance = |key: &str, km: f64| {
        Distance::kilometres(km).map_err(|e| Refused(format!("{key} = {km}: {e}; give kilometres, such as 50")))
    };
    let radius: Result<BTreeMap<String, Distance>, Refused> = asked
        .radius
        .iter()
        .map(|(code, km)| Ok((code.clone(), distance(&format!("radius of {code}"), *km)?)))
        .collect();
    let date = args.date.as_deref().or(file.study.date.as_deref());
    let on = date.map(|text| {
        maillon_ingest::day(text).ok_or_else(|| Refused(format!("\"{text}\" is not a date; write 2015-06-30")))
    });
    let defaults = Options::default();
    Ok(Options {
        radius_cap: args.radius_km.or(asked.radius_km).map(|km| distance("radius_km", km)).transpose()?,
        radius: radius?,
        top: args.top.or(asked.top).unwrap_or(defaults.top),
        weights: Weights::profile(asked.profile.as_deref().unwrap_or("balanced"))
            .and_then(|weights| weights.with(&asked.weights))
            .map_err(|e| Refused(e.to_string()))?,
        keep_dominated: asked.keep_dominated,
        rejected: maillon_ingest::rejected(&source.file, &source.base)?,
        on: on.transpose()?,
    })
}

/// What the plan is asked to be.
pub(crate) fn allocation(args: &AllocationArgs, file: &StudyFile) -> Result<Plans> {
    let asked = &file.allocation;
    let seconds = args.time_limit.or(asked.time_limit_s).unwrap_or(TIME_LIMIT_S);
    let time_limit = Duration::try_from_secs_f64(seconds)
        .map_err(|_| Refused(format!("time limit = {seconds}: give seconds, such as 60")))?;
    let mut options = maillon_allocation::Options { time_limit: Some(time_limit), ..Default::default() };
    if let Some(name) = args.objective.as_ref().or(asked.objective.as_ref()) {
        options.objective = objective(name)?;
    }
    let front = asked.front.as_ref().map(|[a, b]| Ok::<_, Refused>([objective(a)?, objective(b)?]));
    Ok(Plans { options, front: front.transpose()?, points: asked.points.unwrap_or(FRONT_POINTS) })
}

fn objective(name: &str) -> Result<&'static Objective, Refused> {
    Objective::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = OBJECTIVES.iter().map(|objective| objective.name).collect();
        let near = maillon_ingest::near(name, names.iter().copied());
        let hint = near.first().map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        Refused(format!("no objective is called \"{name}\"{hint} There are: {}", names.join(", ")))
    })
}

/// How the territory is looked at; `None` where the study leaves it out.
///
/// # Errors
/// A distance that is none.
pub(crate) fn territory(skip: bool, file: &StudyFile) -> Result<Option<maillon_territory::Options>, Refused> {
    let asked = &file.territory;
    if skip || asked.skip {
        return Ok(None);
    }
    let mut options =
        maillon_territory::Options { drawn: asked.within_km.is_some(), ..maillon_territory::Options::default() };
    if let Some(within) = &asked.within_km {
        let distance = |km: &f64| {
            Distance::kilometres(*km)
                .map_err(|e| Refused(format!("[territory] within_km holds {km}: {e}; give kilometres, such as 25")))
        };
        options.within = within.iter().map(distance).collect::<Result<_, _>>()?;
        options.within.sort_unstable();
        options.within.dedup();
    }
    options.seed = asked.seed.unwrap_or(options.seed);
    Ok(Some(options))
}

/// Where results go, of a command that answers in the terminal; nowhere without `--out`. Looks before the work, not after it.
///
/// # Errors
/// A database, results that are to be public, or a folder that holds other people's files.
pub(crate) fn results(args: &ResultArgs, source: &Source, command: &str) -> Result<Option<maillon_layers::Options>> {
    let Some(out) = &args.out else { return Ok(None) };
    refuse_database(out)?;
    if source.file.output.public {
        let why = format!("the study's results are to be public, and those of {command} are not: leave out --out");
        return Err(Refused(why).into());
    }
    let output = output(Some(out), args.formats.as_ref(), source)?;
    output.check()?;
    Ok(Some(output))
}

/// Where results go: the folder of the command line, or that of the study.
///
/// # Errors
/// A folder of the study's that leads out of it.
pub(crate) fn output(
    out: Option<&PathBuf>,
    formats: Option<&Vec<String>>,
    source: &Source,
) -> Result<maillon_layers::Options, Refused> {
    let asked = &source.file.output;
    if let Some((_, shown)) = asked.dir.as_deref().filter(|_| out.is_none()).and_then(maillon_ingest::connection) {
        return Err(Refused(format!(
            "[output] dir = \"{shown}\" leads out of the study's folder; a study writes there only if you say so: --out"
        )));
    }
    let own = asked.dir.as_deref().unwrap_or(Path::new("out"));
    let dir = match out {
        Some(dir) => dir.clone(),
        None if is_inside(own, &source.base) => source.base.join(own),
        None => {
            let why = format!(
                "[output] dir = \"{0}\" leads out of the study's folder; a study writes there only if you say so: --out {0}",
                own.display()
            );
            return Err(Refused(why));
        }
    };
    let formats = formats.or(asked.formats.as_ref()).cloned();
    Ok(maillon_layers::Options {
        dir,
        formats: formats.unwrap_or_else(|| ["geojson", "gpkg"].map(str::to_owned).to_vec()),
    })
}

/// Refuses a database where results are files.
pub(crate) fn refuse_database(out: &Path) -> Result<(), Refused> {
    match maillon_ingest::connection(out) {
        None => Ok(()),
        Some((_, shown)) => {
            Err(Refused(format!("{shown}: only `maillon match` writes to a database; name a folder with --out")))
        }
    }
}

/// Whether a path of a study stays in its folder, links followed: studies come from others too, and may not write anywhere else.
pub(crate) fn is_inside(path: &Path, base: &Path) -> bool {
    let plain = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let full = base.join(path);
    let there = full.ancestors().find_map(|folder| folder.canonicalize().ok());
    // What is a link to nowhere cannot be followed, but would be written through.
    let dangling = full.ancestors().any(|part| part.is_symlink() && !part.exists());
    plain && !dangling && matches!((there, base.canonicalize()), (Some(there), Ok(base)) if there.starts_with(&base))
}

/// The options in force, as `summary.json` echoes them.
pub(crate) fn echo(options: &Options, plans: Option<&Plans>, formats: &[String]) -> serde_json::Value {
    let radii: serde_json::Map<_, _> =
        options.radius.iter().map(|(code, radius)| (code.clone(), json!(radius.as_kilometres()))).collect();
    let weights: serde_json::Map<_, _> =
        options.weights.iter().map(|(name, weight)| (name.to_owned(), json!(weight))).collect();
    json!({
        "date": options.on.map(|day| day.to_string()),
        "radius_km": options.radius_cap.map(Distance::as_kilometres),
        "radius": radii,
        "top": options.top,
        "weights": weights,
        "keep_dominated": options.keep_dominated,
        "rejected": options.rejected.len(),
        "objective": plans.map(|plans| plans.options.objective.name),
        "time_limit_s": plans.and_then(|plans| plans.options.time_limit).map(|limit| limit.as_secs_f64()),
        "formats": formats,
    })
}
