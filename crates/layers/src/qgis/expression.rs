//! Expressions of QGIS: how names and texts are quoted, and sums of them.

use maillon_model::Language;

/// A column.
pub(crate) fn column(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text.
pub(crate) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// Whether a column holds one of some words.
pub(crate) fn one_of<'w>(name: &str, words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().map(text).collect();
    format!("{} IN ({})", column(name), words.join(", "))
}

/// A number, or zero where there is none: for sizes alone.
pub(crate) fn or_zero(expression: &str) -> String {
    format!("coalesce({expression}, 0)")
}

/// The first of some expressions whose condition holds.
pub(crate) fn choose(cases: &[(String, String)], otherwise: &str) -> String {
    if cases.is_empty() {
        return otherwise.to_owned();
    }
    let cases: Vec<String> = cases.iter().map(|(when, then)| format!("WHEN {when} THEN {then}")).collect();
    format!("CASE {} ELSE {otherwise} END", cases.join(" "))
}

/// A number as the language writes it, with decimals where it is small.
pub(crate) fn rounded(language: Language, value: &str, decimals: u8) -> String {
    let code = match language {
        Language::En => "en",
        Language::Fr => "fr",
    };
    format!("format_number({value}, CASE WHEN abs({value}) < 10 THEN {decimals} ELSE 0 END, '{code}')")
}

/// The column `unit`, as the language writes it.
pub(crate) fn unit(language: Language) -> String {
    match language {
        Language::En => column("unit"),
        Language::Fr => format!("replace({}, '/yr', '/an')", column("unit")),
    }
}

/// A column as text that HTML shows as it is.
pub(crate) fn html(name: &str) -> String {
    let safe = "map('&', '&amp;', '<', '&lt;', '>', '&gt;')";
    format!("replace(to_string(coalesce({}, '')), {safe})", column(name))
}
