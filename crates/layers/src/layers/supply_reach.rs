//! What is within a distance of those who take.

use std::borrow::Cow;

use maillon_model::Drawn;

use super::supply_areas::{WHOSE, whose};
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "supply_reach",
    about: "All that is within each distance of `[territory] within_km` of the takers of a demand, resource, family or zone, and the share \
            of what the plan brings them that comes from there. Drawn where the study states these distances.",
    subject: About::Matches,
    geometry: GeometryKind::Polygon,
    columns: COLUMNS,
    always: &[],
    look: &looks::territory::SUPPLY_REACH,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    WHOSE[0], WHOSE[1], WHOSE[2], WHOSE[3], WHOSE[4], WHOSE[5], WHOSE[6],
    Column { name: "within_km", kind: Kind::Real(3), unit: "km", en: "Within", fr: "En deçà de",
        about: "The distance." },
    Column { name: "share_pct", kind: Kind::Real(2), unit: "%", en: "Share", fr: "Part",
        about: "The share of the amount whose giver is no farther from its taker; null where the amounts are not known." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(survey) = context.run.territory else { return Rows::none() };
    Rows::of_each(survey.areas(Drawn::Reach).later(), move |area| {
        let mut area = area();
        let (reach, whose) = (std::mem::take(&mut area.reach), whose(context, &area));
        reach.into_iter().filter(|reach| !reach.area.0.is_empty()).map(move |reach| {
            let mut values = whose.clone();
            values.extend([
                Value::real(reach.within.as_kilometres()),
                Value::real(reach.share.map(|share| 100.0 * share.value())),
            ]);
            Row { geometry: Some(Geometry::Polygons(Cow::Owned(reach.area))), values }
        })
    })
}
