//! `maillon init`

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};

use anyhow::{Context, Result, bail};

use crate::args::InitArgs;
use crate::outcome::Outcome;
use crate::terminal;

/// The files of a new study.
const TEMPLATES: &[(&str, &str)] = &[
    ("study.toml", include_str!("../../templates/study.toml")),
    ("sites.geojson", include_str!("../../templates/sites.geojson")),
    ("flows.csv", include_str!("../../templates/flows.csv")),
    ("zones.geojson", include_str!("../../templates/zones.geojson")),
];

pub(crate) fn run(args: &InitArgs) -> Result<Outcome> {
    let dir = &args.dir;
    if let Some((taken, _)) = TEMPLATES.iter().find(|(name, _)| dir.join(name).exists()) {
        bail!("{} is already there; name another folder, nothing is overwritten", dir.join(taken).display());
    }
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    for (name, text) in TEMPLATES {
        let path = dir.join(name);
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!("{} is already there", path.display()),
            file => file.with_context(|| format!("cannot write {}", path.display()))?,
        };
        file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let study = dir.join("study.toml");
    terminal::say(&format!("{} is ready: edit it, then run\n  maillon match {0}", study.display()));
    Ok(Outcome::Done)
}
