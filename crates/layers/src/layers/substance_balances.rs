//! What of nitrogen and phosphorus is in what zones give and need.

use super::balances::{side_values, zone_id};
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "substance_balances",
    about: "The nitrogen and phosphorus in what each zone gives and needs, by level, as the balances count it: flows hold what the \
            knowledge has a factor for, of resources that anybody would ask it of. A factor for dry matter needs the flow's moisture, one for a \
            dissolved substance its concentration: without it, the flow is unknown. To the gram; the rows of a level add up to the whole study.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &["csv"],
    look: &looks::territory::SUBSTANCES,
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
    Column { name: "substance", kind: Kind::Text, unit: "", en: "Substance", fr: "Substance",
        about: "`N` or `P`, as the element." },
    Column { name: "supply_flows", kind: Kind::Integer, unit: "", en: "Supply flows", fr: "Flux offerts",
        about: "How many flows that may hold it its sites have to give." },
    Column { name: "supply_flows_unknown", kind: Kind::Integer, unit: "", en: "Supply flows unknown",
        fr: "Flux offerts inconnus", about: "Those of them without a factor or an amount: no sum of the row holds them." },
    Column { name: "supply_t_per_year", kind: Kind::Exact, unit: "t/yr", en: "To give (t/yr)", fr: "À donner (t/an)",
        about: "Tonnes of the substance in the others: supply = used inside + exported + wasted." },
    Column { name: "used_inside_t_per_year", kind: Kind::Exact, unit: "t/yr", en: "Used inside (t/yr)", fr: "Utilisé sur place (t/an)",
        about: "Of that, what the plan gives to other sites of the zone." },
    Column { name: "exported_t_per_year", kind: Kind::Exact, unit: "t/yr", en: "Exported (t/yr)", fr: "Exporté (t/an)",
        about: "Of that, what the plan gives to sites elsewhere in the study." },
    Column { name: "wasted_t_per_year", kind: Kind::Exact, unit: "t/yr", en: "Wasted (t/yr)", fr: "Perdu (t/an)",
        about: "Of that, what is left." },
    Column { name: "demand_flows", kind: Kind::Integer, unit: "", en: "Demand flows", fr: "Flux demandés",
        about: "How many flows that may hold it its sites need." },
    Column { name: "demand_flows_unknown", kind: Kind::Integer, unit: "", en: "Demand flows unknown",
        fr: "Flux demandés inconnus", about: "Those of them without a factor or an amount." },
    Column { name: "demand_t_per_year", kind: Kind::Exact, unit: "t/yr", en: "Needed (t/yr)", fr: "Besoin (t/an)",
        about: "Tonnes of the substance in the others: demand = met inside + imported + bought." },
    Column { name: "met_inside_t_per_year", kind: Kind::Exact, unit: "t/yr", en: "Met inside (t/yr)", fr: "Couvert sur place (t/an)",
        about: "Of that, what the plan brings from other sites of the zone." },
    Column { name: "imported_t_per_year", kind: Kind::Exact, unit: "t/yr", en: "Imported (t/yr)", fr: "Importé (t/an)",
        about: "Of that, what the plan brings from sites elsewhere in the study." },
    Column { name: "bought_t_per_year", kind: Kind::Exact, unit: "t/yr", en: "Still bought (t/yr)", fr: "Encore acheté (t/an)",
        about: "Of that, what is left to buy." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(territory) = context.territory() else { return Rows::none() };
    let study = context.study();
    Rows::of(territory.substances.iter(), move |b| {
        let mut values = vec![
            Value::from(&*territory.levels[b.level as usize].name),
            zone_id(context, b.zone),
            Value::from(b.zone.and_then(|zone| study.zone(zone).name.as_deref())),
            b.substance.symbol().into(),
        ];
        for side in [b.supply, b.demand] {
            values.extend(side_values(side));
        }
        Row { geometry: b.zone.and_then(|zone| territory.anchor(zone)).map(Geometry::Point), values }
    })
}
