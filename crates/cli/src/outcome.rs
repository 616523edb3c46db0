//! How a command ended, for the shell.

use std::process::ExitCode;

use maillon_ingest::IngestError;
use maillon_model::IssueCount;

/// 0, 1 or 2: what scripts rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Done,
    /// The run failed.
    Failed,
    /// The input has errors, or warnings under `--strict`.
    InputWrong,
}

impl Outcome {
    /// An input that cannot be read is wrong input; anything else is a failed run.
    pub(crate) fn of_error(error: &anyhow::Error) -> Self {
        if error.is::<IngestError>() || error.is::<Refused>() { Self::InputWrong } else { Self::Failed }
    }

    pub(crate) fn of_issues(count: IssueCount, strict: bool) -> Self {
        if count.errors > 0 || strict && count.warnings > 0 { Self::InputWrong } else { Self::Done }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Failed => Self::from(1),
            Outcome::InputWrong => Self::from(2),
        }
    }
}

/// A value the user gave that cannot be used.
#[derive(Debug)]
pub(crate) struct Refused(pub String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}
