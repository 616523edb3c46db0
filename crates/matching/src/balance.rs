//! What a unit of the given resource saves, and what its way costs: carbon and money, term by term.
//!
//! A term that no factor tells is missing, never nought. The balance of carbon stands without the treatment and
//! without the pumping of a pipe, and says so; it does not stand without what is avoided, nor without the freight of
//! what travels by road. No tonne is credited twice: one basis alone counts as avoided.

mod carbon;
mod euros;
mod factors;
mod way;

use maillon_knowledge::{Entry, Source, Taxonomy};
use maillon_model::{BreakEven, Dimension, Distance, Score};

pub(crate) use carbon::carbon;
pub(crate) use euros::{assumed_disposal, by_connection, euros, euros_slope};
pub(crate) use way::way;

/// What a term counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermKind {
    /// Emissions that do not happen, or what the taker no longer buys.
    Avoided,
    /// What the giver no longer pays to be rid of it; negative where it gives up a sale.
    Disposal,
    /// What must be done to the resource.
    Treatment,
    /// Loading and unloading.
    Handling,
    /// The way, for each metre as the crow flies.
    Freight,
}

impl TermKind {
    /// The word cards and tables use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Avoided => "avoided",
            Self::Disposal => "disposal",
            Self::Treatment => "treatment",
            Self::Handling => "handling",
            Self::Freight => "freight",
        }
    }
}

/// One term of a balance.
#[derive(Debug, Clone, PartialEq)]
pub struct Term<'a> {
    /// What it counts.
    pub kind: TermKind,
    /// Kilograms of CO2 equivalent or euros for each unit given (and, of freight, for each metre): a gain is positive,
    /// a cost negative. `None` where no factor tells.
    pub amount: Option<f64>,
    /// How it comes about, or why it is not known.
    pub words: String,
    /// Id of the factor or rule that it was taken from, where one was.
    pub factor: Option<&'a str>,
    /// Where that was published.
    pub source: Option<&'a Source>,
    /// Whether the study does not say so, and it was assumed.
    pub assumed: bool,
}

impl<'a> Term<'a> {
    fn unknown(kind: TermKind, words: impl Into<String>) -> Self {
        Self { kind, amount: None, words: words.into(), factor: None, source: None, assumed: false }
    }

    fn stated(kind: TermKind, amount: f64, words: impl Into<String>) -> Self {
        Self { amount: Some(amount), ..Self::unknown(kind, words) }
    }
}

/// A balance for each unit of the given resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Account<'a> {
    /// What a unit counts; `None` where that is not known.
    pub unit: Option<Dimension>,
    /// What it is made of.
    pub terms: Vec<Term<'a>>,
    /// Kinds without which the balance is not known.
    required: &'static [TermKind],
}

impl Account<'_> {
    /// The balance at the door, and what each metre takes from it; `None` where a term that it needs is missing.
    pub(crate) fn slope(&self) -> Option<Slope> {
        if self.required.iter().any(|kind| self.misses(*kind)) {
            return None;
        }
        let sum = |freight: bool| -> f64 {
            self.terms.iter().filter(|t| (t.kind == TermKind::Freight) == freight).filter_map(|t| t.amount).sum()
        };
        let slope = Slope { at_door: sum(false), per_metre: -sum(true) + 0.0 };
        (slope.at_door.is_finite() && slope.per_metre.is_finite()).then_some(slope)
    }

    /// Adds a treatment, of which no factor tells.
    pub(crate) fn needs(&mut self, step: &str) {
        self.terms.push(Term::unknown(TermKind::Treatment, format!("{step}: not known")));
    }

    /// Whether a term of that kind belongs to the balance, and is not known.
    pub(crate) fn misses(&self, kind: TermKind) -> bool {
        self.terms.iter().any(|term| term.kind == kind && term.amount.is_none())
    }

    /// The balance of a unit that travels so far; `None` where a term that it needs is missing.
    pub fn net(&self, distance: Distance) -> Option<f64> {
        self.slope().map(|slope| slope.at(distance))
    }

    /// How far a unit may travel before nothing is left; `None` where that is not known.
    pub fn break_even(&self) -> Option<BreakEven> {
        self.slope().and_then(Slope::break_even)
    }
}

/// A balance that falls evenly with distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slope {
    pub(crate) at_door: f64,
    pub(crate) per_metre: f64,
}

impl Slope {
    pub(crate) fn at(self, distance: Distance) -> f64 {
        self.at_door - self.per_metre * distance.as_metres()
    }

    pub(crate) fn break_even(self) -> Option<BreakEven> {
        BreakEven::of(self.at_door, self.per_metre)
    }
}

/// What share of a balance the way leaves; nothing where there was nothing at the door.
pub(crate) fn left(slope: Slope, distance: Distance) -> Option<Score> {
    let share = slope.at(distance) / slope.at_door;
    Some(if slope.at_door > 0.0 { Score::saturating(share) } else { Score::ZERO })
}

/// Whether the List of Waste has an entry for it.
pub(crate) fn is_waste(entry: &Entry) -> bool {
    entry.codes.iter().any(|code| code.taxonomy() == Taxonomy::Ewc)
}
