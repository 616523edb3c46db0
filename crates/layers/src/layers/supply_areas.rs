//! Where supplies come from.

use std::borrow::Cow;

use maillon_model::{AreaOf, Drawn, Resource, SupplyArea};

use super::balances::{family, zone_id};
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "supply_areas",
    about: "The area that what the plan brings comes from: a tight hull round givers and takers. One of fewer than three places, or in line, has no surface: its row is in the table and not on the map.",
    subject: About::Matches,
    geometry: GeometryKind::Polygon,
    columns: COLUMNS,
    always: &[],
    look: &looks::territory::SUPPLY_AREAS,
    rows,
};

/// Columns that say whose supplies they are.
#[rustfmt::skip]
pub(super) const WHOSE: [Column; 7] = [
    Column { name: "of", kind: Kind::Text, unit: "", en: "Of", fr: "De",
        about: "`family`, `resource`: of all the study's needs of it; `zone`: of those of the family in the zone; `demand`: of one demand." },
    Column { name: "level", kind: Kind::Text, unit: "", en: "Level", fr: "Niveau",
        about: "Level of the zone, of a zone's area." },
    Column { name: "zone_id", kind: Kind::ZoneId, unit: "", en: "Zone", fr: "Zone",
        about: "The zone, of a zone's area." },
    Column { name: "flow_id", kind: Kind::FlowId, unit: "", en: "Demand", fr: "Besoin",
        about: "The demand, of a demand's area." },
    Column { name: "family", kind: Kind::Text, unit: "", en: "Resource family", fr: "Famille de ressources",
        about: "Resource family of what is needed." },
    Column { name: "resource", kind: Kind::Text, unit: "", en: "Resource", fr: "Ressource",
        about: "Code of what is needed, of a resource's or a demand's area." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of the amount." },
];

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    WHOSE[0], WHOSE[1], WHOSE[2], WHOSE[3], WHOSE[4], WHOSE[5], WHOSE[6],
    Column { name: "givers", kind: Kind::Integer, unit: "", en: "Sites that give", fr: "Sites qui donnent",
        about: "How many sites give." },
    Column { name: "amount", kind: Kind::Amount, unit: "see `unit`", en: "Amount", fr: "Quantité",
        about: "What they bring, as demands count; null of a demand of unknown amount, which is in no plan: its givers are those who could give, of the synergies that matching kept." },
    Column { name: "mean_m", kind: Kind::Real(2), unit: "m", en: "Mean distance", fr: "Distance moyenne",
        about: "Mean distance, by amount; null where that is not known." },
    Column { name: "farthest_m", kind: Kind::Real(2), unit: "m", en: "Farthest", fr: "Le plus loin",
        about: "The longest way." },
];

/// The values that say whose supplies they are.
pub(super) fn whose<'a>(context: &'a Context<'a>, area: &SupplyArea) -> Vec<Value<'a>> {
    let study = context.study();
    let level = |level: u32| context.territory().map(|territory| &*territory.levels[level as usize].name);
    let kin = |resource| {
        let resource: &'a Resource = study.resource(resource);
        (family(if resource.known { &resource.family } else { "" }), Some(&*resource.code))
    };
    let (of, level, zone, flow, (name, code)) = match &area.of {
        AreaOf::Family(name) => ("family", None, None, None, (family(name).owned(), None)),
        AreaOf::Resource(resource) => ("resource", None, None, None, kin(*resource)),
        AreaOf::Zone(place, zone, name) => ("zone", level(*place), Some(*zone), None, (family(name).owned(), None)),
        AreaOf::Demand(flow) => ("demand", None, None, Some(*flow), kin(study.flow(*flow).resource)),
    };
    vec![
        of.into(),
        level.into(),
        zone_id(context, zone),
        flow.map_or(Value::Null, |flow| Value::id(&study.flow(flow).id, study.flow_ids)),
        name,
        code.into(),
        format!("{}/yr", area.dimension.base_unit()).into(),
    ]
}

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(survey) = context.run.territory else { return Rows::none() };
    Rows::of(survey.areas(Drawn::Hulls).later(), move |area| {
        let area = area();
        let mut values = whose(context, &area);
        values.extend([
            area.givers.into(),
            Value::real(area.amount.map(|amount| amount.annual())),
            Value::real(area.mean.map(|mean| mean.as_metres())),
            Value::real(area.farthest.as_metres()),
        ]);
        let drawn = !area.hull.0.is_empty();
        Row { geometry: drawn.then_some(Geometry::Polygons(Cow::Owned(area.hull))), values }
    })
}
