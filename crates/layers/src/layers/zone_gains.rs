//! What the plan brings the sites of each zone.

use std::borrow::Cow;

use maillon_model::{CarbonSaved, EurosGained, Score};

use super::balances::zone_id;
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "zone_gains",
    about: "What the plan brings the sites of each zone, at each level once.",
    subject: About::Matches,
    geometry: GeometryKind::Polygon,
    columns: COLUMNS,
    always: &[],
    look: &looks::territory::ZONE_GAINS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "level", kind: Kind::Text, unit: "", en: "Level", fr: "Niveau",
        about: "Level of the zone." },
    Column { name: "zone_id", kind: Kind::ZoneId, unit: "", en: "Zone", fr: "Zone",
        about: "The zone; null for all sites that no zone of the level holds." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "sites", kind: Kind::Integer, unit: "", en: "Sites", fr: "Sites",
        about: "Sites that have a flow." },
    Column { name: "taking_part", kind: Kind::Integer, unit: "", en: "Taking part", fr: "Participants",
        about: "Those of them that the plan serves." },
    Column { name: "participation_pct", kind: Kind::Real(2), unit: "%", en: "Participation", fr: "Participation",
        about: "Taking part / sites." },
    Column { name: "losing", kind: Kind::Integer, unit: "", en: "Losing", fr: "Perdants",
        about: "Those of them whose known gain is a loss." },
    Column { name: "small_firms", kind: Kind::Integer, unit: "", en: "Small firms taking part", fr: "Petites entreprises participantes",
        about: "Of those that the plan serves, firms with fewer than 50 people." },
    Column { name: "small_firms_pct", kind: Kind::Real(2), unit: "%", en: "Share of small firms", fr: "Part des petites entreprises",
        about: "Small firms / firms taking part of known size; null where none is known." },
    Column { name: "firms_without_size", kind: Kind::Integer, unit: "", en: "Of unknown size", fr: "De taille inconnue",
        about: "Those taking part of which the study does not say how many work there." },
    Column { name: "gain_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Gain", fr: "Gain",
        about: "Money, as far as it is known." },
    Column { name: "loses", kind: Kind::Integer, unit: "", en: "Loses", fr: "Y perd",
        about: "1 where what is known of the gain is a loss, else 0." },
    Column { name: "sites_without_price", kind: Kind::Integer, unit: "", en: "Sites without price", fr: "Sites sans prix",
        about: "Sites with an exchange that the gain does not hold." },
    Column { name: "co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 avoided", fr: "CO2 évité",
        about: "Emissions avoided, as far as they are known." },
    Column { name: "gini", kind: Kind::Real(4), unit: "0 to 1", en: "Gini coefficient", fr: "Coefficient de Gini",
        about: "How unevenly the gains of its sites are spread: 0 where all gain the same; of sites whose gain is wholly known; null below two of them, where nothing is gained or somebody loses." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(territory) = context.territory() else { return Rows::none() };
    let study = context.study();
    Rows::of(territory.zone_gains.iter(), move |gain| {
        let zone = gain.zone.map(|zone| study.zone(zone));
        let sized = gain.taking_part - gain.without_size;
        let values = vec![
            Value::from(&*territory.levels[gain.level as usize].name),
            zone_id(context, gain.zone),
            Value::from(zone.and_then(|zone| zone.name.as_deref())),
            gain.sites.into(),
            gain.taking_part.into(),
            Value::real(100.0 * f64::from(gain.taking_part) / f64::from(gain.sites)),
            gain.losing.into(),
            gain.small.into(),
            Value::real((sized > 0).then(|| 100.0 * f64::from(gain.small) / f64::from(sized))),
            gain.without_size.into(),
            Value::real(gain.euros.map(EurosGained::as_per_year)),
            u32::from(gain.euros.is_some_and(|euros| euros.as_per_year() < 0.0)).into(),
            gain.without_euros.into(),
            Value::real(gain.carbon.map(CarbonSaved::as_kg_per_year)),
            Value::real(gain.gini.map(Score::value)),
        ];
        Row { geometry: zone.map(|zone| Geometry::Polygons(Cow::Borrowed(&zone.geometry))), values }
    })
}
