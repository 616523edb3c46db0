//! The id of a synergy.

use maillon_model::{Study, Synergy};

/// The synergy's id: its flows' ids joined by `~`. A `~` or `%` inside an id is percent-encoded, so that no two
/// synergies share an id.
///
/// # Panics
/// When the synergy is of another study.
pub fn synergy_id(study: &Study, synergy: &Synergy) -> String {
    let (supply, demand) = (&study.flow(synergy.supply).id, &study.flow(synergy.demand).id);
    let mut id = String::with_capacity(supply.len() + demand.len() + 1);
    encode(supply, &mut id);
    id.push('~');
    encode(demand, &mut id);
    id
}

fn encode(part: &str, id: &mut String) {
    for c in part.chars() {
        match c {
            '%' => id.push_str("%25"),
            '~' => id.push_str("%7E"),
            c => id.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_pairs_share_an_id() {
        let join = |a: &str, b: &str| {
            let mut id = String::new();
            encode(a, &mut id);
            id.push('~');
            encode(b, &mut id);
            id
        };
        assert_eq!(join("f1", "f2"), "f1~f2");
        assert_eq!(join("a~b", "c%"), "a%7Eb~c%25");
        let parts = ["", "~", "%", "%7E", "a~", "~a", "a", "%25"];
        let mut ids: Vec<String> = parts.iter().flat_map(|a| parts.iter().map(|b| join(a, b))).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), parts.len() * parts.len());
    }
}
