//! What a caller knows of a synergy beyond its score and distance.

/// How much of what is replaced one base unit supplied stands for, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    replaced: u32,
    supplied: u32,
}

impl Ratio {
    /// One for one.
    pub const ONE: Ratio = Ratio { replaced: 1, supplied: 1 };

    /// `replaced` base units of the demand for `supplied` base units of the supply; `None` where either is 0.
    pub const fn new(replaced: u32, supplied: u32) -> Option<Self> {
        if replaced == 0 || supplied == 0 { None } else { Some(Self { replaced, supplied }) }
    }

    /// Base units replaced.
    pub const fn replaced(self) -> u32 {
        self.replaced
    }

    /// … by so many base units supplied.
    pub const fn supplied(self) -> u32 {
        self.supplied
    }
}

/// The terms of one synergy. A price or factor that is `None` is not known, and never taken for zero: an objective that
/// needs it leaves the synergy out and says so.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Terms {
    /// Replaced for supplied; one for one where both count the same dimension.
    pub ratio: Option<Ratio>,
    /// Net euros per base unit supplied; negative where it costs more than it brings.
    pub euros: Option<f64>,
    /// Kilograms of CO₂ avoided, net, per base unit supplied; negative where it emits more.
    pub co2_kg: Option<f64>,
    /// The least that is worth moving at all: base units supplied per year. `None`: any amount.
    pub min_lot: Option<f64>,
    /// Euros per year as soon as anything moves (a pipe is built or not); counts under the objective in euros only.
    /// `None`: nothing is to be built.
    pub fixed_euros: Option<f64>,
}
