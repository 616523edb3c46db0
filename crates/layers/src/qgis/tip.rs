//! Map tips: a card in HTML that QGIS shows beside the pointer. Expressions stand in `[% %]`.

use maillon_model::Language;

use super::expression::{column, html, rounded, text};

/// A line of a card.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// What it tells; empty for a sentence of its own.
    name: String,
    /// An expression; the line is left out where it gives nothing.
    value: String,
}

/// A line with a text column.
pub(super) fn words(name: &str, of: &str) -> Line {
    Line { name: name.to_owned(), value: format!("nullif({}, '')", html(of)) }
}

/// A line with what the form calls the column's value.
pub(super) fn called(name: &str, of: &str) -> Line {
    let value = format!("CASE WHEN {} IS NOT NULL THEN represent_value({}) END", column(of), column(of));
    Line { name: name.to_owned(), value }
}

/// A line with a number, rounded, and its unit, which is an expression.
pub(super) fn number(language: Language, name: &str, value: &str, decimals: u8, unit: &str) -> Line {
    let value = format!("{} || ' ' || {unit}", rounded(language, value, decimals));
    Line { name: name.to_owned(), value }
}

/// The card: a title, which is an expression that gives HTML, and its lines.
pub(super) fn card(title: &str, lines: &[Line]) -> String {
    let row = |line: &Line| {
        let before = if line.name.is_empty() {
            "<tr><td colspan=\"2\">".to_owned()
        } else {
            format!("<tr><td style=\"color:#666666\">{}&nbsp;</td><td>", line.name)
        };
        format!("[% coalesce({} || ({}) || '</td></tr>', '') %]", text(&before), line.value)
    };
    let rows: Vec<String> = lines.iter().map(row).collect();
    format!("<div style=\"max-width:340px\"><b>[% {title} %]</b><table>{}</table></div>", rows.join(""))
}
