//! The European List of Waste.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use maillon_model::Language;

use crate::names::fold;
use crate::taxonomy::{Taxonomy, TaxonomyCode};

/// Commission Decision 2000/532/EC as amended by Decision 2014/955/EU: code, English title, French title; a star
/// marks a hazardous entry. Codes, stars and titles are those on which independent transcriptions of the decision's
/// English and French texts agree.
const TEXT: &str = include_str!("../data/low.tsv");

/// A chapter, sub-chapter or entry of the List of Waste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waste {
    code: TaxonomyCode,
    written: &'static str,
    hazardous: bool,
    en: &'static str,
    fr: &'static str,
}

impl Waste {
    /// Its code.
    pub fn code(&self) -> &TaxonomyCode {
        &self.code
    }

    /// Its code as the decision writes it, without the star: `10 01 02`.
    pub fn written(&self) -> &'static str {
        self.written
    }

    /// Whether the decision marks it as hazardous; chapters and sub-chapters never are.
    pub fn hazardous(&self) -> bool {
        self.hazardous
    }

    /// Whether it is an entry (six digits), not a heading.
    pub fn is_entry(&self) -> bool {
        self.code.digits().len() == 6
    }

    /// Its title in that language.
    pub fn title(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Fr => self.fr,
        }
    }
}

/// The European List of Waste: 20 chapters, 111 sub-chapters, 842 entries of which 408 are hazardous.
#[derive(Debug)]
pub struct ListOfWaste {
    wastes: Vec<Waste>,
    /// Folded titles of entries to places, but for those that several entries share.
    titles: BTreeMap<String, Option<usize>>,
}

impl ListOfWaste {
    /// The list, read at the first call.
    pub fn official() -> &'static ListOfWaste {
        static LIST: OnceLock<ListOfWaste> = OnceLock::new();
        LIST.get_or_init(|| {
            let wastes: Vec<Waste> = TEXT.lines().filter_map(waste).collect();
            let mut titles: BTreeMap<String, Option<usize>> = BTreeMap::new();
            for (at, waste) in wastes.iter().enumerate().filter(|(_, waste)| waste.is_entry()) {
                for title in [waste.en, waste.fr] {
                    titles.entry(fold(title)).and_modify(|known| *known = None).or_insert(Some(at));
                }
            }
            ListOfWaste { wastes, titles }
        })
    }

    /// Chapters, sub-chapters and entries, by code.
    pub fn all(&self) -> &[Waste] {
        &self.wastes
    }

    /// What has that code.
    pub fn get(&self, code: &TaxonomyCode) -> Option<&Waste> {
        self.wastes.binary_search_by(|w| w.code.cmp(code)).ok().map(|at| &self.wastes[at])
    }

    /// The one entry that bears the title, folded.
    pub(crate) fn titled(&self, folded: &str) -> Option<&Waste> {
        let at = self.titles.get(folded).copied().flatten()?;
        self.wastes.get(at)
    }

    /// The entries nearest to a code that is none: of its sub-chapter, else of its chapter; at most three.
    pub(crate) fn nearest(&self, code: &TaxonomyCode) -> Vec<&'static str> {
        let digits = code.digits();
        for length in [4, 2] {
            let Some(heading) = digits.get(..length) else { continue };
            let last: u32 = digits[length..].parse().unwrap_or(0);
            let mut near: Vec<(u32, &'static str)> = self
                .wastes
                .iter()
                .filter_map(|w| {
                    let rest = w.code.digits().strip_prefix(heading).filter(|rest| rest.len() == 2)?;
                    Some((rest.parse::<u32>().ok()?.abs_diff(last), w.written))
                })
                .collect();
            if !near.is_empty() {
                near.sort_unstable();
                return near.into_iter().take(3).map(|(_, written)| written).collect();
            }
        }
        Vec::new()
    }
}

fn waste(line: &'static str) -> Option<Waste> {
    let mut fields = line.split('\t');
    let (code, en, fr) = (fields.next()?, fields.next()?, fields.next()?);
    let written = code.trim_end_matches('*');
    let hazardous = written.len() < code.len();
    Some(Waste { code: TaxonomyCode::new(Taxonomy::Ewc, written)?, written, hazardous, en, fr })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn of_length(digits: usize) -> Vec<&'static Waste> {
        ListOfWaste::official().all().iter().filter(|w| w.code.digits().len() == digits).collect()
    }

    #[test]
    fn as_many_as_the_decision_has() {
        assert_eq!(TEXT.lines().count(), ListOfWaste::official().all().len(), "a line is refused");
        assert_eq!((of_length(2).len(), of_length(4).len(), of_length(6).len()), (20, 111, 842));
        assert_eq!(of_length(6).iter().filter(|w| w.hazardous()).count(), 408);
        assert!(of_length(2).iter().chain(&of_length(4)).all(|w| !w.hazardous()));
    }

    #[test]
    fn every_code_has_its_form_and_its_headings() {
        let codes: BTreeSet<&str> = ListOfWaste::official().all().iter().map(|w| w.code.digits()).collect();
        assert_eq!(codes.len(), 973, "no code stands twice");
        for waste in ListOfWaste::official().all() {
            let digits = waste.code.digits();
            assert_eq!(format!("ewc:{}", waste.written), waste.code.to_string());
            for heading in [2, 4].into_iter().filter(|h| *h < digits.len()) {
                assert!(codes.contains(&digits[..heading]), "{} lacks its heading", waste.code);
            }
            assert!(!waste.en.is_empty() && !waste.fr.is_empty(), "{} lacks a title", waste.code);
        }
        assert!(ListOfWaste::official().all().is_sorted_by(|a, b| a.code < b.code));
    }

    #[test]
    fn titles_and_stars_of_some() {
        let get = |text| ListOfWaste::official().get(&TaxonomyCode::new(Taxonomy::Ewc, text).unwrap()).unwrap();
        assert_eq!(get("10 01 02").title(Language::En), "coal fly ash");
        assert_eq!(get("10 01 02").title(Language::Fr), "cendres volantes de charbon");
        assert!(get("06 02 03").hazardous() && get("06 06 02").hazardous() && !get("19 08 09").hazardous());
        assert_eq!(get("16 08 04").title(Language::En), "spent fluid catalytic cracking catalysts (except 16 08 07)");
    }

    #[test]
    fn a_code_that_is_none_has_neighbours() {
        let near = |text| ListOfWaste::official().nearest(&TaxonomyCode::new(Taxonomy::Ewc, text).unwrap());
        assert_eq!(near("10 01 06"), ["10 01 05", "10 01 07", "10 01 04"]);
        assert_eq!(near("99 01 01"), Vec::<&str>::new());
    }
}
