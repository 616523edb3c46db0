//! `maillon init`

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::args::InitArgs;
use crate::outcome::Outcome;
use crate::terminal;

/// The files of a new study.
const TEMPLATES: &[(&str, &str)] = &[
    (STUDY, include_str!("../../templates/study.toml")),
    ("sites.geojson", include_str!("../../templates/sites.geojson")),
    ("flows.csv", include_str!("../../templates/flows.csv")),
    ("zones.geojson", include_str!("../../templates/zones.geojson")),
];

pub(crate) fn run(args: &InitArgs) -> Result<Outcome> {
    let dir = args.dir.as_deref().unwrap_or(Path::new("."));
    if !args.from.is_empty() {
        return from(dir, &args.from);
    }
    if let Some((taken, _)) = TEMPLATES.iter().find(|(name, _)| dir.join(name).exists()) {
        bail!("{} is already there; name another folder, nothing is overwritten", dir.join(taken).display());
    }
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    for (name, text) in TEMPLATES {
        write(&dir.join(name), text)?;
    }
    let study = dir.join(STUDY);
    terminal::say(&format!("{} is ready: edit it, then run\n  maillon match {0}", study.display()));
    Ok(Outcome::Done)
}

/// The study file.
const STUDY: &str = "study.toml";

/// A study of the user's own files.
fn from(dir: &Path, files: &[PathBuf]) -> Result<Outcome> {
    let study = dir.join(STUDY);
    if study.exists() {
        bail!("{} is already there; name another folder, nothing is overwritten", study.display());
    }
    let inputs: Vec<(PathBuf, PathBuf)> =
        files.iter().map(|file| Ok((file.clone(), written(file, dir)?))).collect::<Result<_>>()?;
    // Before the folder: nothing is left of what fails.
    let guess = maillon_ingest::guess(&inputs)?;
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    write(&study, &guess.text)?;
    guess.notes.iter().for_each(|note| terminal::say(note));
    let checks = guess.text.matches("CHECK:").count();
    let look = match checks {
        0 => "look through it".to_owned(),
        n => format!("look through it, the {n} lines that say CHECK first"),
    };
    terminal::say(&format!("{} is ready: {look}, then run\n  maillon match {0}", study.display()));
    Ok(Outcome::Done)
}

/// A file's path as a study in `dir` names it: paths of the command line start where the user stands. A study is kept and passed
/// on, so that a password is not for it.
fn written(file: &Path, dir: &Path) -> Result<PathBuf> {
    if maillon_ingest::connection(file).is_some()
        && let Some(kept) = maillon_ingest::without_password(&file.to_string_lossy())
    {
        terminal::say(
            "the password is not written: give it in PGPASSWORD, in ~/.pgpass or by a service (PG:service=…)",
        );
        return Ok(kept.into());
    }
    if maillon_ingest::is_no_file(file) || file.is_absolute() {
        return Ok(file.to_owned());
    }
    let (file, dir) = (plain(&std::path::absolute(file)?), plain(&std::path::absolute(dir)?));
    let shared = file.components().zip(dir.components()).take_while(|(a, b)| a == b).count();
    let up = dir.components().skip(shared).map(|_| Component::ParentDir);
    Ok(up.chain(file.components().skip(shared)).collect())
}

/// A path without `..`, as it is written; links are not followed.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// Writes a new file; one that is there is not overwritten.
fn write(path: &Path, text: &str) -> Result<()> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!("{} is already there", path.display()),
        file => file.with_context(|| format!("cannot write {}", path.display()))?,
    };
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))
}
