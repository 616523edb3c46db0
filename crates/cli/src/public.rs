//! A run whose results may be published.

use std::collections::BTreeSet;

use anyhow::Result;
use maillon_disclosure::{Field, PublicTotals, published};
use maillon_ingest::StudyFile;
use maillon_model::Study;

use crate::outcome::Refused;

/// What a public run needs to know before it reads anything.
#[derive(Debug)]
pub(crate) struct Public {
    hidden: BTreeSet<Field>,
}

impl Public {
    /// What the study keeps to itself.
    ///
    /// # Errors
    /// A field that there is not, or that cannot be hidden.
    pub(crate) fn of(file: &StudyFile) -> Result<Self> {
        let field = |word: &String| {
            let name = file.property(word);
            Field::from_name(name).ok_or_else(|| match name {
                "note" | "min_lot" | "staff" => Refused(format!("confidential_fields: \"{word}\" never leaves a public run; drop it")),
                "id" | "site" | "direction" | "resource" | "unit" | "confidential" => Refused(format!(
                    "confidential_fields: \"{word}\" cannot be hidden; mark the flows or sites themselves as confidential"
                )),
                _ => {
                    let near = maillon_ingest::near(name, Field::names());
                    let hint = near.first().map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
                    let known = Field::names().collect::<Vec<_>>().join(", ");
                    Refused(format!("confidential_fields: nothing is called \"{word}\"{hint} There are: {known}"))
                }
            })
        };
        let hidden: Result<_, Refused> = file.study.confidential_fields.iter().map(field).collect();
        Ok(Self { hidden: hidden? })
    }

    /// The study to work on, and the amounts to tell of it.
    pub(crate) fn of_study(&self, study: &Study) -> (Study, PublicTotals) {
        let totals = if self.hidden.contains(&Field::Quantity) {
            PublicTotals::default()
        } else {
            let zones = maillon_spatial::zones_of_sites(study);
            PublicTotals::of(study, &zones, &maillon_layers::families(study))
        };
        (published(study, &self.hidden), totals)
    }

    /// Why a study cannot be read, without a word of it.
    pub(crate) fn unreadable() -> Refused {
        let why = "the input cannot be read; `maillon check STUDY` says why, and may cite what is confidential";
        Refused(why.to_owned())
    }
}
