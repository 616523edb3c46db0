//! How safe each demand is.

use maillon_model::Score;

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "demand_risks",
    about: "How safe each demand is: who could give, of the synergies that matching kept, how much of the need they could cover together, and how much without the one that matters most. Each giver counts for what it could give by itself; what others may want of it is not taken off.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::territory::DEMAND_RISKS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "flow_id", kind: Kind::FlowId, unit: "", en: "Demand", fr: "Besoin",
        about: "The demand's id." },
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "Site", fr: "Site",
        about: "The user's own id." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "resource", kind: Kind::Text, unit: "", en: "Resource", fr: "Ressource",
        about: "What is needed." },
    Column { name: "givers", kind: Kind::Integer, unit: "", en: "Sites that could give", fr: "Sites qui pourraient donner",
        about: "Sites with a synergy to it." },
    Column { name: "givers_used", kind: Kind::Integer, unit: "", en: "Sites that give", fr: "Sites qui donnent",
        about: "Sites that the plan takes from." },
    Column { name: "hhi", kind: Kind::Real(4), unit: "0 to 1", en: "Concentration of supply", fr: "Concentration de l'offre",
        about: "Herfindahl-Hirschman index of what the plan brings: sum of the squares of the givers' shares, 1 for a single one; null where it brings nothing." },
    Column { name: "coverage_pct", kind: Kind::Real(2), unit: "%", en: "Coverage", fr: "Couverture",
        about: "What the givers could bring together / need, at most 100; null where an amount is not known." },
    Column { name: "coverage_n1_pct", kind: Kind::Real(2), unit: "%", en: "Coverage without the mainstay", fr: "Couverture sans le principal",
        about: "The same without the giver that could bring most (N-1)." },
    Column { name: "mainstay_site", kind: Kind::SiteId, unit: "", en: "Mainstay", fr: "Principal fournisseur",
        about: "That giver." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(survey) = context.run.territory else { return Rows::none() };
    let study = context.study();
    Rows::of(survey.demands().later(), move |risk| {
        let risk = risk();
        let flow = study.flow(risk.flow);
        let site = study.site(flow.site);
        let pct = |share: Option<Score>| Value::real(share.map(|share| 100.0 * share.value()));
        let values = vec![
            Value::id(&flow.id, study.flow_ids),
            Value::id(&site.id, study.site_ids),
            Value::from(site.name.as_deref()),
            Value::from(&*study.resource(flow.resource).code),
            risk.givers.into(),
            risk.used.into(),
            Value::real(risk.hhi.map(Score::value)),
            pct(risk.coverage),
            pct(risk.coverage_n1),
            risk.mainstay.map_or(Value::Null, |site| Value::id(&study.site(site).id, study.site_ids)),
        ];
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}
