//! Pairs of which nothing is known but place and amount: most of a large study. What the link alone settles about them is
//! worked out once.

use crate::criteria::{CRITERIA, Values};
use crate::gate::Verdict;
use crate::gates::GATES;
use crate::pair::Pair;

/// What all plain pairs of one link have in common.
#[derive(Debug)]
pub(crate) struct Plain {
    /// Gates to ask of each pair, by place.
    gates: Vec<usize>,
    /// The gate that refuses each.
    refused_by: Option<usize>,
    /// Criteria to ask of each pair, by place.
    criteria: Vec<usize>,
    /// What the others say.
    values: Values,
}

impl Plain {
    /// What a plain pair has in common with all others of its link.
    pub(crate) fn of(pair: &Pair<'_>) -> Self {
        let refuses = |place: &usize| GATES[*place].check(pair) == Verdict::Refuse;
        let (gates, settled): (Vec<usize>, Vec<usize>) =
            (0..GATES.len()).partition(|place| GATES[*place].varies(pair.link));
        let refused_by = settled.into_iter().find(refuses);
        let before = |place: &usize| refused_by.is_none_or(|refused| *place < refused);
        let mut values = Values::default();
        let (criteria, settled): (Vec<usize>, Vec<usize>) =
            (0..CRITERIA.len()).partition(|place| CRITERIA[*place].varies(pair.link));
        settled.into_iter().for_each(|place| values[place] = CRITERIA[place].value(pair));
        Self { gates: gates.into_iter().filter(before).collect(), refused_by, criteria, values }
    }

    /// What the criteria say of such a pair, or the place of the gate that refuses it.
    pub(crate) fn judge(&self, pair: &Pair<'_>) -> Result<Values, usize> {
        self.refusing(pair).map_or_else(|| Ok(self.values(pair)), Err)
    }

    /// The place of the gate that refuses such a pair.
    pub(crate) fn refusing(&self, pair: &Pair<'_>) -> Option<usize> {
        let asked = self.gates.iter().find(|place| GATES[**place].check(pair) == Verdict::Refuse);
        asked.copied().or(self.refused_by)
    }

    /// What the criteria say of it.
    pub(crate) fn values(&self, pair: &Pair<'_>) -> Values {
        let mut values = self.values;
        for place in &self.criteria {
            values[*place] = CRITERIA[*place].value(pair);
        }
        values
    }
}
