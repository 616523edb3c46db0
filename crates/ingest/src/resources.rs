//! The resources that a study's flows speak of, and what their words and codes stand for.

use maillon_knowledge::{Candidate, Catalogue, Entry, Resolution, Taxonomy, TaxonomyCode};
use maillon_model::{IssueCode, Language, Reading, Resource, Score};
use rustc_hash::FxHashMap;

use crate::columns::text;
use crate::flow_cells::{Cell, RowIssues};
use crate::guess::padded;

/// What a text in the resource column stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub resource: u32,
    /// As the List of Waste has it, where the text is a code of that list.
    pub hazardous: Option<bool>,
}

/// The resources met so far, in the order they were met.
pub(crate) struct Resources<'k> {
    catalogue: &'k Catalogue,
    language: Language,
    /// What bare codes are of.
    taxonomy: Option<Taxonomy>,
    list: Vec<Resource>,
    /// The knowledge's entry of each.
    entries: Vec<Option<&'k Entry>>,
    by_code: FxHashMap<Box<str>, u32>,
    by_text: FxHashMap<Box<str>, Named>,
}

impl<'k> Resources<'k> {
    pub(crate) fn new(catalogue: &'k Catalogue, language: Language) -> Self {
        Self {
            catalogue,
            language,
            taxonomy: None,
            list: Vec::new(),
            entries: Vec::new(),
            by_code: FxHashMap::default(),
            by_text: FxHashMap::default(),
        }
    }

    /// From here on, bare codes are of that taxonomy.
    pub(crate) fn are_of(&mut self, taxonomy: Option<Taxonomy>) {
        if self.taxonomy != taxonomy {
            self.taxonomy = taxonomy;
            self.by_text.clear();
        }
    }

    /// The knowledge they are read by.
    pub(crate) fn catalogue(&self) -> &'k Catalogue {
        self.catalogue
    }

    /// What the knowledge says of a resource.
    pub(crate) fn entry(&self, resource: u32) -> Option<&'k Entry> {
        self.entries[resource as usize]
    }

    /// The resource the row names, and whether the List of Waste calls its code hazardous.
    pub(crate) fn named(&mut self, cell: Cell<'_>, row: &mut RowIssues<'_>) -> Option<Named> {
        let Some(word) = text(cell.value) else {
            row.say(IssueCode::MissingResource, cell, "the row names no resource");
            return None;
        };
        if let Some(&named) = self.by_text.get(&*word) {
            return Some(named);
        }
        let found = match self.code(&word) {
            Some(code) => self.catalogue.resolve(&code),
            None => self.catalogue.resolve(&word),
        };
        say_what_is_unclear(&word, &found, cell, row);
        // A code of another taxonomy that means one resource stands for it. One that means several keeps its own name: what
        // a resource's code means may not depend on which row spoke of it first.
        let code = match found.entry {
            Some(entry) if found.confidence == Score::ONE && found.candidates.len() <= 1 => &*entry.code,
            _ => found.code.as_str(),
        };
        let ix = match self.by_code.get(code) {
            Some(&ix) => ix,
            None => {
                let ix = self.list.len() as u32;
                self.by_code.insert(code.into(), ix);
                self.entries.push(found.entry);
                self.list.push(resource(code, &found, self.language));
                ix
            }
        };
        let named =
            Named { resource: ix, hazardous: found.waste.filter(|w| w.is_entry()).map(|waste| waste.hazardous()) };
        self.by_text.insert((&*word).into(), named);
        Some(named)
    }

    /// A bare code with the prefix of the study's taxonomy.
    fn code(&self, word: &str) -> Option<String> {
        let taxonomy = self.taxonomy?;
        Some(TaxonomyCode::new(taxonomy, &padded(taxonomy, word))?.to_string())
    }

    /// The resources by code, and the place of each among them.
    pub(crate) fn finish(self) -> (Vec<Resource>, Vec<u32>) {
        let mut order: Vec<(usize, Resource)> = self.list.into_iter().enumerate().collect();
        order.sort_by(|(_, a), (_, b)| a.code.cmp(&b.code));
        let mut places = vec![0; order.len()];
        for (place, (was, _)) in order.iter().enumerate() {
            places[*was] = place as u32;
        }
        (order.into_iter().map(|(_, resource)| resource).collect(), places)
    }
}

/// What the study keeps of a resource.
fn resource(code: &str, found: &Resolution<'_>, language: Language) -> Resource {
    let reading =
        |candidate: &Candidate<'_>| Reading { code: candidate.entry.code.clone(), confidence: candidate.confidence };
    Resource {
        family: found.entry.map_or_else(|| code.split(['.', ':']).next().unwrap_or_default(), Entry::family).into(),
        label: found.entry.filter(|_| found.confidence == Score::ONE).map(|entry| entry.label(language).into()),
        dimension: found.entry.map(|entry| entry.dimension),
        radius: found.entry.map(|entry| entry.radius),
        stop: found.entry.map(|entry| entry.stop),
        known: found.entry.is_some() || !found.candidates.is_empty(),
        readings: found.candidates.iter().map(reading).collect(),
        code: code.into(),
    }
}

/// Says where a text means no resource, or several.
fn say_what_is_unclear(word: &str, found: &Resolution<'_>, cell: Cell<'_>, row: &mut RowIssues<'_>) {
    const SHOWN: usize = 5;
    if found.entry.is_none() && found.candidates.is_empty() {
        let near = match found.suggestions.as_slice() {
            [] => String::new(),
            some => format!("; near it: {}", some.join(", ")),
        };
        row.say(IssueCode::UnknownResource, cell, format!("\"{word}\" is not a resource maillon knows{near}"));
    } else if found.confidence != Score::ONE {
        let mut candidates: Vec<String> = found
            .candidates
            .iter()
            .take(SHOWN)
            .map(|c| format!("{} ({:.0} %)", c.entry.code, c.confidence.value() * 100.0))
            .collect();
        if found.candidates.len() > SHOWN {
            candidates.push(format!("{} more", found.candidates.len() - SHOWN));
        }
        row.say(IssueCode::AmbiguousResource, cell, format!("\"{word}\" may mean {}", candidates.join(", ")));
    }
}
