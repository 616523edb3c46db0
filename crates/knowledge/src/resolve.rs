//! What a user's word or code for a resource stands for.

use maillon_model::Score;

use crate::catalogue::Catalogue;
use crate::entry::{Entry, parent};
use crate::low::{ListOfWaste, Waste};
use crate::names::{fold, likeness, same_but_for_a_letter};
use crate::phrase;
use crate::taxonomy::{Taxonomy, TaxonomyCode};

/// A resource that a code may stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'c> {
    /// The resource.
    pub entry: &'c Entry,
    /// How surely the code means it.
    pub confidence: Score,
}

/// What a user's word for a resource stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution<'c> {
    /// The code that stands for it from here on: ours, a taxonomy's with its prefix, or the user's text, tidied.
    pub code: String,
    /// The catalogue's entry, where there is one. Of a taxonomy's code: the resource that covers all candidates.
    pub entry: Option<&'c Entry>,
    /// How surely the text means the entry: 1 for a name or code of ours, 0 where there is no entry.
    pub confidence: Score,
    /// The resources a taxonomy's code may stand for, the surest first; empty for names and codes of ours.
    pub candidates: Vec<Candidate<'c>>,
    /// What the List of Waste says of a code of its own.
    pub waste: Option<&'static Waste>,
    /// Codes that look like it, where there is none; at most three, the likest first.
    pub suggestions: Vec<&'c str>,
}

