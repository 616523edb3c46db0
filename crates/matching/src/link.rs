//! A lead with what every pair of it shares: units, ratio, carbon and cost of the way.

use maillon_knowledge as knowledge;
use maillon_knowledge::{Catalogue, Entry, Mode, Source};
use maillon_model::{Dimension, Flow, NotCounted, Quantity, Resource, ResourceIx, RuleWords, Score};

use crate::balance::{self, Slope, TermKind};
use crate::rule::{Lead, Rule};

/// Why a supplied resource can serve a demanded one, worked out once for all pairs of the two.
#[derive(Debug, Clone)]
pub struct Link<'a> {
    /// The kind of rule that pairs them.
    basis: Basis<'a>,
    lead: Lead<'a>,
    catalogue: &'a Catalogue,
    /// Whether the supply is a waste, by its code or what it is taken for.
    waste: bool,
    /// Carbon where the supply is to be got rid of, and where it is sold anyway: then no disposal is avoided.
    carbon: [Carbon; 2],
    /// Euros that the way costs for each unit given.
    pub(crate) way: Option<Slope>,
    /// Euros of disposal avoided for each unit given, where the study does not say.
    pub(crate) assumed_disposal: Option<f64>,
}

/// A balance of carbon for each unit given.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Carbon {
    /// Kilograms of CO2 equivalent.
    pub(crate) slope: Option<Slope>,
    /// What that leaves out, for want of a factor.
    pub(crate) not_counted: NotCounted,
}

impl Carbon {
    fn of(link: &Link<'_>, sold: bool) -> Self {
        let Some(account) = balance::carbon(link, sold) else { return Self::default() };
        let not_counted =
            NotCounted { treatment: account.misses(TermKind::Treatment), freight: account.misses(TermKind::Freight) };
        Self { slope: account.slope(), not_counted }
    }
}

/// Name and words of the kind of rule.
#[derive(Debug, Clone, Copy)]
struct Basis<'a> {
    name: &'a str,
    en: &'static str,
    fr: &'static str,
}

/// Both amounts of a pair in one unit, that of what is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Comparable {
    pub(crate) supply: f64,
    pub(crate) demand: f64,
}

impl<'a> Link<'a> {
    /// What a rule's lead means for pairs of `supply` with what it serves.
    pub fn new(rule: &'static dyn Rule, lead: Lead<'a>, supply: &Resource, catalogue: &'a Catalogue) -> Self {
        let basis = Basis { name: rule.name(), en: rule.about(), fr: rule.about_fr() };
        let waste = supply.code.split("; ").any(|part| part.starts_with("ewc:"))
            || lead.supplied.is_some_and(balance::is_waste);
        let carbon = [Carbon::default(); 2];
        let mut link = Self { basis, lead, catalogue, waste, carbon, way: None, assumed_disposal: None };
        link.carbon = [false, true].map(|sold| Carbon::of(&link, sold));
        link.way = balance::way(&link).slope();
        link.assumed_disposal = balance::assumed_disposal(&link).and_then(|term| term.amount);
        link
    }

    /// What is served.
    pub fn demand(&self) -> ResourceIx {
        self.lead.demand
    }

