//! A resource of the catalogue.

use maillon_model::{Dimension, Distance, Language, Quantity, Score};

use crate::convert::{Conversion, Density, HeatingValue, convert};
use crate::taxonomy::TaxonomyCode;

/// How a resource travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Pipe or duct.
    Pipe,
    /// Electric line.
    Wire,
    /// Lorry with a tipping bed: loose solids.
    Tipper,
    /// Tank lorry: liquids, sludges, powders.
    Tanker,
    /// General lorry: bales, pallets, skips.
    Lorry,
    /// Nothing travels: services, or burdens that stay.
    None,
}

impl Mode {
    /// All of them.
    pub const ALL: [Mode; 6] = [Self::Pipe, Self::Wire, Self::Tipper, Self::Tanker, Self::Lorry, Self::None];

    /// The word data files and layers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pipe => "pipe",
            Self::Wire => "wire",
            Self::Tipper => "tipper",
            Self::Tanker => "tanker",
            Self::Lorry => "lorry",
            Self::None => "none",
        }
    }

    /// The mode of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// How far resources of a kind travel.
#[derive(Debug, Clone, PartialEq)]
pub struct RadiusClass {
    /// Short name (`H-steam`, `L`).
    pub id: Box<str>,
    /// How far they usually travel.
    pub radius: Distance,
    /// Farther than this they do not.
    pub stop: Distance,
    /// What they are.
    pub about: Box<str>,
    /// What the distances rest on.
    pub evidence: Box<str>,
    /// Id of the source of the evidence.
    pub source: Box<str>,
}

/// A resource of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Our code: words joined by dots, from family to kind (`heat.steam`).
    pub code: Box<str>,
    /// English name.
    pub en: Box<str>,
    /// French name.
    pub fr: Box<str>,
    /// Other names, in either language.
    pub also: Vec<Box<str>>,
    /// What amounts of it count.
    pub dimension: Dimension,
    /// Id of its [`RadiusClass`].
    pub class: Box<str>,
    /// How far it usually travels.
    pub radius: Distance,
    /// Farther than this it does not travel.
    pub stop: Distance,
    /// How it travels.
    pub mode: Mode,
    /// Whether it usually is hazardous in the sense of waste or transport law.
    pub hazardous: bool,
    /// Whether trades use it in ways of their own, so that a demand for it does not tell by itself whether a substitute
    /// would do: a glass furnace cannot burn wood in the place of its natural gas.
    pub common: bool,
    /// Tonnes per cubic metre, where a conversion needs it and somebody published it.
    pub density: Option<Conversion<Density>>,
    /// Gigajoules per tonne, likewise.
    pub heating_value: Option<Conversion<HeatingValue>>,
    /// What other taxonomies call it, or what they call its class.
    pub codes: Vec<TaxonomyCode>,
    /// NACE codes of sites that typically have it to give.
    pub givers: Vec<TaxonomyCode>,
}

impl Entry {
    /// The name in that language.
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }

    /// The top of its branch: `heat` of `heat.steam`.
    pub fn family(&self) -> &str {
        self.code.split_once('.').map_or(&*self.code, |(family, _)| family)
    }

    /// The code of its parent; a family has none.
    pub fn parent(&self) -> Option<&str> {
        parent(&self.code)
    }

    /// Whether it is `code` or stands below it.
    pub fn is_a(&self, code: &str) -> bool {
        is_a(&self.code, code)
    }

    /// How alike two resources are by their place in the tree: 1 where this one is the other or a kind of it, else
    /// twice the depth of what they share over the sum of their depths (Wu and Palmer 1994), 0 across families.
    pub fn similarity(&self, other: &Entry) -> Score {
        if self.is_a(&other.code) {
            return Score::ONE;
        }
        let shared = self.code.split('.').zip(other.code.split('.')).take_while(|(a, b)| a == b).count();
        Score::saturating(2.0 * shared as f64 / (depth(&self.code) + depth(&other.code)) as f64)
    }

    /// The same amount in another dimension; none where its density or heating value is not known.
    pub fn convert(&self, quantity: Quantity, wanted: Dimension) -> Option<Quantity> {
        let density = self.density.as_ref().map(|p| p.value);
        let heating = self.heating_value.as_ref().map(|p| p.value);
        convert(quantity, wanted, density, heating)
    }
}

pub(crate) fn parent(code: &str) -> Option<&str> {
    code.rsplit_once('.').map(|(parent, _)| parent)
}

/// Whether `code` is `above` or stands below it.
pub(crate) fn is_a(code: &str, above: &str) -> bool {
    code.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// How many words a code has.
pub(crate) fn depth(code: &str) -> usize {
    code.split('.').count()
}
