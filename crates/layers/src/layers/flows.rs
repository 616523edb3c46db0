//! Every flow, with what became of it.

use maillon_model::{Amount, Details, Score};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "flows",
    about: "Every flow that was read, with what became of it: a point each, at its site.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::points::FLOWS,
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
        about: "Per year; where `amount_state` is `below`, the threshold." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of `amount`, `allocated` and `left`, such as `t/yr`; null where there is no amount." },
    Column { name: "amount_state", kind: Kind::Text, unit: "", en: "Amount is", fr: "État de la quantité",
        about: "`known`, `below` a threshold, or `missing`." },
    Column { name: "allocated", kind: Kind::Planned, unit: "see `unit`", en: "Allocated", fr: "Attribué",
        about: "What the plan moves of it; null where the amount is not known." },
    Column { name: "left", kind: Kind::Planned, unit: "see `unit`", en: "Left", fr: "Reste",
        about: "What it does not; likewise." },
    Column { name: "synergies", kind: Kind::Integer, unit: "", en: "Synergies", fr: "Synergies",
        about: "Synergies kept that it is in; 0 for those that `unmatched` explains." },
    Column { name: "best_score", kind: Kind::Real(4), unit: "0 to 1", en: "Best score", fr: "Meilleur score",
        about: "Score of the best of them." },
    Column { name: "temperature_c", kind: Kind::Real(2), unit: "°C", en: "Temperature (°C)", fr: "Température (°C)",
        about: "As stated." },
    Column { name: "moisture_pct", kind: Kind::Real(2), unit: "%", en: "Moisture (%)", fr: "Humidité (%)",
        about: "As stated." },
    Column { name: "concentration_pct", kind: Kind::Real(4), unit: "%", en: "Concentration (%)", fr: "Concentration (%)",
        about: "Content of the substance that counts, as stated." },
    Column { name: "form", kind: Kind::Text, unit: "", en: "Form", fr: "Forme",
        about: "As stated." },
    Column { name: "hazardous", kind: Kind::Text, unit: "", en: "Hazardous", fr: "Dangereux",
        about: "`yes` or `no`, in the sense of waste law, as stated; null where nothing is." },
    Column { name: "price_eur_per_unit", kind: Kind::Amount, unit: "EUR per unit of `unit`", en: "Price (€/unit)",
        fr: "Prix (€/unité)", about: "What it sells for; negative where the giver pays to be rid of it." },
    Column { name: "known", kind: Kind::Text, unit: "", en: "Known by", fr: "Connue par",
        about: "`measured`, `declared` or `modelled`." },
    Column { name: "valid_from", kind: Kind::Text, unit: "", en: "From", fr: "Du",
        about: "First day it exists; null where nothing is said." },
    Column { name: "valid_to", kind: Kind::Text, unit: "", en: "To", fr: "Au",
        about: "Last day it exists; likewise." },
    Column { name: "note", kind: Kind::Text, unit: "", en: "Note", fr: "Note",
        about: "The user's own words." },
];

/// What is told of a flow of which nothing but its amount is known.
static NOTHING: std::sync::LazyLock<Details> = std::sync::LazyLock::new(Details::default);

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let study = context.study();
    Rows::of(study.own_flows(), move |(ix, flow)| {
        let site = study.site(flow.site);
        let quantity = match flow.amount {
            Amount::Known(quantity) => Some(quantity),
            Amount::Below(threshold) => threshold,
            Amount::Missing => None,
        };
        let (synergies, best) = context.sites.found(ix);
        let details = flow.details.as_deref().unwrap_or(&NOTHING);
        let quality = &details.quality;
        let mut values = vec![
            Value::id(&flow.id, study.flow_ids),
            Value::id(&site.id, study.site_ids),
            site.label().into(),
            flow.direction.name().into(),
            Value::from(&*study.resource(flow.resource).code),
            context.family(flow.resource).to_owned().into(),
            Value::real(quantity.map(|q| q.annual())),
            quantity.map(|q| format!("{}/yr", q.dimension().base_unit())).into(),
            flow.amount.state().into(),
        ];
        values.extend(context.planned().into_iter().flat_map(|planned| {
            [planned.used(ix), planned.left(ix)].map(|quantity| Value::real(quantity.map(|q| q.annual())))
        }));
        values.extend([
            synergies.into(),
            Value::real(best.map(Score::value)),
            Value::real(quality.temperature.map(|t| t.degrees())),
            Value::real(quality.moisture.map(|p| p.value())),
            Value::real(quality.concentration.map(|p| p.value())),
            Value::from(quality.form.as_deref()),
            quality.hazardous.map(|hazardous| if hazardous { "yes" } else { "no" }).into(),
            Value::real(details.price.map(|price| price.euros())),
            details.known.map(|known| known.name()).into(),
            details.validity.from.map(|day| day.to_string()).into(),
            details.validity.to.map(|day| day.to_string()).into(),
            Value::from(details.note.as_deref()),
        ]);
        Row { geometry: Some(Geometry::Point(site.position)), values }
    })
}
