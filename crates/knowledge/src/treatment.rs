//! Treatments that a plant of its own does between giver and taker.

use std::collections::BTreeMap;

use maillon_model::Language;

use crate::catalogue::Catalogue;
use crate::data::Data;
use crate::error::{CatalogueError, Fault};
use crate::load::well_formed;
use crate::names::{fold, likeness};

/// What a plant between giver and taker does, such as crushing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreatmentClass {
    /// Short name, unique.
    pub id: Box<str>,
    /// Its name in English.
    pub en: Box<str>,
    /// Its name in French.
    pub fr: Box<str>,
    /// Other names.
    pub also: Vec<Box<str>>,
}

impl TreatmentClass {
    /// Its name in that language.
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        [&self.id, &self.en, &self.fr].into_iter().chain(&self.also).map(|name| &**name)
    }
}

pub(crate) fn treatments(data: &Data) -> Result<Vec<TreatmentClass>, CatalogueError> {
    let mut all: Vec<TreatmentClass> = Vec::with_capacity(data.treatments.len());
    let mut named: BTreeMap<String, Box<str>> = BTreeMap::new();
    for placed in data.treatments.values() {
        let raw = &placed.item;
        if !well_formed(&raw.id) {
            return Err(placed.refuse(Fault::Malformed(raw.id.clone())));
        }
        let own = TreatmentClass {
            id: raw.id.as_str().into(),
            en: raw.en.as_str().into(),
            fr: raw.fr.as_str().into(),
            also: raw.also.iter().map(|name| name.as_str().into()).collect(),
        };
        for name in own.names() {
            let first = named.entry(fold(name)).or_insert_with(|| own.id.clone());
            if *first != own.id {
                let (first, second) = (first.to_string(), raw.id.clone());
                return Err(placed.refuse(Fault::Ambiguous { name: name.to_owned(), first, second }));
            }
        }
        all.push(own);
    }
    Ok(all)
}

impl Catalogue {
    /// The treatment of exactly that id.
    pub fn treatment(&self, id: &str) -> Option<&TreatmentClass> {
        self.treatments().binary_search_by(|t| (*t.id).cmp(id)).ok().map(|at| &self.treatments()[at])
    }

    /// The treatment that people call so: by its id or a name in English or French; case, accents and plurals make no
    /// difference.
    pub fn treatment_named(&self, text: &str) -> Option<&TreatmentClass> {
        let wanted = fold(text);
        self.treatments().iter().find(|treatment| treatment.names().any(|name| fold(name) == wanted))
    }

    /// Ids of the treatments whose names look most like the text; at most three.
    pub fn treatments_near(&self, text: &str) -> Vec<&str> {
        let wanted = fold(text);
        let alike = |treatment: &TreatmentClass| {
            treatment.names().filter_map(|name| likeness(&wanted, &fold(name))).max_by(f64::total_cmp)
        };
        let mut near: Vec<(f64, &str)> = self.treatments().iter().filter_map(|t| Some((alike(t)?, &*t.id))).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        near.into_iter().take(3).map(|(_, id)| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_treatment_is_found_by_any_of_its_names() {
        let named = |text| Catalogue::builtin().treatment_named(text).map(|t| &*t.id);
        assert_eq!(named("Concassage"), Some("crushing"));
        assert_eq!(named("crush"), Some("crushing"));
        assert_eq!(named("osmose inverse"), Some("water-treatment"));
        assert_eq!(named("alchemy"), None);
        assert_eq!(Catalogue::builtin().treatments_near("crushng"), ["crushing"]);
    }

    #[test]
    fn every_treatment_is_what_some_rule_needs() {
        let rules = Catalogue::builtin().rules();
        for treatment in Catalogue::builtin().treatments() {
            let needs =
                |rule: &&crate::Rule| rule.treatment.as_ref().is_some_and(|t| t.by == Some(treatment.id.clone()));
            assert!(rules.iter().any(|rule| needs(&rule)), "{} serves no rule", treatment.id);
        }
    }

    #[test]
    fn a_users_file_adds_a_treatment_and_a_name_is_taken_once() {
        let add = |text| Catalogue::builtin().with("my.toml", text);
        let (mine, _) = add("[[treatment]]\nid = \"sieving\"\nen = \"Sieving\"\nfr = \"Tamisage\"\n").unwrap();
        assert_eq!(mine.treatment_named("tamisage").map(|t| &*t.id), Some("sieving"));
        let twice = add("[[treatment]]\nid = \"sieving\"\nen = \"Crushing\"\nfr = \"Tamisage\"\n").unwrap_err();
        assert!(twice.to_string().contains("names both"), "{twice}");
    }
}
