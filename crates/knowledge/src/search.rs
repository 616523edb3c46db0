//! Finding resources and wastes by words.

use maillon_model::Language;

use crate::catalogue::Catalogue;
use crate::entry::Entry;
use crate::low::{ListOfWaste, Waste};
use crate::names::fold;

impl Catalogue {
    /// The entries whose code, names (in either language) or codes of other taxonomies hold every word of `text`; all
    /// entries where there is none. In the order of their codes.
    pub fn search(&self, text: &str) -> Vec<&Entry> {
        let folded = fold(text);
        let holds = |entry: &&Entry| {
            let names = [&entry.code, &entry.en, &entry.fr].into_iter().chain(&entry.also).map(|name| fold(name));
            let codes = entry.codes.iter().map(|code| fold(&code.to_string()));
            holds_every_word(&names.chain(codes).collect::<Vec<_>>().join(" "), &folded)
        };
        self.entries().iter().filter(holds).collect()
    }
}

impl ListOfWaste {
    /// The entries of the list whose titles, in either language, hold every word of `text`; none where there is none.
    pub fn search(&self, text: &str) -> Vec<&Waste> {
        let folded = fold(text);
        if folded.is_empty() {
            return Vec::new();
        }
        let holds = |waste: &&Waste| {
            let titles = [Language::En, Language::Fr].map(|language| fold(waste.title(language)));
            waste.is_entry() && holds_every_word(&titles.join(" "), &folded)
        };
        self.all().iter().filter(holds).collect()
    }
}

fn holds_every_word(text: &str, words: &str) -> bool {
    words.split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_either_language_find_their_entry() {
        let found = |text| Catalogue::builtin().search(text).iter().map(|e| &*e.code).collect::<Vec<_>>();
        assert!(found("granulated slag").contains(&"mineral.slag.granulated"));
        assert!(found("Laitier granulé").contains(&"mineral.slag.granulated"));
        assert!(found("cpa 35.30").contains(&"heat"));
        assert!(found("no such thing at all").is_empty());
        assert_eq!(found("").len(), Catalogue::builtin().entries().len());
    }

    #[test]
    fn titles_of_the_list_of_waste_are_searched_too() {
        let found = |text| ListOfWaste::official().search(text).iter().map(|w| w.written()).collect::<Vec<_>>();
        assert_eq!(found("coal fly ash"), ["10 01 02"]);
        assert!(found("cendres volantes de charbon").contains(&"10 01 02"));
        assert!(found("").is_empty());
    }
}
