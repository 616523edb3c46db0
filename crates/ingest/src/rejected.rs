//! Pairs that somebody looked at and turned down.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::columns::{Role, Wanted, text};
use crate::error::IngestError;
use crate::read::{self, GeometryFrom, Input};
use crate::study_file::StudyFile;

/// The table's name where the study does not give one.
const USUAL: &str = "rejected.csv";

/// Where a study's rejected pairs are kept, whether or not there are any yet.
pub fn rejected_path(file: &StudyFile, base: &Path) -> PathBuf {
    base.join(file.matching.rejected.as_deref().unwrap_or(Path::new(USUAL)))
}

/// The rejected pairs, by the ids of their supply and demand flows; none where the study names no table and there is
/// none beside it.
///
/// # Errors
/// A table the study names that is not there; one without the columns `supply` and `demand`.
pub fn rejected(file: &StudyFile, base: &Path) -> Result<BTreeSet<(String, String)>, IngestError> {
    let path = rejected_path(file, base);
    if file.matching.rejected.is_none() && !path.exists() {
        return Ok(BTreeSet::new());
    }
    let shown = file.matching.rejected.as_ref().map_or(USUAL.to_owned(), |path| path.to_string_lossy().into_owned());
    let mut wanted = Wanted::default();
    let supply = Role::new(&mut wanted, "supply", None, &["supply", "supply_flow"]);
    let demand = Role::new(&mut wanted, "demand", None, &["demand", "demand_flow"]);
    let input = Input {
        path,
        shown: shown.clone(),
        layer: None,
        encoding: None,
        delimiter: None,
        header: None,
        geometry: GeometryFrom::None,
    };
    let mut pairs = BTreeSet::new();
    let table = read::read(&input, wanted.names(), &mut |row| {
        if let (Some(supply), Some(demand)) = (text(supply.cell(row).1), text(demand.cell(row).1)) {
            pairs.insert((supply.into_owned(), demand.into_owned()));
        }
    })?;
    for (role, what) in [(&supply, "supply flow"), (&demand, "demand flow")] {
        role.require(&shown, &table.columns, "matching", what)?;
    }
    Ok(pairs)
}
