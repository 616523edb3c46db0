//! Sites that lie outside the country they name.

use std::sync::LazyLock;

use maillon_model::{Issue, IssueCode, Position};
use rustc_hash::FxHashMap;

use super::Seen;
use crate::words::fold;

/// Degrees that a place may lie outside its country's box: borders are rounded, coordinates too. No source.
const SLACK: f64 = 0.2;

/// A country's place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CountryIx(u16);

struct Country {
    name: &'static str,
    /// West, south, east, north.
    boxes: Vec<[f64; 4]>,
}

struct Countries {
    list: Vec<Country>,
    by_name: FxHashMap<String, CountryIx>,
}

static COUNTRIES: LazyLock<Countries> = LazyLock::new(|| {
    let mut countries = Countries { list: Vec::new(), by_name: FxHashMap::default() };
    for line in include_str!("../../data/countries.tsv").lines().filter(|line| !line.starts_with('#')) {
        let [two, three, names, boxes] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let ix = CountryIx(countries.list.len() as u16);
        let sides = |text: &str| text.split(',').map_while(|side| side.parse().ok()).collect::<Vec<f64>>();
        let boxes = boxes.split(';').filter_map(|text| sides(text).try_into().ok()).collect();
        let mut names = names.split('|').peekable();
        countries.list.push(Country { name: names.peek().copied().unwrap_or(two), boxes });
        for name in names.chain([two, three]) {
            countries.by_name.insert(fold(name), ix);
        }
    }
    countries
});

/// The country of that name, in English, French or its own language, or of that ISO code.
pub(crate) fn named(text: &str) -> Option<CountryIx> {
    COUNTRIES.by_name.get(&fold(text)).copied()
}

/// What it is called in English.
pub(super) fn name(country: CountryIx) -> &'static str {
    COUNTRIES.list[usize::from(country.0)].name
}

/// Whether a place lies in the country only with its two numbers swapped.
pub(super) fn only_swapped(country: CountryIx, at: Position) -> bool {
    let country = &COUNTRIES.list[usize::from(country.0)];
    !country.may_hold(at) && Position::new(at.lat(), at.lon()).is_ok_and(|swapped| country.may_hold(swapped))
}

impl Country {
    fn may_hold(&self, at: Position) -> bool {
        self.boxes.iter().any(|[west, south, east, north]| {
            (west - SLACK..=east + SLACK).contains(&at.lon()) && (south - SLACK..=north + SLACK).contains(&at.lat())
        })
    }
}

pub(super) fn find(seen: &Seen<'_>, issues: &mut Vec<Issue>) {
    for (site, told) in seen.sites.iter().zip(seen.told) {
        let Some(country) = told.country.map(|ix| &COUNTRIES.list[usize::from(ix.0)]) else { continue };
        if !country.may_hold(site.position) {
            let (lon, lat) = (site.position.lon(), site.position.lat());
            let message = format!(
                "site {} is said to be in {}, but lies at longitude {lon}, latitude {lat}",
                site.id, country.name
            );
            issues.push(super::issue(IssueCode::OutsideCountry, site, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suspect::tests::suspected;

    #[test]
    fn the_table_is_whole() {
        let lines = include_str!("../../data/countries.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(COUNTRIES.list.len(), lines);
        for country in &COUNTRIES.list {
            assert!(!country.boxes.is_empty(), "{}", country.name);
            for [west, south, east, north] in &country.boxes {
                assert!(west < east && south < north, "{}", country.name);
            }
        }
        assert_eq!(named(" allemagne "), named("DE"));
        assert_eq!(named("Pays-Bas"), named("NLD"));
        assert_eq!(named("Atlantis"), None);
    }

    #[test]
    fn a_plant_of_kutina_is_not_in_liechtenstein() {
        let code = IssueCode::OutsideCountry;
        assert_eq!(suspected(code, &[("a", 16.78, 45.48, "Liechtenstein"), ("b", 9.55, 47.2, "Liechtenstein")]), ["a"]);
        // Overseas, near a border, nowhere known.
        let fine =
            [("a", -52.7, 5.2, "France"), ("b", 9.75, 47.28, "LI"), ("c", 0.0, 0.0, "Atlantis"), ("d", 0.0, 0.0, "")];
        assert!(suspected(code, &fine).is_empty());
    }
}
