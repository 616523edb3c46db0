//! The territory's figures: one file in `indicators/` and one line here each.

use maillon_model::{CriticalLink, Dimension, Direction, Distance, Figure, IndicatorWords, Planned, SiteIx, Territory};

use crate::indicators;

/// A figure, and what it says of itself.
pub(crate) struct Indicator {
    pub(crate) words: IndicatorWords,
    pub(crate) values: fn(&Scene) -> Vec<Told>,
}

/// Every indicator, in the order people read them.
pub(crate) const INDICATORS: &[&Indicator] = &[
    &indicators::closing_rate::INDICATOR,
    &indicators::needs_met::INDICATOR,
    &indicators::participation::INDICATOR,
    &indicators::exchanges::INDICATOR,
    &indicators::connectance::INDICATOR,
    &indicators::mean_distance::INDICATOR,
    &indicators::co2_avoided::INDICATOR,
    &indicators::gain::INDICATOR,
    &indicators::gini::INDICATOR,
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
    /// Of the study's known amounts, in the order tables list them.
    dimensions: Vec<Dimension>,
}

/// A value of an indicator.
pub(crate) struct Told {
    pub(crate) dimension: Option<Dimension>,
    pub(crate) value: Option<f64>,
    /// Things that it does not hold.
    pub(crate) without: u64,
}

impl Told {
    /// Of no dimension.
    pub(crate) const fn plain(value: Option<f64>) -> Self {
        Self { dimension: None, value, without: 0 }
    }

    pub(crate) const fn of(dimension: Dimension, value: Option<f64>, without: u64) -> Self {
        Self { dimension: Some(dimension), value, without }
    }
}

/// Every figure.
pub(crate) fn figures(planned: &Planned, territory: &Territory) -> Vec<Figure> {
    let mut dimensions: Vec<Dimension> =
        planned.study.flows.iter().filter_map(|flow| flow.amount.known()).map(|q| q.dimension()).collect();
    dimensions.sort_unstable();
    dimensions.dedup();
    let scene = Scene { planned, territory, dimensions };
    let told = |indicator: &&'static Indicator| {
        let words = &indicator.words;
        let figure = |told: Told| {
            let value = told.value.filter(|value| value.is_finite());
            Figure { words, dimension: told.dimension, value, without: told.without }
        };
        (indicator.values)(&scene).into_iter().map(figure)
    };
    INDICATORS.iter().flat_map(told).collect()
}

impl<'a> Scene<'a> {
    /// One value for each dimension of the study.
    pub(crate) fn by_dimension(&self, value: impl Fn(Dimension) -> Told) -> Vec<Told> {
        self.dimensions.iter().map(|dimension| value(*dimension)).collect()
    }

    /// The links of the plan, with the sites they go from and to.
    pub(crate) fn links(&self) -> impl Iterator<Item = (SiteIx, SiteIx, &'a CriticalLink)> {
        let (planned, territory) = (self.planned, self.territory);
        territory.links.iter().map(move |link| {
            let synergy = planned.matches.synergies.list().at(link.synergy as usize);
            let [from, to] = [synergy.supply, synergy.demand].map(|flow| planned.study.flow(flow).site);
            (from, to, link)
        })
    }

    /// How far a link goes.
    pub(crate) fn distance(&self, link: &CriticalLink) -> Distance {
        self.planned.matches.synergies.list().at(link.synergy as usize).distance
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
