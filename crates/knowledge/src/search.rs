//! Finding resources by words.

use crate::catalogue::Catalogue;
use crate::entry::Entry;
use crate::names::fold;

impl Catalogue {
    /// The entries whose code or names, in either language, hold every word of `text`; all entries where there is
    /// none. In the order of their codes.
    pub fn search(&self, text: &str) -> Vec<&Entry> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let holds = |entry: &&Entry| {
            let names = [&entry.code, &entry.en, &entry.fr].into_iter().chain(&entry.also);
            let all = names.map(|name| fold(name)).collect::<Vec<_>>().join(" ");
            words.iter().all(|word| all.contains(word))
        };
        self.entries().iter().filter(holds).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_either_language_find_their_entry() {
        let found = |text| Catalogue::builtin().search(text).iter().map(|e| &*e.code).collect::<Vec<_>>();
        assert!(found("granulated slag").contains(&"mineral.slag.granulated"));
        assert!(found("Laitier granulé").contains(&"mineral.slag.granulated"));
        assert!(found("no such thing at all").is_empty());
        assert_eq!(found("").len(), Catalogue::builtin().entries().len());
    }
}