impl Catalogue {
    /// What `text` stands for: a code of ours, a name in English or French, or a taxonomy's code (`ewc:10 01 02`,
    /// `cpa:35.30`, `nace:35.30`, `hs:2618`). Case, accents, plurals and punctuation make no difference.
    ///
    /// An unknown text is compared with every name: ask once for each distinct text, not once for each row.
    ///
    /// ```
    /// use maillon_knowledge::Catalogue;
    /// let steam = Catalogue::builtin().resolve("Vapeur d'eau");
    /// assert_eq!(steam.code, "heat.steam");
    /// assert_eq!(Catalogue::builtin().resolve("low:100102").code, "ewc:10 01 02");
    /// ```
    pub fn resolve(&self, text: &str) -> Resolution<'_> {
        let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut parts: Vec<&str> = tidy.split([';', '|']).map(str::trim).filter(|part| !part.is_empty()).collect();
        if let [one] = parts[..]
            && !self.names.contains_key(&fold(one))
            && ListOfWaste::official().titled(&fold(one)).is_none()
            && let Some((code, words)) = code_and_words(one)
        {
            parts = vec![code, words];
        }
        let mut read: Vec<Resolution<'_>> = parts.into_iter().map(|part| self.resolve_one(part)).collect();
        match read.len() {
            0 => Self::unknown(tidy, Vec::new()),
            1 => read.remove(0),
            _ => self.of_several(read),
        }
    }

    fn resolve_one(&self, tidy: &str) -> Resolution<'_> {
        let folded = fold(tidy);
        if let Some(entry) = self.names.get(&folded).map(|at| &self.entries()[*at as usize]) {
            return Resolution {
                code: entry.code.to_string(),
                entry: Some(entry),
                confidence: Score::ONE,
                candidates: Vec::new(),
                waste: None,
                suggestions: Vec::new(),
            };
        }
        match TaxonomyCode::read(tidy) {
            Some(Ok(code)) => self.resolve_code(&code),
            Some(Err(_)) => Self::unknown(tidy.to_owned(), Vec::new()),
            None => match bare_waste(tidy) {
                Some(waste) => self.resolve_code(waste.code()),
                None => self.resolve_words(tidy, &folded),
            },
        }
    }

    /// Words that are no name: a title of the List of Waste, else a phrase that holds a name.
    fn resolve_words(&self, tidy: &str, folded: &str) -> Resolution<'_> {
        if let Some(waste) = ListOfWaste::official().titled(folded) {
            return self.resolve_code(waste.code());
        }
        // A name with a letter amiss is a mistake to mend, not another thing's phrase.
        let misspelt = self.sorted_names.iter().any(|(name, _)| same_but_for_a_letter(folded, name));
        let candidates = if misspelt { Vec::new() } else { phrase::read(self, folded) };
        if candidates.is_empty() {
            return Self::unknown(tidy.to_owned(), self.suggest(folded));
        }
        self.stands_for(tidy.to_owned(), candidates, None)
    }

    fn unknown(code: String, suggestions: Vec<&str>) -> Resolution<'_> {
        Resolution { code, entry: None, confidence: Score::ZERO, candidates: Vec::new(), waste: None, suggestions }
    }

    fn resolve_code(&self, code: &TaxonomyCode) -> Resolution<'_> {
        let mut waste = None;
        if code.taxonomy() == Taxonomy::Ewc {
            waste = ListOfWaste::official().get(code);
            if waste.is_none() {
                return Self::unknown(code.to_string(), ListOfWaste::official().nearest(code));
            }
        }
        self.stands_for(code.to_string(), self.candidates(code, waste), waste)
    }

    /// A code with its candidates, and the resource that covers the surest of them.
    fn stands_for<'c>(
        &'c self,
        code: String,
        candidates: Vec<Candidate<'c>>,
        waste: Option<&'static Waste>,
    ) -> Resolution<'c> {
        let best = candidates.first().map_or(Score::ZERO, |c| c.confidence);
        let surest: Vec<&Entry> =
            candidates.iter().filter(|c| c.confidence == best).map(|candidate| candidate.entry).collect();
        let entry = self.common(&surest);
        let named = entry.is_some_and(|e| surest.iter().any(|s| s.code == e.code));
        let confidence = match entry {
            None => Score::ZERO,
            Some(_) if named => best,
            Some(_) => Score::saturating(best.value() * COMMON_PARENT),
        };
        Resolution { code, entry, confidence, candidates, waste, suggestions: Vec::new() }
    }

    /// The resources a code may stand for: those that name it, else those that name a code above or below it.
    fn candidates(&self, code: &TaxonomyCode, waste: Option<&Waste>) -> Vec<Candidate<'_>> {
        let mut found: Vec<Candidate<'_>> = Vec::new();
        let mut add = |places: &[u32], confidence: f64| {
            for at in places {
                let entry = &self.entries()[*at as usize];
                if found.iter().all(|c| c.entry.code != entry.code) {
                    let at_odds = waste.is_some_and(|w| w.is_entry() && w.hazardous() != entry.hazardous);
                    let confidence = if at_odds && confidence < EXACT { confidence * AT_ODDS } else { confidence };
                    found.push(Candidate { entry, confidence: Score::saturating(confidence) });
                }
            }
        };
        if let Some(places) = self.codes.get(code) {
            add(places, if code.taxonomy() == Taxonomy::Nace { ACTIVITY } else { EXACT });
        }
        // A chapter holds much else: it speaks only where nothing names the code itself.
        let named = code.taxonomy() != Taxonomy::Nace && self.codes.contains_key(code);
        for wider in code.wider().filter(|_| !named) {
            if let Some(places) = self.codes.get(&wider) {
                add(places, away(code, &wider));
            }
        }
        let below = self.codes.range(code..).skip_while(|(c, _)| *c == code).take_while(|(c, _)| code.covers(c));
        for (narrower, places) in below {
            add(places, away(code, narrower));
        }
        if code.taxonomy() == Taxonomy::Nace {
            for (_, places) in self.givers.range(code..).take_while(|(giver, _)| code.covers(giver)) {
                add(places, TYPICAL_GIVER);
            }
        }
        found.sort_by(|a, b| b.confidence.cmp(&a.confidence).then_with(|| a.entry.code.cmp(&b.entry.code)));
        found
    }

    /// The deepest resource that all of them are, or are kinds of.
    fn common(&self, entries: &[&Entry]) -> Option<&Entry> {
        let mut code: &str = &entries.first()?.code;
        while !entries.iter().all(|e| e.is_a(code)) {
            code = parent(code)?;
        }
        self.entry(code)
    }

    /// Several readings of one cell. A name of ours goes before another's code, which may be mistyped; words and a code
    /// that agree say it surely; else every reading stays, under all their codes.
    fn of_several<'c>(&'c self, read: Vec<Resolution<'c>>) -> Resolution<'c> {
        let waste = read.iter().find_map(|one| one.waste);
        let (named, rest): (Vec<_>, Vec<_>) = read.into_iter().partition(|one| one.is_a_name());
        let mut read = if named.is_empty() { rest } else { named };
        read.sort_by(|a, b| a.code.cmp(&b.code));
        read.dedup_by(|a, b| a.code == b.code);
        if read.iter().any(|one| one.entry.is_some() || !one.candidates.is_empty()) {
            read.retain(|one| one.entry.is_some() || !one.candidates.is_empty());
        }
        if read.len() == 1 {
            let only = read.remove(0);
            return Resolution { waste: only.waste.or(waste), ..only };
        }
        let code = read.iter().map(|one| one.code.as_str()).collect::<Vec<_>>().join("; ");
        let agreed = agreed(&read);
        if let [entry] = agreed[..] {
            let (code, confidence) = (entry.code.to_string(), Score::ONE);
            return Resolution {
                code,
                entry: Some(entry),
                confidence,
                candidates: Vec::new(),
                waste,
                suggestions: Vec::new(),
            };
        }
        let mut candidates: Vec<Candidate<'c>> = Vec::new();
        for candidate in read.iter().flat_map(Resolution::readings) {
            match candidates.iter_mut().find(|c| c.entry.code == candidate.entry.code) {
                Some(known) => known.confidence = known.confidence.max(candidate.confidence),
                None => candidates.push(candidate),
            }
        }
        candidates.sort_by(|a, b| b.confidence.cmp(&a.confidence).then_with(|| a.entry.code.cmp(&b.entry.code)));
        self.stands_for(code, candidates, waste)
    }

    fn suggest(&self, folded: &str) -> Vec<&str> {
        let mut best: Vec<(f64, &str)> = Vec::new();
        for (name, at) in &self.sorted_names {
            let Some(likeness) = likeness(folded, name) else { continue };
            let code: &str = &self.entries()[*at as usize].code;
            match best.iter_mut().find(|(_, known)| *known == code) {
                Some((known, _)) => *known = known.max(likeness),
                None => best.push((likeness, code)),
            }
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        best.into_iter().take(3).map(|(_, code)| code).collect()
    }
}

