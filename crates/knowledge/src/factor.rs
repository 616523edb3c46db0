//! Numbers of carbon and money that matches are valued with.

use std::fmt;

use crate::entry::Mode;

/// What a factor counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactorKind {
    /// Moving a tonne over a kilometre, or building a metre of pipe.
    Freight,
    /// Making a tonne from virgin material, or supplying a cubic metre of water.
    Production,
    /// Making the same tonne by recycling: production less this is what recycling avoids.
    Recycling,
    /// Using the same tonne again as it is.
    Reuse,
    /// Putting a tonne in a landfill, cleaning a cubic metre of waste water, or the fee for that before tax.
    Disposal,
    /// Tax on disposal.
    Tax,
    /// Burning a megawatt-hour of fuel, by lower heating value.
    Combustion,
    /// Way by road over way as the crow flies.
    Detour,
    /// Nitrogen that a tonne holds.
    Nitrogen,
    /// Phosphorus that a tonne holds, as the element.
    Phosphorus,
}

impl FactorKind {
    /// The word data files and reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Freight => "freight",
            Self::Production => "production",
            Self::Recycling => "recycling",
            Self::Reuse => "reuse",
            Self::Disposal => "disposal",
            Self::Tax => "tax",
            Self::Combustion => "combustion",
            Self::Detour => "detour",
            Self::Nitrogen => "nitrogen",
            Self::Phosphorus => "phosphorus",
        }
    }

    const ALL: [FactorKind; 10] = [
        Self::Freight,
        Self::Production,
        Self::Recycling,
        Self::Reuse,
        Self::Disposal,
        Self::Tax,
        Self::Combustion,
        Self::Detour,
        Self::Nitrogen,
        Self::Phosphorus,
    ];

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The unit of a factor's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactorUnit {
    /// Kilograms of CO2 equivalent per tonne-kilometre.
    KgPerTonneKm,
    /// Kilograms of CO2 equivalent per tonne.
    KgPerTonne,
    /// Kilograms of CO2 equivalent per cubic metre.
    KgPerM3,
    /// Kilograms of CO2 equivalent per megawatt-hour.
    KgPerMwh,
    /// Kilograms of a substance per tonne, as it is moved.
    KgInTonne,
    /// … per tonne of dry matter.
    KgInDryTonne,
    /// … per tonne without the water it is dissolved in.
    KgInPureTonne,
    /// Euros per tonne-kilometre.
    EurPerTonneKm,
    /// Euros per tonne.
    EurPerTonne,
    /// Euros per metre.
    EurPerMetre,
    /// None: one length over another.
    One,
}

impl FactorUnit {
    const ALL: [FactorUnit; 11] = [
        Self::KgPerTonneKm,
        Self::KgPerTonne,
        Self::KgPerM3,
        Self::KgPerMwh,
        Self::KgInTonne,
        Self::KgInDryTonne,
        Self::KgInPureTonne,
        Self::EurPerTonneKm,
        Self::EurPerTonne,
        Self::EurPerMetre,
        Self::One,
    ];

    /// The symbol data files and reports use.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::KgPerTonneKm => "kg CO2e/t.km",
            Self::KgPerTonne => "kg CO2e/t",
            Self::KgPerM3 => "kg CO2e/m3",
            Self::KgPerMwh => "kg CO2e/MWh",
            Self::KgInTonne => "kg/t",
            Self::KgInDryTonne => "kg/t dry",
            Self::KgInPureTonne => "kg/t pure",
            Self::EurPerTonneKm => "EUR/t.km",
            Self::EurPerTonne => "EUR/t",
            Self::EurPerMetre => "EUR/m",
            Self::One => "km/km",
        }
    }

    /// The unit of that symbol.
    pub fn from_symbol(symbol: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.symbol() == symbol)
    }
}

impl fmt::Display for FactorUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

/// A number that matches are valued with.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Short name.
    pub id: Box<str>,
    /// What it counts.
    pub kind: FactorKind,
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: FactorUnit,
    /// Of which resource (and its branch), where it is not of all.
    pub resource: Option<Box<str>>,
    /// Of which way to travel, where it is of one.
    pub mode: Option<Mode>,
    /// The country whose figure it is (ISO 3166 alpha-2), where it is one's.
    pub region: Option<Box<str>>,
    /// Whether it is the one to use where several fit.
    pub default: bool,
    /// What exactly is counted.
    pub about: Box<str>,
    /// Id of its source.
    pub source: Box<str>,
}