    /// What the supply is taken for, where the knowledge has it.
    pub fn supplied(&self) -> Option<&'a Entry> {
        self.lead.supplied
    }

    /// What the demand is taken for, likewise.
    pub fn demanded(&self) -> Option<&'a Entry> {
        self.lead.demanded
    }

    /// The catalogue's substitution, where one pairs them.
    pub fn substitution(&self) -> Option<&'a knowledge::Rule> {
        self.lead.substitution
    }

    /// The knowledge it rests on.
    pub fn catalogue(&self) -> &'a Catalogue {
        self.catalogue
    }

    /// How sure it is, 1 for the very resource.
    pub fn confidence(&self) -> Score {
        self.lead.confidence
    }

    /// Whether it holds only at a site of an activity that the substitution names.
    pub fn takers_only(&self) -> bool {
        self.lead.takers_only
    }

    /// Whether the supply is a waste.
    pub fn waste(&self) -> bool {
        self.waste
    }

    /// The substitution's id, or the name of the kind of rule.
    pub fn name(&self) -> &'a str {
        self.substitution().map_or(self.basis.name, |rule| &rule.id)
    }

    /// The kind of rule that pairs them: a name of [`RULES`](crate::RULES).
    pub fn basis(&self) -> &'a str {
        self.basis.name
    }

    /// What the rule says, and where that was published.
    pub fn words(&self) -> RuleWords {
        match self.substitution() {
            Some(rule) => RuleWords {
                id: rule.id.clone(),
                en: rule.en.clone(),
                fr: rule.fr.clone(),
                sources: self.sources(&rule.sources).map(|source| source.to_string().into()).collect(),
            },
            None => RuleWords {
                id: self.basis.name.into(),
                en: self.basis.en.into(),
                fr: self.basis.fr.into(),
                sources: Vec::new(),
            },
        }
    }

    fn sources<'s>(&'s self, ids: &'s [Box<str>]) -> impl Iterator<Item = &'a Source> + 's {
        ids.iter().filter_map(|id| self.catalogue.source(id))
    }

    /// What one unit of the given resource counts; `None` where neither rule nor knowledge says, and the flows' own
    /// units decide.
    pub fn given(&self) -> Option<Dimension> {
        self.substitution().map(|rule| rule.ratio.given).or(self.supplied().map(|entry| entry.dimension))
    }

    /// What one unit of the replaced resource counts, likewise.
    pub fn replaced(&self) -> Option<Dimension> {
        self.substitution().map_or_else(|| self.given(), |rule| Some(rule.ratio.replaced))
    }

    /// Units of the replaced resource for each unit given.
    pub fn ratio(&self) -> f64 {
        self.substitution().map_or(1.0, |rule| rule.ratio.value)
    }

    /// The balance of carbon, of a supply that is sold or one that is not.
    pub(crate) fn carbon(&self, sold: bool) -> Carbon {
        self.carbon[usize::from(sold)]
    }

    /// How the supply travels.
    pub(crate) fn mode(&self) -> Option<Mode> {
        self.supplied().map(|entry| entry.mode)
    }

    /// How much of `wanted` one unit of the given resource is.
    pub(crate) fn given_as(&self, wanted: Dimension) -> Option<f64> {
        one(self.supplied(), 1.0, self.given()?, wanted)
    }

    /// How much of `wanted` of the replaced resource one unit of the given one stands for.
    pub(crate) fn replaced_as(&self, wanted: Dimension) -> Option<f64> {
        one(self.demanded(), self.ratio(), self.replaced()?, wanted)
    }

    /// Both amounts in units of what is given, where both are known and comparable.
    pub(crate) fn comparable(&self, supply: &Flow, demand: &Flow) -> Option<Comparable> {
        let (given, needed) = (supply.amount.known()?, demand.amount.known()?);
        if self.substitution().is_none() && given.dimension() == needed.dimension() {
            return Some(Comparable { supply: given.annual(), demand: needed.annual() });
        }
        Some(Comparable { supply: self.supply_units(supply)?, demand: self.demand_units(demand)? })
    }

    /// The supply's amount in units of what is given.
    pub(crate) fn supply_units(&self, supply: &Flow) -> Option<f64> {
        converted(self.supplied(), supply.amount.known()?, self.given()?)
    }

    /// The demand's amount in units of what is given.
    pub(crate) fn demand_units(&self, demand: &Flow) -> Option<f64> {
        Some(converted(self.demanded(), demand.amount.known()?, self.replaced()?)? / self.ratio())
    }
}

fn one(entry: Option<&Entry>, value: f64, from: Dimension, wanted: Dimension) -> Option<f64> {
    converted(entry, Quantity::per_year(value, from).ok()?, wanted)
}

/// An amount of an entry as another dimension counts it.
pub(crate) fn converted(entry: Option<&Entry>, quantity: Quantity, wanted: Dimension) -> Option<f64> {
    if quantity.dimension() == wanted {
        return Some(quantity.annual());
    }
    entry.and_then(|entry| entry.convert(quantity, wanted)).map(Quantity::annual)
}
