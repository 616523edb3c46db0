//! Sites that feel a change.

use maillon_model::{Dimension, Shift};

use crate::column::{Column, Kind};
use crate::context::{About, Context, Subject};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "affected",
    about: "Who would feel the change (`maillon whatif`): the sites closed, those whose synergies would move another \
            amount, and those that need what could stop with them.",
    subject: About::Change,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::points::AFFECTED,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "Site", fr: "Site",
        about: "The user's own id." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "step", kind: Kind::Integer, unit: "", en: "Step", fr: "Rang",
        about: "0: closed. 1: every giver of one of its needs is closed. 2: every giver of one of its needs is closed or of \
                step 1; and so on. From 2 on this holds only if nothing replaces what stops: how far the shock could go, \
                no forecast. Null: none of its needs is left without a giver." },
    Column { name: "synergies_lost", kind: Kind::Integer, unit: "", en: "Synergies lost", fr: "Synergies perdues",
        about: "Synergies of it that would move nothing any more." },
    Column { name: "synergies_lost_unknown", kind: Kind::Integer, unit: "", en: "Synergies lost, of unknown amount",
        fr: "Synergies perdues de quantité inconnue", about: "Those of them whose amount nobody knows." },
    Column { name: "supplied_before_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "Gives now (<unit>/yr)", fr: "Donne aujourd'hui (<unit>/an)",
        about: "What the plan takes from it now; null where it has nothing known to give." },
    Column { name: "supplied_after_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "Would give (<unit>/yr)", fr: "Donnerait (<unit>/an)", about: "What it would take." },
    Column { name: "demanded_before_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "Gets now (<unit>/yr)", fr: "Reçoit aujourd'hui (<unit>/an)",
        about: "What the plan brings it now; null where it has no known need." },
    Column { name: "demanded_after_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr",
        en: "Would get (<unit>/yr)", fr: "Recevrait (<unit>/an)", about: "What it would bring." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Subject::Change(change) = context.run.subject else { return Rows::none() };
    let study = context.study();
    Rows::of(change.sites.iter(), move |(ix, affected)| {
        let site = study.site(*ix);
        let mut values = vec![
            Value::id(&site.id, study.site_ids),
            Value::from(site.name.as_deref()),
            affected.step.into(),
            affected.lost.into(),
            affected.lost_unknown.into(),
        ];
        for dimension in &context.dimensions {
            for shifts in [&affected.supplied, &affected.demanded] {
                let shift = shift(shifts, *dimension);
                values.push(Value::real(shift.map(|s| s.before.annual())));
                values.push(Value::real(shift.map(|s| s.after.annual())));
            }
        }
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}

fn shift(shifts: &[Shift], dimension: Dimension) -> Option<&Shift> {
    shifts.iter().find(|shift| shift.before.dimension() == dimension)
}
