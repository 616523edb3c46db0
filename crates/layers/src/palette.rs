//! The colours of maps and reports: one look over every output.
//!
//! Resource groups wear the colours of Okabe and Ito, *Color Universal Design* (2008), which readers with any kind of
//! colour blindness tell apart; balances the diverging ramp PuOr of Brewer, *ColorBrewer 2.0* (2013), which is safe for
//! them too. Pale fills of zones and the greys of sites are choices of ours: they carry no hue that a resource wears.

use maillon_model::{Language, ZoneKind};

/// A colour of sRGB: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// As HTML and CSS write it: `#d55e00`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// Resource families that share a colour: more than seven colours are not told apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// Stable word for scripts and class names.
    pub name: &'static str,
    /// What legends call it, in English.
    pub en: &'static str,
    /// What legends call it, in French.
    pub fr: &'static str,
    /// Its colour.
    pub colour: Colour,
    /// The families in it, as [`Resource::family`](maillon_model::Resource::family) names them.
    pub families: &'static [&'static str],
}

impl Group {
    /// What legends call it.
    pub const fn label(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Fr => self.fr,
        }
    }
}

/// Every group, in the order of legends; the last takes whatever no other names.
#[rustfmt::skip]
pub const GROUPS: &[Group] = &[
    Group { name: "heat", en: "Heat and cold", fr: "Chaleur et froid", colour: Colour(0xd5, 0x5e, 0x00),
        families: &["heat", "cold"] },
    Group { name: "water", en: "Water", fr: "Eau", colour: Colour(0x00, 0x72, 0xb2),
        families: &["water"] },
    Group { name: "energy", en: "Power, gas and fuel", fr: "Électricité, gaz et combustibles",
        colour: Colour(0xe6, 0x9f, 0x00), families: &["electricity", "gas", "hydrogen", "co2", "fuel", "oil"] },
    Group { name: "bio", en: "Biomass and sludge", fr: "Biomasse et boues", colour: Colour(0x00, 0x9e, 0x73),
        families: &["biomass", "food", "wood", "paper", "sludge", "nutrient"] },
    Group { name: "mineral", en: "Minerals and construction", fr: "Minéraux et construction",
        colour: Colour(0xcc, 0x79, 0xa7), families: &["mineral", "ash", "gypsum", "construction", "soil", "glass"] },
    Group { name: "goods", en: "Metals, plastics and chemicals", fr: "Métaux, plastiques et chimie",
        colour: Colour(0x56, 0xb4, 0xe9),
        families: &["metal", "plastic", "rubber", "chemical", "textile", "elv", "weee"] },
    Group { name: "other", en: "Other", fr: "Autres", colour: Colour(0x55, 0x55, 0x55),
        families: &["waste", "emission", "service", "space", "equipment"] },
];

/// The group of a resource family.
pub fn group(family: &str) -> &'static Group {
    GROUPS.iter().find(|group| group.families.contains(&family)).unwrap_or(&GROUPS[GROUPS.len() - 1])
}

/// Balances from a great lack to a great surplus, in seven steps; the middle one stands for none.
pub const BALANCE: [Colour; 7] = [
    Colour(0xb3, 0x58, 0x06),
    Colour(0xf1, 0xa3, 0x40),
    Colour(0xfe, 0xe0, 0xb6),
    Colour(0xf7, 0xf7, 0xf7),
    Colour(0xd8, 0xda, 0xeb),
    Colour(0x99, 0x8e, 0xc3),
    Colour(0x54, 0x27, 0x88),
];

/// The pale fill of a zone.
pub const fn zone(kind: &ZoneKind) -> Colour {
    match kind {
        ZoneKind::Industrial => Colour(0xe9, 0xe6, 0xea),
        ZoneKind::Agricultural => Colour(0xe6, 0xf0, 0xdf),
        ZoneKind::Port => Colour(0xdd, 0xe8, 0xf0),
        ZoneKind::Urban => Colour(0xf5, 0xec, 0xd9),
        ZoneKind::Administrative => Colour(0xf4, 0xf4, 0xf2),
        ZoneKind::Protected => Colour(0xdc, 0xed, 0xe6),
        ZoneKind::Other(_) => Colour(0xee, 0xee, 0xee),
    }
}

/// The outline of a zone.
pub const ZONE_EDGE: Colour = Colour(0xa8, 0xa8, 0xa8);

/// A site that only gives.
pub const GIVER: Colour = Colour(0x22, 0x22, 0x22);

/// A site that gives and takes.
pub const BOTH: Colour = Colour(0x8a, 0x8a, 0x8a);

/// A site that only takes.
pub const TAKER: Colour = Colour(0xff, 0xff, 0xff);

/// Outlines of sites, and text.
pub const INK: Colour = Colour(0x22, 0x22, 0x22);

/// Halos, and the ground of a map.
pub const PAPER: Colour = Colour(0xff, 0xff, 0xff);

/// What is wrong, or lost.
pub const ALARM: Colour = Colour(0xa5, 0x0f, 0x15);

#[cfg(test)]
mod tests {
    use super::*;

    /// Squared distance in CIE L*a*b*, as the eye sees it; from sRGB by IEC 61966-2-1 and CIE 15.
    fn apart(a: Colour, b: Colour) -> f64 {
        let lab = |c: Colour| {
            let linear = |v: u8| {
                let v = f64::from(v) / 255.0;
                if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
            };
            let (r, g, b) = (linear(c.0), linear(c.1), linear(c.2));
            let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
            let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
            let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
            let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
            [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
        };
        lab(a).iter().zip(lab(b)).map(|(p, q)| (p - q).powi(2)).sum()
    }

    #[test]
    fn groups_share_neither_family_nor_colour() {
        let mut families: Vec<&str> = GROUPS.iter().flat_map(|group| group.families).copied().collect();
        let count = families.len();
        families.sort_unstable();
        families.dedup();
        assert_eq!(families.len(), count);
        for (i, a) in GROUPS.iter().enumerate() {
            assert!(!a.en.is_empty() && !a.fr.is_empty());
            for b in &GROUPS[..i] {
                assert!(apart(a.colour, b.colour) > 400.0, "{} and {}", a.name, b.name);
            }
        }
        assert_eq!(group("heat").name, "heat");
        assert_eq!(group("nobody knows").name, "other");
        assert_eq!(group("heat").colour.hex(), "#d55e00");
    }
}
