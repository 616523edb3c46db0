//! Links of the plan that are hard to replace.

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::id::synergy_id;
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "critical_links",
    about: "Links of the plan, those to demands that fewest others could give to first.",
    subject: About::Matches,
    geometry: GeometryKind::Line,
    columns: COLUMNS,
    always: &[],
    look: &looks::territory::CRITICAL_LINKS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "synergy_id", kind: Kind::Text, unit: "", en: "Synergy", fr: "Synergie",
        about: "As in `synergies`." },
    Column { name: "supply_site", kind: Kind::SiteId, unit: "", en: "From", fr: "De",
        about: "Site that gives." },
    Column { name: "demand_site", kind: Kind::SiteId, unit: "", en: "To", fr: "Vers",
        about: "Site that takes." },
    Column { name: "moved", kind: Kind::Amount, unit: "see `unit`", en: "Moved", fr: "Déplacé",
        about: "What the plan moves on it." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of what it moves." },
    Column { name: "of_demand_pct", kind: Kind::Real(2), unit: "%", en: "Share of the need", fr: "Part du besoin",
        about: "How much of the demand's need it meets." },
    Column { name: "others", kind: Kind::Integer, unit: "", en: "Others that could give", fr: "Autres fournisseurs possibles",
        about: "Other sites that could give to that demand, of the synergies that matching kept." },
    Column { name: "bridge", kind: Kind::Integer, unit: "", en: "Bridge", fr: "Pont",
        about: "1 where the network of the plan falls in two without it, else 0." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(survey) = context.run.territory else { return Rows::none() };
    let study = context.study();
    Rows::of(survey.links().later(), move |link| {
        let link = link();
        let synergy = context.run.matches.synergies.list().at(link.synergy as usize);
        let [from, to] = [synergy.supply, synergy.demand].map(|flow| study.site(study.flow(flow).site));
        let values = vec![
            synergy_id(study, &synergy).into(),
            Value::id(&from.id, study.site_ids),
            Value::id(&to.id, study.site_ids),
            Value::real(link.supplied.annual()),
            format!("{}/yr", link.supplied.dimension().base_unit()).into(),
            Value::real(100.0 * link.of_demand.value()),
            link.others.into(),
            u32::from(link.bridge).into(),
        ];
        Row { geometry: Some(Geometry::Line(from.position, to.position)), values }
    })
}
