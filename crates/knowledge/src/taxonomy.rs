//! Codes of other people's taxonomies, brought to one form.

use std::fmt;

/// A taxonomy that names resources, wastes, products or activities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Taxonomy {
    /// The European List of Waste (Decision 2000/532/EC), also called European Waste Catalogue.
    Ewc,
    /// Products by activity, version 2.1.
    Cpa,
    /// Activities, revision 2; the French NAF adds a letter, which is left out.
    Nace,
    /// Traded goods: the Harmonised System's six digits, or the Combined Nomenclature's eight.
    Hs,
}

/// From which to which division NACE revision 2 counts without a gap (Regulation (EC) No 1893/2006, annex I).
const DIVISIONS: &[(u8, u8)] = &[
    (1, 3),
    (5, 9),
    (10, 33),
    (35, 39),
    (41, 43),
    (45, 47),
    (49, 53),
    (55, 56),
    (58, 66),
    (68, 75),
    (77, 82),
    (84, 88),
    (90, 96),
    (97, 99),
];

impl Taxonomy {
    /// All of them.
    pub const ALL: [Taxonomy; 4] = [Self::Ewc, Self::Cpa, Self::Nace, Self::Hs];

    /// The prefix of its codes.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Ewc => "ewc",
            Self::Cpa => "cpa",
            Self::Nace => "nace",
            Self::Hs => "hs",
        }
    }

    /// The taxonomy that a prefix names, in any of its usual spellings.
    pub fn from_prefix(text: &str) -> Option<Self> {
        Some(match text.trim().to_ascii_lowercase().as_str() {
            "ewc" | "low" | "ced" | "lod" | "ced/low" | "ewc-stat" => Self::Ewc,
            "cpa" | "prodcom" | "cpf" => Self::Cpa,
            "nace" | "naf" | "ape" => Self::Nace,
            "hs" | "cn" | "nc" | "sh" => Self::Hs,
            _ => return None,
        })
    }

    /// Whether it has such a first level: divisions of NACE revision 2 (and 2.1, which drops 45) and of CPA, chapters of
    /// the Harmonised System (77 is kept free) and of the List of Waste.
    fn has(self, first: &str) -> bool {
        let Ok(first) = first.parse::<u8>() else { return false };
        match self {
            Self::Ewc => true, // the list itself says
            Self::Cpa | Self::Nace => DIVISIONS.iter().any(|(from, to)| (*from..=*to).contains(&first)),
            Self::Hs => (1..=97).contains(&first) && first != 77,
        }
    }

    /// How many digits a code may have.
    const fn lengths(self) -> &'static [usize] {
        match self {
            Self::Ewc => &[2, 4, 6],
            Self::Cpa => &[2, 3, 4, 5, 6, 8],
            Self::Nace => &[2, 3, 4],
            Self::Hs => &[2, 4, 6, 8],
        }
    }
}

impl fmt::Display for Taxonomy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ewc => "List of Waste",
            Self::Cpa => "CPA",
            Self::Nace => "NACE",
            Self::Hs => "HS",
        })
    }
}

/// A code of a taxonomy; `Display` gives its one form with prefix: `ewc:10 01 02`, `cpa:35.30.11`, `nace:35.30`,
/// `hs:2618 00`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxonomyCode {
    taxonomy: Taxonomy,
    digits: Box<str>,
}

impl TaxonomyCode {
    /// A code from its text without prefix, however it is spaced, dotted or starred; none where its digits do not
    /// fit the taxonomy.
    pub fn new(taxonomy: Taxonomy, text: &str) -> Option<Self> {
        let mut text = text.trim();
        if taxonomy == Taxonomy::Nace
            && let Some((start, last)) = text.char_indices().next_back().filter(|(_, c)| c.is_ascii_alphabetic())
            && text[..start].chars().filter(char::is_ascii_digit).count() == 4
        {
            text = text[..text.len() - last.len_utf8()].trim_end(); // NAF 35.30Z
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let stray = |c: char| !(c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | '-' | '*' | '_' | '–'));
        if text.contains(stray) || !taxonomy.lengths().contains(&digits.len()) || !taxonomy.has(&digits[..2]) {
            return None;
        }
        Some(Self { taxonomy, digits: digits.into() })
    }

