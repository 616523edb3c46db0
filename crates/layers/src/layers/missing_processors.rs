//! Processors that nobody has.

use maillon_model::{Distance, PlaceIx};

use super::chains::{RULE, RULE_SAYS, RULE_SOURCE, TREATMENT_NAME, treated};
use super::pair::unit;
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "missing_processors",
    about: "Plants that nobody has within reach of those they would serve: what kind, of what size, where it would serve most, and \
            what that would unlock. Each row by itself; two rows may count on one taker.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &["csv"],
    look: &looks::chains::MISSING,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "rank", kind: Kind::Integer, unit: "", en: "Rank", fr: "Rang",
        about: "1 for the greatest size in its unit; where no amount is known, 1 for the most supply flows." },
    Column { name: "treatment", kind: Kind::Text, unit: "", en: "Treatment (id)", fr: "Traitement (identifiant)",
        about: "Id of what the plant would do." },
    TREATMENT_NAME, RULE, RULE_SAYS, RULE_SOURCE,
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "At the site", fr: "Au site",
        about: "The site where it would serve most; null where that is a zone." },
    Column { name: "zone_id", kind: Kind::ZoneId, unit: "", en: "In the zone", fr: "Dans la zone",
        about: "The industrial zone or port where it would serve most; null where that is a site." },
    Column { name: "place", kind: Kind::Text, unit: "", en: "Place", fr: "Lieu",
        about: "Name of the site or zone." },
    Column { name: "size", kind: Kind::Amount, unit: "see `unit`", en: "Size", fr: "Taille",
        about: "What it would take per year, of known amounts; null where none is known." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of `size`; null with it." },
    Column { name: "replaced", kind: Kind::Amount, unit: "see `replaced_unit`", en: "Unlocks", fr: "Débloque",
        about: "What that would replace, after the rule's ratio." },
    Column { name: "replaced_unit", kind: Kind::Text, unit: "", en: "Unit unlocked", fr: "Unité débloquée",
        about: "Unit of `replaced`; null with it." },
    Column { name: "givers", kind: Kind::Integer, unit: "", en: "Sites that would give", fr: "Sites qui donneraient",
        about: "How many sites would give." },
    Column { name: "takers", kind: Kind::Integer, unit: "", en: "Sites that could take", fr: "Sites qui prendraient",
        about: "How many sites could take what comes out." },
    Column { name: "supply_flows", kind: Kind::Integer, unit: "", en: "Supply flows", fr: "Flux offerts",
        about: "Flows that the givers would send." },
    Column { name: "supply_flows_unknown", kind: Kind::Integer, unit: "", en: "Supply flows of unknown amount",
        fr: "Flux offerts de quantité inconnue", about: "Of these, flows whose amount nobody knows, or only in a unit that does not convert: the size does not hold them." },
    Column { name: "demand_flows", kind: Kind::Integer, unit: "", en: "Demand flows", fr: "Flux demandés",
        about: "Flows that the takers need." },
    Column { name: "demand_flows_unknown", kind: Kind::Integer, unit: "", en: "Demand flows of unknown amount",
        fr: "Flux demandés de quantité inconnue", about: "Of these, flows whose amount nobody knows, likewise." },
    Column { name: "mean_m", kind: Kind::Real(2), unit: "m", en: "Mean way (m)", fr: "Trajet moyen (m)",
        about: "Mean of both legs together, by amount; null where none is known." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(chains) = context.run.chains else { return Rows::none() };
    let study = context.study();
    Rows::of(chains.missing.iter(), move |missing| {
        let (site, zone, place) = match missing.place {
            PlaceIx::Site(ix) => (Value::id(&study.site(ix).id, study.site_ids), Value::Null, study.site(ix).label()),
            PlaceIx::Zone(ix) => (Value::Null, Value::id(&study.zone(ix).id, study.zone_ids), study.zone(ix).label()),
        };
        let mut values = vec![missing.rank.into()];
        values.extend(treated(chains, study.language, missing.treatment, missing.rule));
        values.extend([
            site,
            zone,
            place.into(),
            Value::real(missing.size.map(|q| q.annual())),
            unit(missing.size),
            Value::real(missing.replaced.map(|q| q.annual())),
            unit(missing.replaced),
            missing.givers.into(),
            missing.takers.into(),
            missing.supplies[0].into(),
            missing.supplies[1].into(),
            missing.demands[0].into(),
            missing.demands[1].into(),
            Value::real(missing.mean.map(Distance::as_metres)),
        ]);
        Row { geometry: Some(Geometry::Point(missing.position)), values }
    })
}
