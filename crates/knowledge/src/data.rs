//! Data files as they are written, merged but not yet checked against each other.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use serde::Deserialize;

use crate::error::{CatalogueError, Fault};

/// What maillon ships, by file name.
pub(crate) const SHIPPED: &[(&str, &str)] = &[
    ("sources.toml", include_str!("../data/sources.toml")),
    ("radius.toml", include_str!("../data/radius.toml")),
    ("resources/energy.toml", include_str!("../data/resources/energy.toml")),
    ("resources/bio.toml", include_str!("../data/resources/bio.toml")),
    ("resources/mineral.toml", include_str!("../data/resources/mineral.toml")),
    ("resources/material.toml", include_str!("../data/resources/material.toml")),
    ("resources/pooled.toml", include_str!("../data/resources/pooled.toml")),
    ("substitutions/energy.toml", include_str!("../data/substitutions/energy.toml")),
    ("substitutions/bio.toml", include_str!("../data/substitutions/bio.toml")),
    ("substitutions/mineral.toml", include_str!("../data/substitutions/mineral.toml")),
    ("substitutions/material.toml", include_str!("../data/substitutions/material.toml")),
    ("factors.toml", include_str!("../data/factors.toml")),
    ("pooling.toml", include_str!("../data/pooling.toml")),
    ("treatments.toml", include_str!("../data/treatments.toml")),
];