impl<'c> Resolution<'c> {
    /// Whether the text is a name or code of ours.
    fn is_a_name(&self) -> bool {
        self.entry.is_some() && self.candidates.is_empty()
    }

    /// What it may mean, a name of ours itself included.
    fn readings(&self) -> Vec<Candidate<'c>> {
        let itself = self.entry.filter(|_| self.is_a_name());
        itself.map_or_else(|| self.candidates.clone(), |entry| vec![Candidate { entry, confidence: self.confidence }])
    }
}

/// The resources that every reading may be.
fn agreed<'c>(read: &[Resolution<'c>]) -> Vec<&'c Entry> {
    let Some((first, others)) = read.split_first() else { return Vec::new() };
    let everywhere =
        |entry: &&Entry| others.iter().all(|one| one.readings().iter().any(|c| c.entry.code == entry.code));
    first.readings().iter().map(|candidate| candidate.entry).filter(everywhere).collect()
}

/// A code of the List of Waste before or behind words, in the ways people write it: "10 01 02 coal fly ash",
/// "fly ash (100102*)".
fn code_and_words(text: &str) -> Option<(&str, &str)> {
    let edge = |c: char| !c.is_alphanumeric() && c != '*';
    let groups: Vec<(usize, &str)> = split_at_edges(text);
    let digits = |at: usize, long: usize| groups.get(at).is_some_and(|(_, g)| g.len() == long && is_number(g));
    for at in 0..groups.len() {
        let count = if digits(at, 6) {
            1
        } else if digits(at, 2) && digits(at + 1, 2) && digits(at + 2, 2) {
            3
        } else {
            continue;
        };
        let (start, last) = (groups[at].0, groups[at + count - 1]);
        let end = last.0 + last.1.len();
        let code = &text[start..end];
        let known = TaxonomyCode::new(Taxonomy::Ewc, code).is_some_and(|c| ListOfWaste::official().get(&c).is_some());
        let before = text[..start].trim_matches(edge);
        let behind = text[end..].trim_start_matches('*').trim_matches(edge);
        let prefix_only = before.is_empty() || Taxonomy::from_prefix(before.trim_end_matches(':')).is_some();
        match (known, prefix_only, behind.is_empty()) {
            (true, true, false) => return Some((code, behind)),
            (true, false, true) => return Some((code, before)),
            _ => {}
        }
    }
    None
}

