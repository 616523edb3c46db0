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

/// One statement that adds all rows, of which there is at least one: GDAL looks at each of its layers before each statement.
pub(super) fn insert<'c, const N: usize>(
    table: &str,
    columns: [&str; N],
    rows: impl IntoIterator<Item = [Cell<'c>; N]>,
) -> String {
    let values: Vec<String> = rows.into_iter().map(|row| format!("({})", row.map(literal).join(", "))).collect();
    format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), values.join(", "))
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
        let rows = [[Cell::Text("l'été\0"), Cell::Null], [Cell::Integer(-1), Cell::Text("")]];
        assert_eq!(insert("t", ["a", "b"], rows), "INSERT INTO t (a, b) VALUES ('l''été\u{fffd}', NULL), (-1, '')");
    }
}
