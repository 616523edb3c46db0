//! What a phrase speaks of that is no name of ours, but holds one: "excess steam of the incinerator, 10 bar".

use maillon_model::Score;

use crate::catalogue::Catalogue;
use crate::resolve::Candidate;

/// Words after which a phrase tells where a thing is from or what it is for, and no longer what it is.
const TURNS: &[&str] = &[
    "from",
    "of",
    "for",
    "to",
    "in",
    "into",
    "at",
    "by",
    "with",
    "without",
    "via",
    "as",
    "after",
    "during",
    "on",
    "de",
    "du",
    "des",
    "d",
    "pour",
    "dans",
    "en",
    "par",
    "avec",
    "san",
    "sans",
    "vers",
    "issu",
    "issue",
    "provenant",
    "au",
    "aux",
    "sur",
    "apre",
];

/// Words that name nothing: articles, joints and units.
const EMPTY: &[&str] = &[
    "and",
    "or",
    "the",
    "a",
    "an",
    "et",
    "ou",
    "la",
    "le",
    "les",
    "l",
    "un",
    "une",
    "bar",
    "barg",
    "mw",
    "gwh",
    "mwh",
    "t",
    "ton",
    "tonne",
    "year",
    "yr",
    "c",
    "m3",
    "kw",
    "mm",
    "other",
    "autre",
    "excess",
    "surplus",
    "residual",
    "residuel",
    "residuelle",
    "excedentaire",
    "recovered",
    "available",
    "disponible",
    "local",
];

// No source: how surely a phrase means what it holds.
const LEAST: f64 = 0.5;
const BY_COVERAGE: f64 = 0.4;
/// What stands only after a turn ("sludge of an unheard-of *paper mill*") is where it comes from, more often than not.
const PAST_THE_TURN: f64 = 0.5;
/// As many readings of one phrase are kept.
const READINGS: usize = 3;

/// Most words that names hold, in any order, with at least one before the first turn: the surest first.
pub(crate) fn read<'c>(catalogue: &'c Catalogue, folded: &str) -> Vec<Candidate<'c>> {
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let turn = words.iter().skip(1).position(|word| TURNS.contains(word)).map_or(words.len(), |at| at + 1);
    let says = |word: &&&str| !TURNS.contains(word) && !EMPTY.contains(word) && !starts_with_digit(word);
    let content = words.iter().filter(says).count();
    if content == 0 {
        return Vec::new();
    }
    let mut best: Vec<Reading> = Vec::new();
    for (name, entry) in &catalogue.sorted_names {
        let Some(reading) = Reading::of(name, *entry, &words, turn) else { continue };
        match best.first().map(|top| reading.rank().cmp(&top.rank())) {
            Some(std::cmp::Ordering::Less) => continue,
            Some(std::cmp::Ordering::Equal) => {}
            Some(std::cmp::Ordering::Greater) | None => best.clear(),
        }
        if best.iter().all(|known| known.entry != reading.entry) {
            best.push(reading);
        }
    }
    let mut found: Vec<Candidate<'c>> = best.into_iter().map(|reading| reading.candidate(catalogue, content)).collect();
    found.sort_by(|a, b| a.entry.code.cmp(&b.entry.code));
    found.truncate(READINGS);
    found
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// A name all of whose words the phrase holds.
struct Reading {
    entry: u32,
    /// How many of its words say something.
    words: usize,
    /// Whether one of them stands before the turn.
    at_head: bool,
    /// Whether they stand side by side.
    together: bool,
    /// Where the last of them stands: of "ammonia plant CO2", the last is the thing.
    last: usize,
}

impl Reading {
    fn of(name: &str, entry: u32, words: &[&str], turn: usize) -> Option<Self> {
        let (mut count, mut first, mut last, mut at_head) = (0, usize::MAX, 0, false);
        for part in name.split(' ').filter(|part| !TURNS.contains(part) && !EMPTY.contains(part)) {
            let at = words.iter().position(|word| *word == part)?;
            count += 1;
            (first, last) = (first.min(at), last.max(at));
            at_head |= at < turn;
        }
        // One word past the turn says where a thing is from: "dust of a glass works" is no glass.
        let enough = count >= 2 || (count == 1 && at_head);
        enough.then(|| Self { entry, words: count, at_head, together: last - first < name.split(' ').count(), last })
    }

    fn rank(&self) -> (bool, usize, bool, usize) {
        let last = if self.words == 1 { self.last } else { 0 };
        (self.at_head, self.words, self.together, last)
    }

    fn candidate<'c>(&self, catalogue: &'c Catalogue, content: usize) -> Candidate<'c> {
        let coverage = self.words.min(content) as f64 / content as f64;
        let surely = (LEAST + BY_COVERAGE * coverage) * if self.at_head { 1.0 } else { PAST_THE_TURN };
        Candidate { entry: &catalogue.entries()[self.entry as usize], confidence: Score::saturating(surely) }
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Catalogue;

    fn best(text: &str) -> Option<&'static str> {
        let found = Catalogue::builtin().resolve(text);
        assert!(found.confidence.value() < 1.0, "{text} is a name of its own");
        found.candidates.first().map(|candidate| &*candidate.entry.code)
    }

    #[test]
    fn a_phrase_means_the_name_that_it_holds() {
        for (text, code) in [
            ("Excess steam from the incinerator (10 bar)", "heat.steam"),
            ("sludge from the paper mill", "sludge.paper"),
            ("CO2 from ammonia plant", "co2"),
            ("ammonia plant CO2", "co2"),
            ("heat of waste water", "heat"),
            ("gas of our blast furnace", "gas.steel.blast-furnace"),
            ("vapeur excédentaire de l'usine d'incinération", "heat.steam"),
            ("sciure sèche de la scierie", "wood.sawdust"),
        ] {
            assert_eq!(best(text), Some(code), "{text}");
        }
    }

    #[test]
    fn what_it_is_from_is_not_what_it_is() {
        for text in ["thingummies from steel", "objets en verre", "widgets", "42 of 7"] {
            assert_eq!(best(text), None, "{text}");
        }
    }

    #[test]
    fn the_more_of_a_phrase_is_understood_the_surer_it_is() {
        let surely = |text| Catalogue::builtin().resolve(text).candidates[0].confidence;
        assert!(surely("dry fly ash") > surely("dry sieved coarse fly ash"));
    }
}
