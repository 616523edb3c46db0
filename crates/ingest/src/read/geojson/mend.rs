//! A corrected copy of GeoJSON: only the geometries that are corrected are written anew.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::RS;
use crate::read::text::Whole;
use crate::read::{Change, Mended, Mending, swapped};

#[derive(Deserialize)]
struct Collection<'t> {
    #[serde(borrow)]
    features: Vec<&'t RawValue>,
}

#[derive(Deserialize)]
struct Feature<'t> {
    #[serde(borrow)]
    geometry: Option<&'t RawValue>,
}

/// `None` where the text is no JSON to its end, or its places are not in its geometries.
pub(super) fn mend(whole: &Whole, mending: &Mending, by_geometry: bool) -> Option<Mended> {
    let text = whole.text.replace(char::from(RS), " ");
    let mut features: Vec<&RawValue> = Vec::new();
    for value in serde_json::Deserializer::from_str(&text).into_iter::<&RawValue>() {
        let value = value.ok()?;
        match serde_json::from_str::<Collection<'_>>(value.get()) {
            Ok(collection) => features.extend(collection.features),
            Err(_) => features.push(value),
        }
    }
    let number = |at: usize| at as u64 + 1;
    let repeats = repeats(&features, mending);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut changes = Vec::new();
    for (at, raw) in features.iter().enumerate() {
        let feature = number(at);
        if let Some(first) = repeats.get(&feature) {
            edits.push((lone(&text, span(&text, raw.get())), String::new()));
            let (field, after) = (String::new(), format!("left out: it repeats feature {first}"));
            changes.push(Change { feature, field, before: raw.get().to_owned(), after });
        } else if by_geometry
            && mending.swap.contains(&feature)
            && let Some((geometry, after)) = swap(raw)
        {
            edits.push((span(&text, geometry), after.clone()));
            let (field, before) = ("geometry".to_owned(), geometry.to_owned());
            changes.push(Change { feature, field, before, after });
        }
    }
    let mut mended = String::with_capacity(text.len());
    let mut kept = 0;
    for (range, with) in edits {
        mended.push_str(&whole.text[kept..range.start.max(kept)]);
        mended.push_str(&with);
        kept = range.end;
    }
    mended.push_str(&whole.text[kept..]);
    Some(Mended { bytes: whole.bytes(&mended), changes })
}

/// Features that are to go, and the earlier one that each repeats.
fn repeats(features: &[&RawValue], mending: &Mending) -> FxHashMap<u64, u64> {
    let mut first: FxHashMap<&str, u64> = FxHashMap::default();
    let mut of: FxHashMap<u64, u64> = FxHashMap::default();
    for (at, raw) in features.iter().enumerate() {
        let number = at as u64 + 1;
        let earlier = *first.entry(raw.get()).or_insert(number);
        if earlier != number && (mending.repeated.contains(&number) || mending.repeated.contains(&earlier)) {
            of.insert(number, earlier);
        }
    }
    of
}

/// The feature's geometry, and what it is with its coordinates in the other order.
fn swap<'t>(feature: &'t RawValue) -> Option<(&'t str, String)> {
    let geometry = serde_json::from_str::<Feature<'t>>(feature.get()).ok()?.geometry?.get();
    Some((geometry, swapped::text(geometry)?))
}

/// Where a part of the text stands in it.
fn span(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

/// A feature with the comma that parts it from the one before, or else from the one after; in a sequence, with its line.
fn lone(text: &str, feature: Range<usize>) -> Range<usize> {
    let before = text[..feature.start].trim_end();
    if before.ends_with(',') {
        return before.len() - 1..feature.end;
    }
    let after = &text[feature.end..];
    let blank = after.len() - after.trim_start().len();
    if after.trim_start().starts_with(',') { feature.start..feature.end + blank + 1 } else { feature }
}
