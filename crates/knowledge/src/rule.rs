//! Substitutions: what can replace what, how much of it, and under which conditions.

use maillon_model::{Celsius, Dimension, Language, Percent, Quantity, Score};

use crate::entry::{depth, is_a};
use crate::taxonomy::TaxonomyCode;

/// Units of the replaced resource for each unit of the one that replaces it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratio {
    /// The number.
    pub value: f64,
    /// Counted of the replaced resource, in base units (t, m3, MWh, …).
    pub replaced: Dimension,
    /// Counted of the given resource, in base units.
    pub given: Dimension,
    /// Id of its source.
    pub source: Box<str>,
    /// What it assumes.
    pub note: Option<Box<str>>,
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}/{}", self.value, self.replaced.base_unit(), self.given.base_unit())
    }
}

impl Ratio {
    /// What `given` replaces in a year; none where it counts something else than the ratio, and has to be converted
    /// first ([`Entry::convert`](crate::Entry::convert)).
    pub fn replaces(&self, given: Quantity) -> Option<Quantity> {
        if given.dimension() != self.given {
            return None;
        }
        Quantity::per_year(given.annual() * self.value, self.replaced).ok()
    }
}

/// What happens to a hazardous supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum HazardRule {
    /// It does not fit.
    Refused,
    /// It fits a taker with a permit for it.
    #[default]
    Licensed,
}

impl HazardRule {
    /// The rule of that name in a data file.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "refused" => Some(Self::Refused),
            "licensed" => Some(Self::Licensed),
            _ => None,
        }
    }
}

/// What the supply must be like. What is absent is not asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conditions {
    /// Forms that fit; any, where the list is empty.
    pub forms: Vec<Box<str>>,
    /// Forms that do not fit.
    pub refused_forms: Vec<Box<str>>,
    /// At least as warm.
    pub min_temperature: Option<Celsius>,
    /// At most as warm.
    pub max_temperature: Option<Celsius>,
    /// At most as wet.
    pub max_moisture: Option<Percent>,
    /// At least as concentrated.
    pub min_concentration: Option<Percent>,
    /// Where the supply is hazardous.
    pub hazard: HazardRule,
    /// Uses that are closed to it: `food`, `feed`, `pharma`.
    pub excluded_uses: Vec<Box<str>>,
    /// Id of the source of the numbers, where there are any.
    pub source: Option<Box<str>>,
}

/// What must be done to the supply on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treatment {
    /// In words.
    pub step: Box<str>,
    /// Always; otherwise only where the supply falls short of the conditions.
    pub needed: bool,
    /// Id of the treatment that a plant of its own does; none where giver or taker do it at their own place.
    pub by: Option<Box<str>>,
}

/// What a carbon credit counts, so that no tonne is credited twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CarbonBasis {
    /// Production of the replaced resource, less what recycling costs. Not to be added to a production factor.
    Production,
    /// Disposal that does not happen. Not to be added to a disposal factor.
    Disposal,
    /// Fuel that is not burnt.
    Fuel,
    /// What a company says, gross.
    Claim,
}

impl CarbonBasis {
    /// The basis of that name in a data file.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "production" => Self::Production,
            "disposal" => Self::Disposal,
            "fuel" => Self::Fuel,
            "claim" => Self::Claim,
            _ => return None,
        })
    }
}

/// Emissions that the substitution avoids.
#[derive(Debug, Clone, PartialEq)]
pub struct Carbon {
    /// Kilograms of CO2 equivalent for each base unit of the given resource.
    pub kg: f64,
    /// What that unit counts.
    pub per: Dimension,
    /// What is counted.
    pub basis: CarbonBasis,
    /// Id of its source.
    pub source: Box<str>,
    /// What to know before using it.
    pub note: Option<Box<str>>,
}

impl Carbon {
    /// Kilograms of CO2 equivalent that `given` avoids in a year; none where it counts something else than the credit.
    pub fn avoided_kg(&self, given: Quantity) -> Option<f64> {
        (given.dimension() == self.per).then(|| given.annual() * self.kg)
    }
}

/// How often the literature documents the substitution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// Exchanges documented.
    pub documented: u32,
    /// Of these, exchanges that ran.
    pub implemented: u32,
}

