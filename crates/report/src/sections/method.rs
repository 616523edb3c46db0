//! By which method, rules and factors all that was found, and what they rest on.

use std::collections::BTreeSet;

use maillon_knowledge::{Factor, FactorUnit};
use maillon_matching::{CRITERIA, GATES};
use maud::{Markup, html};

use crate::page::Page;
use crate::words::clipped;
use crate::words_of;

pub(crate) fn body(page: &Page) -> Markup {
    let words = page.words;
    let matches = &page.run.matches;
    html! {
        p { (words.say(
            "A supply and a demand become a candidate where they are the same resource, of the same branch, or where a documented rule lets \
             the one replace the other, within the distance the resource usually travels. Gates refuse what cannot be. What is left gets a \
             score: the mean of its criteria, by their weights, over those the data tells. Confidence says how much the score rests on. The \
             plan shares the known amounts out so that nothing is given twice, and is checked against the data before it is written.",
            "Une offre et une demande deviennent candidates si c'est la même ressource, la même branche, ou si une règle documentée permet \
             de remplacer l'une par l'autre, à la distance que la ressource parcourt d'ordinaire. Des contrôles refusent l'impossible. Le \
             reste reçoit un score\u{a0}: la moyenne pondérée des critères que les données renseignent. La confiance dit sur quoi le score \
             repose. Le plan partage les quantités connues sans rien donner deux fois, et il est vérifié avant d'être écrit.",
        )) }
        p {
            (words.say("Of ", "Sur ")) b { (words.whole(matches.candidates as f64)) } (words.say(" pairs within reach, ", " paires à portée, "))
            b { (words.whole(matches.accepted as f64)) } (words.say(" passed the gates and ", " ont passé les contrôles et "))
            b { (words.whole(matches.synergies.list().len() as f64)) } (words.say(" were kept", " ont été gardées"))
            @if page.facts.options.top > 0 {
                (words.say(", at most ", ", au plus ")) (page.facts.options.top) (words.say(" for each supply", " par offre"))
            }
            "."
        }
        (criteria(page))
        (gates(page))
        (rules(page))
        (factors(page))
        (inputs(page))
    }
}

fn criteria(page: &Page) -> Markup {
    let words = page.words;
    html! {
        details { summary { (words.say("Criteria of the score", "Critères du score")) }
            div.wide tabindex="0" role="region" aria-labelledby="criteria-caption" { table {
                caption #criteria-caption { (words.say("Criteria of the score and their weights in this study", "Critères du score et leurs poids dans cette étude")) }
                thead { tr { th scope="col" { (words.say("Criterion", "Critère")) } th.n scope="col" { (words.say("Weight", "Poids")) }
                    th scope="col" { (words.say("Formula", "Formule")) } th scope="col" { "Source" } } }
                tbody { @for (criterion, (_, weight)) in CRITERIA.iter().zip(page.facts.options.weights.iter()) {
                    tr {
                        td { (words_of::criterion(words, criterion.name())) }
                        td.n { (words.about(weight)) }
                        td lang="en" { (criterion.formula()) }
                        td lang="en" { (criterion.source()) }
                    }
                } }
            } }
        }
    }
}

fn gates(page: &Page) -> Markup {
    let words = page.words;
    html! {
        details { summary { (words.say("Gates, and how many pairs each refused", "Contrôles, et combien de paires chacun a refusées")) }
            div.wide tabindex="0" role="region" aria-labelledby="gates-caption" { table {
                caption #gates-caption { (words.say("Gates, in the order they are asked", "Contrôles, dans l'ordre où ils sont posés")) }
                thead { tr { th scope="col" { (words.say("Gate", "Contrôle")) } th.n scope="col" { (words.say("Refused", "Refusées")) }
                    th scope="col" { (words.say("What it does", "Ce qu'il fait")) } } }
                tbody { @for gate in GATES {
                    tr {
                        td { (words_of::gate(words, gate.name())) }
                        td.n { (words.whole(page.run.matches.refusals.get(gate.name()).copied().unwrap_or_default() as f64)) }
                        td lang="en" { (gate.about()) }
                    }
                } }
            } }
        }
    }
}

