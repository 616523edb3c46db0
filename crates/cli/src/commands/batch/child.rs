//! One study as a process of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result};
use clap::Parser;
use serde_json::Value;

use super::find::{Found, Part};
use super::table::Row;
use crate::args::{BatchArgs, Cli, Command as Asked, MatchArgs};
use crate::outcome::Refused;

/// A study to run.
#[derive(Debug)]
pub(super) struct Job {
    /// Its row in the table.
    pub place: usize,
    pub name: String,
    /// The study file.
    pub study: PathBuf,
    /// The zone, where it is a part of a split study.
    pub zone: Option<String>,
    /// The folder of its results.
    pub out: PathBuf,
    /// The command line of its run.
    words: Vec<OsString>,
}

impl Job {
    pub(super) fn all(studies: Vec<Found>, args: &BatchArgs) -> Vec<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = (cores / usize::from(args.jobs)).max(1);
        let job = |(place, found): (usize, Found)| {
            let out = args.out.join(&found.name);
            let words = words(&found, &out, threads, args);
            let zone = found.part.and_then(|part| match part {
                Part::Zone(code) => Some(code),
                Part::Outside => None,
            });
            Self { place, name: found.name, study: found.path, zone, out, words }
        };
        studies.into_iter().enumerate().map(job).collect()
    }

    /// The run that the words ask for, as its own process will understand them.
    pub(super) fn asked(&self) -> Option<MatchArgs> {
        let words = std::iter::once(OsString::from("maillon")).chain(self.words.iter().cloned());
        match Cli::try_parse_from(words).ok()?.command {
            Asked::Match(args) => Some(args),
            _ => None,
        }
    }

    /// The results may not take the place of the study itself, or of a folder that holds it.
    pub(super) fn refuse_overwriting(&self) -> Result<()> {
        let folder = self.study.parent().unwrap_or(Path::new("")).canonicalize();
        match (folder, self.out.canonicalize()) {
            (Ok(study), Ok(out)) if study.starts_with(&out) => Err(Refused(format!(
                "the results of {} would go to {}, where the study itself is: name another --out",
                self.study.display(),
                self.out.display()
            ))
            .into()),
            _ => Ok(()),
        }
    }

    /// Runs the study to its end, whatever that is.
    pub(super) fn run(&self) -> Row {
        match self.output() {
            Ok(output) => self.row(&output),
            Err(error) => Row::failed(self, &format!("{error:#}")),
        }
    }

    fn output(&self) -> Result<Output> {
        let program = std::env::current_exe().context("cannot find the program itself")?;
        let mut child = Command::new(program)
            .args(&self.words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start a process")?;
        // Held until the run is over: its end is what tells the run that we are gone.
        let _tether = child.stdin.take();
        child.wait_with_output().context("cannot wait for the process")
    }

    fn row(&self, output: &Output) -> Row {
        // A run that has written its results prints their summary; its code then speaks of the input alone.
        let summary = serde_json::from_slice::<Value>(&output.stdout).ok();
        match (summary, output.status.code()) {
            (Some(summary), Some(0 | 2)) => Row::done(self, &summary),
            (_, code) => {
                let why = reason(&String::from_utf8_lossy(&output.stderr));
                let ended = || match code {
                    Some(code) => format!("it ended with code {code}"),
                    None => format!("it was ended from outside ({}), perhaps for want of memory", output.status),
                };
                Row::failed(self, &why.unwrap_or_else(ended))
            }
        }
    }
}

/// Why a run says that it failed, in one line; of a text that is quoted below its reason, as TOML's are, the quote is left out.
fn reason(said: &str) -> Option<String> {
    let lines: Vec<&str> = said.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let Some(at) = lines.iter().rposition(|line| line.starts_with("error: ")) else {
        return lines.last().map(|line| (*line).to_owned());
    };
    let first = lines[at].trim_start_matches("error: ").to_owned();
    let quote =
        |line: &str| line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().starts_with('|');
    let rest = lines[at + 1..].iter().filter(|line| !quote(line));
    Some(rest.fold(first, |all, line| all + "; " + line.trim_start()))
}

/// The command line of a study's run.
fn words(found: &Found, out: &Path, threads: usize, args: &BatchArgs) -> Vec<OsString> {
    let mut words: Vec<OsString> = ["match", "--json", "--quiet", "--tethered"].map(OsString::from).into();
    let mut option = |name: &str, value: OsString| {
        let mut word = OsString::from(format!("--{name}="));
        word.push(value);
        words.push(word);
    };
    option("out", out.into());
    option("threads", threads.to_string().into());
    if let (Some(by), Some(part)) = (&args.split_by, &found.part) {
        option("split-by", by.into());
        if let Part::Zone(code) = part {
            option("part", code.into());
        }
    }
    for (name, value) in [
        ("radius-km", args.radius_km.map(|km| km.to_string())),
        ("top", args.top.map(|top| top.to_string())),
        ("date", args.date.clone()),
        ("formats", args.formats.as_ref().map(|names| names.join(","))),
    ] {
        value.into_iter().for_each(|value| option(name, value.into()));
    }
    words.extend((found.part == Some(Part::Outside)).then(|| "--outside".into()));
    words.extend(args.public.then(|| "--public".into()));
    words.extend(args.no_allocate.then(|| "--no-allocate".into()));
    words.push("--".into());
    words.push((&found.path).into());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_whole_line() {
        let toml = "note: x\nerror: study.toml: TOML parse error at line 1, column 5\n  |\n1 | not toml\n  |     ^\nexpected `=`\n";
        assert_eq!(reason(toml).as_deref(), Some("study.toml: TOML parse error at line 1, column 5; expected `=`"));
        assert_eq!(reason("killed\n\n").as_deref(), Some("killed"));
        assert_eq!(reason(""), None);
    }
}