/// One file. Every list may be absent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    source: Vec<RawSource>,
    #[serde(default)]
    class: Vec<RawClass>,
    #[serde(default)]
    resource: Vec<RawResource>,
    #[serde(default)]
    rule: Vec<RawRule>,
    #[serde(default)]
    factor: Vec<RawFactor>,
    #[serde(default)]
    pooling: Vec<RawPooling>,
    #[serde(default)]
    treatment: Vec<RawTreatmentClass>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSource {
    pub(crate) id: String,
    pub(crate) cite: String,
    pub(crate) year: Option<u16>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawClass {
    pub(crate) id: String,
    pub(crate) km: f64,
    pub(crate) stop_km: f64,
    pub(crate) about: String,
    pub(crate) evidence: String,
    pub(crate) source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawResource {
    pub(crate) code: String,
    pub(crate) en: String,
    pub(crate) fr: String,
    #[serde(default)]
    pub(crate) also: Vec<String>,
    pub(crate) dimension: Option<String>,
    pub(crate) class: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) hazard: Option<bool>,
    pub(crate) common: Option<bool>,
    pub(crate) density: Option<RawProperty>,
    pub(crate) lhv: Option<RawProperty>,
    #[serde(default)]
    pub(crate) ewc: Vec<String>,
    #[serde(default)]
    pub(crate) cpa: Vec<String>,
    #[serde(default)]
    pub(crate) nace: Vec<String>,
    #[serde(default)]
    pub(crate) hs: Vec<String>,
    #[serde(default)]
    pub(crate) givers: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawProperty {
    pub(crate) value: f64,
    pub(crate) source: String,
    pub(crate) note: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRule {
    pub(crate) id: String,
    pub(crate) en: String,
    pub(crate) fr: String,
    pub(crate) from: Vec<String>,
    #[serde(default)]
    pub(crate) except: Vec<String>,
    #[serde(default)]
    pub(crate) ewc: Vec<String>,
    #[serde(default)]
    pub(crate) cpa: Vec<String>,
    pub(crate) to: Vec<String>,
    pub(crate) saves: Option<String>,
    #[serde(default)]
    pub(crate) givers: Vec<String>,
    #[serde(default)]
    pub(crate) takers: Vec<String>,
    pub(crate) ratio: RawRatio,
    #[serde(default)]
    pub(crate) when: RawConditions,
    pub(crate) treatment: Option<RawTreatment>,
    pub(crate) carbon: Option<RawCarbon>,
    pub(crate) confidence: Option<f64>,
    pub(crate) evidence: Option<RawEvidence>,
    #[serde(default)]
    pub(crate) source: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawRatio {
    pub(crate) value: f64,
    pub(crate) unit: Option<String>,
    pub(crate) source: String,
    pub(crate) note: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawConditions {
    #[serde(default)]
    pub(crate) forms: Vec<String>,
    #[serde(default)]
    pub(crate) refused_forms: Vec<String>,
    pub(crate) min_c: Option<f64>,
    pub(crate) max_c: Option<f64>,
    pub(crate) max_moisture_pct: Option<f64>,
    pub(crate) min_concentration_pct: Option<f64>,
    pub(crate) hazard: Option<String>,
    #[serde(default)]
    pub(crate) excluded_uses: Vec<String>,
    pub(crate) source: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawTreatment {
    pub(crate) step: String,
    pub(crate) needed: bool,
    pub(crate) by: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawTreatmentClass {
    pub(crate) id: String,
    pub(crate) en: String,
    pub(crate) fr: String,
    #[serde(default)]
    pub(crate) also: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCarbon {
    pub(crate) kg: f64,
    pub(crate) per: String,
    pub(crate) basis: String,
    pub(crate) source: String,
    pub(crate) note: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawEvidence {
    pub(crate) n: u32,
    pub(crate) implemented: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawFactor {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) value: f64,
    pub(crate) unit: String,
    pub(crate) resource: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) region: Option<String>,
    #[serde(default)]
    pub(crate) default: bool,
    pub(crate) about: String,
    pub(crate) source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPooling {
    pub(crate) id: String,
    pub(crate) en: String,
    pub(crate) fr: String,
    pub(crate) side: String,
    #[serde(default)]
    pub(crate) of: Vec<String>,
    #[serde(default)]
    pub(crate) except: Vec<String>,
    #[serde(default)]
    pub(crate) modes: Vec<String>,
    #[serde(default)]
    pub(crate) mixed: bool,
    pub(crate) km: f64,
    pub(crate) visits: Option<u32>,
    pub(crate) payload_t: Option<f64>,
    #[serde(default)]
    pub(crate) unit: Vec<RawUnit>,
    pub(crate) note: String,
    pub(crate) note_fr: Option<String>,
    #[serde(default)]
    pub(crate) source: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawUnit {
    pub(crate) value: f64,
    pub(crate) unit: String,
}

/// An item and the file it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Placed<T> {
    pub(crate) file: String,
    pub(crate) item: T,
}

impl<T> Placed<T> {
    pub(crate) fn refuse(&self, fault: Fault) -> CatalogueError {
        CatalogueError { file: self.file.clone(), fault }
    }
}

/// All files read so far, by id or code.
#[derive(Debug, Clone, Default)]
pub(crate) struct Data {
    pub(crate) sources: BTreeMap<String, Placed<RawSource>>,
    pub(crate) classes: BTreeMap<String, Placed<RawClass>>,
    pub(crate) resources: BTreeMap<String, Placed<RawResource>>,
    pub(crate) rules: BTreeMap<String, Placed<RawRule>>,
    pub(crate) factors: BTreeMap<String, Placed<RawFactor>>,
    pub(crate) poolings: BTreeMap<String, Placed<RawPooling>>,
    pub(crate) treatments: BTreeMap<String, Placed<RawTreatmentClass>>,
}

impl Data {
    /// Adds a file; what an earlier file had under the same id gives way and is returned, as the kind of thing
    /// ("resource") and its id.
    ///
    /// # Errors
    /// Not TOML, not of our schema, or an id twice in this one file.
    pub(crate) fn add(&mut self, file: &str, text: &str) -> Result<Vec<(&'static str, String)>, CatalogueError> {
        let parsed: File =
            toml::from_str(text).map_err(|e| CatalogueError { file: file.to_owned(), fault: e.into() })?;
        let mut gone = Vec::new();
        put(&mut self.sources, parsed.source, |s| &s.id, file, "source", &mut gone)?;
        put(&mut self.classes, parsed.class, |c| &c.id, file, "class", &mut gone)?;
        put(&mut self.resources, parsed.resource, |r| &r.code, file, "resource", &mut gone)?;
        put(&mut self.rules, parsed.rule, |r| &r.id, file, "rule", &mut gone)?;
        put(&mut self.factors, parsed.factor, |f| &f.id, file, "factor", &mut gone)?;
        put(&mut self.poolings, parsed.pooling, |p| &p.id, file, "pooling", &mut gone)?;
        put(&mut self.treatments, parsed.treatment, |t| &t.id, file, "treatment", &mut gone)?;
        Ok(gone)
    }
}

fn put<T>(
    into: &mut BTreeMap<String, Placed<T>>,
    items: Vec<T>,
    id: impl Fn(&T) -> &String,
    file: &str,
    kind: &'static str,
    gone: &mut Vec<(&'static str, String)>,
) -> Result<(), CatalogueError> {
    for item in items {
        let placed = Placed { file: file.to_owned(), item };
        match into.entry(id(&placed.item).clone()) {
            Slot::Vacant(slot) => {
                slot.insert(placed);
            }
            Slot::Occupied(slot) if slot.get().file == file => {
                return Err(placed.refuse(Fault::Duplicate(slot.key().clone())));
            }
            Slot::Occupied(mut slot) => {
                gone.push((kind, slot.key().clone()));
                slot.insert(placed);
            }
        }
    }
    Ok(())
}
