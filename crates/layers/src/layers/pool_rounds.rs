//! The rounds of pools, leg by leg.

use std::collections::BTreeMap;

use maillon_model::{Member, Pool, Position, SiteIx};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::id::pool_id;
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "pool_rounds",
    about: "The lorry rounds of `pools`, leg by leg from the hub and back, as the crow flies.",
    subject: About::Matches,
    geometry: GeometryKind::Line,
    columns: COLUMNS,
    always: &[],
    look: &looks::pools::POOL_ROUNDS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "pool_id", kind: Kind::Text, unit: "", en: "Pool", fr: "Mutualisation",
        about: "As in `pools`." },
    Column { name: "round", kind: Kind::Integer, unit: "", en: "Round", fr: "Tournée",
        about: "From 1." },
    Column { name: "leg", kind: Kind::Integer, unit: "", en: "Leg", fr: "Étape",
        about: "From 1, the way from the hub to the first stop." },
    Column { name: "from_site", kind: Kind::SiteId, unit: "", en: "From", fr: "De",
        about: "Site where the leg starts; null for the hub." },
    Column { name: "to_site", kind: Kind::SiteId, unit: "", en: "To", fr: "Vers",
        about: "Site where it ends; null for the hub." },
];

/// A leg: round, number, ends.
pub(crate) type Leg = (u32, u32, Option<SiteIx>, Option<SiteIx>);

/// The legs of a pool, in order.
fn legs(pool: &Pool) -> Vec<Leg> {
    let mut rounds: BTreeMap<u32, Vec<(u32, &Member)>> = BTreeMap::new();
    for member in &pool.members {
        if let Some(stop) = member.stop {
            rounds.entry(stop.round).or_default().push((stop.place, member));
        }
    }
    let mut legs = Vec::new();
    for (round, mut stops) in rounds {
        stops.sort_by_key(|(place, _)| *place);
        let sites = stops.iter().map(|(_, member)| Some(member.site));
        let places: Vec<Option<SiteIx>> = [None].into_iter().chain(sites).chain([None]).collect();
        legs.extend((1..).zip(places.windows(2)).map(|(leg, ends)| (round, leg, ends[0], ends[1])));
    }
    legs
}

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(pooling) = context.run.pooling else { return Rows::none() };
    let study = context.study();
    let all = pooling.pools.iter().flat_map(|pool| legs(pool).into_iter().map(move |leg| (pool, leg)));
    Rows::of(all, move |(pool, (round, leg, from, to))| {
        let at = |site: Option<SiteIx>| -> Position { site.map_or(pool.at, |site| study.site(site).position) };
        let id =
            |site: Option<SiteIx>| site.map_or(Value::Null, |site| Value::id(&study.site(site).id, study.site_ids));
        let (start, end) = (at(from), at(to));
        Row {
            geometry: Some(Geometry::Line(start, end)),
            values: vec![pool_id(study, pool).into(), round.into(), leg.into(), id(from), id(to)],
        }
    })
}
