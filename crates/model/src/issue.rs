//! What was wrong with the input, and what to do about it.

use std::fmt;

use crate::issue_code::IssueCode;
use crate::origin::SourceIx;
use crate::place::Position;

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The row, or a part of it, could not be used.
    Error,
    /// Used, but likely not what was meant.
    Warning,
    /// Used; worth knowing.
    Info,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing wrong with one place of the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// Which defect.
    pub code: IssueCode,
    /// File and layer.
    pub source: SourceIx,
    /// The row, counted as the source says; `None` speaks of the whole file.
    pub feature: Option<u64>,
    /// The column.
    pub field: Option<Box<str>>,
    /// The value as it was read.
    pub value: Option<Box<str>>,
    /// What is wrong with it, in a sentence without its place.
    pub message: String,
    /// Where it is on the map, where that is known.
    pub position: Option<Position>,
}

impl Issue {
    /// An issue with a whole file.
    pub fn new(code: IssueCode, source: SourceIx, message: impl Into<String>) -> Self {
        Self { code, source, feature: None, field: None, value: None, message: message.into(), position: None }
    }

    /// … with one row of it.
    #[must_use]
    pub fn at(mut self, feature: u64) -> Self {
        self.feature = Some(feature);
        self
    }

    /// … in that column, holding that value.
    #[must_use]
    pub fn field(mut self, field: &str, value: impl Into<Box<str>>) -> Self {
        self.field = Some(field.into());
        self.value = Some(value.into());
        self
    }

    /// … on the map.
    #[must_use]
    pub fn on(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// How many issues there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IssueCount {
    /// Rows or values that could not be used.
    pub errors: usize,
    /// Used, likely not as meant.
    pub warnings: usize,
    /// Worth knowing.
    pub infos: usize,
}

impl IssueCount {
    /// Counts by severity.
    pub fn of(issues: &[Issue]) -> Self {
        issues.iter().fold(Self::default(), |mut count, issue| {
            match issue.severity() {
                Severity::Error => count.errors += 1,
                Severity::Warning => count.warnings += 1,
                Severity::Info => count.infos += 1,
            }
            count
        })
    }
}
