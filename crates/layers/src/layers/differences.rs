//! Synergies that a change makes move more or less.

use crate::column::{Column, Kind};
use crate::context::{About, Context, Subject};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "differences",
    about: "What would change (`maillon whatif`): lines from supply to demand, one per synergy that would move another \
            amount than now. A closed site's synergies of unknown amount are among them.",
    subject: About::Change,
    geometry: GeometryKind::Line,
    columns: COLUMNS,
    always: &[],
    look: &looks::differences::LOOK,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "supply_flow", kind: Kind::FlowId, unit: "", en: "Supply flow", fr: "Flux offert",
        about: "Id of the flow that is given." },
    Column { name: "demand_flow", kind: Kind::FlowId, unit: "", en: "Demand flow", fr: "Flux demandé",
        about: "Id of the flow that is taken." },
    Column { name: "supply_site", kind: Kind::SiteId, unit: "", en: "Giving site", fr: "Site fournisseur",
        about: "Id of the site that gives." },
    Column { name: "demand_site", kind: Kind::SiteId, unit: "", en: "Taking site", fr: "Site preneur",
        about: "Id of the site that takes." },
    Column { name: "supply_name", kind: Kind::Text, unit: "", en: "Giver", fr: "Fournisseur",
        about: "Name of the site that gives, or its id where it has none." },
    Column { name: "demand_name", kind: Kind::Text, unit: "", en: "Taker", fr: "Preneur",
        about: "Name of the site that takes, or its id where it has none." },
    Column { name: "resource", kind: Kind::Text, unit: "", en: "Resource given", fr: "Ressource offerte",
        about: "Code of what is given." },
    Column { name: "turn", kind: Kind::Text, unit: "", en: "Turn", fr: "Évolution",
        about: "`lost`: it would move nothing any more; `reduced`, `raised`; `gained`: it moves nothing now." },
    Column { name: "before", kind: Kind::Amount, unit: "see `unit`", en: "Before", fr: "Avant",
        about: "What the plan moves now, per year; null where nobody knows." },
    Column { name: "after", kind: Kind::Amount, unit: "see `unit`", en: "After", fr: "Après",
        about: "What it would move; null where nobody knows." },
    Column { name: "change", kind: Kind::Amount, unit: "see `unit`", en: "Change", fr: "Écart",
        about: "`after` less `before`." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of the three, such as `t/yr`." },
    Column { name: "co2_change_kg_per_year", kind: Kind::Amount, unit: "kg/yr", en: "CO2 avoided, change (kg/yr)",
        fr: "CO2 évité, écart (kg/an)", about: "How much more carbon it would avoid; null where a factor lacks." },
    Column { name: "value_change_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Value, change (EUR/yr)",
        fr: "Valeur, écart (EUR/an)", about: "How many more euros it would bring; null where a price lacks." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Subject::Change(change) = context.run.subject else { return Rows::none() };
    let study = context.study();
    Rows::of(change.differences.iter(), move |d| {
        let (supply, demand) = (study.flow(d.supply), study.flow(d.demand));
        let (giver, taker) = (study.site(supply.site), study.site(demand.site));
        let (before, after) = (d.before.map(|q| q.annual()), d.after.map(|q| q.annual()));
        let unit = d.before.or(d.after).map(|q| format!("{}/yr", q.dimension().base_unit()));
        let values = vec![
            Value::id(&supply.id, study.flow_ids),
            Value::id(&demand.id, study.flow_ids),
            Value::id(&giver.id, study.site_ids),
            Value::id(&taker.id, study.site_ids),
            giver.label().into(),
            taker.label().into(),
            Value::from(&*study.resource(supply.resource).code),
            d.turn.name().into(),
            Value::real(before),
            Value::real(after),
            Value::real(before.zip(after).map(|(before, after)| after - before)),
            unit.into(),
            Value::real(d.worth.carbon.map(|c| c.as_kg_per_year())),
            Value::real(d.worth.euros.map(|e| e.as_per_year())),
        ];
        Row { geometry: Some(Geometry::Line(giver.position, taker.position)), values }
    })
}
