//! Tonnes, cubic metres and megawatt-hours of one resource.

use maillon_model::{Dimension, Quantity};

/// Tonnes per cubic metre; of a gas, at 0 °C and 1 atm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Density(f64);

impl Density {
    /// A density in tonnes per cubic metre; none for what no substance has (at most osmium's 22.6).
    pub fn new(tonnes_per_m3: f64) -> Option<Self> {
        (tonnes_per_m3 > 0.0 && tonnes_per_m3 <= 22.6).then_some(Self(tonnes_per_m3))
    }

    /// Tonnes per cubic metre.
    pub const fn tonnes_per_m3(self) -> f64 {
        self.0
    }
}

/// Gigajoules per tonne: a fuel's lower heating value, or steam's enthalpy over the water it came from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeatingValue(f64);

impl HeatingValue {
    /// A heating value in gigajoules per tonne; none for what nothing that burns has (at most hydrogen's 120).
    pub fn new(gj_per_tonne: f64) -> Option<Self> {
        (gj_per_tonne > 0.0 && gj_per_tonne <= 120.0).then_some(Self(gj_per_tonne))
    }

    /// Gigajoules per tonne.
    pub const fn gj_per_tonne(self) -> f64 {
        self.0
    }

    /// Megawatt-hours per tonne.
    pub fn mwh_per_tonne(self) -> f64 {
        self.0 / 3.6
    }
}

/// A property a conversion rests on, and where it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion<T> {
    /// The property.
    pub value: T,
    /// Id of its source.
    pub source: Box<str>,
    /// What the source's value is of, where that is not the resource itself.
    pub note: Option<Box<str>>,
}

/// `quantity` in `wanted`, through what of density and heating value is known; none where the way is not known.
pub(crate) fn convert(
    quantity: Quantity,
    wanted: Dimension,
    density: Option<Density>,
    heating: Option<HeatingValue>,
) -> Option<Quantity> {
    if quantity.dimension() == wanted {
        return Some(quantity);
    }
    let density = density.map(Density::tonnes_per_m3);
    let heating = heating.map(HeatingValue::mwh_per_tonne);
    let tonnes = match quantity.dimension() {
        Dimension::Mass => quantity.annual(),
        Dimension::Volume => quantity.annual() * density?,
        Dimension::Energy => quantity.annual() / heating?,
        _ => return None,
    };
    let value = match wanted {
        Dimension::Mass => tonnes,
        Dimension::Volume => tonnes / density?,
        Dimension::Energy => tonnes * heating?,
        _ => return None,
    };
    Quantity::per_year(value, wanted).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(value: f64, dimension: Dimension) -> Quantity {
        Quantity::per_year(value, dimension).unwrap()
    }

    #[test]
    fn by_hand() {
        let ethanol = (Density::new(0.789), HeatingValue::new(26.8));
        let litres = amount(5400.0, Dimension::Volume); // 5.4 million litres
        let tonnes = convert(litres, Dimension::Mass, ethanol.0, ethanol.1).unwrap();
        assert!((tonnes.annual() - 4260.6).abs() < 1e-9);
        let mwh = convert(litres, Dimension::Energy, ethanol.0, ethanol.1).unwrap();
        assert!((mwh.annual() - 4260.6 * 26.8 / 3.6).abs() < 1e-6);
        let back = convert(mwh, Dimension::Volume, ethanol.0, ethanol.1).unwrap();
        assert!((back.annual() - 5400.0).abs() < 1e-9);
    }

    #[test]
    fn an_unknown_way_is_not_guessed() {
        let coal = amount(1.0, Dimension::Mass);
        assert_eq!(convert(coal, Dimension::Energy, None, None), None);
        assert_eq!(convert(coal, Dimension::Money, Density::new(1.0), HeatingValue::new(1.0)), None);
        assert_eq!(convert(coal, Dimension::Mass, None, None), Some(coal));
        assert!(Density::new(f64::NAN).is_none() && Density::new(0.0).is_none() && HeatingValue::new(1e3).is_none());
    }
}
