//! Statements of SQLite.

use gdal::Dataset;
use gdal::errors::GdalError;
use gdal::vector::sql::Dialect;

/// A value of a statement.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    Null,
    Text(&'a str),
    Integer(i64),
}

/// Runs statements one after the other.
pub(super) fn run(dataset: &Dataset, statements: &[String]) -> Result<(), GdalError> {
    statements.iter().try_for_each(|statement| dataset.execute_sql(statement, None, Dialect::DEFAULT).map(drop))
}

/// A statement that adds one row.
pub(super) fn insert(table: &str, cells: &[(&str, Cell)]) -> String {
    let columns: Vec<&str> = cells.iter().map(|(column, _)| *column).collect();
    let values: Vec<String> = cells.iter().map(|(_, cell)| literal(*cell)).collect();
    format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", "))
}

fn literal(cell: Cell) -> String {
    match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Text(text) => format!("'{}'", text.replace('\0', "\u{fffd}").replace('\'', "''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled() {
        let row = insert("t", &[("a", Cell::Text("l'été\0")), ("b", Cell::Null), ("c", Cell::Integer(-1))]);
        assert_eq!(row, "INSERT INTO t (a, b, c) VALUES ('l''été\u{fffd}', NULL, -1)");
    }
}
