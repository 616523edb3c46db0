//! One study as a process of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result};
use clap::Parser;
use serde_json::Value;

use super::find::Found;
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
            let words = words(&found.path, &out, threads, args);
            Self { place, name: found.name, study: found.path, out, words }
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
                let said = String::from_utf8_lossy(&output.stderr);
                let error = said.lines().rev().find_map(|line| line.strip_prefix("error: "));
                let last = || said.lines().rev().find(|line| !line.trim().is_empty());
                let why = error.or_else(last).map(str::to_owned);
                let ended = || match code {
                    Some(code) => format!("it ended with code {code}"),
                    None => format!("it was ended from outside ({}), perhaps for want of memory", output.status),
                };
                Row::failed(self, &why.unwrap_or_else(ended))
            }
        }
    }
}

/// The command line of a study's run.
fn words(study: &Path, out: &Path, threads: usize, args: &BatchArgs) -> Vec<OsString> {
    let mut words: Vec<OsString> = ["match", "--json", "--quiet", "--tethered"].map(OsString::from).into();
    let mut option = |name: &str, value: OsString| {
        let mut word = OsString::from(format!("--{name}="));
        word.push(value);
        words.push(word);
    };
    option("out", out.into());
    option("threads", threads.to_string().into());
    for (name, value) in [
        ("radius-km", args.radius_km.map(|km| km.to_string())),
        ("top", args.top.map(|top| top.to_string())),
        ("date", args.date.clone()),
        ("formats", args.formats.as_ref().map(|names| names.join(","))),
    ] {
        value.into_iter().for_each(|value| option(name, value.into()));
    }
    words.extend(args.no_allocate.then(|| "--no-allocate".into()));
    words.push("--".into());
    words.push(study.into());
    words
}
