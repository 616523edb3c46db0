//! Flows that the plan leaves something of, and why.

use maillon_model::{Share, Unserved};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::explain::explain_unserved;
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "unserved",
    about: "Flows that have synergies but do not give or get all that they could, and why: a point each, at its site. \
            Flows without any synergy are in `unmatched`.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::points::UNSERVED,
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
        about: "What it has or needs per year; null where nobody knows." },
    Column { name: "allocated", kind: Kind::Amount, unit: "see `unit`", en: "Allocated", fr: "Attribué",
        about: "What the plan moves of it; null with `amount`." },
    Column { name: "left", kind: Kind::Amount, unit: "see `unit`", en: "Left", fr: "Reste",
        about: "What it does not; null with `amount`." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of the three, such as `t/yr`; null with them." },
    Column { name: "reason", kind: Kind::Text, unit: "", en: "Reason", fr: "Raison",
        about: "`unknown_quantity`: it takes part in matching, not in the plan; `cannot_count`: none of its synergies can, \
                because the partner's amount or a factor of the objective is not known; `no_value`: none is worth anything \
                to the objective; `minimum_lot`: partners have less left than the smallest lot, or not enough to pay for the \
                connection's fixed cost; `better_uses`: the partners \
                are spent on better uses." },
    Column { name: "explanation", kind: Kind::Text, unit: "", en: "Explanation", fr: "Explication",
        about: "The reason in a sentence, in the study's language." },
    Column { name: "shadow_price", kind: Kind::Amount, unit: "objective per base unit", en: "Shadow price",
        fr: "Prix dual", about: "What one more base unit of the flow would be worth to the objective, in its unit (see \
                `summary.json`); null where the method does not tell." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(planned) = context.planned() else { return Rows::none() };
    let alone = |reason| matches!(reason, Unserved::NoCandidate | Unserved::Blocked(_));
    let told = move |share: &Share| share.unserved.is_some_and(|reason| !alone(reason));
    // One of unknown amount may be without a synergy too: `unmatched` has it, in the flows' order.
    let unmatched = &context.run.matches.unmatched;
    let matched = move |share: &Share| unmatched.binary_search_by_key(&share.flow, |u| u.flow).is_err();
    Rows::of(planned.plan.shares.iter().filter(told).filter(matched), move |share| {
        let study = context.study();
        let flow = study.flow(share.flow);
        let site = study.site(flow.site);
        let (used, left) = (planned.used(share.flow), planned.left(share.flow));
        let amount = flow.amount.known();
        let values = vec![
            Value::id(&flow.id, study.flow_ids),
            Value::id(&site.id, study.site_ids),
            site.label().into(),
            flow.direction.name().into(),
            Value::from(&*study.resource(flow.resource).code),
            context.family(flow.resource).to_owned().into(),
            Value::real(amount.map(|q| q.annual())),
            Value::real(used.map(|q| q.annual())),
            Value::real(left.map(|q| q.annual())),
            amount.map(|q| format!("{}/yr", q.dimension().base_unit())).into(),
            share.unserved.map(Unserved::name).into(),
            share.unserved.map(|reason| explain_unserved(study, reason)).into(),
            Value::real(share.price),
        ];
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}
