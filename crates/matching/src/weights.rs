//! How much each criterion counts.

use std::collections::BTreeMap;

use maillon_model::Score;

use crate::criteria::{CRITERIA, Values};

/// The largest weight: their sum stays a number, and only their ratios matter.
const LARGEST: f64 = 1e6;

/// Why weights are refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WeightsError {
    /// No such criterion.
    #[error("unknown criterion \"{name}\"{}; the criteria are {known}", did_you_mean(*.suggestion))]
    Unknown {
        /// The name given.
        name: String,
        /// The criterion that looks most like it, where one does.
        suggestion: Option<&'static str>,
        /// All criteria, joined by commas.
        known: String,
    },
    /// Negative, not a number, or too large.
    #[error("weight {weight} of criterion \"{name}\" is not between 0 and 1000000; weights are relative, 1 is usual")]
    Value {
        /// The criterion.
        name: &'static str,
        /// The weight given.
        weight: f64,
    },
    /// No such profile.
    #[error("unknown profile \"{name}\"; the profiles are {known}")]
    Profile {
        /// The name given.
        name: String,
        /// All profiles, joined by commas.
        known: String,
    },
    /// Nothing would count.
    #[error("every criterion has weight 0; give at least one of {known} a weight above 0")]
    AllZero {
        /// All criteria, joined by commas.
        known: String,
    },
}

fn did_you_mean(suggestion: Option<&'static str>) -> String {
    suggestion.map_or_else(String::new, |name| format!(" (did you mean \"{name}\"?)"))
}

fn known() -> String {
    CRITERIA.iter().map(|criterion| criterion.name()).collect::<Vec<_>>().join(", ")
}

/// The weight of each criterion: finite, not negative, not all zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights([f64; CRITERIA.len()]);

impl Default for Weights {
    /// Each criterion's own default.
    fn default() -> Self {
        let mut weights = [0.0; CRITERIA.len()];
        for (weight, criterion) in weights.iter_mut().zip(CRITERIA) {
            *weight = criterion.default_weight();
        }
        Self(weights)
    }
}

/// What a study may care for most, and the weights that differ from the criteria's own. No source: starting points.
const PROFILES: &[(&str, &[(&str, f64)])] = &[
    ("balanced", &[]),
    ("carbon", &[("carbon", 0.5), ("margin", 0.05)]),
    ("economy", &[("margin", 0.5), ("carbon", 0.05)]),
];

impl Weights {
    /// The weights of a profile: `balanced`, `carbon` or `economy`.
    ///
    /// # Errors
    /// No such profile.
    pub fn profile(name: &str) -> Result<Self, WeightsError> {
        let Some((_, given)) = PROFILES.iter().find(|(known, _)| *known == name) else {
            let known = PROFILES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            return Err(WeightsError::Profile { name: name.to_owned(), known });
        };
        Self::default().with(&given.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect())
    }

    /// The weights given, by criterion; a criterion that is not named keeps its default.
    ///
    /// # Errors
    /// An unknown name; a weight that is negative, not a number or above 1,000,000; nothing but zeros.
    ///
    /// ```
    /// use maillon_matching::Weights;
    /// let weights = Weights::new(&[("quantity_fit".to_owned(), 0.0)].into())?;
    /// assert_eq!(weights.iter().take(2).collect::<Vec<_>>(), [("proximity", 0.3), ("quantity_fit", 0.0)]);
    /// # Ok::<(), maillon_matching::WeightsError>(())
    /// ```
    pub fn new(given: &BTreeMap<String, f64>) -> Result<Self, WeightsError> {
        Self::default().with(given)
    }

