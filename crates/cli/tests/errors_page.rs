//! `docs/errors.md` is the table of issue codes.

mod common;

use std::fmt::Write as _;

use maillon_model::IssueCode;

fn page() -> String {
    let mut page = String::from(
        "# What can be wrong with the input\n\n\
         `maillon check` and `issues.csv` name each problem by one of these codes. An *error* means that the row, or the value, could \
         not be used; a *warning* that it was used but is likely not what was meant; an *info* is worth knowing. The codes do not \
         change: scripts may rely on them.\n\n\
         Made from the code's own table; `MAILLON_BLESS=1 cargo test -p maillon --test errors_page` writes it anew.\n",
    );
    for code in IssueCode::ALL {
        let _ = write!(page, "\n## {}\n\n*{}.* {}\n\n{}\n", code.slug(), code.severity(), code.cause(), code.remedy());
    }
    page
}

#[test]
fn every_code_has_its_entry() {
    let path = common::root().join("docs/errors.md");
    if std::env::var_os("MAILLON_BLESS").is_some() {
        std::fs::write(&path, page()).expect("written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page(), "docs/errors.md is stale: MAILLON_BLESS=1 cargo test -p maillon --test errors_page");
}
