//! Whatever happens to a run, its target then holds the old results whole or the new ones whole, and says which.
#![cfg(unix)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{command, contents, fixture, maillon, small};
use rand::{RngExt, SeedableRng};
use serde_json::Value;

type Files = BTreeMap<String, Vec<u8>>;

/// A study with two sorts of results, told apart by `top` in their summary.
struct TwoWays {
    dir: tempfile::TempDir,
    one: Files,
    three: Files,
}

impl TwoWays {
    fn new() -> Self {
        let dir = fixture("kalundborg");
        let results = |top: &str| {
            maillon(dir.path(), &["match", "study.toml", "--quiet", "--top", top, "--out", top]).expect(0);
            contents(&dir.path().join(top))
        };
        let (one, three) = (results("1"), results("3"));
        assert_ne!(one["synergies.geojson"], three["synergies.geojson"]);
        Self { dir, one, three }
    }

    fn target(&self) -> PathBuf {
        self.dir.path().join("target")
    }

    fn start(&self, top: &str) -> Child {
        let words = ["match", "study.toml", "--quiet", "--top", top, "--out", "target"];
        command(self.dir.path(), &words).stderr(Stdio::piped()).spawn().expect("started")
    }

    /// Which results the target holds; the summary must say so too.
    fn standing(&self) -> u64 {
        let found = contents(&self.target());
        let summary: Value = serde_json::from_slice(&found["summary.json"]).expect("a summary");
        let top = summary["parameters"]["top"].as_u64().expect("top");
        let whole = if top == 1 { &self.one } else { &self.three };
        let names: BTreeSet<&String> = found.keys().chain(whole.keys()).collect();
        let other: Vec<_> = names.into_iter().filter(|name| found.get(*name) != whole.get(*name)).collect();
        assert!(other.is_empty(), "the target holds neither the old results nor the new ones: {other:?}");
        top
    }

    /// Hidden folders that runs left beside the target.
    fn left(&self) -> usize {
        let entries = fs::read_dir(self.dir.path()).expect("the folder");
        entries.filter(|e| e.as_ref().is_ok_and(|e| e.file_name().to_string_lossy().starts_with(".target"))).count()
    }
}

