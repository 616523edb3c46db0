//! `summary.json`: what a script reads. It holds no time, no duration and no absolute path, so that the same input
//! gives the same bytes.

mod chains;
mod plan;
mod pooling;
mod territory;

use std::collections::BTreeMap;
use std::path::Path;

use maillon_disclosure::{LARGEST_SHARE, SMALLEST_GROUP};
use maillon_model::{Dimension, Direction, IssueCount, Source};
use serde_json::{Map, Value, json};

use crate::context::{Context, Subject};
use crate::extent;
use crate::format::WrittenFile;
use crate::number::significant;

/// Its name in the folder of results.
pub(crate) const FILE: &str = "summary.json";

/// The summary of a run that wrote these files.
pub(crate) fn of(context: &Context, files: &[WrittenFile]) -> Value {
    let (run, study) = (context.run, context.study());
    let matches = run.matches;
    let issues = IssueCount::of(&study.issues);
    let known = study.resources.iter().filter(|resource| resource.known).count();
    let mut summary = json!({
        "maillon": run.version,
        "study": study.name,
        "sites": study.own_sites().count(),
        "flows": { "supply": flows(context, Direction::Supply), "demand": flows(context, Direction::Demand) },
        "zones": study.zones.len(),
        "extent": extent::around(study.own_sites().map(|(_, site)| site.position)),
        "resources": { "known": known, "unknown": study.resources.len() - known },
        "issues": {
            "errors": issues.errors,
            "warnings": issues.warnings,
            "infos": issues.infos,
            "by_code": tally(study.issues.iter().map(|issue| issue.code.slug())),
        },
        "matching": {
            "candidates": matches.candidates,
            "accepted": matches.accepted,
            "refused": matches.refusals,
            "duplicates": matches.merged.duplicates,
            "dominated": matches.merged.dominated,
            "synergies": matches.synergies.list().ends().iter().filter(|[supply, _]| study.owns_flow(*supply)).count(),
            "unmatched": tally(matches.unmatched.iter().map(|unmatched| unmatched.reason.name())),
        },
        "plan": run.plan.as_ref().map(plan::of),
        "territory": context.territory().map(territory::of),
        "pooling": run.pooling.map(pooling::of),
        "chains": run.chains.map(|chains| chains::of(context, chains)),
        "parameters": run.parameters,
        "inputs": study.sources.iter().map(input).collect::<Vec<_>>(),
        "files": files.iter().map(|file| (file.name.clone(), file.rows.into())).collect::<Map<_, _>>(),
    });
    if let Some(public) = run.public {
        for (key, direction) in [("supply", Direction::Supply), ("demand", Direction::Demand)] {
            let told = |dimension: &Dimension| {
                Some((per_year(*dimension), significant(public.whole(direction, *dimension)?, 9).into()))
            };
            let totals: Map<_, _> = Dimension::ALL.iter().filter_map(told).collect();
            summary["flows"][key] = json!({ "count": summary["flows"][key]["count"], "known_total": totals });
        }
        summary["public"] = json!({ "smallest_group": SMALLEST_GROUP, "largest_share": LARGEST_SHARE });
    }
    if let Some(report) = &run.report {
        let key = if matches!(run.subject, Subject::Siting(_)) { "siting" } else { "whatif" };
        summary[key] = report.clone();
    }
    summary
}

/// Of what run the results are: what a file says of itself that leaves the folder.
pub(crate) fn facts(context: &Context) -> Value {
    let (run, study) = (context.run, context.study());
    json!({
        "maillon": run.version,
        "study": study.name,
        "parameters": run.parameters,
        "inputs": study.sources.iter().map(input).collect::<Vec<_>>(),
    })
}

/// How many flows of a direction there are, how well their amounts are known, and the sum of those that are.
fn flows(context: &Context, direction: Direction) -> Value {
    let flows = || context.study().own_flows().map(|(_, flow)| flow).filter(|flow| flow.direction == direction);
    let amounts: BTreeMap<&str, u64> = tally(flows().map(|flow| flow.amount.state()));
    let total = |dimension: &Dimension| {
        let known: Vec<f64> = flows()
            .filter_map(|flow| flow.amount.known())
            .filter(|q| q.dimension() == *dimension)
            .map(|q| q.annual())
            .collect();
        let sum = (!known.is_empty()).then(|| significant(known.iter().sum(), 9)).filter(|sum| sum.is_finite());
        (per_year(*dimension), sum.into())
    };
    json!({
        "count": flows().count(),
        "amounts": amounts,
        "known_total": context.dimensions.iter().map(total).collect::<Map<_, _>>(),
    })
}

fn per_year(dimension: Dimension) -> String {
    format!("{}_per_year", dimension.base_unit().to_lowercase())
}

fn tally<'w>(words: impl Iterator<Item = &'w str>) -> BTreeMap<&'w str, u64> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn input(source: &Source) -> Value {
    let path = Path::new(&source.file);
    let name = path.file_name().filter(|_| path.is_absolute()).map(|name| name.to_string_lossy());
    json!({
        "file": name.as_deref().unwrap_or(&source.file),
        "layer": source.layer,
        "sha256": source.sha256,
    })
}
