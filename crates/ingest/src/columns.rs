//! Which of a file's columns hold what.

use std::borrow::Cow;

use crate::error::IngestError;
use crate::read::{Row, Told, Value};
use crate::suggest;

/// The columns to ask a reader for, each once.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    names: Vec<String>,
}

impl Wanted {
    /// The place of that column's value in each row.
    pub(crate) fn slot(&mut self, name: &str) -> usize {
        match self.names.iter().position(|n| n == name) {
            Some(slot) => slot,
            None => {
                self.names.push(name.to_owned());
                self.names.len() - 1
            }
        }
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }
}

/// A thing to know of each row, and the columns it may stand in.
#[derive(Debug)]
pub(crate) struct Role {
    key: &'static str,
    declared: bool,
    /// Column names and their slots; the first that holds something counts.
    columns: Vec<(String, usize)>,
    /// The slots of all of them.
    slots: Told,
}

impl Role {
    /// The column the study declares, or any of the usual names.
    pub(crate) fn new(wanted: &mut Wanted, key: &'static str, declared: Option<&str>, usual: &[&str]) -> Self {
        let names: Vec<&str> = declared.map_or_else(|| usual.to_vec(), |name| vec![name]);
        let columns: Vec<_> = names.iter().map(|name| ((*name).to_owned(), wanted.slot(name))).collect();
        let slots = columns.iter().map(|(_, slot)| Told::of(*slot)).collect();
        Self { key, declared: declared.is_some(), columns, slots }
    }

    /// The column's name and the row's value in it.
    #[inline]
    pub(crate) fn cell<'r>(&'r self, row: &'r Row) -> (&'r str, &'r Value) {
        let told = || {
            let mut cells = self.columns.iter().map(|(name, slot)| (name.as_str(), &row.values[*slot]));
            cells.find(|(_, value)| **value != Value::Null)
        };
        // Most of what may be known is in no column of the file.
        let found = if row.told().meets(self.slots) { told() } else { None };
        found.unwrap_or((self.columns.first().map_or(self.key, |(name, _)| name), &Value::Null))
    }

    /// Whether the study says nothing of it and none of its usual columns is in the file.
    pub(crate) fn is_unheard_of(&self, columns: &[String]) -> bool {
        !self.declared && !self.is_in(columns)
    }

    /// Whether one of its columns is in the file.
    pub(crate) fn is_in(&self, columns: &[String]) -> bool {
        self.columns.iter().any(|(name, _)| columns.contains(name))
    }

    /// Refuses a file that lacks the column the study declares.
    pub(crate) fn check(&self, file: &str, columns: &[String]) -> Result<(), IngestError> {
        if !self.declared || self.is_in(columns) {
            return Ok(());
        }
        let column = self.columns[0].0.clone();
        Err(IngestError::UnknownColumn {
            file: file.to_owned(),
            key: self.key.to_owned(),
            hint: suggest::hint(&column, columns),
            column,
            columns: listed(columns),
        })
    }

    /// Refuses a file that has none of the usual columns either.
    pub(crate) fn require(
        &self,
        file: &str,
        columns: &[String],
        table: &'static str,
        what: &'static str,
    ) -> Result<(), IngestError> {
        self.check(file, columns)?;
        if self.is_in(columns) {
            return Ok(());
        }
        Err(IngestError::MissingColumn { file: file.to_owned(), what, key: self.key, table, columns: listed(columns) })
    }
}

fn listed(columns: &[String]) -> String {
    const SHOWN: usize = 40;
    let mut text = columns.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if columns.len() > SHOWN {
        text.push_str(&format!(", … ({} in all)", columns.len()));
    }
    if text.is_empty() { "no columns at all".to_owned() } else { text }
}

/// A value as the user would write it; `None` where there is none.
#[inline]
pub(crate) fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::Text(t) => Some(Cow::Borrowed(t.as_str())),
        other => Some(Cow::Owned(written(other))),
    }
}

/// What is no text, as one.
fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(t) => t.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        // Spreadsheets know no integers: 12.0 is the id 12.
        Value::Real(r) if r.fract() == 0.0 && r.abs() < 1e15 => format!("{r:.0}"),
        Value::Real(r) => r.to_string(),
        Value::Json(j) => j.to_string(),
    }
}