fn rules(page: &Page) -> Markup {
    let words = page.words;
    let synergies = &page.run.matches.synergies;
    let mut counts = vec![0_usize; synergies.rules().len()];
    for synergy in synergies.list().iter() {
        counts[synergy.rule.0 as usize] += 1;
    }
    let mut rules: Vec<_> = synergies.rules().iter().zip(counts).filter(|(_, n)| *n > 0).collect();
    rules.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.id.cmp(&b.0.id)));
    html! {
        details { summary { (words.say("Rules that made the synergies, and who published them", "Règles qui ont fait les synergies, et qui les a publiées")) }
            div.wide tabindex="0" role="region" aria-labelledby="rules-caption" { table {
                caption #rules-caption { (words.say("Rules, by how many synergies they made", "Règles, selon le nombre de synergies qu'elles ont faites")) }
                thead { tr { th.n scope="col" { "Synergies" } th scope="col" { (words.say("Rule", "Règle")) } th scope="col" { "Sources" } } }
                tbody { @for (rule, n) in rules {
                    tr {
                        td.n { (words.whole(n as f64)) }
                        td { (rule.label(words.0)) }
                        td lang="en" { @if rule.sources.is_empty() { (words.say("nobody has published it", "personne ne l'a publiée")) }
                            @for (i, source) in rule.sources.iter().enumerate() { @if i > 0 { br; } (clipped(source)) } }
                    }
                } }
            } }
        }
    }
}

/// The factors that may enter the balances of these synergies: defaults, of what is given or taken in them.
fn factors(page: &Page) -> Markup {
    let (words, study, catalogue) = (page.words, page.run.study, page.facts.catalogue);
    let mut occurs = vec![false; study.resources.len()];
    for flow in page.run.matches.synergies.list().ends().iter().flatten() {
        occurs[study.flow(*flow).resource.0 as usize] = true;
    }
    let codes: BTreeSet<&str> = (study.resources.iter().zip(occurs))
        .filter(|(_, occurs)| *occurs)
        .flat_map(|(resource, _)| std::iter::once(&*resource.code).chain(resource.readings.iter().map(|r| &*r.code)))
        .collect();
    let concerns = |factor: &&Factor| {
        factor.default
            && factor.resource.as_deref().is_none_or(|of| {
                codes
                    .iter()
                    .any(|code| code.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
            })
    };
    let factors: Vec<&Factor> = catalogue.factors().iter().filter(concerns).collect();
    let region = |factor: &Factor| factor.region.as_deref().map(|region| format!(" ({region})")).unwrap_or_default();
    html! {
        details { summary { (words.say("Factors of carbon and money", "Facteurs de carbone et d'argent")) }
            div.wide tabindex="0" role="region" aria-labelledby="factors-caption" { table {
                caption #factors-caption { (words.say("Factors that may count in the balances of these synergies",
                    "Facteurs qui peuvent compter dans les bilans de ces synergies")) }
                thead { tr { th scope="col" { (words.say("Factor", "Facteur")) } th.n scope="col" { (words.say("Value", "Valeur")) }
                    th scope="col" { "Source" } } }
                tbody { @for factor in factors {
                    tr {
                        td { (words_of::factor(words, factor.kind)) (words.say(": ", "\u{a0}: ")) span lang="en" { (factor.about) (region(factor)) } }
                        td.n { (words.about(factor.value)) @if factor.unit != FactorUnit::One { " " (factor.unit.symbol()) } }
                        td lang="en" { @match catalogue.source(&factor.source) {
                            Some(source) => (clipped(&source.to_string())),
                            None => (factor.source),
                        } }
                    }
                } }
            } }
        }
    }
}

fn inputs(page: &Page) -> Markup {
    let words = page.words;
    html! {
        details { summary { (words.say("Files read, and this run", "Fichiers lus, et ce calcul")) }
            div.wide tabindex="0" role="region" aria-labelledby="inputs-caption" { table {
                caption #inputs-caption { (words.say("Files read, with their digests", "Fichiers lus, avec leurs empreintes")) }
                thead { tr { th scope="col" { (words.say("File", "Fichier")) } th scope="col" { "SHA-256" } } }
                tbody { @for source in &page.run.study.sources {
                    @let file = std::path::Path::new(&source.file).file_name().map(|name| name.to_string_lossy());
                    tr {
                        td dir="auto" { (clipped(file.as_deref().unwrap_or(&source.file))) @if let Some(layer) = &source.layer { ", " (clipped(layer)) } }
                        td { code { (source.sha256.as_deref().unwrap_or("–")) } }
                    }
                } }
            } }
            p.small { "maillon " (page.run.version) }
            pre tabindex="0" { (format!("{:#}", page.run.parameters)) }
        }
    }
}
