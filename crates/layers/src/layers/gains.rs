//! What the plan brings each site.

use maillon_model::{CarbonSaved, EurosGained, SizeClass};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "gains",
    about: "What the plan brings each site that has a flow: half of the worth of each of its exchanges, which is the Shapley value of a gain that neither side has without the other. How the two really share it is theirs to settle.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::territory::GAINS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "site_id", kind: Kind::SiteId, unit: "", en: "Site", fr: "Site",
        about: "The user's own id." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "size", kind: Kind::Text, unit: "", en: "Size of the firm", fr: "Taille de l'entreprise",
        about: "`micro` (fewer than 10 people), `small` (50), `medium` (250) or `large`, by staff alone (Recommendation 2003/361/EC); null where the study does not say." },
    Column { name: "exchanges", kind: Kind::Integer, unit: "", en: "Exchanges", fr: "Échanges",
        about: "Synergies of the plan that it takes part in." },
    Column { name: "gain_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Gain", fr: "Gain",
        about: "Its share of the money; null where it takes part and none of its exchanges has a price." },
    Column { name: "exchanges_without_price", kind: Kind::Integer, unit: "", en: "Without price", fr: "Sans prix",
        about: "Exchanges that the gain does not hold." },
    Column { name: "co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 avoided", fr: "CO2 évité",
        about: "Its share of the emissions avoided; likewise." },
    Column { name: "exchanges_without_co2_factor", kind: Kind::Integer, unit: "", en: "Without CO2 factor", fr: "Sans facteur CO2",
        about: "Exchanges that the emissions do not hold." },
    Column { name: "loses", kind: Kind::Integer, unit: "", en: "Loses", fr: "Y perd",
        about: "1 where what is known of its gain is a loss, else 0." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(survey) = context.run.territory else { return Rows::none() };
    let study = context.study();
    Rows::of(survey.gains().later(), move |gain| {
        let gain = gain();
        let site = study.site(gain.site);
        let values = vec![
            Value::id(&site.id, study.site_ids),
            Value::from(site.name.as_deref()),
            gain.size.map(SizeClass::name).into(),
            gain.exchanges.into(),
            Value::real(gain.euros.map(EurosGained::as_per_year)),
            gain.without_euros.into(),
            Value::real(gain.carbon.map(CarbonSaved::as_kg_per_year)),
            gain.without_carbon.into(),
            u32::from(gain.loses()).into(),
        ];
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}
