//! The resources maillon knows.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use maillon_model::{Direction, Score};
use rustc_hash::FxHashMap;

use crate::data::{Data, SHIPPED};
use crate::entry::{Entry, Mode, RadiusClass, depth, is_a};
use crate::error::{CatalogueError, Fault};
use crate::factor::{Factor, FactorKind, FactorUnit};
use crate::load;
use crate::load_rule;
use crate::low::ListOfWaste;
use crate::pooling::{self, Pooling};
use crate::rule::Rule;
use crate::source::Source;
use crate::taxonomy::{Taxonomy, TaxonomyCode};
use crate::treatment::{TreatmentClass, treatments};

/// A shipped item that a user's file replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// What it is: `resource`, `class`, `source`, `rule`, `factor`, `pooling`, `treatment`.
    pub kind: &'static str,
    /// Its code or id.
    pub id: String,
}

/// The resources maillon knows.
#[derive(Debug)]
pub struct Catalogue {
    data: Data,
    sources: Vec<Source>,
    classes: Vec<RadiusClass>,
    entries: Vec<Entry>,
    rules: Vec<Rule>,
    factors: Vec<Factor>,
    poolings: Vec<Pooling>,
    treatments: Vec<TreatmentClass>,
    /// Folded codes, labels and synonyms to places in `entries`.
    pub(crate) names: FxHashMap<String, u32>,
    /// The same, sorted, for suggestions.
    pub(crate) sorted_names: Vec<(String, u32)>,
    /// Codes of other taxonomies to places in `entries`.
    pub(crate) codes: BTreeMap<TaxonomyCode, Vec<u32>>,
    /// NACE codes of typical givers to places in `entries`.
    pub(crate) givers: BTreeMap<TaxonomyCode, Vec<u32>>,
}

impl Catalogue {
    /// The catalogue maillon ships.
    pub fn builtin() -> &'static Catalogue {
        static BUILTIN: OnceLock<Catalogue> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            let mut data = Data::default();
            for (file, text) in SHIPPED {
                data.add(file, text).unwrap_or_else(|e| panic!("shipped data: {e}"));
            }
            Self::build(data).unwrap_or_else(|e| panic!("shipped data: {e}"))
        })
    }

    /// This catalogue and a user's own file, which may add to it and replace what it has: an item of the same code
    /// or id gives way whole. What gave way is returned, so that the user can be told.
    ///
    /// # Errors
    /// The file is not TOML or not of the schema of the shipped files, or the catalogue it makes is inconsistent;
    /// the error names `file`.
    pub fn with(&self, file: &str, text: &str) -> Result<(Catalogue, Vec<Override>), CatalogueError> {
        let mut data = self.data.clone();
        let gone = data.add(file, text)?;
        let overrides = gone.into_iter().map(|(kind, id)| Override { kind, id }).collect();
        let catalogue = Self::build(data)?;
        catalogue.check_wastes()?;
        Ok((catalogue, overrides))
    }

    fn build(data: Data) -> Result<Self, CatalogueError> {
        let sources = load::sources(&data);
        let classes = load::classes(&data)?;
        let entries = load::entries(&data, &classes)?;
        let (names, sorted_names) = load::index_names(&data, &entries)?;
        let codes = load::index_codes(&entries, |e| &e.codes);
        let givers = load::index_codes(&entries, |e| &e.givers);
        let rules = load_rule::rules(&data, &entries)?;
        let factors = load_rule::factors(&data, &entries)?;
        let poolings = pooling::all(&data, &entries)?;
        let treatments = treatments(&data)?;
        Ok(Self {
            data,
            sources,
            classes,
            entries,
            rules,
            factors,
            poolings,
            treatments,
            names,
            sorted_names,
            codes,
            givers,
        })
    }

    /// All entries, by code.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of exactly that code.
    pub fn entry(&self, code: &str) -> Option<&Entry> {
        self.entries.binary_search_by(|e| (*e.code).cmp(code)).ok().map(|at| &self.entries[at])
    }

    /// All radius classes, by id.
    pub fn classes(&self) -> &[RadiusClass] {
        &self.classes
    }

    /// All sources, by id.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The source of that id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|s| &*s.id == id)
    }

    /// All substitutions, by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The substitution of that id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.binary_search_by(|r| (*r.id).cmp(id)).ok().map(|at| &self.rules[at])
    }

    /// The substitutions by which a supply of `given` can serve a demand for `wanted`, both codes of ours, each with
    /// how well it fits ([`Rule::fit`]); by id.
    pub fn rules_between<'c>(&'c self, given: &'c str, wanted: &'c str) -> impl Iterator<Item = (&'c Rule, Score)> {
        self.rules.iter().filter_map(move |rule| Some((rule, rule.fit(given, wanted)?)))
    }

    /// All treatments that plants of their own do, by id.
    pub fn treatments(&self) -> &[TreatmentClass] {
        &self.treatments
    }

    /// All factors, by id.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The factor of that id.
    pub fn factor(&self, id: &str) -> Option<&Factor> {
        self.factors.binary_search_by(|f| (*f.id).cmp(id)).ok().map(|at| &self.factors[at])
    }

    /// What neighbours can share, by id.
    pub fn poolings(&self) -> &[Pooling] {
        &self.poolings
    }

    /// What neighbours can share of a resource that they give or need: the entry of its narrowest branch.
    pub fn pooling_of(&self, entry: &Entry, side: Direction) -> Option<&Pooling> {
        pooling::of(&self.poolings, entry, side)
    }

    /// The factor to use by default: of that kind and unit, for the resource of that code and that way to travel. The
    /// one of the narrowest resource that holds the code goes first, then the one of the way to travel.
    pub fn default_factor(&self, kind: FactorKind, unit: FactorUnit, code: &str, mode: Mode) -> Option<&Factor> {
        let fits = |f: &&Factor| {
            f.default
                && f.kind == kind
                && f.unit == unit
                && f.resource.as_ref().is_none_or(|r| is_a(code, r))
                && f.mode.is_none_or(|m| m == mode)
        };
        self.factors.iter().filter(fits).max_by_key(|f| (f.resource.as_ref().map_or(0, |r| depth(r)), f.mode.is_some()))
    }

    /// Refuses codes that the List of Waste does not have. Shipped data is checked by a test, so that start-up does
    /// not read the list.
    fn check_wastes(&self) -> Result<(), CatalogueError> {
        let list = ListOfWaste::official();
        let of_entries = self.entries.iter().map(|e| (&e.code, &e.codes, self.data.resources[&*e.code].file.as_str()));
        let of_rules = self.rules.iter().map(|r| (&r.id, &r.codes, self.data.rules[&*r.id].file.as_str()));
        for (code, codes, file) in of_entries.chain(of_rules) {
            if let Some(bad) = codes.iter().find(|c| c.taxonomy() == Taxonomy::Ewc && list.get(c).is_none()) {
                let (code, value) = (code.to_string(), bad.to_string());
                let fault = Fault::Taxonomy { code, taxonomy: Taxonomy::Ewc, value };
                return Err(CatalogueError { file: file.to_owned(), fault });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
