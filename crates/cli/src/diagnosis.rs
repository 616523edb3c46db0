//! The issues of a study, for people and for scripts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maillon_model::{Issue, IssueCode, IssueCount, Study};
use serde_json::json;

/// The issues grouped by code, worst first: how often, where, what to do. Empty where there are none.
pub(crate) fn text(study: &Study, examples: usize) -> String {
    let mut text = String::new();
    for (code, issues) in grouped(study) {
        let _ = writeln!(text, "{} {code} ×{}: {}", code.severity(), issues.len(), code.cause());
        for issue in issues.iter().take(examples) {
            let _ = writeln!(text, "  {}", line(study, issue));
        }
        if issues.len() > examples {
            let _ = writeln!(text, "  … and {} more", issues.len() - examples);
        }
        let _ = writeln!(text, "  → {}", code.remedy());
    }
    text.truncate(text.trim_end().len());
    text
}

/// `2 errors, 1 warning, 0 notes`.
pub(crate) fn counts(count: IssueCount) -> String {
    let [errors, warnings, notes] =
        [(count.errors, "error"), (count.warnings, "warning"), (count.infos, "note")].map(|(n, word)| counted(n, word));
    format!("{errors}, {warnings}, {notes}")
}

/// So many of what a word names: `1 group`, `2 groups`.
pub(crate) fn counted(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

/// All issues, as `check --json` prints them.
pub(crate) fn json(study: &Study) -> serde_json::Value {
    let count = IssueCount::of(&study.issues);
    let kinds: Vec<_> = grouped(study)
        .into_iter()
        .map(|(code, issues)| {
            let places: Vec<_> = issues
                .iter()
                .map(|issue| {
                    let source = study.source(issue.source);
                    json!({
                        "file": source.file,
                        "layer": source.layer,
                        "feature": issue.feature.map(|feature| source.numbering.phrase(feature)),
                        "field": issue.field,
                        "value": issue.value,
                        "message": issue.message,
                    })
                })
                .collect();
            json!({
                "code": code.slug(),
                "severity": code.severity().name(),
                "count": issues.len(),
                "cause": code.cause(),
                "remedy": code.remedy(),
                "issues": places,
            })
        })
        .collect();
    json!({
        "study": study.name,
        "sites": study.sites.len(),
        "flows": study.flows.len(),
        "zones": study.zones.len(),
        "errors": count.errors,
        "warnings": count.warnings,
        "notes": count.infos,
        "kinds": kinds,
    })
}

fn grouped(study: &Study) -> Vec<(IssueCode, Vec<&Issue>)> {
    let mut groups: BTreeMap<_, Vec<&Issue>> = BTreeMap::new();
    for issue in &study.issues {
        groups.entry((issue.severity(), issue.code)).or_default().push(issue);
    }
    groups.into_iter().map(|((_, code), issues)| (code, issues)).collect()
}

fn line(study: &Study, issue: &Issue) -> String {
    let place = study.whereabouts(issue.source, issue.feature);
    let field = issue.field.as_ref().map(|field| format!(", {field}")).unwrap_or_default();
    format!("{place}{field}: {}", issue.message)
}
