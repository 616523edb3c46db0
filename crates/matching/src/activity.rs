//! What sites do.

use std::collections::BTreeMap;

use maillon_knowledge::{Taxonomy, TaxonomyCode};
use maillon_model::{Site, SiteIx};

/// The NACE codes of each site: one table for all sites of an activity.
#[derive(Debug)]
pub(crate) struct Activities {
    of: Vec<u32>,
    codes: Vec<Vec<TaxonomyCode>>,
}

impl Activities {
    pub(crate) fn new(sites: &[Site]) -> Self {
        let mut places: BTreeMap<&str, u32> = BTreeMap::new();
        let mut codes: Vec<Vec<TaxonomyCode>> = Vec::new();
        let of = sites.iter().map(|site| {
            let text = site.activity.as_deref().unwrap_or_default();
            *places.entry(text).or_insert_with(|| {
                codes.push(read(text));
                codes.len() as u32 - 1
            })
        });
        let of = of.collect();
        Self { of, codes }
    }

    /// The site's codes; none where it states none that can be read.
    pub(crate) fn of(&self, site: SiteIx) -> &[TaxonomyCode] {
        &self.codes[self.of[site.0 as usize] as usize]
    }
}

/// NACE or NAF codes of a cell, with or without prefix, one or several.
fn read(text: &str) -> Vec<TaxonomyCode> {
    let codes = text.split([';', ',', '|', '/']).filter_map(|part| {
        let bare = part.rsplit_once(':').map_or(part, |(_, code)| code);
        TaxonomyCode::new(Taxonomy::Nace, bare)
    });
    codes.collect()
}

/// How well an activity fits those that a rule has been seen with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The rule names none, or the site does not say.
    Unknown,
    /// One of them.
    Exactly,
    /// One of the same division (the first two digits).
    Nearby,
    /// None of them.
    Elsewhere,
}

pub(crate) fn seen(named: &[TaxonomyCode], own: &[TaxonomyCode]) -> Seen {
    if named.is_empty() || own.is_empty() {
        return Seen::Unknown;
    }
    let any =
        |near: &dyn Fn(&TaxonomyCode, &TaxonomyCode) -> bool| named.iter().any(|a| own.iter().any(|b| near(a, b)));
    if any(&|named, own| named.covers(own)) {
        Seen::Exactly
    } else if any(&|named, own| named.digits().get(..2) == own.digits().get(..2)) {
        Seen::Nearby
    } else {
        Seen::Elsewhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(texts: &[&str]) -> Vec<TaxonomyCode> {
        texts.iter().flat_map(|text| read(text)).collect()
    }

    #[test]
    fn activities_are_read_however_they_are_written() {
        assert_eq!(codes(&["35.11", "naf:24.10Z", "NACE: 01.1; 20.15", "bakery", ""]), {
            let code = |text| TaxonomyCode::new(Taxonomy::Nace, text).unwrap();
            vec![code("35.11"), code("24.10"), code("01.1"), code("20.15")]
        });
    }

    #[test]
    fn a_division_is_near() {
        let takers = codes(&["23.51", "42"]);
        assert_eq!(seen(&takers, &codes(&["23.51"])), Seen::Exactly);
        assert_eq!(seen(&takers, &codes(&["42.11"])), Seen::Exactly);
        assert_eq!(seen(&takers, &codes(&["23.61"])), Seen::Nearby);
        assert_eq!(seen(&takers, &codes(&["10.51"])), Seen::Elsewhere);
        assert_eq!(seen(&takers, &[]), Seen::Unknown);
        assert_eq!(seen(&[], &codes(&["10.51"])), Seen::Unknown);
    }
}
