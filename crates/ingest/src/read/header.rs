//! Where a table's header stands, when titles and notes come before it.

use super::Value;

/// Rows looked at for it.
pub(super) const LOOKED_AT: usize = 40;

/// The place of the header among a table's first rows that are not empty: the first row of texts that is at least half
/// as wide as the widest. A title is one cell, a header names all columns.
pub(super) fn place(rows: &[Vec<Value>]) -> usize {
    let width = |row: &Vec<Value>| row.iter().filter(|cell| **cell != Value::Null).count();
    let widest = rows.iter().map(width).max().unwrap_or(0);
    let wide = |row: &Vec<Value>| width(row) * 2 > widest && (width(row) > 1 || widest == 1);
    let names = |row: &Vec<Value>| row.iter().all(|cell| matches!(cell, Value::Text(_) | Value::Null));
    let telling = rows.iter().position(|row| wide(row) && names(row));
    // A header of years is one of numbers.
    telling.or_else(|| rows.iter().position(wide)).unwrap_or(0)
}

/// The names of the columns; one that has none is called by its place.
pub(super) fn names(row: &[Value]) -> Vec<String> {
    let name = |(at, cell): (usize, &Value)| match crate::columns::text(cell) {
        // A heading broken over lines in its cell is one name.
        Some(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        None => format!("column {}", at + 1),
    };
    row.iter().enumerate().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<Value> {
        cells.iter().map(|c| c.parse().map_or_else(|_| Value::text(c), Value::Real)).collect()
    }

    #[test]
    fn titles_and_notes_are_no_headers() {
        let table = [
            row(&["Inventaire des flux 2024"]),
            row(&["", "", "source : CCI", "", ""]),
            row(&["Site", "Flux", "Sens", "Quantité", "Unité"]),
            row(&["A", "vapeur", "offre", "12", "t/an"]),
        ];
        assert_eq!(place(&table), 2);
        assert_eq!(place(&table[2..]), 0);
        // All texts: the first of the wide rows.
        assert_eq!(place(&[row(&["id", "name"]), row(&["a", "Alpha"])]), 0);
        assert_eq!(place(&[row(&["id"]), row(&["a"])]), 0);
        assert_eq!(place(&[row(&["2019", "2020"]), row(&["1", "2"])]), 0);
        assert_eq!(place(&[]), 0);
    }

    #[test]
    fn every_column_has_a_name() {
        assert_eq!(names(&row(&["Quantité\n(t/an)", "", "x"])), ["Quantité (t/an)", "column 2", "x"]);
    }
}