    /// These weights, with others in the place of some.
    ///
    /// # Errors
    /// As [`Weights::new`].
    pub fn with(&self, given: &BTreeMap<String, f64>) -> Result<Self, WeightsError> {
        let mut weights = self.clone();
        for (name, &weight) in given {
            let Some(place) = CRITERIA.iter().position(|criterion| criterion.name() == name) else {
                return Err(WeightsError::Unknown { name: name.clone(), suggestion: suggestion(name), known: known() });
            };
            if !(0.0..=LARGEST).contains(&weight) {
                return Err(WeightsError::Value { name: CRITERIA[place].name(), weight });
            }
            weights.0[place] = weight;
        }
        if weights.0.iter().all(|weight| *weight == 0.0) {
            return Err(WeightsError::AllZero { known: known() });
        }
        Ok(weights)
    }

    /// Each criterion's name and weight.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        CRITERIA.iter().zip(self.0).map(|(criterion, weight)| (criterion.name(), weight))
    }

    /// The score, Σ w v / Σ w over the criteria that are known, and the confidence, Σ w known / Σ w. Where nothing
    /// that counts is known, both are 0.
    pub(crate) fn score(&self, values: &Values) -> (Score, Score) {
        let (mut sum, mut known, mut all) = (0.0, 0.0, 0.0);
        for (weight, value) in self.0.iter().zip(values) {
            all += weight;
            if let Some(value) = value {
                sum += weight * value.value();
                known += weight;
            }
        }
        let score = if known > 0.0 { Score::saturating(sum / known) } else { Score::ZERO };
        (score, Score::saturating(known / all))
    }
}

/// The criterion that looks most like a name, where one does.
fn suggestion(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let likeness = |criterion: &str| strsim::jaro_winkler(&name, criterion);
    CRITERIA
        .iter()
        .map(|criterion| criterion.name())
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|best| likeness(best) > 0.8) // no source; tells typing errors from other words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(given: &[(&str, f64)]) -> Result<Weights, WeightsError> {
        Weights::new(&given.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect())
    }

    #[test]
    fn weights_that_mean_nothing_are_refused() {
        for bad in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert!(matches!(new(&[("proximity", bad)]), Err(WeightsError::Value { name: "proximity", .. })), "{bad}");
        }
        let zeros: Vec<(&str, f64)> = CRITERIA.iter().map(|criterion| (criterion.name(), 0.0)).collect();
        assert!(matches!(new(&zeros), Err(WeightsError::AllZero { .. })));
        assert_eq!(
            new(&[("Proximty", 1.0)]).unwrap_err().to_string(),
            format!("unknown criterion \"Proximty\" (did you mean \"proximity\"?); the criteria are {}", known())
        );
        assert!(!new(&[("beauty", 1.0)]).unwrap_err().to_string().contains("did you mean"));
    }

    #[test]
    fn what_is_unknown_lowers_the_confidence_not_the_score() {
        let weights = Weights::default();
        let half = Score::new(0.5).unwrap();
        let known = |count: usize| {
            let mut values = [None; CRITERIA.len()];
            values[..count].fill(Some(half));
            values
        };
        assert_eq!(weights.score(&known(1)).0, half);
        assert!((weights.score(&known(1)).1.value() - 0.3).abs() < 1e-12, "proximity weighs 0.3 of 1");
        assert_eq!(weights.score(&known(CRITERIA.len())), (half, Score::ONE));
        let zeros = CRITERIA.iter().skip(2).map(|c| (c.name().to_owned(), 0.0)).chain([("proximity".to_owned(), 0.0)]);
        let only_fit = Weights::new(&zeros.collect()).unwrap();
        assert_eq!(only_fit.score(&known(1)), (Score::ZERO, Score::ZERO));
    }

    #[test]
    fn profiles_are_weights_that_a_study_may_still_change() {
        let weight = |weights: &Weights, name| weights.iter().find(|(known, _)| *known == name).unwrap().1;
        let carbon = Weights::profile("carbon").unwrap();
        assert!(weight(&carbon, "carbon") > weight(&Weights::default(), "carbon"));
        assert_eq!(weight(&carbon.with(&[("carbon".to_owned(), 0.2)].into()).unwrap(), "carbon"), 0.2);
        assert_eq!(Weights::profile("balanced").unwrap(), Weights::default());
        assert!(Weights::profile("greed").unwrap_err().to_string().contains("balanced, carbon, economy"));
    }
}
