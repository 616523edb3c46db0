//! Processors, and what becomes of their capacity.

use maillon_model::ProcessorIx;

use super::pair::{joined, unit};
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "processors",
    about: "The processors that the flow table states, and what their capacity is best used for: a point each, at its site.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::chains::PROCESSORS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "processor", kind: Kind::Text, unit: "", en: "Processor", fr: "Unité de traitement",
        about: "The user's own id, or one made from site and treatment." },
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "Site", fr: "Site",
        about: "Whose it is." },
    Column { name: "site_name", kind: Kind::Text, unit: "", en: "Site name", fr: "Nom du site",
        about: "The site's name, or its id where it has none." },
    Column { name: "treatment", kind: Kind::Text, unit: "", en: "Treatment", fr: "Traitement",
        about: "Ids of what it does, joined by `; `; null where it does whatever its resource needs." },
    Column { name: "resource", kind: Kind::Text, unit: "", en: "Resource", fr: "Ressource",
        about: "Code of what it takes; null where it takes whatever needs its treatment." },
    Column { name: "capacity", kind: Kind::Amount, unit: "see `unit`", en: "Capacity", fr: "Capacité",
        about: "What it can take per year; null where nobody knows." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of the capacity and of what is used of it, such as `t/yr`." },
    Column { name: "capacity_state", kind: Kind::Text, unit: "", en: "Capacity is", fr: "La capacité est",
        about: "`known`, `below` a threshold or `missing`." },
    Column { name: "used", kind: Kind::Planned, unit: "see `unit`", en: "Used", fr: "Utilisé",
        about: "What its chains are assigned of it; null with `capacity`." },
    Column { name: "left", kind: Kind::Planned, unit: "see `unit`", en: "Left", fr: "Reste",
        about: "What they are not; null with `capacity`." },
    Column { name: "chains", kind: Kind::Integer, unit: "", en: "Chains", fr: "Chaînes",
        about: "How many chains go through it, among those kept." },
    Column { name: "fee_eur_per_unit", kind: Kind::Amount, unit: "EUR per base unit", en: "Fee", fr: "Redevance",
        about: "What it asks for each base unit that it takes; null where it does not say." },
    Column { name: "note", kind: Kind::Text, unit: "", en: "Note", fr: "Remarque",
        about: "The user's words." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let study = context.study();
    let mut counts = vec![0_u32; study.processors.len()];
    for chain in context.run.chains.iter().flat_map(|chains| &chains.list) {
        counts[chain.processor.0 as usize] += 1;
    }
    let own = study.processors.iter().enumerate().filter(|(_, processor)| study.owns(processor.site));
    Rows::of(own, move |(i, _)| {
        let processor = study.processor(ProcessorIx(i as u32));
        let site = study.site(processor.site);
        let capacity = processor.capacity.known();
        let mut values = vec![
            Value::from(&*processor.id),
            Value::id(&site.id, study.site_ids),
            site.label().into(),
            joined(processor.treatments.iter().map(|id| &**id)),
            Value::from(processor.resource.map(|resource| &*study.resource(resource).code)),
            Value::real(capacity.map(|q| q.annual())),
            unit(capacity),
            processor.capacity.state().into(),
        ];
        if context.planned().is_some() {
            let used = context.run.chains.and_then(|chains| chains.plan.as_ref()).and_then(|plan| plan.used[i]);
            let left = capacity.zip(used).map(|(capacity, used)| (capacity.annual() - used.annual()).max(0.0));
            values.extend([Value::real(used.map(|q| q.annual())), Value::real(left)]);
        }
        values.extend([
            counts[i].into(),
            Value::real(processor.fee.map(|fee| fee.euros())),
            Value::from(processor.note.as_deref()),
        ]);
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}
