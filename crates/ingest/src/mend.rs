//! A corrected copy of a study: what can be put right without asking, and nothing else.
//!
//! Two corrections are safe. Axes that look swapped change places, where the numbers are degrees. Rows that were refused or
//! set aside because they repeat another are left out, where they repeat it to the letter. All else needs somebody who knows.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use maillon_model::{IssueCode, SourceIx, Study};

use crate::digest;
use crate::error::IngestError;
use crate::load::{Files, input_of};
use crate::location::{Locator, Part, is_no_file};
use crate::read::{self, GeometryFrom, Mending};
use crate::rejected::rejected_path;
use crate::study_file::{FileKeys, StudyFile};

/// The codes of which [`mend`] corrects what it safely can.
pub const MENDED: &[IssueCode] = &[IssueCode::SuspectSwap, IssueCode::DuplicateId, IssueCode::RepeatedFlow];

/// One correction of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The file, as the study names it.
    pub file: String,
    /// The row, such as `line 12`.
    pub row: String,
    /// The column or columns; nothing where the whole row was left out.
    pub field: String,
    /// What stood there.
    pub before: String,
    /// What stands there in the copy.
    pub after: String,
}

/// A corrected copy.
#[derive(Debug)]
pub struct Mended {
    /// The files of the copy by name: the corrected ones, and the `study.toml` that reads them.
    pub files: Vec<(String, Vec<u8>)>,
    /// All corrections, by file and row.
    pub corrections: Vec<Correction>,
}

/// Corrects copies of a study's files. What the study reads beside them it reads where it is.
///
/// # Errors
/// A file that cannot be read again, or changed since the study was loaded.
pub fn mend(file: &StudyFile, base: &Path, study: &Study) -> Result<Mended, IngestError> {
    let locator = Locator::default();
    let mut copy = file.clone();
    let mut mended = Mended { files: Vec::new(), corrections: Vec::new() };
    {
        let files = Files::of(file, base, &locator)?;
        let parts: Vec<&Part<'_>> = files.all().collect();
        for (at, part) in parts.iter().enumerate() {
            let is_own = part.whole.as_ref() == Some(&part.path) && part.path == base.join(&part.keys.path);
            let same = |(_, other): &(usize, &&Part<'_>)| other.path == part.path;
            // Several tables of a study may read one file: it has one copy, with the corrections of all.
            let sources: Vec<SourceIx> =
                parts.iter().enumerate().filter(same).map(|(at, _)| SourceIx(at as u32)).collect();
            if !is_own || study.sources.len() < parts.len() || sources[0] != SourceIx(at as u32) {
                continue;
            }
            let geometry = if files.holds_flows_alone(part) { GeometryFrom::None } else { GeometryFrom::Auto };
            if let Some(bytes) = one(part, geometry, &sources, study, &mut mended.corrections)? {
                let name = free_name(part, &mended.files);
                for keys in inputs(&mut copy).into_iter().filter(|keys| keys.path == part.keys.path) {
                    keys.path = name.clone().into();
                }
                mended.files.push((name, bytes));
            }
        }
    }
    // What is not corrected stays where it is.
    let absolute = |path: &Path| std::path::absolute(base.join(path)).unwrap_or_else(|_| base.join(path));
    let corrected: BTreeSet<PathBuf> = mended.files.iter().map(|(name, _)| name.into()).collect();
    for keys in inputs(&mut copy) {
        if !keys.path.as_os_str().is_empty() && !is_no_file(&keys.path) && !corrected.contains(&keys.path) {
            keys.path = absolute(&keys.path);
        }
    }
    copy.knowledge.paths.iter_mut().for_each(|path| *path = absolute(path));
    let rejected = rejected_path(file, base);
    if rejected.exists() {
        copy.matching.rejected = Some(absolute(&rejected));
    }
    copy.study.name.get_or_insert_with(|| study.name.clone());
    let toml = toml::to_string_pretty(&copy).map_err(|e| IngestError::Setting(e.to_string()))?;
    let header = "# Written by `maillon check --fix`: the study with its corrected files, which lie beside this one.\n";
    mended.files.push(("study.toml".to_owned(), format!("{header}{toml}").into_bytes()));
    Ok(mended)
}

/// A file's corrected copy, where something of it could be corrected.
fn one(
    part: &Part<'_>,
    geometry: GeometryFrom,
    sources: &[SourceIx],
    study: &Study,
    corrections: &mut Vec<Correction>,
) -> Result<Option<Vec<u8>>, IngestError> {
    let mut mending = Mending::default();
    for issue in study.issues.iter().filter(|issue| sources.contains(&issue.source)) {
        match (issue.code, issue.feature) {
            (IssueCode::SuspectSwap, Some(feature)) => drop(mending.swap.insert(feature)),
            (IssueCode::DuplicateId | IssueCode::RepeatedFlow, Some(feature)) => {
                mending.repeated.insert(feature);
            }
            _ => {}
        }
    }
    if mending.swap.is_empty() && mending.repeated.is_empty() {
        return Ok(None);
    }
    let told = study.source(sources[0]);
    if told.sha256.is_some() && told.sha256 != digest::sha256(&part.path) {
        return Err(IngestError::Changed { file: part.shown.clone() });
    }
    let Some(copy) = read::mend(&input_of(part, geometry)?, &mending)? else { return Ok(None) };
    let rows = copy.changes.into_iter().map(|change| Correction {
        file: told.file.clone(),
        row: told.numbering.phrase(change.feature),
        field: change.field,
        before: change.before,
        after: change.after,
    });
    let before = corrections.len();
    corrections.extend(rows);
    Ok((corrections.len() > before).then_some(copy.bytes))
}

/// All that a study reads tables from.
fn inputs(file: &mut StudyFile) -> Vec<&mut FileKeys> {
    let mut inputs: Vec<&mut FileKeys> = file.sites.iter_mut().map(|sites| &mut sites.file).collect();
    inputs.extend(file.flows.iter_mut().map(|flows| &mut flows.file));
    inputs.extend(file.zones.iter_mut().map(|zones| &mut zones.file));
    inputs.extend(file.pooling.hubs.iter_mut().map(|hubs| &mut hubs.file));
    inputs
}

/// The file's own name, with a number before it where another has it.
fn free_name(part: &Part<'_>, files: &[(String, Vec<u8>)]) -> String {
    let own = part.path.file_name().map_or_else(|| "table".to_owned(), |name| name.to_string_lossy().into_owned());
    let taken = |name: &str| name == "study.toml" || files.iter().any(|(other, _)| other == name);
    (1_u32..).map(|n| if n == 1 { own.clone() } else { format!("{n}-{own}") }).find(|name| !taken(name)).unwrap_or(own)
}