/// Runs of letters and digits, with their places.
fn split_at_edges(text: &str) -> Vec<(usize, &str)> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word)).collect()
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Six digits without prefix or star, where the List of Waste has them: registers write it so.
fn bare_waste(text: &str) -> Option<&'static Waste> {
    let six_digits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    ListOfWaste::official().get(&TaxonomyCode::new(Taxonomy::Ewc, text).filter(|_| six_digits)?)
}

// Confidences of a taxonomy's code. Unsourced: they only rank readings of one code against each other.
const EXACT: f64 = 1.0;
const ONE_LEVEL_AWAY: f64 = 0.6;
const FARTHER_AWAY: f64 = 0.3;
/// What an activity sells is not all that its sites give and take.
const ACTIVITY: f64 = 0.5;
const TYPICAL_GIVER: f64 = 0.2;
/// One is hazardous, the other is not, and the code does not name the resource itself.
const AT_ODDS: f64 = 0.5;
/// The candidates disagree, and what they have in common stands for them.
const COMMON_PARENT: f64 = 0.7;

fn away(a: &TaxonomyCode, b: &TaxonomyCode) -> f64 {
    let digits = a.digits().len().abs_diff(b.digits().len());
    if digits <= 2 { ONE_LEVEL_AWAY } else { FARTHER_AWAY }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        Catalogue::builtin().resolve(text).code
    }

    #[test]
    fn codes_names_and_synonyms_in_both_languages() {
        for (text, expected) in [
            ("heat.steam", "heat.steam"),
            (" Heat . Steam ", "heat.steam"),
            ("HEAT_HOT_WATER", "heat.hot-water"),
            ("Steam", "heat.steam"),
            ("vapeur", "heat.steam"),
            ("Eaux usées", "water.waste"),
            ("EAU DE MER", "water.sea"),
            ("CO₂", "co2"),
            ("fly ash", "ash.fly"),
            ("Cendres volantes", "ash.fly"),
            ("NovoGro", "sludge.fermentation"),
            ("laitier granulé", "mineral.slag.granulated"),
            ("paille", "biomass.straw"),
            ("chaleur fatale", "heat"),
            ("gaz de haut fourneau", "gas.steel.blast-furnace"),
        ] {
            let found = Catalogue::builtin().resolve(text);
            assert_eq!(found.code, expected, "{text}");
            assert_eq!(found.entry.map(|e| &*e.code), Some(expected), "{text}");
            assert_eq!(found.confidence, Score::ONE, "{text}");
        }
    }

    #[test]
    fn every_name_of_every_entry_resolves_to_it() {
        let catalogue = Catalogue::builtin();
        for entry in catalogue.entries() {
            for name in [&entry.code, &entry.en, &entry.fr].into_iter().chain(&entry.also) {
                assert_eq!(code(name), *entry.code, "{name}");
                assert_eq!(code(&name.to_uppercase()), *entry.code, "{name}");
            }
        }
    }

    #[test]
    fn every_entry_of_the_list_of_waste_leads_somewhere() {
        for waste in ListOfWaste::official().all() {
            let found = Catalogue::builtin().resolve(&waste.code().to_string());
            assert_eq!(found.waste, Some(waste));
            assert!(!found.candidates.is_empty(), "{} {}", waste.code(), waste.title(maillon_model::Language::En));
        }
    }

    #[test]
    fn a_code_of_the_sub_chapter_is_less_sure_than_one_of_the_entry() {
        let score = |text| Catalogue::builtin().resolve(text).candidates.first().map_or(0.0, |c| c.confidence.value());
        assert_eq!(score("ewc:10 11 12"), EXACT); // waste glass
        assert_eq!(score("ewc:10 11 14"), ONE_LEVEL_AWAY); // polishing sludge of glassworks
        assert_eq!(score("ewc:10 11 13*"), ONE_LEVEL_AWAY * AT_ODDS); // the same, hazardous
    }

    #[test]
    fn a_cell_may_hold_several_codes() {
        let steam = Catalogue::builtin().resolve("cpa:35.30; heat.steam");
        assert_eq!((steam.code.as_str(), steam.confidence), ("heat.steam", Score::ONE));
        let ash = Catalogue::builtin().resolve("cpa:35.11 | ewc:10 01 02");
        assert!(ash.candidates.iter().any(|c| &*c.entry.code == "ash.fly"));
        assert_eq!(code(" ; "), ";");
    }

    #[test]
    fn a_waste_code_needs_no_prefix_and_a_wrong_one_gets_its_neighbours() {
        for text in ["10 01 02", "100102", "10.01.02", "10-01-02*", "EWC:100102 *"] {
            assert_eq!(code(text), "ewc:10 01 02", "{text}");
        }
        assert_eq!(code("261800"), "261800", "no waste has that number");
        let wrong = Catalogue::builtin().resolve("ewc:10 01 06");
        assert_eq!(
            (wrong.entry, wrong.suggestions.as_slice()),
            (None, ["10 01 05", "10 01 07", "10 01 04"].as_slice())
        );
    }

    #[test]
    fn a_taxonomy_code_keeps_its_form_and_finds_its_resource() {
        let ash = Catalogue::builtin().resolve("low:10.01.02");
        assert_eq!((ash.code.as_str(), ash.confidence), ("ewc:10 01 02", Score::ONE));
        assert_eq!(ash.entry.map(|e| &*e.code), Some("ash.fly"));
        let chapter = Catalogue::builtin().resolve("ewc:10 01");
        assert_eq!(chapter.entry.map(|e| &*e.code), Some("ash"));
        let steam = Catalogue::builtin().resolve("cpa:35.30.11");
        assert!(steam.entry.is_some_and(|e| e.family() == "heat"), "steam and hot water share a code");
        assert_eq!(code("naf:35.30Z"), "nace:35.30");
        assert_eq!(code("hs:2618"), "hs:2618");
    }

    #[test]
    fn candidates_of_several_families_are_no_entry() {
        let mixed = Catalogue::builtin().resolve("ewc:19 12 04"); // plastic and rubber
        assert_eq!(mixed.entry, None);
        assert_eq!(mixed.confidence, Score::ZERO);
        let codes: Vec<&str> = mixed.candidates.iter().map(|c| &*c.entry.code).take(2).collect();
        assert_eq!(codes, ["plastic", "rubber"]);
    }

    #[test]
    fn the_unknown_keeps_its_words_and_gets_only_good_suggestions() {
        let typo = Catalogue::builtin().resolve("  granulatd   slag ");
        assert_eq!((typo.code.as_str(), typo.entry), ("granulatd slag", None));
        assert_eq!(typo.suggestions.first(), Some(&"mineral.slag.granulated"));
        assert!(typo.suggestions.len() <= 3);
        assert_eq!(Catalogue::builtin().resolve("heat.steem").suggestions.first(), Some(&"heat.steam"));
        for nonsense in ["qzxv", "", "  ", "42", "ewc:99999", "http://a/b"] {
            let found = Catalogue::builtin().resolve(nonsense);
            assert!(found.entry.is_none() && found.suggestions.is_empty(), "{nonsense}: {:?}", found.suggestions);
        }
    }
}
