//! The properties that a study may keep to itself.

/// A property of sites or flows that a study may keep to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// A site's name.
    Name,
    /// A site's activity code.
    Activity,
    /// The amount: no total holds it either.
    Quantity,
    /// The temperature.
    Temperature,
    /// The water content.
    Moisture,
    /// The content of what counts.
    Concentration,
    /// The form.
    Form,
    /// Whether it is hazardous.
    Hazardous,
    /// The monthly profile.
    Months,
    /// The price.
    Price,
    /// The largest distance.
    MaxDistance,
    /// How the amount is known.
    Known,
    /// The first day.
    ValidFrom,
    /// The last day.
    ValidTo,
}

impl Field {
    const NAMED: &[(&'static str, Self)] = &[
        ("name", Self::Name),
        ("activity", Self::Activity),
        ("quantity", Self::Quantity),
        ("temperature_c", Self::Temperature),
        ("moisture_pct", Self::Moisture),
        ("concentration_pct", Self::Concentration),
        ("form", Self::Form),
        ("hazardous", Self::Hazardous),
        ("months", Self::Months),
        ("price", Self::Price),
        ("max_distance_km", Self::MaxDistance),
        ("known", Self::Known),
        ("valid_from", Self::ValidFrom),
        ("valid_to", Self::ValidTo),
    ];

    /// The field of that name, as the study file has it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
    }

    /// The names there are.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMED.iter().map(|(name, _)| *name)
    }
}
