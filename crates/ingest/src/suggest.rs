//! "Did you mean …?"

/// The candidates that look like `word`, nearest first.
pub fn near<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    let lower = word.to_lowercase();
    let mut scored: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score > 0.8)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}

/// `; did you mean "x"?`, or nothing where nothing is near.
pub(crate) fn hint<C: AsRef<str>>(word: &str, candidates: &[C]) -> String {
    match near(word, candidates.iter().map(AsRef::as_ref)).first() {
        Some(best) => format!("; did you mean `{best}`?"),
        None => String::new(),
    }
}