impl Evidence {
    /// The chance that such an exchange runs, by Laplace's rule of succession: (implemented + 1) / (documented + 2).
    pub fn prior(self) -> Score {
        Score::saturating((f64::from(self.implemented) + 1.0) / (f64::from(self.documented) + 2.0))
    }
}

/// A rule by which one resource can replace another.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Short name.
    pub id: Box<str>,
    /// What it says, in English.
    pub en: Box<str>,
    /// What it says, in French.
    pub fr: Box<str>,
    /// Codes of the resources that can be given; each stands for its branch.
    pub from: Vec<Box<str>>,
    /// Branches of these that cannot.
    pub except: Vec<Box<str>>,
    /// Codes of other taxonomies that the literature gives them.
    pub codes: Vec<TaxonomyCode>,
    /// Codes of the resources in demand that it can serve; each stands for its branch.
    pub to: Vec<Box<str>>,
    /// The resource that is saved in the end, where it is not the one in demand.
    pub saves: Option<Box<str>>,
    /// NACE codes of sites seen giving.
    pub givers: Vec<TaxonomyCode>,
    /// NACE codes of sites seen taking; empty where any can.
    pub takers: Vec<TaxonomyCode>,
    /// How much replaces how much.
    pub ratio: Ratio,
    /// What the supply must be like.
    pub conditions: Conditions,
    /// What must be done to it.
    pub treatment: Option<Treatment>,
    /// What it avoids; none where nobody documented it.
    pub carbon: Option<Carbon>,
    /// How sure the rule is: [`Evidence::prior`] unless the data says otherwise.
    pub confidence: Score,
    /// How often it was documented; none where it was not counted.
    pub evidence: Option<Evidence>,
    /// Ids of its sources.
    pub sources: Vec<Box<str>>,
}

impl Rule {
    /// What it says, in that language.
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }

    /// How well the rule fits a supply of the resource `given` and a demand for `wanted`, both codes of ours: 1 where
    /// both stand on the rule's branches, less where one is named more broadly than the rule asks ("wood" for "wood
    /// chips"), none where the rule says nothing of them. A supply that already is what the rule yields does not need
    /// it: virgin polymer is no plastic waste.
    pub fn fit(&self, given: &str, wanted: &str) -> Option<Score> {
        if deepest(&self.except, given) > 0 {
            return None;
        }
        let yielded = deepest(&self.to, given);
        if yielded > 0 && yielded >= deepest(&self.from, given) {
            return None;
        }
        let given = best(&self.from, given)?;
        let wanted = best(&self.to, wanted)?;
        Some(Score::saturating(given * wanted))
    }
}

fn best(branches: &[Box<str>], code: &str) -> Option<f64> {
    branches.iter().filter_map(|branch| on_branch(branch, code)).max_by(f64::total_cmp)
}

/// The depth of the deepest branch that holds the code; 0 where none does.
fn deepest(branches: &[Box<str>], code: &str) -> usize {
    branches.iter().filter(|branch| is_a(code, branch)).map(|branch| depth(branch)).max().unwrap_or(0)
}

/// 1 for a code on the branch; for a code above it, how much of the branch's depth the code names.
fn on_branch(branch: &str, code: &str) -> Option<f64> {
    if is_a(code, branch) {
        Some(1.0)
    } else if is_a(branch, code) {
        Some(depth(code) as f64 / depth(branch) as f64)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prior_is_between_never_and_always() {
        assert_eq!(Evidence { documented: 0, implemented: 0 }.prior().value(), 0.5);
        assert!((Evidence { documented: 9, implemented: 6 }.prior().value() - 7.0 / 11.0).abs() < 1e-12);
    }

    #[test]
    fn a_branch_covers_its_kinds_and_what_is_broader_fits_less() {
        assert_eq!(on_branch("heat.steam", "heat.steam"), Some(1.0));
        assert_eq!(on_branch("heat.steam", "heat.steam.low-pressure"), Some(1.0));
        assert_eq!(on_branch("heat.steam", "heat"), Some(0.5));
        assert_eq!(on_branch("heat.steam", "heat.hot-water"), None);
        assert_eq!(on_branch("heat.steam", "heat.steam-ish"), None);
        let branches = ["mineral.slag.granulated".into(), "mineral".into()];
        assert_eq!(best(&branches, "mineral.slag"), Some(1.0), "the branch that fits best counts");
    }
}
