//! What the field knows, with what the study adds to it.

use std::path::Path;

use maillon_knowledge::{Catalogue, Contradiction, Override};
use maillon_model::{Issue, IssueCode, Numbering, Source, SourceIx, Study};

use crate::digest;
use crate::error::IngestError;
use crate::study_file::StudyFile;

/// The catalogue of a study, and what its own files replaced.
#[derive(Debug)]
pub struct Knowledge {
    own: Option<Catalogue>,
    files: Vec<(String, Option<String>, Vec<Override>)>,
}

impl Knowledge {
    /// What maillon ships, with the study's own files added.
    ///
    /// # Errors
    /// A file that cannot be read, or that the catalogue refuses.
    pub fn of(file: &StudyFile, base: &Path) -> Result<Self, IngestError> {
        let mut knowledge = Self { own: None, files: Vec::new() };
        for path in &file.knowledge.paths {
            let shown = path.to_string_lossy().into_owned();
            let full = base.join(path);
            let text = crate::small::read(&full)
                .map_err(|e| IngestError::Setting(format!("{shown}: {e}; it is named in [knowledge]")))?;
            let (catalogue, overrides) =
                knowledge.catalogue().with(&shown, &text).map_err(|e| IngestError::Setting(e.to_string()))?;
            knowledge.own = Some(catalogue);
            knowledge.files.push((shown, Some(digest::of_bytes(text.as_bytes())), overrides));
        }
        Ok(knowledge)
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        self.own.as_ref().unwrap_or_else(|| Catalogue::builtin())
    }

    /// Files the sources of the study's own knowledge, and says what they replaced.
    pub(crate) fn report(&self, study: &mut Study) {
        for (file, sha256, overrides) in &self.files {
            let source = SourceIx(study.sources.len() as u32);
            study.sources.push(Source {
                file: file.clone(),
                layer: None,
                numbering: Numbering::Line,
                sha256: sha256.clone(),
            });
            study.issues.extend(overrides.iter().map(|replaced| {
                let message = format!("the {} \"{}\" that maillon ships is replaced", replaced.kind, replaced.id);
                Issue::new(IssueCode::KnowledgeOverride, source, message)
            }));
        }
        // The rules of all files stand together: what contradicts is told of the last, which completed them.
        let Some(last) = (study.sources.len() as u32).checked_sub(1).map(SourceIx) else { return };
        study.issues.extend(self.own.iter().flat_map(Catalogue::contradictions).map(|found| {
            let Contradiction { own, other, from, to } = found;
            let message = format!(
                "\"{}\" and \"{}\" both let {from} replace {to}, at {} and at {}",
                own.id, other.id, own.ratio, other.ratio
            );
            Issue::new(IssueCode::ContradictoryRules, last, message)
        }));
    }
}
