//! What the resources of a study mean to the knowledge.

use std::collections::BTreeMap;

use maillon_knowledge::{Catalogue, Entry, Taxonomy, TaxonomyCode};
use maillon_model::{Direction, Resource, ResourceIx, Score, Study};

/// A resource of the catalogue that a study's resource may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meaning<'a> {
    /// The resource of the catalogue.
    pub entry: &'a Entry,
    /// How surely the study's code means it.
    pub confidence: Score,
}

/// Of a code's readings, this many are followed: what comes after is too unsure to be worth a practitioner's time.
/// No source.
const READINGS: usize = 6;

/// A study's resources, and what they mean.
#[derive(Debug)]
pub struct Meanings<'a> {
    /// The study.
    pub study: &'a Study,
    /// The knowledge.
    pub catalogue: &'a Catalogue,
    /// By resource, the surest first.
    of: Vec<Vec<Meaning<'a>>>,
    /// By resource, the codes of other taxonomies that name it.
    codes: Vec<Vec<TaxonomyCode>>,
    /// By resource: whether any flow gives it, whether any needs it.
    given: Vec<bool>,
    needed: Vec<bool>,
    /// Resources in demand by the code of an entry that they may mean.
    wanted: BTreeMap<&'a str, Vec<(ResourceIx, Score)>>,
}

impl<'a> Meanings<'a> {
    /// Reads the codes of a study's resources: as their readings say, else as codes of ours, else as the catalogue
    /// resolves a taxonomy's code.
    pub fn new(study: &'a Study, catalogue: &'a Catalogue) -> Self {
        let codes: Vec<Vec<TaxonomyCode>> = study.resources.iter().map(taxonomy_codes).collect();
        let mut of: Vec<Vec<Meaning<'a>>> = study.resources.iter().map(|r| meanings(r, catalogue)).collect();
        for (meanings, code) in of.iter_mut().zip(&codes) {
            if meanings.is_empty()
                && let [code] = &code[..]
            {
                let found = catalogue.resolve(&code.to_string()).candidates;
                meanings.extend(found.iter().map(|c| Meaning { entry: c.entry, confidence: c.confidence }));
            }
            meanings.sort_by(|a, b| b.confidence.cmp(&a.confidence).then_with(|| a.entry.code.cmp(&b.entry.code)));
            meanings.truncate(READINGS);
        }
        let mut given = vec![false; study.resources.len()];
        let mut needed = given.clone();
        for flow in &study.flows {
            match flow.direction {
                Direction::Supply => given[flow.resource.0 as usize] = true,
                Direction::Demand => needed[flow.resource.0 as usize] = true,
            }
        }
        let mut all = Self { study, catalogue, of, codes, given, needed, wanted: BTreeMap::new() };
        for ix in all.resources().filter(|ix| all.is_demanded(*ix)).collect::<Vec<_>>() {
            for meaning in all.of(ix, Direction::Demand).to_vec() {
                all.wanted.entry(&meaning.entry.code).or_default().push((ix, meaning.confidence));
            }
        }
        all
    }

    /// Every resource of the study.
    pub fn resources(&self) -> impl Iterator<Item = ResourceIx> + use<> {
        (0..self.study.resources.len() as u32).map(ResourceIx)
    }

    /// Whether any flow gives the resource.
    pub fn is_supplied(&self, resource: ResourceIx) -> bool {
        self.given[resource.0 as usize]
    }

    /// Whether any flow needs the resource.
    pub fn is_demanded(&self, resource: ResourceIx) -> bool {
        self.needed[resource.0 as usize]
    }

    /// What a resource may mean, the surest first. A NACE code says what such a site gives, and so means nothing of
    /// ours where it is in demand.
    pub fn of(&self, resource: ResourceIx, direction: Direction) -> &[Meaning<'a>] {
        if direction == Direction::Demand && self.is_activity(resource) {
            return &[];
        }
        &self.of[resource.0 as usize]
    }

    /// What a resource most surely is.
    pub fn best(&self, resource: ResourceIx, direction: Direction) -> Option<&'a Entry> {
        self.of(resource, direction).first().map(|meaning| meaning.entry)
    }

    /// The codes of other taxonomies that name the resource.
    pub fn codes(&self, resource: ResourceIx) -> &[TaxonomyCode] {
        &self.codes[resource.0 as usize]
    }

    /// Whether an activity alone names the resource.
    pub fn is_activity(&self, resource: ResourceIx) -> bool {
        let codes = self.codes(resource);
        !codes.is_empty() && codes.iter().all(|code| code.taxonomy() == Taxonomy::Nace)
    }

    /// The resources in demand that may mean the entry of that code.
    pub fn wanting(&self, code: &str) -> &[(ResourceIx, Score)] {
        self.wanted.get(code).map_or(&[], Vec::as_slice)
    }

    /// The resources in demand that may mean an entry below that code, with that entry.
    pub fn wanting_below<'m>(&'m self, code: &str) -> impl Iterator<Item = (&'a Entry, ResourceIx, Score)> + 'm {
        let branch = format!("{code}.");
        let start = (std::ops::Bound::Included(branch.as_str()), std::ops::Bound::Unbounded);
        let catalogue = self.catalogue;
        let end = branch.clone();
        let below = self.wanted.range::<str, _>(start).take_while(move |(below, _)| below.starts_with(&end));
        below.flat_map(move |(below, resources)| {
            let entry = catalogue.entry(below);
            resources.iter().filter_map(move |(ix, confidence)| Some((entry?, *ix, *confidence)))
        })
    }
}

fn meanings<'a>(resource: &Resource, catalogue: &'a Catalogue) -> Vec<Meaning<'a>> {
    if resource.readings.is_empty() {
        let itself = catalogue.entry(&resource.code);
        return itself.map(|entry| Meaning { entry, confidence: Score::ONE }).into_iter().collect();
    }
    let reading =
        |r: &maillon_model::Reading| catalogue.entry(&r.code).map(|entry| Meaning { entry, confidence: r.confidence });
    resource.readings.iter().filter_map(reading).collect()
}

/// A resource that several codes name bears them all, as `ewc:10 01 01; cpa:35.11`.
fn taxonomy_codes(resource: &Resource) -> Vec<TaxonomyCode> {
    let code = |part: &str| {
        let (prefix, rest) = part.split_once(':')?;
        let taxonomy = Taxonomy::ALL.into_iter().find(|taxonomy| taxonomy.prefix() == prefix)?;
        TaxonomyCode::new(taxonomy, rest)
    };
    resource.code.split("; ").filter_map(code).collect()
}