fn ends(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().expect("ended");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// `MAILLON_KILLS=200 cargo test -p maillon --test faults` kills as often as that (`scripts/faults`).
#[test]
fn killed_at_any_moment() {
    let kills: u32 = std::env::var("MAILLON_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let study = TwoWays::new();
    let begun = Instant::now();
    assert_eq!(ends(study.start("1")).0, Some(0));
    let whole = begun.elapsed();
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let (mut old, mut top) = (0, 1);
    for _ in 0..kills {
        let next = if top == 1 { "3" } else { "1" };
        let mut child = study.start(next);
        // The end, where files are written and folders change places, is where it could hurt.
        let share: f64 = random.random::<f64>().sqrt() * 1.1;
        std::thread::sleep(whole.mul_f64(share));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let standing = study.standing();
        old += u32::from(standing == top);
        top = standing;
    }
    println!("{kills} runs killed: {old} left the old results, {} the new ones", kills - old);
    assert_eq!(ends(study.start("3")).0, Some(0));
    assert_eq!((study.standing(), study.left()), (3, 0), "the next run clears what dead ones left");
}

#[test]
fn ended_by_a_signal_it_says_which_results_stand() {
    let study = TwoWays::new();
    assert_eq!(ends(study.start("1")).0, Some(0));
    let mut interrupted = 0;
    for (signal, wait) in [("-TERM", 0), ("-INT", 20), ("-TERM", 60), ("-HUP", 40)] {
        let before = study.standing();
        let child = study.start(if before == 1 { "3" } else { "1" });
        std::thread::sleep(Duration::from_millis(wait));
        Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill");
        let (code, said) = ends(child);
        let standing = study.standing();
        match code {
            Some(0) => assert_ne!(standing, before),
            Some(130) => {
                interrupted += 1;
                let says = if standing == before { "are untouched" } else { "the new results are in place" };
                assert!(said.contains(says), "{says}: {said}");
            }
            // It came before the program could listen.
            code => assert!(code.is_none() && standing == before, "{code:?} {said}"),
        }
        assert_eq!(study.left(), 0, "nothing is left behind");
    }
    println!("{interrupted} of 4 runs were interrupted");
}

/// A batch says what of it stands, and the same command goes on.
#[test]
fn an_interrupted_batch_says_how_it_goes_on() {
    let dir = small();
    fs::create_dir(dir.path().join("first")).expect("made");
    for (name, bytes) in contents(dir.path()) {
        fs::write(dir.path().join("first").join(&name), bytes).expect("copied");
    }
    maillon(dir.path(), &["generate", "second", "--flows", "20000", "--quiet"]).expect(0);
    let words = ["batch", "first", "second", "--out", "all"];
    let mut child = command(dir.path(), &words).stderr(Stdio::piped()).spawn().expect("started");
    let mut said = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut first = String::new();
    said.read_line(&mut first).expect("a line");
    assert!(first.starts_with("first: "), "{first}");
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
    let mut rest = String::new();
    said.read_to_string(&mut rest).expect("text");
    assert_eq!(child.wait().expect("ended").code(), Some(130), "{rest}");
    assert!(rest.contains("the studies that were done stand in all, whole") && rest.contains("goes on"), "{rest}");
    assert!(dir.path().join("all/first/summary.json").exists() && !dir.path().join("all/second").exists());
    let again = maillon(dir.path(), &["batch", "first", "--out", "all"]).expect(0);
    assert!(again.stderr.contains("first: unchanged"), "{}", again.stderr);
}

/// Two runs into one target: the later is told to wait, or comes after; never a mixture.
#[test]
fn two_runs_into_one_target() {
    let study = TwoWays::new();
    let mut refused = 0;
    for _ in 0..6 {
        let (a, b) = (study.start("1"), study.start("3"));
        let ended = [ends(a), ends(b)];
        for (code, said) in &ended {
            match code {
                Some(0) => {}
                Some(1) => {
                    refused += 1;
                    assert!(said.contains("another run is writing there"), "{said}");
                }
                code => panic!("{code:?}: {said}"),
            }
        }
        assert!(ended.iter().any(|(code, _)| *code == Some(0)), "one of them at least succeeds");
        study.standing();
    }
    println!("{refused} of 12 runs were told to wait");
    assert_eq!(study.left(), 0);
}

/// A file system of its own, gone at the end; nothing where this user may not mount one.
struct Mount(PathBuf);

impl Mount {
    fn new(at: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(at).expect("made");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).stderr(Stdio::null()).status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(at.to_owned()))
    }

    fn remount(&self, options: &str) -> bool {
        let words = ["-o", &format!("remount,{options}")];
        Command::new("mount")
            .args(words)
            .arg(&self.0)
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Nothing can be done where this fails.
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_and_one_that_cannot_be_written_to() {
    let dir = small();
    let disk = dir.path().join("disk");
    let Some(mount) = Mount::new(&disk, "size=2m") else {
        println!("skipped: this user may not mount a file system");
        return;
    };
    maillon(dir.path(), &["match", "study.toml", "--out", "disk/out"]).expect(0);
    let before = contents(&disk.join("out"));
    maillon(dir.path(), &["generate", "region", "--flows", "4000", "--quiet"]).expect(0);

    let run = maillon(dir.path(), &["match", "region", "--no-allocate", "--out", "disk/out"]).expect(1);
    assert!(
        run.stderr.contains("No space left") && run.stderr.contains("previous results are as they were"),
        "{}",
        run.stderr
    );
    assert_eq!(contents(&disk.join("out")), before);
    assert_eq!(fs::read_dir(&disk).expect("the disk").count(), 1, "nothing is left beside the target");

    // A batch says so of the study that does not fit, and still tells of all.
    let run = maillon(dir.path(), &["batch", "study.toml", "region", "--out", "disk/all", "--no-allocate"]).expect(1);
    assert!(run.stderr.contains("region: failed: No space left"), "{}", run.stderr);
    assert!(disk.join("all/batch/studies.json").exists());

    if !mount.remount("ro") {
        println!("skipped: this user may not remount a file system");
        return;
    }
    let run = maillon(dir.path(), &["match", "study.toml", "--out", "disk/out"]).expect(1);
    assert!(run.stderr.contains("you may not write in"), "{}", run.stderr);
    assert_eq!(contents(&disk.join("out")), before);
}

/// A study comes from others too: it writes in its own folder, or where the user says.
#[test]
fn a_study_writes_nowhere_else() {
    let dir = small();
    let home = dir.path().join("study");
    fs::create_dir(&home).expect("made");
    for (name, bytes) in contents(dir.path()) {
        fs::write(home.join(name), bytes).expect("copied");
    }
    let toml = fs::read_to_string(home.join("study.toml")).expect("text");
    fs::create_dir(dir.path().join("victim")).expect("made");
    std::os::unix::fs::symlink("../victim", home.join("link")).expect("linked");
    std::os::unix::fs::symlink("../nowhere", home.join("dangling")).expect("linked");
    let absolute = dir.path().join("victim").display().to_string();
    for target in ["../victim", "maps/../../victim", &absolute, "link", "link/deep", "dangling"] {
        fs::write(home.join("study.toml"), format!("{toml}[output]\ndir = \"{target}\"\n")).expect("written");
        let run = maillon(dir.path(), &["match", "study"]).expect(2);
        assert!(run.stderr.contains("leads out of the study's folder"), "{target}: {}", run.stderr);
    }
    assert_eq!(fs::read_dir(dir.path().join("victim")).expect("the folder").count(), 0);
    assert!(!dir.path().join("nowhere").exists());
    maillon(dir.path(), &["match", "study", "--out", "victim/out"]).expect(0);
    fs::write(home.join("study.toml"), format!("{toml}[output]\ndir = \"maps/new\"\n")).expect("written");
    maillon(dir.path(), &["match", "study"]).expect(0);
    assert!(home.join("maps/new/summary.json").exists());

    fs::write(home.join("study.toml"), format!("{toml}[matching]\nrejected = \"../victim/r.csv\"\n")).expect("written");
    let run = maillon(dir.path(), &["reject", "study", "F1~F2", "--reason", "no"]).expect(2);
    assert!(run.stderr.contains("leads out"), "{}", run.stderr);
    assert!(!dir.path().join("victim/r.csv").exists());
}

#[test]
fn passwords_of_connections_are_never_shown() {
    let dir = small();
    let secret = "s3cretpass";
    let toml = fs::read_to_string(dir.path().join("study.toml")).expect("text");
    for connection in [
        format!("PG:host=127.0.0.1 port=1 dbname=d user=u password={secret}"),
        format!("postgresql://u:{secret}@127.0.0.1:1/d"),
    ] {
        fs::write(dir.path().join("study.toml"), toml.replace("sites.csv", &connection)).expect("written");
        for words in [
            &["match", "study.toml"][..],
            &["check", "study.toml", "--json"],
            &["batch", "study.toml", "--out", "all", "--json"],
        ] {
            let run = maillon(dir.path(), words);
            assert_ne!(run.code, Some(0), "there is no such server");
            assert!(
                !run.stderr.contains(secret) && !run.stdout.contains(secret),
                "{words:?}: {}{}",
                run.stdout,
                run.stderr
            );
        }
        for name in ["studies.csv", "studies.json", "studies.geojson"] {
            let text = fs::read_to_string(dir.path().join("all/batch").join(name)).expect("the table");
            assert!(!text.contains(secret), "{name}");
        }
    }
}

/// One layer for a pipe, and nothing else on stdout.
#[test]
fn a_layer_goes_to_stdout() {
    let dir = small();
    let run = maillon(dir.path(), &["match", "study.toml", "--out", "-"]).expect(0);
    maillon(dir.path(), &["match", "study.toml", "--formats", "geojson,csv"]).expect(0);
    let file = |name: &str| fs::read_to_string(dir.path().join("out").join(name)).expect("a layer");
    assert_eq!(run.stdout, file("synergies.geojson"));
    let run =
        maillon(dir.path(), &["match", "study.toml", "--out", "-", "--layer", "sites", "--formats", "csv"]).expect(0);
    assert_eq!(run.stdout, file("sites.csv"));
    let empty = maillon(dir.path(), &["match", "study.toml", "--out", "-", "--layer", "unmatched"]).expect(0);
    let json: Value = serde_json::from_str(&empty.stdout).expect("GeoJSON also where there are no rows");
    assert_eq!(json["features"].as_array().map(Vec::len), Some(0));
    assert!(!dir.path().join("-").exists());
    for (more, code, says) in [
        (&["--json"][..], 2, "choose one"),
        (&["--formats", "geojson,csv"], 2, "one format"),
        (&["--layer", "synergy"], 2, "this run has synergies"),
        (&["--formats", "dwg"], 2, "geojson or csv"),
    ] {
        let run = maillon(dir.path(), &[&["match", "study.toml", "--out", "-"], more].concat()).expect(code);
        assert!(run.stderr.contains(says) && run.stdout.is_empty(), "{says}: {}", run.stderr);
    }
}
