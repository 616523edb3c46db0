//! Lines of all pairs, whether they are kept or not.

use maillon_model::{BreakEven, CarbonSaved, EurosGained, Score, Synergies};

use super::synergies::{joined, not_counted, resources, unit};
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::id::synergy_id;
use crate::layer::{Layer, Rows};
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};

pub(crate) const LAYER: Layer = Layer {
    name: "pairs",
    about: "With `--pairs`: every pair that a rule links, that is within reach and that no gate refuses, also those that \
            `synergies` leaves out because the giver has better ones.",
    subject: About::Matches,
    geometry: GeometryKind::Line,
    columns: COLUMNS,
    always: &[],
    look: &looks::synergies::PAIRS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "synergy_id", kind: Kind::Text, unit: "", en: "Synergy", fr: "Synergie",
        about: "As `synergies` would name it." },
    Column { name: "supply_flow", kind: Kind::FlowId, unit: "", en: "Supply flow", fr: "Flux offert",
        about: "Id of the flow that is given." },
    Column { name: "demand_flow", kind: Kind::FlowId, unit: "", en: "Demand flow", fr: "Flux demandé",
        about: "Id of the flow that is taken." },
    Column { name: "supply_site", kind: Kind::SiteId, unit: "", en: "Giving site", fr: "Site fournisseur",
        about: "Id of the site that gives." },
    Column { name: "demand_site", kind: Kind::SiteId, unit: "", en: "Taking site", fr: "Site preneur",
        about: "Id of the site that takes." },
    Column { name: "supply_resource", kind: Kind::Text, unit: "", en: "Resource given", fr: "Ressource offerte",
        about: "Code of what is given." },
    Column { name: "demand_resource", kind: Kind::Text, unit: "", en: "Resource taken", fr: "Ressource demandée",
        about: "Code of what is taken." },
    Column { name: "family", kind: Kind::Text, unit: "", en: "Resource family", fr: "Famille de ressource",
        about: "Family of the resource given; `other` where maillon does not know it." },
    Column { name: "rule", kind: Kind::Text, unit: "", en: "Rule", fr: "Règle",
        about: "The rule that paired the two resources, as in `synergies`." },
    Column { name: "treatment", kind: Kind::Text, unit: "", en: "Treatment needed", fr: "Traitement nécessaire",
        about: "The step the resource needs on its way; null where it serves as it is." },
    Column { name: "open_checks", kind: Kind::Text, unit: "", en: "Not yet known", fr: "À vérifier",
        about: "Gates that the data leaves open, joined by `; `; null where all are answered." },
    Column { name: "distance_m", kind: Kind::Real(2), unit: "m", en: "Distance (m)", fr: "Distance (m)",
        about: "Between the two sites, along the WGS 84 ellipsoid." },
    Column { name: "radius_m", kind: Kind::Real(2), unit: "m", en: "Radius (m)", fr: "Rayon (m)",
        about: "The largest distance this pair was allowed." },
    Column { name: "amount", kind: Kind::Amount, unit: "see `unit`", en: "Amount", fr: "Quantité",
        about: "What could change hands per year: the smaller of both amounts; null where one is unknown. Pairs that share \
                a flow share its amount too: they do not add up." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of `amount`, such as `t/yr`; null with it." },
    Column { name: "replaced", kind: Kind::Amount, unit: "see `replaced_unit`", en: "Amount replaced",
        fr: "Quantité remplacée", about: "The same, of the demand: after the rule's ratio." },
    Column { name: "replaced_unit", kind: Kind::Text, unit: "", en: "Unit replaced", fr: "Unité remplacée",
        about: "Unit of `replaced`; null with it." },
    Column { name: "score", kind: Kind::Real(4), unit: "0 to 1", en: "Score", fr: "Score",
        about: "Weighted mean of the criteria that are known; 1 is best." },
    Column { name: "score_<criterion>", kind: Kind::Real(4), unit: "0 to 1",
        en: "Score: <criterion>", fr: "Score : <criterion>",
        about: "One criterion of the score, a column each; null where the data does not tell." },
    Column { name: "confidence", kind: Kind::Real(4), unit: "0 to 1", en: "Confidence", fr: "Confiance",
        about: "How much the score rests on, as in `synergies`." },
    Column { name: "co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 avoided (kg/yr)",
        fr: "CO2 évité (kg/an)", about: "Emissions avoided by `amount`, less those of the way; null where a factor or the \
                amount is not known." },
    Column { name: "value_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Value (€/yr)", fr: "Valeur (€/an)",
        about: "Money gained by both sides together by `amount`, less the way; null where a price or the amount is not \
                known." },
    Column { name: "break_even_carbon_m", kind: Kind::Real(2), unit: "m", en: "Break-even, carbon (m)",
        fr: "Distance limite, carbone (m)", about: "How far it may travel before the carbon is lost; 20,100,000 where it \
                never is; null where factors are missing." },
    Column { name: "break_even_euros_m", kind: Kind::Real(2), unit: "m", en: "Break-even, money (m)",
        fr: "Distance limite, argent (m)", about: "The same for the money." },
    Column { name: "not_counted", kind: Kind::Text, unit: "", en: "Not counted", fr: "Non compté",
        about: "What carbon and money leave out for want of a factor: `treatment`, `freight`." },
    Column { name: "rank_supply", kind: Kind::Integer, unit: "", en: "Rank for the giver",
        fr: "Rang pour le fournisseur", about: "1 for the best pair of its supply flow." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let blocks = context.run.pairs.into_iter().flat_map(|pairs| pairs.blocks());
    Box::new(blocks.flat_map(move |block| (0..block.list().len()).map(move |place| row(context, &block, place))))
}

fn row<'a>(context: &'a Context<'a>, block: &Synergies, place: usize) -> Row<'a> {
    let (study, pair) = (context.study(), block.list().at(place));
    let (supply, demand) = (study.flow(pair.supply), study.flow(pair.demand));
    let (giver, taker) = (study.site(supply.site), study.site(demand.site));
    let metres = |reach: Option<BreakEven>| Value::real(reach.map(|reach| reach.distance().as_metres()));
    let mut values = vec![
        synergy_id(study, &pair).into(),
        Value::id(&supply.id, study.flow_ids),
        Value::id(&demand.id, study.flow_ids),
        Value::id(&giver.id, study.site_ids),
        Value::id(&taker.id, study.site_ids),
    ];
    values.extend(resources(context, [supply.resource, demand.resource]));
    values.extend([
        block.rule(pair.rule).id.to_string().into(),
        pair.treatment.map(|step| block.step(step).to_owned()).into(),
        joined(block.gates_of(pair.open)),
        Value::real(pair.distance.as_metres()),
        Value::real(pair.radius.as_metres()),
        Value::real(pair.amount.map(|q| q.annual())),
        unit(pair.amount),
        Value::real(pair.replaced.map(|q| q.annual())),
        unit(pair.replaced),
        Value::real(pair.score.value()),
    ]);
    values.extend(block.values(place).into_iter().map(|score| Value::real(score.map(Score::value))));
    values.extend([
        Value::real(pair.confidence.value()),
        Value::real(pair.carbon.map(CarbonSaved::as_kg_per_year)),
        Value::real(pair.euros.map(EurosGained::as_per_year)),
        metres(pair.break_even_carbon),
        metres(pair.break_even_euros),
        not_counted(pair.not_counted),
        pair.rank_supply.into(),
    ]);
    Row { geometry: Some(Geometry::Line(giver.position, taker.position)), values }
}
