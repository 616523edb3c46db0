//! The territory's figures: one file in `indicators/` and one line here each.

use maillon_model::{Dimension, Direction, Figure, FigureOf, IndicatorWords, Planned, SizeClass, Surveyed, Territory};
use rayon::prelude::*;

use crate::indicators;
use crate::survey::{Contents, Survey};

/// The French framework of industrial and territorial ecology. What is public of it is that a new version has so many indicators, so
/// many of them mandatory, in three axes; not which.
pub(crate) const ELIPSE: &str = "ELIPSE (ORÉE): 29 indicators, 19 of them mandatory";

/// A figure, and what it says of itself.
pub(crate) struct Indicator {
    pub(crate) words: IndicatorWords,
    pub(crate) values: fn(&Scene) -> Vec<Told>,
}

/// Every indicator, in the order people read them.
pub(crate) const INDICATORS: &[&Indicator] = &[
    &indicators::closing_rate::INDICATOR,
    &indicators::needs_met::INDICATOR,
    &indicators::self_sufficiency::INDICATOR,
    &indicators::still_bought::INDICATOR,
    &indicators::substances_kept::INDICATOR,
    &indicators::participation::INDICATOR,
    &indicators::small_firms::INDICATOR,
    &indicators::sme::INDICATOR,
    &indicators::exchanges::INDICATOR,
    &indicators::connectance::INDICATOR,
    &indicators::mean_distance::INDICATOR,
    &indicators::co2_avoided::INDICATOR,
    &indicators::gain::INDICATOR,
    &indicators::sme_gain::INDICATOR,
    &indicators::gini::INDICATOR,
    &indicators::gini_zones::INDICATOR,
    &indicators::losing_sites::INDICATOR,
    &indicators::supply_concentration::INDICATOR,
    &indicators::coverage_n1::INDICATOR,
    &indicators::left_after_attack::INDICATOR,
];

/// The indicators' names, in that order.
pub fn indicator_words() -> impl Iterator<Item = &'static IndicatorWords> {
    INDICATORS.iter().map(|indicator| &indicator.words)
}

/// What indicators look at.
pub(crate) struct Scene<'a> {
    pub(crate) planned: &'a Planned<'a>,
    pub(crate) territory: &'a Territory,
    /// What is told row by row: rows are made anew each time.
    pub(crate) survey: &'a Survey<'a>,
    pub(crate) contents: &'a Contents<'a>,
    /// Of the study's known amounts, in the order tables list them.
    dimensions: Vec<Dimension>,
}

/// A value of an indicator.
pub(crate) struct Told {
    pub(crate) of: FigureOf,
    /// Without the plan.
    pub(crate) before: Option<f64>,
    pub(crate) value: Option<f64>,
    /// Things that it does not hold.
    pub(crate) without: u64,
}

impl Told {
    /// Of no dimension.
    pub(crate) const fn plain(value: Option<f64>) -> Self {
        Self { of: FigureOf::Whole, before: None, value, without: 0 }
    }

    pub(crate) const fn of(dimension: Dimension, value: Option<f64>, without: u64) -> Self {
        Self { of: FigureOf::Amounts(dimension), before: None, value, without }
    }

    /// Without the plan there is nothing of it, wherever there is something to tell with it.
    pub(crate) fn where_nothing_was(self) -> Self {
        Self { before: self.value.map(|_| 0.0), ..self }
    }
}

/// Every figure.
pub(crate) fn figures(survey: &Survey, contents: &Contents) -> Vec<Figure> {
    let planned = &survey.index().planned;
    let mut dimensions: Vec<Dimension> =
        planned.study.flows.iter().filter_map(|flow| flow.amount.known()).map(|q| q.dimension()).collect();
    dimensions.sort_unstable();
    dimensions.dedup();
    let scene = Scene { planned, territory: survey.territory(), survey, contents, dimensions };
    let told = |indicator: &&'static Indicator| {
        let words = &indicator.words;
        let figure = |told: Told| {
            let [before, value] = [told.before, told.value].map(|value| value.filter(|value| value.is_finite()));
            Figure { words, of: told.of, before, value, without: told.without }
        };
        (indicator.values)(&scene).into_iter().map(figure)
    };
    INDICATORS.par_iter().with_max_len(1).flat_map_iter(told).collect()
}

impl Scene<'_> {
    /// One value for each dimension of the study.
    pub(crate) fn by_dimension(&self, value: impl Fn(Dimension) -> Told) -> Vec<Told> {
        self.dimensions.iter().map(|dimension| value(*dimension)).collect()
    }

    /// The dimensions of the study's known amounts.
    pub(crate) fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// The share, in per cent, of firms of at most that size among those that take part and say how large they are.
    pub(crate) fn share_up_to(&self, largest: SizeClass) -> Told {
        let (mut known, mut small, mut without) = (0_u64, 0_u64, 0);
        for gain in self.survey.gains().filter(|gain| gain.exchanges > 0) {
            known += u64::from(gain.size.is_some());
            small += u64::from(gain.size.is_some_and(|size| size <= largest));
            without += u64::from(gain.size.is_none());
        }
        Told { without, ..Told::plain((known > 0).then(|| 100.0 * small as f64 / known as f64)) }
    }

    /// The share of the known amounts of a direction that the plan uses, in per cent.
    pub(crate) fn used_share(&self, direction: Direction) -> Vec<Told> {
        self.by_dimension(|dimension| {
            let shares = || {
                let of = |flow| self.planned.study.flow(flow).direction == direction;
                let shares = self.planned.plan.shares.iter();
                shares.filter(move |s| of(s.flow) && self.planned.dimension(s.flow) == dimension)
            };
            let stated: i128 = shares().filter_map(|s| s.capacity).map(i128::from).sum();
            let used: i128 = shares().map(|s| i128::from(s.used)).sum();
            let without = shares().filter(|s| s.capacity.is_none()).count();
            Told::of(dimension, (stated > 0).then(|| 100.0 * used as f64 / stated as f64), without as u64)
                .where_nothing_was()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_indicator_keeps_its_word() {
        let mut ids: Vec<&str> = indicator_words().map(|words| words.id).collect();
        for words in indicator_words() {
            let snake = words.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(snake && !words.id.is_empty(), "{}", words.id);
            for text in [words.en, words.fr, words.definition, words.formula, words.source] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}: {text}", words.id);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), INDICATORS.len());
    }
}
