//! How good the data is: what was wrong with it, and how it is known.

use std::collections::BTreeMap;

use maillon_model::{Direction, Issue, IssueCode, Knowledge, Severity};
use maud::{Markup, html};

use crate::page::Page;
use crate::words::{Words, clipped};
use crate::words_of;

pub(crate) fn body(page: &Page) -> Markup {
    let (words, study) = (page.words, page.run.study);
    let mut codes: BTreeMap<(Severity, IssueCode), Vec<&Issue>> = BTreeMap::new();
    for issue in &study.issues {
        codes.entry((issue.severity(), issue.code)).or_default().push(issue);
    }
    html! {
        (pedigree(page))
        @if codes.is_empty() {
            p { (words.say("Nothing was found wrong with the files.", "Aucun défaut n'a été trouvé dans les fichiers.")) }
        } @else {
            div.wide tabindex="0" role="region" aria-labelledby="issues-caption" { table.issues {
                caption #issues-caption { (words.say("What was found wrong with the files; the layer “issues” holds every row.",
                    "Ce qui n'allait pas dans les fichiers ; la couche « issues » contient chaque ligne.")) }
                thead { tr {
                    th.n scope="col" { (words.say("Rows", "Lignes")) } th scope="col" { (words.say("Severity", "Gravité")) }
                    th scope="col" { (words.say("What", "Quoi")) } th scope="col" { (words.say("What to do", "Que faire")) }
                    th scope="col" { (words.say("First at", "D'abord à")) }
                } }
                tbody { @for ((severity, code), issues) in &codes {
                    @let (cause, remedy) = words_of::issue(words, *code);
                    tr {
                        td.n { (words.whole(issues.len() as f64)) }
                        td { span class={ "sev " (severity.name()) } { (severity_word(words, *severity)) } }
                        td { (cause) br; code { (code.slug()) } }
                        td { (remedy) }
                        td dir="auto" { (first(page, issues)) }
                    }
                } }
            } }
        }
    }
}

/// Where an issue was first met. A path says no more than its file.
fn first(page: &Page, issues: &[&Issue]) -> String {
    let Some(issue) = issues.first() else { return String::new() };
    let source = page.run.study.source(issue.source);
    let file = std::path::Path::new(&source.file)
        .file_name()
        .map_or(source.file.clone().into(), |name| name.to_string_lossy());
    match issue.feature {
        Some(feature) => format!("{}, {}", clipped(&file), source.numbering.phrase(feature)),
        None => clipped(&file),
    }
}

fn severity_word(words: Words, severity: Severity) -> &'static str {
    match severity {
        Severity::Error => words.say("not used", "non utilisé"),
        Severity::Warning => words.say("doubtful", "douteux"),
        Severity::Info => words.say("to know", "à savoir"),
    }
}

/// How the amounts are known.
fn pedigree(page: &Page) -> Markup {
    let words = page.words;
    let flows = &page.run.study.flows;
    let count = |direction: Direction, known: Option<Knowledge>| {
        let told = |f: &&maillon_model::Flow| {
            f.direction == direction && f.amount.known().is_some() && f.details.as_ref().and_then(|d| d.known) == known
        };
        words.whole(flows.iter().filter(told).count() as f64)
    };
    let unknown = |direction: Direction| {
        words.whole(flows.iter().filter(|f| f.direction == direction && f.amount.known().is_none()).count() as f64)
    };
    let ways = [
        (Some(Knowledge::Measured), words.say("Measured", "Mesurées")),
        (Some(Knowledge::Declared), words.say("Declared", "Déclarées")),
        (Some(Knowledge::Modelled), words.say("Modelled", "Modélisées")),
        (None, words.say("Not said how", "Origine non dite")),
    ];
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="pedigree-caption" { table.pedigree {
            caption #pedigree-caption { (words.say("How the amounts of the flows are known", "Comment les quantités des flux sont connues")) }
            thead { tr {
                th scope="col" { (words.say("Flows", "Flux")) }
                @for (_, name) in &ways { th.n scope="col" { (name) } }
                th.n scope="col" { (words.say("Amount not known", "Quantité inconnue")) }
            } }
            tbody { @for (direction, name) in [(Direction::Supply, words.say("Given", "Offerts")), (Direction::Demand, words.say("Needed", "Demandés"))] {
                tr {
                    th scope="row" { (name) }
                    @for (way, _) in &ways { td.n { (count(direction, *way)) } }
                    td.n { (unknown(direction)) }
                }
            } }
        } }
    }
}
