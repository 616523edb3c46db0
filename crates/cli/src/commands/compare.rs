//! `maillon compare`

use std::path::{Path, PathBuf};

use anyhow::Result;
use maillon_territory::indicator_words;
use serde_json::{Map, Value, json};

use crate::args::{Common, CompareArgs};
use crate::outcome::{Outcome, Refused};
use crate::{settings, terminal};

pub(crate) fn run(args: &CompareArgs, common: &Common) -> Result<Outcome> {
    let (a, b) = (figures(&args.a)?, figures(&args.b)?);
    let rows: Vec<Row> = keys(&a, &b).into_iter().map(|key| Row::of(key, &a, &b)).collect();
    if common.json {
        let all = json!({ "a": args.a, "b": args.b, "indicators": rows.iter().map(Row::json).collect::<Vec<_>>() });
        terminal::print(&serde_json::to_string_pretty(&all)?)?;
    } else {
        terminal::print(&table(&rows))?;
    }
    Ok(Outcome::Done)
}

/// An indicator, and the unit of the amounts it is of.
type Key = (String, Option<String>);

/// The figures of a run, as `summary.json` holds them.
fn figures(path: &Path) -> Result<Vec<Map<String, Value>>> {
    let summary = summary(path)?;
    let refused = |why: &str| Refused(format!("{}: {why}", summary.display()));
    let text = std::fs::read_to_string(&summary)
        .map_err(|e| refused(&format!("{e}; run `maillon match` on the study first")))?;
    let json: Value = serde_json::from_str(&text).map_err(|e| refused(&format!("not a summary of maillon: {e}")))?;
    let figures = json["territory"]["indicators"].as_array().ok_or_else(|| {
        refused("it holds no indicators; run `maillon match` without --no-allocate and --no-territory")
    })?;
    Ok(figures.iter().filter_map(Value::as_object).cloned().collect())
}

/// The summary of a folder of results, or of a study's own.
fn summary(path: &Path) -> Result<PathBuf> {
    if path.extension().is_some_and(|extension| extension == "json") {
        return Ok(path.to_owned());
    }
    let inside = path.join("summary.json");
    if path.is_dir() && (inside.is_file() || !path.join("study.toml").is_file()) {
        return Ok(inside);
    }
    let source = settings::of_study(path)?;
    Ok(settings::output(None, None, &source)?.dir.join("summary.json"))
}

fn key(figure: &Map<String, Value>) -> Option<Key> {
    Some((figure.get("indicator")?.as_str()?.to_owned(), figure.get("of").and_then(Value::as_str).map(Into::into)))
}

/// The keys of both, in the order of the table of indicators; those of another version of maillon last.
fn keys(a: &[Map<String, Value>], b: &[Map<String, Value>]) -> Vec<Key> {
    let mut keys: Vec<Key> = a.iter().chain(b).filter_map(key).collect();
    let place = |id: &str| indicator_words().position(|words| words.id == id).unwrap_or(usize::MAX);
    keys.sort_by(|x, y| (place(&x.0), x).cmp(&(place(&y.0), y)));
    keys.dedup();
    keys
}

struct Row {
    key: Key,
    unit: String,
    values: [Option<f64>; 2],
    /// Without any plan, of those indicators that mean something then.
    before: [Option<f64>; 2],
    without: [Option<u64>; 2],
}

impl Row {
    fn of(key_of: Key, a: &[Map<String, Value>], b: &[Map<String, Value>]) -> Self {
        let found = [a, b].map(|all| all.iter().find(|figure| key(figure).as_ref() == Some(&key_of)));
        let word = |name: &str| found.iter().flatten().find_map(|figure| figure.get(name)?.as_str());
        Self {
            unit: word("unit").unwrap_or_default().to_owned(),
            values: found.map(|figure| figure?.get("value")?.as_f64()),
            before: found.map(|figure| figure?.get("before")?.as_f64()),
            without: found.map(|figure| figure?.get("without")?.as_u64()),
            key: key_of,
        }
    }

    fn json(&self) -> Value {
        let ([a, b], [before_a, before_b]) = (self.values, self.before);
        let [without_a, without_b] = self.without;
        json!({
            "indicator": self.key.0, "of": self.key.1, "unit": self.unit, "a": a, "b": b, "change": change(self.values),
            "before_a": before_a, "before_b": before_b, "before_change": change(self.before),
            "without_a": without_a, "without_b": without_b,
        })
    }
}

/// `None` where either is not known.
fn change([a, b]: [Option<f64>; 2]) -> Option<f64> {
    Some(b? - a?)
}

fn table(rows: &[Row]) -> String {
    let number = |value: Option<f64>| value.map_or("unknown".to_owned(), |v| format!("{}", (v * 1e4).round() / 1e4));
    let head = ["indicator", "of", "A", "B", "change", "unit"].map(str::to_owned);
    let line = |row: &Row, name: String, values: [Option<f64>; 2]| {
        let [a, b] = values.map(number);
        let change = change(values).map_or(String::new(), |change| number(Some(change)));
        [name, row.key.1.clone().unwrap_or_default(), a, b, change, row.unit.clone()]
    };
    let body = rows.iter().flat_map(|row| {
        // Of most indicators there is nothing to tell without a plan.
        let told = row.before.iter().any(Option::is_some);
        let before = told.then(|| line(row, format!("{} (no plan)", row.key.0), row.before));
        before.into_iter().chain([line(row, row.key.0.clone(), row.values)])
    });
    let lines: Vec<[String; 6]> = std::iter::once(head).chain(body).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    let text: Vec<String> = (lines.iter())
        .map(|line| {
            let cell = |(i, text): (usize, &String)| {
                // Numbers end in line, words start in line.
                if (2..5).contains(&i) {
                    format!("{text:>w$}", w = widths[i])
                } else {
                    format!("{text:<w$}", w = widths[i])
                }
            };
            line.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect();
    text.join("\n")
}
