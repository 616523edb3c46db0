//! Which part of the supplies comes from where.

use maillon_model::{Drawn, Later, Score, SupplyArea};

use super::balances::zone_id;
use super::supply_areas::{WHOSE, whose};
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "supply_shares",
    about: "Which share of what the plan brings comes from each zone of each level, and from within each distance that the study asks for.",
    subject: About::Matches,
    geometry: GeometryKind::None,
    columns: COLUMNS,
    always: &["csv"],
    look: &looks::territory::SUPPLY_SHARES,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    WHOSE[0], WHOSE[1], WHOSE[2], WHOSE[3], WHOSE[4], WHOSE[5], WHOSE[6],
    Column { name: "from_level", kind: Kind::Text, unit: "", en: "From level", fr: "Du niveau",
        about: "Level of the zone that it comes from; null in rows of a distance." },
    Column { name: "from_zone", kind: Kind::ZoneId, unit: "", en: "From zone", fr: "De la zone",
        about: "The zone that it comes from; null for sites that no zone of the level holds, and in rows of a distance." },
    Column { name: "within_km", kind: Kind::Real(3), unit: "km", en: "Within", fr: "En deçà de",
        about: "The distance from within which it comes; null in rows of a zone." },
    Column { name: "share_pct", kind: Kind::Real(2), unit: "%", en: "Share", fr: "Part",
        about: "The share of the amount that comes from there; null where the amounts are not known." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(survey) = context.run.territory else { return Rows::none() };
    let levels = &survey.territory().levels;
    let each = move |area: Later<'a, SupplyArea>| {
        let area = area();
        let whose = whose(context, &area);
        let row = move |level: Option<u32>, zone, within: Option<f64>, share: Option<Score>| {
            let mut values = whose.clone();
            values.extend([
                level.map(|level| &*levels[level as usize].name).into(),
                zone_id(context, zone),
                Value::real(within),
                Value::real(share.map(|share| 100.0 * share.value())),
            ]);
            Row { geometry: None, values }
        };
        let zones = area.provided.iter().map(|from| row(Some(from.level), from.zone, None, from.share));
        let near = area.reach.iter().map(|reach| row(None, None, Some(reach.within.as_kilometres()), reach.share));
        zones.chain(near).collect::<Vec<_>>()
    };
    Rows::of_each(survey.areas(Drawn::Nothing).later(), each)
}
