//! Who is in a pool, and what each saves by it.

use maillon_model::{CarbonSaved, EurosGained, Quantity};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::id::pool_id;
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "pool_members",
    about: "The members of `pools`, each a line to the hub, with its share of what the group saves: its Shapley value, exact up to 12 \
            members, sampled beyond. Nobody in a pool is worse off than alone.",
    subject: About::Matches,
    geometry: GeometryKind::Line,
    columns: COLUMNS,
    always: &[],
    look: &looks::pools::POOL_MEMBERS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "pool_id", kind: Kind::Text, unit: "", en: "Pool", fr: "Mutualisation",
        about: "As in `pools`." },
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "Site", fr: "Site",
        about: "The user's own id." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "flows", kind: Kind::Text, unit: "", en: "Flows", fr: "Flux",
        about: "Ids of its flows in the pool, with commas between." },
    Column { name: "amount", kind: Kind::Amount, unit: "see `unit`", en: "Amount", fr: "Quantité",
        about: "What it brings; null where that is not known." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of the amount." },
    Column { name: "takes_part", kind: Kind::Text, unit: "", en: "Takes part", fr: "Participe",
        about: "`yes`; `later` for a site that may join the group once its amount is known." },
    Column { name: "distance_m", kind: Kind::Real(2), unit: "m", en: "Distance to the hub", fr: "Distance au point de regroupement",
        about: "As the crow flies." },
    Column { name: "round", kind: Kind::Integer, unit: "", en: "Round", fr: "Tournée",
        about: "Which round calls, from 1; null for units." },
    Column { name: "stop", kind: Kind::Integer, unit: "", en: "Stop", fr: "Arrêt",
        about: "Its place in that round, from 1." },
    Column { name: "saves_pct", kind: Kind::Real(2), unit: "%", en: "Saves", fr: "Économise",
        about: "Its share of the saving, as a part of the way or the unit that it would need alone; null where that is not known." },
    Column { name: "saves_error_pct", kind: Kind::Real(2), unit: "%", en: "Standard error", fr: "Erreur type",
        about: "One standard error of that, where it was sampled; null where it is exact." },
    Column { name: "co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 avoided", fr: "CO2 évité",
        about: "Its share of the emissions avoided." },
    Column { name: "value_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Saving", fr: "Économie",
        about: "Its share of the money." },
    Column { name: "loses", kind: Kind::Integer, unit: "", en: "Loses", fr: "Y perd",
        about: "1 where it would be worse off than alone, else 0; always 0: who would lose is not in the pool. Null where its share is not known." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(pooling) = context.run.pooling else { return Rows::none() };
    let study = context.study();
    let members = pooling.pools.iter().flat_map(|pool| pool.members.iter().map(move |member| (pool, member)));
    Rows::of(members, move |(pool, member)| {
        let site = study.site(member.site);
        let flows: Vec<&str> = member.flows.iter().map(|flow| &*study.flow(*flow).id).collect();
        let saves = member.saves;
        let joins = pool.reached && member.amount.is_none();
        let values = vec![
            pool_id(study, pool).into(),
            Value::id(&site.id, study.site_ids),
            Value::from(site.name.as_deref()),
            flows.join(", ").into(),
            Value::real(member.amount.map(Quantity::annual)),
            format!("{}/yr", pool.threshold.dimension().base_unit()).into(),
            (if joins { "later" } else { "yes" }).into(),
            Value::real(member.to_hub.as_metres()),
            Value::from(member.stop.map(|stop| stop.round)),
            Value::from(member.stop.map(|stop| stop.place)),
            Value::real(saves.map(|saves| 100.0 * saves.share.value())),
            Value::real(saves.and_then(|saves| saves.error).map(|error| 100.0 * error.value())),
            Value::real(saves.and_then(|saves| saves.carbon).map(CarbonSaved::as_kg_per_year)),
            Value::real(saves.and_then(|saves| saves.euros).map(EurosGained::as_per_year)),
            Value::from(saves.map(|saves| u32::from(saves.euros.is_some_and(|euros| euros.as_per_year() < 0.0)))),
        ];
        Row { geometry: Some(Geometry::Line(site.position, pool.at)), values }
    })
}
