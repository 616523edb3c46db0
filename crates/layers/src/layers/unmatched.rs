//! Flows left without a synergy, and why.

use maillon_model::{Amount, Reason};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::explain::explain;
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "unmatched",
    about: "Flows left without a synergy, and why: a point each, at its site.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::points::UNMATCHED,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "flow_id", kind: Kind::FlowId, unit: "", en: "Flow", fr: "Flux",
        about: "The user's own id, or one made from site, direction and resource." },
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "Site", fr: "Site",
        about: "Whose flow it is." },
    Column { name: "site_name", kind: Kind::Text, unit: "", en: "Site name", fr: "Nom du site",
        about: "The site's name, or its id where it has none." },
    Column { name: "direction", kind: Kind::Text, unit: "", en: "Direction", fr: "Sens",
        about: "`supply` or `demand`." },
    Column { name: "resource", kind: Kind::Text, unit: "", en: "Resource", fr: "Ressource",
        about: "Code of the resource." },
    Column { name: "family", kind: Kind::Text, unit: "", en: "Resource family", fr: "Famille de ressource",
        about: "Family of the resource; `other` where maillon does not know it." },
    Column { name: "amount", kind: Kind::Amount, unit: "see `unit`", en: "Amount", fr: "Quantité",
        about: "Per year; where `amount_state` is `below`, the threshold." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of `amount`, such as `t/yr`; null with it." },
    Column { name: "amount_state", kind: Kind::Text, unit: "", en: "Amount is", fr: "État de la quantité",
        about: "`known`, `below` a threshold, or `missing`." },
    Column { name: "reason", kind: Kind::Text, unit: "", en: "Reason", fr: "Raison",
        about: "`no_partner`, `only_itself`, `too_far`, `refused` by a gate, `outranked` by others, \
                or `not_valid` on the study's date." },
    Column { name: "explanation", kind: Kind::Text, unit: "", en: "Explanation", fr: "Explication",
        about: "The reason in a sentence, in the study's language." },
    Column { name: "nearest_m", kind: Kind::Real(2), unit: "m", en: "Nearest partner (m)",
        fr: "Partenaire le plus proche (m)", about: "Where the reason is `too_far`: how far the nearest partner is." },
    Column { name: "radius_m", kind: Kind::Real(2), unit: "m", en: "Radius (m)", fr: "Rayon (m)",
        about: "Where the reason is `too_far`: how far it could have been." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let study = context.study();
    Rows::of(context.run.matches.unmatched.iter(), move |unmatched| {
        let flow = study.flow(unmatched.flow);
        let site = study.site(flow.site);
        let quantity = match flow.amount {
            Amount::Known(quantity) => Some(quantity),
            Amount::Below(threshold) => threshold,
            Amount::Missing => None,
        };
        let (nearest, radius) = match &unmatched.reason {
            Reason::TooFar { nearest, radius } => (Some(nearest.as_metres()), Some(radius.as_metres())),
            _ => (None, None),
        };
        let values = vec![
            Value::id(&flow.id, study.flow_ids),
            Value::id(&site.id, study.site_ids),
            site.label().into(),
            flow.direction.name().into(),
            Value::from(&*study.resource(flow.resource).code),
            context.family(flow.resource).to_owned().into(),
            Value::real(quantity.map(|q| q.annual())),
            quantity.map(|q| format!("{}/yr", q.dimension().base_unit())).into(),
            flow.amount.state().into(),
            unmatched.reason.name().into(),
            explain(study, unmatched).into(),
            Value::real(nearest),
            Value::real(radius),
        ];
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}
