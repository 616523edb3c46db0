//! What is left as sites fall away.

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "attack_curves",
    about: "What is left of the plan as its sites fall away and nothing is planned anew: by chance, and those through which most goes first.",
    subject: About::Matches,
    geometry: GeometryKind::None,
    columns: COLUMNS,
    always: &["csv"],
    look: &looks::territory::ATTACK_CURVES,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "order", kind: Kind::Text, unit: "", en: "Order", fr: "Ordre",
        about: "`random` or `targeted`." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "What is counted, by its unit." },
    Column { name: "removed", kind: Kind::Integer, unit: "", en: "Sites fallen", fr: "Sites tombés",
        about: "How many of the sites that the plan serves have fallen." },
    Column { name: "removed_pct", kind: Kind::Real(2), unit: "%", en: "Share fallen", fr: "Part tombée",
        about: "The same as a share of them." },
    Column { name: "left_pct", kind: Kind::Real(2), unit: "%", en: "Still moved", fr: "Encore déplacé",
        about: "The share of what the plan moves that still moves; by chance, the mean over all orders." },
    Column { name: "largest_part_pct", kind: Kind::Real(2), unit: "%", en: "Largest part", fr: "Plus grande partie",
        about: "The share of the plan's sites that still hang together in one part; by chance, the mean of 20 draws." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(territory) = context.territory() else { return Rows::none() };
    Rows::of(territory.attacks.iter(), |step| {
        let values = vec![
            step.order.name().into(),
            format!("{}/yr", step.dimension.base_unit()).into(),
            step.removed.into(),
            Value::real(100.0 * f64::from(step.removed) / f64::from(step.of)),
            Value::real(100.0 * step.left.value()),
            Value::real(100.0 * step.largest.value()),
        ];
        Row { geometry: None, values }
    })
}
