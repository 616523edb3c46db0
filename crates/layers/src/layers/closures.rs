//! What each site's closure would cost.

use crate::column::{Column, Kind};
use crate::context::{About, Context, Subject};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "closures",
    about: "What each site's closure would cost (`maillon whatif --each-site`), the dearest first.",
    subject: About::Closures,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::points::CLOSURES,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "rank", kind: Kind::Integer, unit: "", en: "Rank", fr: "Rang",
        about: "1 for the site whose closure would cost most." },
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "Site", fr: "Site",
        about: "The user's own id." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "loss", kind: Kind::Amount, unit: "see `summary.json`", en: "Loss", fr: "Perte",
        about: "What the best plan without the site is worth less to the objective." },
    Column { name: "synergies", kind: Kind::Integer, unit: "", en: "Synergies", fr: "Synergies",
        about: "Synergies that fall away with it." },
    Column { name: "synergies_unknown", kind: Kind::Integer, unit: "", en: "Synergies of unknown amount",
        fr: "Synergies de quantité inconnue",
        about: "Those of them whose amount nobody knows: the loss does not hold them." },
    Column { name: "partners", kind: Kind::Integer, unit: "", en: "Partners", fr: "Partenaires",
        about: "Sites that they join it to." },
    Column { name: "flows_unknown", kind: Kind::Integer, unit: "", en: "Flows of unknown amount",
        fr: "Flux de quantité inconnue",
        about: "Flows of the site with a partner whose amount nobody knows: stating it would make the loss tell more." },
    Column { name: "chains", kind: Kind::Integer, unit: "", en: "Chains", fr: "Chaînes",
        about: "Chains that fall away with it, as giver, processor or taker: the loss does not hold them." },
    Column { name: "rank_by_links", kind: Kind::Integer, unit: "", en: "Rank by links", fr: "Rang par les liens",
        about: "1 for the site with most partners, then most synergies, then most chains, whatever they move: the \
                measure that asks for no amount." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Subject::Closures(ranked) = context.run.subject else { return Rows::none() };
    let study = context.study();
    Rows::of((1..).zip(ranked), move |(rank, closed): (u32, _)| {
        let site = study.site(closed.site);
        let values = vec![
            rank.into(),
            Value::id(&site.id, study.site_ids),
            Value::from(site.name.as_deref()),
            Value::real(closed.loss),
            closed.synergies.into(),
            closed.unknown.into(),
            closed.partners.into(),
            closed.unknown_flows.into(),
            closed.chains.into(),
            closed.rank_by_links.into(),
        ];
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}
