//! What goes from zone to zone.

use maillon_model::{CarbonSaved, EurosGained};

use super::balances::{family, zone_id};
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "zone_exchanges",
    about: "What the plan moves from zone to zone at each level: an origin-destination matrix, in the long form that Sankey \
            diagrams are drawn from. What stays inside a zone, or touches no zone, is in the table and not on the map.",
    subject: About::Matches,
    geometry: GeometryKind::Line,
    columns: COLUMNS,
    always: &["csv"],
    look: &looks::differences::EXCHANGES,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "level", kind: Kind::Text, unit: "", en: "Level", fr: "Niveau",
        about: "Level of both zones." },
    Column { name: "from_zone", kind: Kind::ZoneId, unit: "", en: "From zone", fr: "De la zone",
        about: "Where it comes from; null for sites that no zone of the level holds." },
    Column { name: "to_zone", kind: Kind::ZoneId, unit: "", en: "To zone", fr: "Vers la zone",
        about: "Where it goes; likewise." },
    Column { name: "from_name", kind: Kind::Text, unit: "", en: "From", fr: "De",
        about: "What people call the zone it comes from." },
    Column { name: "to_name", kind: Kind::Text, unit: "", en: "To", fr: "Vers",
        about: "What people call the zone it goes to." },
    Column { name: "family", kind: Kind::Text, unit: "", en: "Resource family given", fr: "Famille donnée",
        about: "Resource family of what is given." },
    Column { name: "replaces_family", kind: Kind::Text, unit: "", en: "Resource family replaced", fr: "Famille remplacée",
        about: "Resource family of what it replaces." },
    Column { name: "supplied", kind: Kind::Exact, unit: "see `unit`", en: "Given", fr: "Donné",
        about: "What is given." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of what is given." },
    Column { name: "replaced", kind: Kind::Exact, unit: "see `replaced_unit`", en: "Replaced", fr: "Remplacé",
        about: "What it replaces." },
    Column { name: "replaced_unit", kind: Kind::Text, unit: "", en: "Unit of what is replaced", fr: "Unité du remplacé",
        about: "Unit of what it replaces." },
    Column { name: "synergies", kind: Kind::Integer, unit: "", en: "Synergies", fr: "Synergies",
        about: "How many synergies move it." },
    Column { name: "co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 avoided", fr: "CO2 évité",
        about: "Emissions avoided by those with a factor." },
    Column { name: "synergies_without_co2_factor", kind: Kind::Integer, unit: "", en: "Without CO2 factor",
        fr: "Sans facteur CO2", about: "Those without one." },
    Column { name: "value_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Gain", fr: "Gain",
        about: "Money gained by those with a price, both sides together." },
    Column { name: "synergies_without_price", kind: Kind::Integer, unit: "", en: "Without price", fr: "Sans prix",
        about: "Those without one." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(territory) = context.territory() else { return Rows::none() };
    let study = context.study();
    Rows::of(territory.exchanges.iter(), move |x| {
        let name = |zone: Option<_>| Value::from(zone.and_then(|zone| study.zone(zone).name.as_deref()));
        let unit = |q: maillon_model::Quantity| Value::from(format!("{}/yr", q.dimension().base_unit()));
        let values = vec![
            Value::from(&*territory.levels[x.level as usize].name),
            zone_id(context, x.from),
            zone_id(context, x.to),
            name(x.from),
            name(x.to),
            family(&x.family),
            family(&x.replaces),
            Value::real(x.supplied.annual()),
            unit(x.supplied),
            Value::real(x.replaced.annual()),
            unit(x.replaced),
            x.synergies.into(),
            Value::real(x.carbon.map(CarbonSaved::as_kg_per_year)),
            x.without_carbon.into(),
            Value::real(x.euros.map(EurosGained::as_per_year)),
            x.without_euros.into(),
        ];
        let ends = x.from.zip(x.to).filter(|(from, to)| from != to);
        let line = ends.and_then(|(from, to)| territory.anchor(from).zip(territory.anchor(to)));
        Row { geometry: line.map(|(from, to)| Geometry::Line(from, to)), values }
    })
}
