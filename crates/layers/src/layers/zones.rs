//! Zones with their balances.

use std::borrow::Cow;

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "zones",
    about: "Zones with the balance of each resource family. A site in several zones counts in each of them, so zones \
            that overlap or nest do not add up.",
    subject: About::Matches,
    geometry: GeometryKind::Polygon,
    columns: COLUMNS,
    always: &[],
    look: &looks::zones::LOOK,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "zone_id", kind: Kind::ZoneId, unit: "", en: "Zone", fr: "Zone",
        about: "The user's own id, or the feature's number where there is none." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "kind", kind: Kind::Text, unit: "", en: "Kind", fr: "Type",
        about: "`industrial`, `agricultural`, `port`, `urban`, `administrative`, `protected`, or the user's own word." },
    Column { name: "sites", kind: Kind::Integer, unit: "", en: "Sites", fr: "Sites",
        about: "How many sites it holds." },
    Column { name: "supply_flows", kind: Kind::Integer, unit: "", en: "Supply flows", fr: "Flux offerts",
        about: "How many flows they have to give." },
    Column { name: "supply_flows_unknown", kind: Kind::Integer, unit: "", en: "Supply flows of unknown amount",
        fr: "Flux offerts de quantité inconnue", about: "Those of them that no total holds: missing or below a threshold." },
    Column { name: "demand_flows", kind: Kind::Integer, unit: "", en: "Demand flows", fr: "Flux demandés",
        about: "How many flows they need." },
    Column { name: "demand_flows_unknown", kind: Kind::Integer, unit: "", en: "Demand flows of unknown amount",
        fr: "Flux demandés de quantité inconnue", about: "Those of them that no total holds." },
    Column { name: "<family>_flows_unknown", kind: Kind::Integer, unit: "",
        en: "<family>: flows of unknown amount", fr: "<family> : flux de quantité inconnue",
        about: "Flows of the resource family, of either direction, that its balance does not hold. Families are those \
                that occur in zones; resources maillon does not know are together in `other`." },
    Column { name: "<family>_supply_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "<family>: supply (<unit>/yr)", fr: "<family> : offre (<unit>/an)",
        about: "Sum of the known amounts to give; null where none is known." },
    Column { name: "<family>_demand_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "<family>: demand (<unit>/yr)", fr: "<family> : demande (<unit>/an)",
        about: "Sum of the known amounts needed; null where none is known." },
    Column { name: "<family>_balance_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "<family>: balance (<unit>/yr)", fr: "<family> : bilan (<unit>/an)",
        about: "Known supply less known demand: positive where there is more to give than is needed. A side without \
                flows counts as nothing; null where a side has flows but none known in this unit." },
    Column { name: "<family>_supply_allocated_<unit>_per_year", kind: Kind::Planned, unit: "<unit>/yr",
        en: "<family>: supply, allocated (<unit>/yr)", fr: "<family> : offre attribuée (<unit>/an)",
        about: "Of the supply, what the plan moves, to takers in the zone or elsewhere." },
    Column { name: "<family>_demand_allocated_<unit>_per_year", kind: Kind::Planned, unit: "<unit>/yr",
        en: "<family>: demand, allocated (<unit>/yr)", fr: "<family> : demande attribuée (<unit>/an)",
        about: "Of the demand, what the plan brings, from givers in the zone or elsewhere." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let study = context.study();
    // A published total does not say how many amounts it lacks.
    let unknown = move |count: u32| if context.run.public.is_some() { Value::Null } else { count.into() };
    // With neighbours, the zones of the study's own sites alone.
    let told = move |i: &usize| study.neighbours.is_empty() || context.zones.counts[*i].sites > 0;
    Rows::of((0..study.zones.len()).filter(told), move |i| {
        let zone = &study.zones[i];
        let count = &context.zones.counts[i];
        let mut values = vec![
            Value::id(&zone.id, study.zone_ids),
            Value::from(zone.name.as_deref()),
            zone.kind.name().into(),
            count.sites.into(),
            count.flows.supply.flows.into(),
            unknown(count.flows.supply.unknown),
            count.flows.demand.flows.into(),
            unknown(count.flows.demand.unknown),
        ];
        values.extend(context.zones.families(i).iter().map(|f| unknown(f.supply.unknown + f.demand.unknown)));
        for (sums, balance) in context.zones.balances(i) {
            values.extend([sums.stated.supply, sums.stated.demand, balance].map(Value::real));
            if context.planned().is_some() {
                values.extend([sums.allocated.supply, sums.allocated.demand].map(Value::real));
            }
        }
        Row { geometry: Some(Geometry::Polygons(Cow::Borrowed(&zone.geometry))), values }
    })
}
