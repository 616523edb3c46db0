//! The built binary, as a user runs it.
#![allow(dead_code, reason = "each test file uses its share")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// How a run ended.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs maillon in a folder.
pub(crate) fn maillon(dir: &Path, args: &[&str]) -> Run {
    let output = command(dir, args).output().expect("the binary starts");
    let run = Run::of(output);
    assert!(!run.stderr.contains("panicked"), "{args:?} panicked:\n{}", run.stderr);
    run
}

/// The command itself, for tests that hold on to the process.
pub(crate) fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillon"));
    command.args(args).current_dir(dir);
    command
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The run must have ended with that code.
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the workspace").to_owned()
}

/// A copy of a fixture that a test may change.
pub(crate) fn fixture(name: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(root().join("fixtures").join(name)).expect("the fixture") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            fs::copy(&path, dir.path().join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    dir
}

pub(crate) fn properties(path: &Path) -> Vec<serde_json::Map<String, Value>> {
    let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let features = json["features"].as_array().expect("features");
    features.iter().map(|f| f["properties"].as_object().expect("properties").clone()).collect()
}

/// Every file of a folder with its bytes.
pub(crate) fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&path).expect("bytes")))
        .collect()
}

/// A study of two sites and one pair, whose files a test spoils.
pub(crate) fn small() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("written");
    write("study.toml", "[sites]\npath = \"sites.csv\"\n[flows]\npath = \"flows.csv\"\n");
    write("sites.csv", "site_id,name,lon,lat\nA,Alpha,2.30,51.01\nB,Béta,2.32,51.02\n");
    write(
        "flows.csv",
        "flow_id,site_id,direction,resource,quantity,unit\nF1,A,supply,heat,10,MWh\nF2,B,demand,heat,8,MWh\n",
    );
    dir
}

/// A number as the page writes it.
pub(crate) fn number(text: &str) -> f64 {
    text.replace('−', "-").parse().unwrap_or_else(|_| panic!("\"{text}\" is no number"))
}

/// Sums of products, and `exp` of one, as the page writes them.
pub(crate) fn evaluate(expression: &str) -> f64 {
    if let Some(rest) = expression.strip_prefix("exp ") {
        return evaluate(rest).exp();
    }
    let words: Vec<&str> = expression.split_whitespace().collect();
    let (mut sum, mut sign, mut product) = (0.0, 1.0, number(words[0]));
    for pair in words[1..].chunks(2) {
        let [operator, operand] = pair else { panic!("\"{expression}\" ends early") };
        match *operator {
            "×" => product *= number(operand),
            "/" => product /= number(operand),
            "+" | "−" => {
                sum += sign * product;
                sign = if *operator == "+" { 1.0 } else { -1.0 };
                product = number(operand);
            }
            _ => panic!("\"{operator}\" in \"{expression}\""),
        }
    }
    sum + sign * product
}

/// The page rounds to some four digits.
pub(crate) fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 5e-4 * a.abs().max(b.abs()).max(0.1)
}

/// A section of `docs/method.md`.
pub(crate) fn page_section(title: &str) -> String {
    let page = fs::read_to_string(root().join("docs/method.md")).expect("docs/method.md");
    let start = page.split_once(&format!("\n## {title}")).expect("the section").1;
    start.split_once("\n## ").map_or(start, |parts| parts.0).to_owned()
}

/// A block of it.
pub(crate) fn block(section: &str, name: &str) -> String {
    let start = section.split_once(&format!("```{name}\n")).unwrap_or_else(|| panic!("no block {name}")).1;
    start.split_once("```").expect("the end of the block").0.to_owned()
}

/// The files of a section, in a folder.
pub(crate) fn study_of(section: &str, names: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    names.iter().for_each(|name| fs::write(dir.path().join(name), block(section, name)).expect("written"));
    dir
}

/// A row of a CSV.
pub(crate) type Row = BTreeMap<String, String>;

pub(crate) fn rows(path: &Path) -> Vec<Row> {
    let mut csv = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let head = csv.headers().expect("a heading").clone();
    let row = |record: csv::StringRecord| head.iter().map(Into::into).zip(record.iter().map(Into::into)).collect();
    csv.records().map(|record| row(record.expect("a row"))).collect()
}

/// Compares the figures of a section with the layers that maillon wrote as CSV to `out`, and does their sums. How many there were, and the
/// indicators whose value was among them.
pub(crate) fn figures_hold(section: &str, dir: &Path) -> (usize, BTreeSet<String>) {
    let (mut compared, mut figures) = (0, BTreeSet::new());
    for line in block(section, "figures").lines() {
        let (place, says) = line.split_once(": ").unwrap_or_else(|| panic!("{line}"));
        let mut words = place.split_whitespace();
        let layer = words.next().expect("a layer");
        let filters: Vec<(&str, &str)> = words.map(|word| word.split_once('=').expect("a filter")).collect();
        let rows = rows(&dir.join(format!("out/{layer}.csv")));
        let found: Vec<&Row> = rows.iter().filter(|row| filters.iter().all(|(k, v)| row[*k] == *v)).collect();
        let [row] = found[..] else { panic!("{line}: {} rows", found.len()) };
        let (column, says) = says.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
        compared += 1;
        if says == "unknown" {
            assert_eq!(row[column], "", "{line}");
            continue;
        }
        if column == "value" {
            figures.extend(row.get("indicator").cloned());
        }
        let (expression, result) = says.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
        let (sum, result) = (evaluate(expression), number(result));
        assert!(close(sum, result), "{line}: the arithmetic gives {sum}");
        assert!(close(number(&row[column]), result), "{line}: maillon says {}", row[column]);
    }
    (compared, figures)
}