    /// A code from its text with prefix (`low:10.01.02*`), or a bare List of Waste code written in its usual groups
    /// (`10 01 02`, `100102*`); `Err` where the prefix is a taxonomy's and the rest is no code of it.
    pub(crate) fn read(text: &str) -> Option<Result<Self, Taxonomy>> {
        if let Some((prefix, rest)) = text.split_once(':') {
            let taxonomy = Taxonomy::from_prefix(prefix)?;
            return Some(Self::new(taxonomy, rest).ok_or(taxonomy));
        }
        // "EWC 10 01 02": a prefix that lost its colon.
        if let Some((prefix, rest)) = text.split_once(' ')
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
            && let Some(taxonomy) = Taxonomy::from_prefix(prefix)
        {
            return Some(Self::new(taxonomy, rest).ok_or(taxonomy));
        }
        looks_like_waste(text).then(|| Self::new(Taxonomy::Ewc, text).map(Ok)).flatten()
    }

    /// Whose code it is.
    pub const fn taxonomy(&self) -> Taxonomy {
        self.taxonomy
    }

    /// Its digits alone.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The codes above it, nearest first.
    pub fn wider(&self) -> impl Iterator<Item = TaxonomyCode> {
        let shorter = self.taxonomy.lengths().iter().rev().filter(|length| **length < self.digits.len());
        shorter.map(|length| Self { taxonomy: self.taxonomy, digits: self.digits[..*length].into() })
    }

    /// Whether it stands for the other one too, by standing above it or being it.
    pub fn covers(&self, other: &Self) -> bool {
        self.taxonomy == other.taxonomy && other.digits.starts_with(&*self.digits)
    }
}

/// Three groups of two digits with a separator, or six digits and the star of a hazardous entry: an amount or a
/// customs code does not look like that.
fn looks_like_waste(text: &str) -> bool {
    let starred = text.ends_with('*');
    let text = text.trim_end_matches('*').trim_end();
    let groups: Vec<&str> = text.split([' ', '.', '-', '_']).filter(|g| !g.is_empty()).collect();
    let digits = groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_digit()));
    digits && (groups.len() == 3 && groups.iter().all(|g| g.len() == 2) || starred && text.len() == 6)
}

impl fmt::Display for TaxonomyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.taxonomy.prefix())?;
        let (cuts, separator): (&[usize], char) = match self.taxonomy {
            Taxonomy::Ewc => (&[2, 4], ' '),
            Taxonomy::Cpa => (&[2, 4, 6], '.'),
            Taxonomy::Nace => (&[2], '.'),
            Taxonomy::Hs => (&[4, 6], ' '),
        };
        for (i, digit) in self.digits.chars().enumerate() {
            if cuts.contains(&i) {
                write!(f, "{separator}")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Option<String> {
        TaxonomyCode::read(text).and_then(Result::ok).map(|code| code.to_string())
    }

    #[test]
    fn every_spelling_has_one_form() {
        for text in [
            "ewc:10 01 02",
            "EWC: 100102",
            "low:10.01.02",
            "ced:10-01-02*",
            "10 01 02",
            "10.01.02 *",
            "100102*",
            "EWC 10 01 02",
            "LoW 100102*",
        ] {
            assert_eq!(form(text).as_deref(), Some("ewc:10 01 02"), "{text}");
        }
        assert_eq!(form("ewc:10").as_deref(), Some("ewc:10"));
        assert_eq!(form("cpa:353011").as_deref(), Some("cpa:35.30.11"));
        assert_eq!(form("cpa:35.3").as_deref(), Some("cpa:35.3"));
        assert_eq!(form("naf:35.30Z").as_deref(), Some("nace:35.30"));
        assert_eq!(form("nace: 3530").as_deref(), Some("nace:35.30"));
        assert_eq!(form("hs:261800").as_deref(), Some("hs:2618 00"));
        assert_eq!(form("cn:2618 00 00").as_deref(), Some("hs:2618 00 00"));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in [
            "ewc:10 01 0",
            "ewc:ash",
            "nace:35.301",
            "cpa:",
            "hs:abc",
            "nace:04.10",
            "nace:00.1",
            "nace:83.1",
            "cpa:40.00",
            "hs:7701",
            "hs:9801",
            "cpa:00",
        ] {
            assert!(matches!(TaxonomyCode::read(text), Some(Err(_))), "{text}");
        }
        for text in ["100102", "10 tonnes", "steam", "12.5", "https://example.org", "10 01 2026"] {
            assert_eq!(TaxonomyCode::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_chapter_covers_its_entries() {
        let chapter = TaxonomyCode::new(Taxonomy::Ewc, "10").unwrap();
        let ash = TaxonomyCode::new(Taxonomy::Ewc, "10 01 02").unwrap();
        assert!(chapter.covers(&ash) && ash.covers(&ash) && !ash.covers(&chapter));
        let wider: Vec<String> = ash.wider().map(|code| code.to_string()).collect();
        assert_eq!(wider, ["ewc:10 01", "ewc:10"]);
        assert_eq!(chapter.wider().count(), 0);
    }
}
