//! Sites with their totals.

use maillon_model::Score;

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "sites",
    about: "Sites with their totals.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::sites::LOOK,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "Site", fr: "Site",
        about: "The user's own id." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "activity", kind: Kind::Text, unit: "", en: "Activity", fr: "Activité",
        about: "Activity code as given." },
    Column { name: "located", kind: Kind::Text, unit: "", en: "Located by", fr: "Position",
        about: "How the point follows from the site's geometry: `point`, `interior point` of a polygon, \
                `central point` of several." },
    Column { name: "supply_flows", kind: Kind::Integer, unit: "", en: "Supply flows", fr: "Flux offerts",
        about: "How many flows it has to give." },
    Column { name: "supply_flows_unknown", kind: Kind::Integer, unit: "", en: "Supply flows of unknown amount",
        fr: "Flux offerts de quantité inconnue", about: "Those of them that no total holds: missing or below a threshold." },
    Column { name: "demand_flows", kind: Kind::Integer, unit: "", en: "Demand flows", fr: "Flux demandés",
        about: "How many flows it needs." },
    Column { name: "demand_flows_unknown", kind: Kind::Integer, unit: "", en: "Demand flows of unknown amount",
        fr: "Flux demandés de quantité inconnue", about: "Those of them that no total holds." },
    Column { name: "unmatched_flows", kind: Kind::Integer, unit: "", en: "Unmatched flows", fr: "Flux sans partenaire",
        about: "Flows of either direction without a synergy; see `unmatched`." },
    Column { name: "synergies", kind: Kind::Integer, unit: "", en: "Synergies", fr: "Synergies",
        about: "Synergies kept that this site gives to or takes from." },
    Column { name: "best_score", kind: Kind::Real(4), unit: "0 to 1", en: "Best score", fr: "Meilleur score",
        about: "Score of the best of them." },
    Column { name: "supplied_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "Supplied (<unit>/yr)", fr: "Offert (<unit>/an)",
        about: "Sum of the known amounts it has to give, over all resources; null where none is known." },
    Column { name: "supplied_reachable_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "Supplied, in reach (<unit>/yr)", fr: "Offert, à portée (<unit>/an)",
        about: "Of that, the part the partners found could take if they took from nobody else: for each flow, \
                the smaller of its own amount and the sum of its synergies'. Sites compete for partners, so \
                these do not add up over sites." },
    Column { name: "supplied_allocated_<unit>_per_year", kind: Kind::Planned, unit: "<unit>/yr",
        en: "Supplied, allocated (<unit>/yr)", fr: "Offert, attribué (<unit>/an)",
        about: "Of what it has to give, what the plan moves. These do add up over sites." },
    Column { name: "demanded_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "Demanded (<unit>/yr)", fr: "Demandé (<unit>/an)",
        about: "Sum of the known amounts it needs, over all resources; null where none is known." },
    Column { name: "demanded_reachable_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "Demanded, in reach (<unit>/yr)", fr: "Demandé, à portée (<unit>/an)",
        about: "Of that, the part the partners found could give if they gave to nobody else; likewise." },
    Column { name: "demanded_allocated_<unit>_per_year", kind: Kind::Planned, unit: "<unit>/yr",
        en: "Demanded, allocated (<unit>/yr)", fr: "Demandé, attribué (<unit>/an)",
        about: "Of what it needs, what the plan brings; likewise." },
    Column { name: "zones", kind: Kind::Text, unit: "", en: "Zones", fr: "Zones",
        about: "Ids of the zones that hold it, joined by `; `; null where there are none." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let study = context.study();
    Rows::of(study.own_sites(), move |(ix, site)| {
        let count = context.sites.count(context.run, ix);
        let mut values = vec![
            Value::id(&site.id, study.site_ids),
            Value::from(site.name.as_deref()),
            Value::from(site.activity.as_deref()),
            site.located.name().into(),
            count.flows.supply.flows.into(),
            count.flows.supply.unknown.into(),
            count.flows.demand.flows.into(),
            count.flows.demand.unknown.into(),
            count.unmatched.into(),
            count.synergies.into(),
            Value::real(count.best.map(Score::value)),
        ];
        for dimension in &context.dimensions {
            let sum = context.sites.sum(context.run, ix, *dimension);
            for (stated, reachable, allocated) in [
                (sum.stated.supply, sum.reachable.supply, sum.allocated.supply),
                (sum.stated.demand, sum.reachable.demand, sum.allocated.demand),
            ] {
                values.extend([stated, reachable].map(Value::real));
                values.extend(context.planned().map(|_| Value::real(allocated)));
            }
        }
        let zones: Vec<&str> = context.zones_of(ix).iter().map(|zone| &*study.zone(*zone).id).collect();
        values.push(if zones.is_empty() { Value::Null } else { zones.join("; ").into() });
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}
