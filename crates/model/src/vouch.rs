//! What vouches for a synergy: the rule that paired it, the step it needs, the gates it passed.

use crate::study::Language;

/// A rule's place in [`Synergies::rules`](crate::Synergies::rules).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIx(pub u32);

/// A treatment step's place; [`Synergies::step`](crate::Synergies::step) gives its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepIx(pub u32);

/// A rule, as far as its synergies need to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleWords {
    /// Short name, unique.
    pub id: Box<str>,
    /// What it says, in English.
    pub en: Box<str>,
    /// What it says, in French.
    pub fr: Box<str>,
    /// Where that was published; empty where nobody did.
    pub sources: Vec<Box<str>>,
}

impl RuleWords {
    /// What it says, in that language.
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

/// A set of gates, by their place in a table of at most 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GateSet(u16);

impl GateSet {
    /// Adds the gate at that place; one past the sixteenth is not kept.
    pub fn insert(&mut self, place: usize) {
        self.0 |= 1_u16.checked_shl(place as u32).unwrap_or(0);
    }

    /// Whether it holds the gate at that place.
    pub fn holds(self, place: usize) -> bool {
        self.0 & 1_u16.checked_shl(place as u32).unwrap_or(0) != 0
    }

    /// How many it holds.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether it holds none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The place of `item` in `table`, to which it is added where nothing is the `same`.
pub(crate) fn interned<T>(table: &mut Vec<T>, item: T, same: impl Fn(&T, &T) -> bool) -> u32 {
    let place = table.iter().position(|known| same(known, &item)).unwrap_or_else(|| {
        table.push(item);
        table.len() - 1
    });
    place as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let mut set = GateSet::default();
        for place in [0, 3, 15, 16, 900] {
            set.insert(place);
        }
        assert!(set.holds(0) && set.holds(3) && set.holds(15) && !set.holds(1) && !set.holds(16) && !set.holds(900));
        assert_eq!((set.len(), set.is_empty()), (3, false));
    }

    #[test]
    fn equals_share_a_place() {
        let mut table = vec![];
        let place = |table: &mut Vec<_>, word| interned(table, word, |a, b| a == b);
        assert_eq!(["a", "b", "a"].map(|word| place(&mut table, word)), [0, 1, 0]);
    }
}
