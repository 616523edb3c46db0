//! The table of all studies of a batch. It tells what there is, not what was done when: the same inputs give the same bytes,
//! whether a study was run now or found unchanged.

use std::io;

use serde_json::{Map, Value, json};

use super::child::Job;
use crate::outcome::Outcome;

/// How a study ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Done,
    /// Done without the rows that are wrong.
    InputErrors,
    Failed,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::InputErrors => "input_errors",
            Self::Failed => "failed",
        }
    }
}

/// What the table takes from a summary: column, and where it is there. What a study has not is null.
const FROM_SUMMARY: &[(&str, &str)] = &[
    ("title", "/study"),
    ("sites", "/sites"),
    ("supply_flows", "/flows/supply/count"),
    ("demand_flows", "/flows/demand/count"),
    ("zones", "/zones"),
    ("errors", "/issues/errors"),
    ("warnings", "/issues/warnings"),
    ("synergies", "/matching/synergies"),
    ("plan_quality", "/plan/quality"),
    ("co2_kg_per_year", "/plan/co2_kg_per_year"),
    ("value_eur_per_year", "/plan/value_eur_per_year"),
];

/// A study's row.
#[derive(Debug)]
pub(super) struct Row {
    name: String,
    pub status: Status,
    warnings: u64,
    columns: Map<String, Value>,
    extent: Value,
}

impl Row {
    /// Of a study whose results stand.
    pub(super) fn done(job: &Job, summary: &Value) -> Self {
        let count = |path: &str| summary.pointer(path).and_then(Value::as_u64).unwrap_or_default();
        let status = if count("/issues/errors") > 0 { Status::InputErrors } else { Status::Done };
        let found = |path: &str| summary.pointer(path).cloned().unwrap_or_default();
        Self {
            name: job.name.clone(),
            status,
            warnings: count("/issues/warnings"),
            columns: columns(job, status, "current", Value::Null, found),
            extent: summary["extent"].clone(),
        }
    }

    /// Of a study that has no results, or only those of an earlier run.
    pub(super) fn failed(job: &Job, why: &str) -> Self {
        let results = if job.out.join("summary.json").exists() { "previous" } else { "none" };
        Self {
            name: job.name.clone(),
            status: Status::Failed,
            warnings: 0,
            columns: columns(job, Status::Failed, results, why.into(), |_| Value::Null),
            extent: Value::Null,
        }
    }

    /// For the person at the terminal.
    pub(super) fn line(&self, told: &str) -> String {
        let text = |column: &str| match &self.columns[column] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let told = if told.is_empty() { String::new() } else { format!("{told}, ") };
        match self.status {
            Status::Failed if self.columns["results"] == "previous" => {
                format!("{}: failed, its previous results are untouched: {}", self.name, text("message"))
            }
            Status::Failed => format!("{}: failed: {}", self.name, text("message")),
            _ => format!(
                "{}: {told}{} synergies of {} sites; {} errors, {} warnings",
                self.name,
                text("synergies"),
                text("sites"),
                text("errors"),
                text("warnings")
            ),
        }
    }
}

fn columns(
    job: &Job,
    status: Status,
    results: &str,
    message: Value,
    found: impl Fn(&str) -> Value,
) -> Map<String, Value> {
    let own = [
        ("name", json!(job.name)),
        ("study", json!(job.study.to_string_lossy())),
        ("status", json!(status.name())),
        ("results", json!(results)),
        ("message", message),
    ];
    let found = FROM_SUMMARY.iter().map(|(column, path)| (*column, found(path)));
    own.into_iter().chain(found).map(|(column, value)| (column.to_owned(), value)).collect()
}

/// Whether all is well.
pub(super) fn outcome(rows: &[Row], strict: bool) -> Outcome {
    if rows.iter().any(|row| row.status == Status::Failed) {
        Outcome::Failed
    } else if rows.iter().any(|row| row.status == Status::InputErrors || strict && row.warnings > 0) {
        Outcome::InputWrong
    } else {
        Outcome::Done
    }
}

pub(super) fn json(rows: &[Row]) -> Value {
    let count = |status: Status| rows.iter().filter(|row| row.status == status).count();
    json!({
        "maillon": env!("CARGO_PKG_VERSION"),
        "done": count(Status::Done),
        "input_errors": count(Status::InputErrors),
        "failed": count(Status::Failed),
        "studies": rows.iter().map(|row| &row.columns).collect::<Vec<_>>(),
    })
}

/// RFC 4180, as the layers' CSV.
pub(super) fn csv(rows: &[Row]) -> io::Result<Vec<u8>> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if let Some(first) = rows.first() {
        csv.write_record(first.columns.keys())?;
    }
    for row in rows {
        let cell = |value: &Value| match value {
            Value::Null => String::new(),
            Value::String(text) => maillon_layers::spreadsheet_safe(text).into_owned(),
            other => other.to_string(),
        };
        csv.write_record(row.columns.values().map(cell))?;
    }
    csv.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// Each study on the hull of its sites; without a place where it has none.
pub(super) fn geojson(rows: &[Row]) -> Vec<u8> {
    let feature =
        |row: &Row| json!({ "type": "Feature", "geometry": row.extent, "properties": row.columns }).to_string();
    let features: Vec<String> = rows.iter().map(feature).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n")).into_bytes()
}
