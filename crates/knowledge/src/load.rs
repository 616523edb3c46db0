//! Checked resources from data files.

use std::collections::BTreeMap;

use maillon_model::{Dimension, Distance};
use rustc_hash::FxHashMap;

use crate::convert::{Conversion, Density, HeatingValue};
use crate::data::{Data, Placed, RawClass, RawProperty, RawResource};
use crate::entry::{Entry, Mode, RadiusClass, parent};
use crate::error::{CatalogueError, Fault};
use crate::names::fold;
use crate::source::Source;
use crate::taxonomy::{Taxonomy, TaxonomyCode};

pub(crate) fn sources(data: &Data) -> Vec<Source> {
    let source = |p: &Placed<crate::data::RawSource>| Source {
        id: p.item.id.as_str().into(),
        cite: p.item.cite.as_str().into(),
        year: p.item.year,
    };
    data.sources.values().map(source).collect()
}

pub(crate) fn classes(data: &Data) -> Result<Vec<RadiusClass>, CatalogueError> {
    data.classes.values().map(|placed| class(data, placed)).collect()
}

pub(crate) fn entries(data: &Data, classes: &[RadiusClass]) -> Result<Vec<Entry>, CatalogueError> {
    // A parent's code sorts before its children's, so it is always built first.
    let mut entries: Vec<Entry> = Vec::with_capacity(data.resources.len());
    for placed in data.resources.values() {
        if !well_formed(&placed.item.code) {
            return Err(placed.refuse(Fault::Malformed(placed.item.code.clone())));
        }
        let above = match parent(&placed.item.code) {
            None => None,
            Some(parent) => match entries.binary_search_by(|e| (*e.code).cmp(parent)) {
                Ok(at) => Some(&entries[at]),
                Err(_) => {
                    let (code, parent) = (placed.item.code.clone(), parent.to_owned());
                    return Err(placed.refuse(Fault::Parent { code, parent }));
                }
            },
        };
        let entry = entry(data, classes, placed, above)?;
        entries.push(entry);
    }
    Ok(entries)
}

fn class(data: &Data, placed: &Placed<RawClass>) -> Result<RadiusClass, CatalogueError> {
    let raw = &placed.item;
    let distance = |key, km| {
        Distance::kilometres(km).map_err(|_| placed.refuse(Fault::Number { code: raw.id.clone(), key, value: km }))
    };
    let (radius, stop) = (distance("km", raw.km)?, distance("stop_km", raw.stop_km)?);
    if stop < radius {
        return Err(placed.refuse(Fault::Number { code: raw.id.clone(), key: "stop_km", value: raw.stop_km }));
    }
    Ok(RadiusClass {
        id: raw.id.as_str().into(),
        radius,
        stop,
        about: raw.about.as_str().into(),
        evidence: raw.evidence.as_str().into(),
        source: known_source(data, placed, &raw.id, &raw.source)?,
    })
}

fn entry(
    data: &Data,
    classes: &[RadiusClass],
    placed: &Placed<RawResource>,
    above: Option<&Entry>,
) -> Result<Entry, CatalogueError> {
    let raw = &placed.item;
    let code = &raw.code;
    let missing = |key| placed.refuse(Fault::Missing { code: code.clone(), key });
    let unknown = |key, value: &str| placed.refuse(Fault::Unknown { code: code.clone(), key, value: value.to_owned() });
    let number = |key, value| placed.refuse(Fault::Number { code: code.clone(), key, value });
    let dimension = match &raw.dimension {
        Some(name) => Dimension::from_name(name).ok_or_else(|| unknown("dimension", name))?,
        None => above.ok_or_else(|| missing("dimension"))?.dimension,
    };
    let mode = match &raw.mode {
        Some(name) => Mode::from_name(name).ok_or_else(|| unknown("mode", name))?,
        None => above.ok_or_else(|| missing("mode"))?.mode,
    };
    let class = match &raw.class {
        Some(id) => id.as_str(),
        None => &above.ok_or_else(|| missing("class"))?.class,
    };
    let class = classes.iter().find(|c| &*c.id == class).ok_or_else(|| unknown("class", class))?;
    let density = property(data, placed, &raw.density, Density::new, |v| number("density", v))?;
    let heating = property(data, placed, &raw.lhv, HeatingValue::new, |v| number("lhv", v))?;
    let read = |taxonomy, texts: &[String]| taxonomy_codes(placed, code, taxonomy, texts);
    let mut codes = read(Taxonomy::Ewc, &raw.ewc)?;
    codes.extend(read(Taxonomy::Cpa, &raw.cpa)?);
    codes.extend(read(Taxonomy::Nace, &raw.nace)?);
    codes.extend(read(Taxonomy::Hs, &raw.hs)?);
    Ok(Entry {
        code: code.as_str().into(),
        en: raw.en.as_str().into(),
        fr: raw.fr.as_str().into(),
        also: raw.also.iter().map(|name| name.as_str().into()).collect(),
        dimension,
        class: class.id.clone(),
        radius: class.radius,
        stop: class.stop,
        mode,
        hazardous: raw.hazard.unwrap_or_else(|| above.is_some_and(|e| e.hazardous)),
        common: raw.common.unwrap_or_else(|| above.is_some_and(|e| e.common)),
        density,
        heating_value: heating,
        codes,
        givers: read(Taxonomy::Nace, &raw.givers)?,
    })
}

