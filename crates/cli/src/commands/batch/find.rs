//! Which studies a batch is of, and what each is called.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};

use crate::outcome::Refused;

/// Folders below which nobody keeps a study; against folders that hold themselves. No source: a choice of ours.
const DEPTH: usize = 16;

const STUDY_FILE: &str = "study.toml";

/// A study of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Of its folder of results: letters of the user's, but no path.
    pub name: String,
    /// The study file, as the user's words lead to it.
    pub path: PathBuf,
}

/// The studies that the words stand for, each once, by path; their names differ.
///
/// # Errors
/// A word that stands for no study.
pub(super) fn studies(words: &[PathBuf], out: &Path) -> Result<Vec<Found>> {
    let mut by_place = BTreeMap::new();
    for word in words {
        let found = of_word(word, out)?;
        if found.is_empty() {
            let why =
                format!("{}: no study.toml there; `maillon init DIR` writes a study to start from", word.display());
            return Err(Refused(why).into());
        }
        for path in found {
            let place = path.canonicalize().unwrap_or_else(|_| path.clone());
            by_place.entry(place).or_insert(path);
        }
    }
    let (places, paths): (Vec<PathBuf>, Vec<PathBuf>) = by_place.into_iter().unzip();
    let names = names(&places);
    Ok(names.into_iter().zip(paths).map(|(name, path)| Found { name, path }).collect())
}

fn of_word(word: &Path, out: &Path) -> Result<Vec<PathBuf>> {
    if word.is_dir() {
        let mut found = Vec::new();
        below(word, out, DEPTH, &mut found);
        return Ok(found);
    }
    let text = word.to_string_lossy();
    if word.exists() || !text.contains(['*', '?', '[']) {
        // One that is not there is a study that fails, and harms no other.
        return Ok(vec![word.to_owned()]);
    }
    let matches = glob::glob(&text).with_context(|| format!("{text} is no pattern"))?;
    let mut found = Vec::new();
    for path in matches.flatten().filter(|path| !within(path, out)) {
        if path.is_dir() {
            below(&path, out, DEPTH, &mut found);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    Ok(found)
}

/// The study of a folder, or those of the folders below it.
fn below(folder: &Path, out: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let study = folder.join(STUDY_FILE);
    if study.is_file() {
        found.push(study);
        return;
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        // Links are not followed: they may lead back.
        if !hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) && !within(&entry.path(), out) {
            below(&entry.path(), out, depth, found);
        }
    }
}

/// Whether a path lies in the folder of results.
fn within(path: &Path, out: &Path) -> bool {
    matches!((path.canonicalize(), out.canonicalize()), (Ok(path), Ok(out)) if path.starts_with(&out))
}

/// A name for each study file: its folder's, with as many folders above it as it takes to tell it from the others; its own,
/// where it is not called `study.toml`.
fn names(files: &[PathBuf]) -> Vec<String> {
    let words: Vec<Vec<String>> = files.iter().map(|file| components(file)).collect();
    let mut depth = vec![1; files.len()];
    let name = |i: usize, depth: usize| words[i][words[i].len().saturating_sub(depth)..].join("-");
    // File systems may not tell upper from lower case.
    let key = |name: &str| name.to_lowercase();
    loop {
        let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, depth) in depth.iter().enumerate() {
            seen.entry(key(&name(i, *depth))).or_default().push(i);
        }
        let mut deeper = false;
        for i in seen.into_values().filter(|same| same.len() > 1).flatten() {
            if depth[i] < words[i].len() {
                depth[i] += 1;
                deeper = true;
            }
        }
        if !deeper {
            break;
        }
    }
    let mut taken = BTreeSet::from([super::TABLE.to_owned()]);
    let mut unique = |name: String| {
        let numbered = (1..).map(|n| if n == 1 { name.clone() } else { format!("{name}-{n}") });
        let free = numbered.into_iter().find(|name| !taken.contains(&key(name))).unwrap_or_default();
        taken.insert(key(&free));
        free
    };
    (0..files.len()).map(|i| unique(name(i, depth[i]))).collect()
}

/// The names on the way to a study: folders, and the file where it has a name of its own.
fn components(file: &Path) -> Vec<String> {
    let plain = |path: &Path| -> Vec<String> {
        let normal = path.components().filter_map(|part| match part {
            Component::Normal(name) => Some(folder_name(&name.to_string_lossy())),
            _ => None,
        });
        normal.collect()
    };
    let folder = file.parent().map(plain).unwrap_or_default();
    let own = file.file_stem().filter(|_| file.file_name().is_some_and(|name| name != STUDY_FILE));
    let mut words = folder;
    words.extend(own.map(|stem| folder_name(&stem.to_string_lossy())));
    if words.is_empty() {
        words.push("study".to_owned());
    }
    words
}

/// Longest name of a folder, bytes: what common file systems take (255), less what the hidden folder beside it adds.
const LONGEST: usize = 200;

/// A word as the name of a folder on any system: no separator, no control character, no `.` at either end.
pub(super) fn folder_name(word: &str) -> String {
    let odd = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let plain: String = word.chars().map(|c| if odd(c) { '_' } else { c }).collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let mut end = plain.len().min(LONGEST);
    while !plain.is_char_boundary(end) {
        end -= 1;
    }
    if end == 0 { "_".to_owned() } else { plain[..end].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_short_as_they_can_be() {
        let of = |paths: &[&str]| names(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(of(&["/r/nord/study.toml", "/r/sud/study.toml"]), ["nord", "sud"]);
        assert_eq!(of(&["/r/nord/2024/study.toml", "/r/sud/2024/study.toml"]), ["nord-2024", "sud-2024"]);
        assert_eq!(of(&["/r/nord/a.toml", "/r/nord/b.toml"]), ["a", "b"]);
        assert_eq!(of(&["/r/Nord/study.toml", "/s/nord/study.toml"]), ["r-Nord", "s-nord"]);
        assert_eq!(of(&["/batch/study.toml"]), ["batch-2"], "the table's folder is taken");
        assert_eq!(of(&["/a-b/c/study.toml", "/a/b-c/study.toml", "/x/c/study.toml"]), ["a-b-c", "b-c", "x-c"]);
        assert_eq!(of(&["/study.toml"]), ["study"]);
    }

    #[test]
    fn no_word_leads_out_of_its_folder() {
        for (word, expected) in [
            ("..", "_"),
            ("../../etc", "_.._etc"),
            ("a/b", "a_b"),
            ("", "_"),
            (" 59 ", "59"),
            ("Île-de-France", "Île-de-France"),
            ("c:\\x", "c__x"),
            ("a\0b", "a_b"),
        ] {
            assert_eq!(folder_name(word), expected, "{word:?}");
        }
        assert!(folder_name(&"é".repeat(500)).len() <= LONGEST);
    }
}
