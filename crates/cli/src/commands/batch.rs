//! `maillon batch`

mod child;
mod find;
mod table;
mod unchanged;

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use maillon_layers::replace_folder;

use crate::args::{BatchArgs, Common};
use crate::outcome::{Outcome, Refused};
use crate::progress::Progress;
use crate::{interrupt, settings, split, terminal};
use child::Job;
use table::{Row, Status};
use unchanged::Digests;

/// The folder of the table, beside those of the studies.
const TABLE: &str = "batch";

pub(crate) fn run(args: &BatchArgs, common: &Common) -> Result<Outcome> {
    settings::refuse_database(&args.out)?;
    let studies = match (&args.split_by, args.studies.as_slice()) {
        (None, words) => find::studies(words, &args.out)?,
        (Some(by), [study]) => find::parts(study, split::codes(by)?),
        (Some(_), _) => return Err(Refused("--split-by splits one study: name one".to_owned()).into()),
    };
    let jobs = Job::all(studies, args);
    for job in &jobs {
        job.refuse_overwriting()?;
    }
    fs::create_dir_all(&args.out).with_context(|| format!("cannot create the folder {}", args.out.display()))?;
    let _lock = lock(&args.out)?;
    interrupt::in_batch(&args.out);
    let rows = all(&jobs, args, common);
    let json = table::json(&rows);
    let files = [
        ("studies.csv", table::csv(&rows)?),
        ("studies.geojson", table::geojson(&rows)),
        ("studies.json", format!("{json:#}\n").into_bytes()),
    ];
    replace_folder(&args.out.join(TABLE), &files)?;
    if common.json {
        terminal::print(&format!("{json:#}"))?;
    }
    Ok(table::outcome(&rows, args.strict))
}

/// Runs all jobs that need it, so many at once. The rows are in the order of the jobs.
fn all(jobs: &[Job], args: &BatchArgs, common: &Common) -> Vec<Row> {
    let progress = Progress::of(jobs.len() as u64, "studies", common.quiet);
    let (next, running) = (AtomicUsize::new(0), Mutex::new(BTreeSet::<String>::new()));
    let now = |name: &str, begins: bool| {
        if let Ok(mut names) = running.lock() {
            if begins {
                names.insert(name.to_owned());
            } else {
                names.remove(name);
            }
            progress.about(&names.iter().cloned().collect::<Vec<_>>().join(", "));
        }
    };
    let (unchanged, digests) = (AtomicUsize::new(0), Digests::default());
    let work = || {
        let mut done = Vec::new();
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let old = if args.again { None } else { unchanged::finished(job, &digests) };
            let (row, told) = match old {
                Some(summary) => {
                    unchanged.fetch_add(1, Ordering::Relaxed);
                    (Row::done(job, &summary), "unchanged")
                }
                None => {
                    now(&job.name, true);
                    let row = job.run();
                    now(&job.name, false);
                    (row, "")
                }
            };
            if !common.quiet {
                progress.line(&row.line(told));
            }
            progress.advance(1);
            done.push((job.place, row));
        }
        done
    };
    let mut rows: Vec<(usize, Row)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..args.jobs).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
    });
    drop(progress);
    rows.sort_by_key(|(place, _)| *place);
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    if !common.quiet {
        let count = |status: Status| rows.iter().filter(|row| row.status == status).count();
        terminal::say(&format!(
            "{} studies: {} done, {} done with errors in the input, {} failed; {} of them were unchanged; table in {}",
            rows.len(),
            count(Status::Done),
            count(Status::InputErrors),
            count(Status::Failed),
            unchanged.into_inner(),
            args.out.join(TABLE).display(),
        ));
    }
    rows
}

/// Keeps other batches out for as long as the lock is held; the system frees it when we die.
fn lock(out: &Path) -> Result<Option<File>> {
    // A system that cannot lock a folder keeps nobody out; each study's own lock still holds.
    let Ok(folder) = File::open(out) else { return Ok(None) };
    match folder.try_lock() {
        Err(TryLockError::WouldBlock) => {
            bail!("another batch is writing to {}: wait for it to end, or choose another folder", out.display())
        }
        _ => Ok(Some(folder)),
    }
}