pub(crate) fn taxonomy_codes<T>(
    placed: &Placed<T>,
    code: &str,
    taxonomy: Taxonomy,
    texts: &[String],
) -> Result<Vec<TaxonomyCode>, CatalogueError> {
    let read = |text: &String| {
        TaxonomyCode::new(taxonomy, text)
            .ok_or_else(|| placed.refuse(Fault::Taxonomy { code: code.to_owned(), taxonomy, value: text.clone() }))
    };
    texts.iter().map(read).collect()
}

fn property<T>(
    data: &Data,
    placed: &Placed<RawResource>,
    raw: &Option<RawProperty>,
    new: impl Fn(f64) -> Option<T>,
    refuse: impl Fn(f64) -> CatalogueError,
) -> Result<Option<Conversion<T>>, CatalogueError> {
    let Some(raw) = raw else { return Ok(None) };
    Ok(Some(Conversion {
        value: new(raw.value).ok_or_else(|| refuse(raw.value))?,
        source: known_source(data, placed, &placed.item.code, &raw.source)?,
        note: raw.note.as_deref().map(Into::into),
    }))
}

/// The source's id, if there is such a source.
pub(crate) fn known_source<T>(
    data: &Data,
    placed: &Placed<T>,
    code: &str,
    id: &str,
) -> Result<Box<str>, CatalogueError> {
    if data.sources.contains_key(id) {
        return Ok(id.into());
    }
    Err(placed.refuse(Fault::Unknown { code: code.to_owned(), key: "source", value: id.to_owned() }))
}

/// What stands under an id has one that is well formed, and names its sources.
pub(crate) fn founded<T>(placed: &Placed<T>, id: &str, sources: &[String]) -> Result<(), CatalogueError> {
    if !well_formed(id) {
        return Err(placed.refuse(Fault::Malformed(id.to_owned())));
    }
    if sources.is_empty() {
        return Err(placed.refuse(Fault::NoSource(id.to_owned())));
    }
    Ok(())
}

/// Lower-case words of letters, digits and inner hyphens, joined by dots.
pub(crate) fn well_formed(code: &str) -> bool {
    code.split('.').all(|word| {
        !word.is_empty()
            && !word.starts_with('-')
            && !word.ends_with('-')
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    })
}

pub(crate) type Names = (FxHashMap<String, u32>, Vec<(String, u32)>);

pub(crate) fn index_names(data: &Data, entries: &[Entry]) -> Result<Names, CatalogueError> {
    let mut names: FxHashMap<String, u32> = FxHashMap::default();
    for (at, entry) in entries.iter().enumerate() {
        let all = [&entry.code, &entry.en, &entry.fr].into_iter().chain(&entry.also);
        for name in all {
            let folded = fold(name);
            if folded.is_empty() {
                continue;
            }
            let holder = *names.entry(folded).or_insert(at as u32) as usize;
            if holder != at {
                let placed = &data.resources[&*entry.code];
                return Err(placed.refuse(Fault::Ambiguous {
                    name: name.to_string(),
                    first: entries[holder].code.to_string(),
                    second: entry.code.to_string(),
                }));
            }
        }
    }
    let mut sorted: Vec<_> = names.iter().map(|(name, at)| (name.clone(), *at)).collect();
    sorted.sort_unstable();
    Ok((names, sorted))
}

pub(crate) fn index_codes(
    entries: &[Entry],
    of: impl Fn(&Entry) -> &[TaxonomyCode],
) -> BTreeMap<TaxonomyCode, Vec<u32>> {
    let mut index: BTreeMap<TaxonomyCode, Vec<u32>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for code in of(entry) {
            index.entry(code.clone()).or_default().push(at as u32);
        }
    }
    index
}
