//! `docs/columns.md`, generated from the layers.

use std::fmt::Write;

use crate::layer::LAYERS;

const INTRO: &str = "\
# What each column means

Generated from the layers; `MAILLON_BLESS=1 cargo test -p maillon-layers reference` refreshes it.

A name that holds `<criterion>`, `<unit>` or `<family>` stands for several columns: one per criterion of the score, per
unit that occurs in the study (`t`, `m3`, `mwh`, `eur`, `unit`, `m2`, `h`), per resource family that occurs in a zone.
An empty value is one that nobody knows, never a zero. Ids are typed like the user's own. Distances have 2 decimals,
scores 4, amounts 9 significant digits, coordinates 7 decimals of a degree. A CSV of points also has `lon` and `lat`; in
a CSV, text that a spreadsheet would run as a formula has a `'` before it.
";

const FRONT: &str = "
## front.csv and front.svg

Where `[allocation] front` names two objectives: a row each plan, from the best by the first to the best by the second at
even steps of the second (ε-constraint), and their drawing. Not on the map.

| column | unit | English | French | meaning |
|---|---|---|---|---|
| `point` |  | Point | Point | 1 for the best by the first objective. |
| `first`, `second` |  | Objectives | Objectifs | Their names. |
| `first_unit`, `second_unit` |  | Units | Unités | What their values count. |
| `first_value` | see `first_unit` | First | Premier | The most of the first that leaves that much of the second. |
| `second_value` | see `second_unit` | Second | Second | What the plan is worth to the second. |
";

/// The page that lists the columns of every layer, in Markdown.
pub fn columns_page() -> String {
    let mut page = INTRO.to_owned();
    for layer in LAYERS {
        let (name, about, kind) = (layer.name, layer.about, layer.geometry.name());
        let _ = write!(page, "\n## {name}\n\n{about} Geometry: {kind}.\n\n");
        page.push_str("| column | unit | English | French | meaning |\n|---|---|---|---|---|\n");
        for column in layer.columns {
            let (name, unit, en, fr, about) = (column.name, column.unit, column.en, column.fr, column.about);
            let (en, fr) = (escaped(en), escaped(fr));
            let unit = if unit.contains('`') { unit.to_owned() } else { escaped(unit) };
            let _ = writeln!(page, "| `{name}` | {unit} | {en} | {fr} | {about} |");
        }
    }
    page.push_str(FRONT);
    page
}

/// Placeholders are no HTML tags.
fn escaped(text: &str) -> String {
    text.replace('<', "\\<")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_page_of_columns_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/columns.md");
        if std::env::var_os("MAILLON_BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, columns_page()).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == columns_page(),
            "docs/columns.md is stale; refresh it: MAILLON_BLESS=1 cargo test -p maillon-layers reference"
        );
    }
}
