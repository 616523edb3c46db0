//! A PostGIS database as the target of a run: a schema with a table per layer, and one that tells of the run.
//!
//! All is done in one transaction: whoever reads sees the old results or the new ones, and a run that dies leaves the old.
//! A table that keeps its columns is emptied and filled again, so that views on it and rights to it stay.

mod sql;

use std::fmt::Display;

use gdal::vector::LayerAccess;
use gdal::vector::sql::Dialect;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use serde_json::Value;

use crate::context::{Context, Run};
use crate::error::LayerError;
use crate::format::WrittenFile;
use crate::layer::{LAYERS, Layer, Table};
use crate::summary;

/// The table that tells of the run: what `summary.json` holds.
pub(crate) const RUN: &str = "run";

/// How the comment of each of our tables starts: a table without it is somebody else's.
const MARK: &str = "maillon: ";

/// Where to write.
#[derive(Debug, Clone)]
pub struct Database {
    /// As GDAL takes it: `PG:dbname=…`.
    pub connection: String,
    /// The schema, made where it is not there.
    pub schema: String,
    /// What to call the database, without a password.
    pub shown: String,
    /// What is left of a message once the connection's passwords are taken out.
    pub hide: fn(&str, &str) -> String,
}

impl Database {
    /// Whether a run may write here: worth asking before the work is done.
    ///
    /// # Errors
    /// No connection; no PostGIS; a table of the schema that has a layer's name and is not maillon's.
    pub fn check(&self) -> Result<(), LayerError> {
        let dataset = self.open()?;
        if self.ask(&dataset, sql::HAS_POSTGIS)?.is_empty() {
            return Err(self.refuse("the extension is not there; run CREATE EXTENSION postgis in it"));
        }
        self.refuse_others(&dataset)
    }

    fn open(&self) -> Result<Dataset, LayerError> {
        let options = DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_UPDATE
                | GdalOpenFlags::GDAL_OF_VECTOR
                | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
            allowed_drivers: Some(&["PostgreSQL"]),
            ..DatasetOptions::default()
        };
        Dataset::open_ex(&self.connection, options).map_err(|e| self.refuse(e))
    }

    /// A table that stands where one of ours would, and was not written by us.
    fn refuse_others(&self, dataset: &Dataset) -> Result<(), LayerError> {
        let names = LAYERS.iter().map(|layer| layer.name).chain([RUN]);
        match self.ask(dataset, &sql::others(&self.schema, names, MARK))?.first() {
            None => Ok(()),
            Some(table) => Err(self.refuse(format!(
                "the schema \"{}\" holds \"{table}\", which maillon did not write; choose another schema",
                self.schema
            ))),
        }
    }

    /// The first column of a query.
    fn ask(&self, dataset: &Dataset, query: &str) -> Result<Vec<String>, LayerError> {
        let found = dataset.execute_sql(query, None, Dialect::DEFAULT).map_err(|e| self.refuse(e))?;
        let Some(mut found) = found else { return Ok(Vec::new()) };
        Ok(found.features().filter_map(|feature| feature.field_as_string(0).ok().flatten()).collect())
    }

    fn run(&self, dataset: &Dataset, statement: &str) -> Result<(), LayerError> {
        dataset.execute_sql(statement, None, Dialect::DEFAULT).map(drop).map_err(|e| self.refuse(e))
    }

    fn refuse(&self, why: impl Display) -> LayerError {
        let message = (self.hide)(&why.to_string(), &self.connection);
        let message = message.trim().trim_end_matches('.').replace('\n', " ");
        LayerError::Database { shown: self.shown.clone(), message }
    }
}

/// Writes all layers of a run into a database, in one step. Returns what `summary.json` would hold.
///
/// # Errors
/// As [`Database::check`]; whatever the server refuses. The previous results are then as they were.
///
/// # Panics
/// When the matches are of another study.
pub fn write_database(run: &Run, database: &Database) -> Result<Value, LayerError> {
    let context = Context::new(run);
    let mut dataset = database.open()?;
    let transaction = dataset.start_transaction().map_err(|e| database.refuse(e))?;
    let schema = &database.schema;
    for statement in sql::begin(schema) {
        database.run(&transaction, &statement)?;
    }
    database.refuse_others(&transaction)?;
    let mut files = Vec::new();
    for layer in LAYERS {
        let name = sql::qualified(schema, layer.name);
        if layer.subject == run.subject.about() {
            let rows = table(database, &transaction, layer, &context)?;
            files.push(WrittenFile { name: format!("{schema}.{}", layer.name), rows, bytes: 0 });
        } else {
            // What an earlier run of another kind left does not belong to this one.
            database.run(&transaction, &format!("DROP TABLE IF EXISTS {name}"))?;
        }
    }
    let summary = summary::of(&context, &files);
    for statement in sql::run(schema, MARK, &summary.to_string()) {
        database.run(&transaction, &statement)?;
    }
    transaction.commit().map_err(|e| database.refuse(e))?;
    Ok(summary)
}

/// One layer: its table, emptied or made anew, its rows, its index and what it says of itself.
fn table(database: &Database, dataset: &Dataset, layer: &'static Layer, context: &Context) -> Result<u64, LayerError> {
    let table = Table { layer, context };
    let columns = sql::Columns::of(&table);
    let name = sql::qualified(&database.schema, layer.name);
    let there = database.ask(dataset, &sql::columns_of(&name))?;
    if there == columns.signature() {
        database.run(dataset, &format!("DELETE FROM {name}"))?;
    } else {
        database.run(dataset, &format!("DROP TABLE IF EXISTS {name}"))?;
        for statement in columns.create(&name) {
            database.run(dataset, &statement)?;
        }
    }
    for statement in columns.describe(&name, &table, MARK) {
        database.run(dataset, &statement)?;
    }
    let mut insert = sql::Insert::new(&name, &columns, &table);
    let run = |statement: String| database.run(dataset, &statement);
    table.batches().each_ahead(|row| insert.add(row).map_or(Ok(()), run))?;
    if let Some(statement) = insert.rest() {
        database.run(dataset, &statement)?;
    }
    database.run(dataset, &format!("ANALYZE {name}"))?;
    Ok(insert.count())
}
