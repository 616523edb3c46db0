//! What each site's loss would do.

use maillon_model::{CarbonSaved, EurosGained, Quantity};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "critical_sites",
    about: "What each site's loss would do, the worst first, without planning anew: `maillon whatif --each-site` says what the best plan would lose.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::territory::CRITICAL_SITES,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "rank", kind: Kind::Integer, unit: "", en: "Rank", fr: "Rang",
        about: "1 for the site through which most of the plan goes." },
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "Site", fr: "Site",
        about: "The user's own id." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "share_pct", kind: Kind::Real(2), unit: "%", en: "Share of the plan", fr: "Part du plan",
        about: "The largest share of all that the plan moves in one dimension that goes from it or to it." },
    Column { name: "moved_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr", en: "Moved (<unit>/yr)", fr: "Déplacé (<unit>/an)",
        about: "What the plan moves from it and to it, as supplies count." },
    Column { name: "uncovered_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr", en: "Needs left uncovered (<unit>/yr)", fr: "Besoins découverts (<unit>/an)",
        about: "What the givers left could no longer cover of the needs that it could give to; of demands whose givers' amounts are all known." },
    Column { name: "partners", kind: Kind::Integer, unit: "", en: "Partners", fr: "Partenaires",
        about: "Sites that its synergies join it to." },
    Column { name: "only_giver_of", kind: Kind::Integer, unit: "", en: "Only giver of", fr: "Seul fournisseur de",
        about: "Demands that nobody else could give to, of the synergies that matching kept." },
    Column { name: "cascade_sites", kind: Kind::Integer, unit: "", en: "Sites that would stop after it", fr: "Sites qui s'arrêteraient après lui",
        about: "A site stops when all givers of one of its needs have stopped; if nothing replaces what stops." },
    Column { name: "cascade_steps", kind: Kind::Integer, unit: "", en: "Steps", fr: "Étapes",
        about: "How far that goes." },
    Column { name: "lost_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr", en: "Lost with it (<unit>/yr)", fr: "Perdu avec lui (<unit>/an)",
        about: "What the plan moves from and to it and the sites that would stop after it: all of that would stop." },
    Column { name: "lost_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Gain lost (EUR/yr)", fr: "Gain perdu (EUR/an)",
        about: "What these exchanges bring, as far as it is known; null where none has a price." },
    Column { name: "lost_without_price", kind: Kind::Integer, unit: "", en: "Lost without price", fr: "Perdus sans prix",
        about: "Those of them without a price." },
    Column { name: "lost_co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 no longer avoided", fr: "CO2 qui n'est plus évité",
        about: "The emissions that they avoid, as far as they are known." },
    Column { name: "lost_without_co2_factor", kind: Kind::Integer, unit: "", en: "Lost without CO2 factor", fr: "Perdus sans facteur CO2",
        about: "Those of them without a factor." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(survey) = context.run.territory else { return Rows::none() };
    let study = context.study();
    Rows::of((1..).zip(survey.sites().later()), move |(rank, critical): (u32, _)| {
        let critical = critical();
        let site = study.site(critical.site);
        let mut values = vec![
            rank.into(),
            Value::id(&site.id, study.site_ids),
            Value::from(site.name.as_deref()),
            Value::real(100.0 * critical.share.value()),
        ];
        for dimension in &context.dimensions {
            let of = |sums: &[Quantity]| sums.iter().find(|q| q.dimension() == *dimension).map(|q| q.annual());
            values.extend([&critical.moved, &critical.uncovered].map(|sums| Value::real(of(sums).unwrap_or(0.0))));
        }
        values.extend([
            critical.partners.into(),
            critical.only_giver_of.into(),
            critical.cascade.into(),
            critical.steps.into(),
        ]);
        for dimension in &context.dimensions {
            let lost = critical.lost.iter().find(|q| q.dimension() == *dimension).map(|q| q.annual());
            values.push(Value::real(lost.unwrap_or(0.0)));
        }
        values.extend([
            Value::real(critical.lost_euros.map(EurosGained::as_per_year)),
            critical.lost_without_euros.into(),
            Value::real(critical.lost_carbon.map(CarbonSaved::as_kg_per_year)),
            critical.lost_without_carbon.into(),
        ]);
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}
