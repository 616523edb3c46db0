//! Names as people write them, folded so that accents, case, punctuation and plurals make no difference.

/// Lower-case words without accents or plural endings, one space between them.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut word = 0;
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => folded.push(c),
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
            'ç' => folded.push('c'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            '₂' | '²' => folded.push('2'),
            '₃' | '³' => folded.push('3'),
            '₄' => folded.push('4'),
            '\u{300}'..='\u{36f}' => {} // combining accents of decomposed text
            c if c.is_alphanumeric() => folded.push(c),
            _ => word = end_word(&mut folded, word),
        }
    }
    end_word(&mut folded, word);
    folded.truncate(folded.trim_end().len());
    folded
}

/// Ends the word that starts at a byte, if there is one, with a space; where the next starts.
fn end_word(folded: &mut String, start: usize) -> usize {
    if folded.len() > start {
        make_singular(folded, start);
        folded.push(' ');
    }
    folded.len()
}

/// Takes the commonest plural endings of English and French off the last word. Wrong singulars do no harm: both sides of a
/// comparison get the same one.
fn make_singular(folded: &mut String, start: usize) {
    let word = &folded[start..];
    let end = folded.len();
    if word.len() >= 4 && word.ends_with("eaux") {
        folded.truncate(end - 1);
    } else if word.len() >= 4 && word.ends_with("aux") {
        folded.truncate(end - 2);
        folded.push('l');
    } else if word.strip_suffix('s').is_some_and(|stem| stem.len() >= 3 && !stem.ends_with('s')) {
        folded.truncate(end - 1);
    }
}

/// How alike two folded names are, 0 to 1; none where that is too little to offer one for the other.
///
/// The better of edit distance and shared words: "granulatd slag" and "slag, granulated, 0-4 mm" both mean
/// granulated slag.
pub(crate) fn likeness(a: &str, b: &str) -> Option<f64> {
    let words = shared_words(a, b);
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    // An edit distance is at least as many as the letters that only one has: most names need no look at the order of theirs.
    let apart = if a.is_ascii() && b.is_ascii() { letters_apart(a, b) } else { 0 };
    if words < ALIKE_IN_WORDS && 1.0 - apart as f64 / (long as f64) < ALIKE_IN_LETTERS {
        return None;
    }
    // And at least the difference in length.
    let spelling =
        if short as f64 >= ALIKE_IN_LETTERS * long as f64 { strsim::normalized_damerau_levenshtein(a, b) } else { 0.0 };
    let enough = spelling >= ALIKE_IN_LETTERS || words >= ALIKE_IN_WORDS;
    enough.then(|| spelling.max(words))
}

/// How many letters of one ASCII text the other lacks, the larger of both ways: each edit brings one at most.
fn letters_apart(a: &str, b: &str) -> usize {
    let mut surplus = [0_i32; 128];
    a.bytes().for_each(|letter| surplus[usize::from(letter & 127)] += 1);
    b.bytes().for_each(|letter| surplus[usize::from(letter & 127)] -= 1);
    let of = |sign: i32| surplus.iter().map(|n| (n * sign).max(0)).sum::<i32>();
    of(1).max(of(-1)) as usize
}

/// Whether two folded names of some length differ by one letter, or two that changed places.
pub(crate) fn same_but_for_a_letter(a: &str, b: &str) -> bool {
    a.len().min(b.len()) >= 6 && a.len().abs_diff(b.len()) <= 1 && strsim::damerau_levenshtein(a, b) <= 1
}

// Chosen on misspelt names: lower, and suggestions become guesses.
const ALIKE_IN_LETTERS: f64 = 0.72;
const ALIKE_IN_WORDS: f64 = 0.66;

fn shared_words(a: &str, b: &str) -> f64 {
    let (a, b) = (content_words(a), content_words(b));
    let shared = a.iter().filter(|word| b.contains(word)).count();
    if shared == 0 { 0.0 } else { 2.0 * shared as f64 / (a.len() + b.len()) as f64 }
}

fn content_words(text: &str) -> Vec<&str> {
    text.split(' ').filter(|w| w.len() > 2 && !matches!(*w, "and" | "the" | "des" | "les" | "for" | "from")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_plurals_fold_away() {
        for (a, b) in [
            ("Eaux usées", "eau usee"),
            ("CHALEUR  FATALE", "chaleur-fatale"),
            ("Métaux", "metal"),
            ("CO₂", "co2"),
            ("bois d’œuvre", "bois d'oeuvre"),
            ("e\u{301}lectricite\u{301}", "électricité"),
            ("heat.hot-water", "Heat / hot water"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} and {b}");
        }
        assert_ne!(fold("gas"), fold("ga"));
        assert_eq!(fold(" ,; "), "");
    }

    #[test]
    fn the_letters_that_differ_are_no_more_than_the_edits() {
        let names = [
            "granulated slag",
            "granulatd slag",
            "slag granulated",
            "wood",
            "woods",
            "",
            "heat steam",
            "heat steem",
            "aab",
            "bba",
        ];
        for a in names {
            for b in names {
                assert!(letters_apart(a, b) <= strsim::damerau_levenshtein(a, b), "{a}, {b}");
                let (spelling, words) = (strsim::normalized_damerau_levenshtein(a, b), shared_words(a, b));
                let enough = spelling >= ALIKE_IN_LETTERS || words >= ALIKE_IN_WORDS;
                assert_eq!(likeness(a, b).is_some(), enough, "{a}, {b}");
            }
        }
        assert_eq!(letters_apart("aab", "bbac"), 2);
    }

    #[test]
    fn likeness_sees_typos_and_shared_words() {
        assert!(likeness("granulatd slag", "granulated slag").unwrap() > 0.9);
        assert!(likeness("slag granulated fine", "granulated slag").unwrap() >= 0.8);
        assert!(likeness("old tyre", "tyre").is_some());
        assert_eq!(likeness("spoon", "straw"), None);
    }
}
