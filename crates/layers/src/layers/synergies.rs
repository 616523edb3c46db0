//! Lines from supply to demand.

use maillon_model::{
    BreakEven, CarbonSaved, EurosGained, Language, NotCounted, Quantity, ResourceIx, RuleWords, Score, Synergy,
};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::id::synergy_id;
use crate::layer::{Layer, Rows};
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};

pub(crate) const LAYER: Layer = Layer {
    name: "synergies",
    about: "Lines from supply to demand, one per synergy kept.",
    subject: About::Matches,
    geometry: GeometryKind::Line,
    columns: COLUMNS,
    always: &[],
    look: &looks::synergies::LOOK,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "synergy_id", kind: Kind::Text, unit: "", en: "Synergy", fr: "Synergie",
        about: "The two flows' ids joined by `~`; a `~` or `%` inside an id is written `%7E` or `%25`." },
    Column { name: "kind", kind: Kind::Text, unit: "", en: "Kind", fr: "Type",
        about: "`substitution`: one site's output becomes another's input." },
    Column { name: "supply_flow", kind: Kind::FlowId, unit: "", en: "Supply flow", fr: "Flux offert",
        about: "Id of the flow that is given." },
    Column { name: "demand_flow", kind: Kind::FlowId, unit: "", en: "Demand flow", fr: "Flux demandé",
        about: "Id of the flow that is taken." },
    Column { name: "supply_site", kind: Kind::SiteId, unit: "", en: "Giving site", fr: "Site fournisseur",
        about: "Id of the site that gives." },
    Column { name: "demand_site", kind: Kind::SiteId, unit: "", en: "Taking site", fr: "Site preneur",
        about: "Id of the site that takes." },
    Column { name: "supply_name", kind: Kind::Text, unit: "", en: "Giver", fr: "Fournisseur",
        about: "Name of the site that gives, or its id where it has none." },
    Column { name: "demand_name", kind: Kind::Text, unit: "", en: "Taker", fr: "Preneur",
        about: "Name of the site that takes, or its id where it has none." },
    Column { name: "supply_resource", kind: Kind::Text, unit: "", en: "Resource given", fr: "Ressource offerte",
        about: "Code of what is given." },
    Column { name: "demand_resource", kind: Kind::Text, unit: "", en: "Resource taken", fr: "Ressource demandée",
        about: "Code of what is taken." },
    Column { name: "family", kind: Kind::Text, unit: "", en: "Resource family", fr: "Famille de ressource",
        about: "Family of the resource given; `other` where maillon does not know it." },
    Column { name: "rule", kind: Kind::Text, unit: "", en: "Rule", fr: "Règle",
        about: "The rule that paired the two resources: a substitution of the knowledge by its id, or `same_resource`, \
                `branch`, `similar`." },
    Column { name: "rule_says", kind: Kind::Text, unit: "", en: "Why", fr: "Pourquoi",
        about: "What the rule says, in the study's language." },
    Column { name: "rule_source", kind: Kind::Text, unit: "", en: "Source of the rule", fr: "Source de la règle",
        about: "Where the rule was published; null where nobody did." },
    Column { name: "treatment", kind: Kind::Text, unit: "", en: "Treatment needed", fr: "Traitement nécessaire",
        about: "The step the resource needs on its way; null where it serves as it is." },
    Column { name: "processor", kind: Kind::Text, unit: "", en: "Processor in reach", fr: "Traitement à portée",
        about: "Site of the processor by which the treatment is the shortest way round; null where none is needed, none is in \
                reach, or the giver or the taker does it. What its capacity is for: `chains`." },
    Column { name: "open_checks", kind: Kind::Text, unit: "", en: "Not yet known", fr: "À vérifier",
        about: "Gates that the data leaves open, joined by `; `; null where all are answered." },
    Column { name: "distance_m", kind: Kind::Real(2), unit: "m", en: "Distance (m)", fr: "Distance (m)",
        about: "Between the two sites." },
    Column { name: "distance_method", kind: Kind::Text, unit: "", en: "Distance by", fr: "Mesure de la distance",
        about: "`geodesic`: along the WGS 84 ellipsoid, as the crow flies." },
    Column { name: "radius_m", kind: Kind::Real(2), unit: "m", en: "Radius (m)", fr: "Rayon (m)",
        about: "The largest distance this pair was allowed." },
    Column { name: "amount", kind: Kind::Amount, unit: "see `unit`", en: "Amount", fr: "Quantité",
        about: "What could change hands per year: the smaller of both amounts; null where one is unknown. \
                Synergies that share a flow share its amount too: they do not add up." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of `amount`, such as `t/yr`; null with it." },
    Column { name: "allocated", kind: Kind::Planned, unit: "see `unit`", en: "Allocated", fr: "Attribué",
        about: "What the plan moves per year, as the supply counts; 0 where others make better use of both flows; null \
                where the synergy takes no part, because an amount or a factor of the objective is not known. These do \
                add up." },
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
        about: "How much the score rests on: the share of the weights that is known, how sure the rule is, how the amounts \
                are known, and which gates the data leaves open." },
    Column { name: "co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 avoided (kg/yr)",
        fr: "CO2 évité (kg/an)", about: "Emissions avoided by `amount`, less those of the way; negative where it emits \
                more; null where a factor or the amount is not known." },
    Column { name: "value_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Value (€/yr)", fr: "Valeur (€/an)",
        about: "Money gained by both sides together by `amount`, less the way; fixed costs of a connection are the plan's \
                (`summary.json`), not in it; null where a price or the amount is not known." },
    Column { name: "break_even_carbon_m", kind: Kind::Real(2), unit: "m", en: "Break-even, carbon (m)",
        fr: "Distance limite, carbone (m)", about: "How far it may travel before the carbon is lost; 20,100,000 where it \
                never is; null where factors are missing." },
    Column { name: "break_even_euros_m", kind: Kind::Real(2), unit: "m", en: "Break-even, money (m)",
        fr: "Distance limite, argent (m)", about: "The same for the money." },
    Column { name: "not_counted", kind: Kind::Text, unit: "", en: "Not counted", fr: "Non compté",
        about: "What carbon and money leave out for want of a factor: `treatment`, `freight`." },
    Column { name: "rank_supply", kind: Kind::Integer, unit: "", en: "Rank for the giver",
        fr: "Rang pour le fournisseur", about: "1 for the best synergy of its supply flow." },
    Column { name: "rank_demand", kind: Kind::Integer, unit: "", en: "Rank for the taker", fr: "Rang pour le preneur",
        about: "1 for the best synergy of its demand flow, among those kept." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let synergies = &context.run.matches.synergies;
    // What neighbours offer is told where they are at home.
    let list = synergies.list();
    let own = (0..list.len()).filter(move |i| context.study().owns_flow(list.ends_at(*i)[0]));
    Box::new(own.map(move |i| row(context, i, &list.at(i), &synergies.values(i))))
}

fn row<'a>(context: &'a Context<'a>, place: usize, synergy: &Synergy, criteria: &[Option<Score>]) -> Row<'a> {
    let study = context.study();
    let (supply, demand) = (study.flow(synergy.supply), study.flow(synergy.demand));
    let (giver, taker) = (study.site(supply.site), study.site(demand.site));
    let synergies = &context.run.matches.synergies;
    let rule = synergies.rule(synergy.rule);
    let metres = |reach: Option<BreakEven>| Value::real(reach.map(|reach| reach.distance().as_metres()));
    let mut values = vec![
        synergy_id(study, synergy).into(),
        synergy.kind.name().into(),
        Value::id(&supply.id, study.flow_ids),
        Value::id(&demand.id, study.flow_ids),
        Value::id(&giver.id, study.site_ids),
        Value::id(&taker.id, study.site_ids),
        giver.label().into(),
        taker.label().into(),
    ];
    values.extend(resources(context, [supply.resource, demand.resource]));
    values.extend(of_rule(rule, study.language));
    values.extend([
        synergy.treatment.map(|step| synergies.step(step).to_owned()).into(),
        processor(context, place),
        joined(synergies.gates_of(synergy.open)),
        Value::real(synergy.distance.as_metres()),
        "geodesic".into(),
        Value::real(synergy.radius.as_metres()),
        Value::real(synergy.amount.map(|q| q.annual())),
        unit(synergy.amount),
    ]);
    values.extend(context.planned().map(|planned| Value::real(planned.amount(place).map(|q| q.annual()))));
    values.extend([
        Value::real(synergy.replaced.map(|q| q.annual())),
        unit(synergy.replaced),
        Value::real(synergy.score.value()),
    ]);
    values.extend(criteria.iter().map(|score| Value::real(score.map(Score::value))));
    values.extend([
        Value::real(synergy.confidence.value()),
        Value::real(synergy.carbon.map(CarbonSaved::as_kg_per_year)),
        Value::real(synergy.euros.map(EurosGained::as_per_year)),
        metres(synergy.break_even_carbon),
        metres(synergy.break_even_euros),
        not_counted(synergy.not_counted),
        synergy.rank_supply.into(),
        synergy.rank_demand.into(),
    ]);
    Row { geometry: Some(Geometry::Line(giver.position, taker.position)), values }
}

/// Codes of what is given and taken, and the family of what is given.
pub(super) fn resources<'a>(context: &Context<'a>, [given, taken]: [ResourceIx; 2]) -> [Value<'a>; 3] {
    let code = |ix| Value::from(&*context.study().resource(ix).code);
    [code(given), code(taken), context.family(given).to_owned().into()]
}

/// A rule's id, what it says, and its sources.
pub(super) fn of_rule(rule: &RuleWords, language: Language) -> [Value<'_>; 3] {
    let sources = joined(rule.sources.iter().map(|source| &**source));
    [Value::from(&*rule.id), Value::from(rule.label(language)), sources]
}

/// An amount's unit; null with it.
pub(super) fn unit<'v>(quantity: Option<Quantity>) -> Value<'v> {
    quantity.map(|q| format!("{}/yr", q.dimension().base_unit())).into()
}

/// What carbon and money leave out, in words.
pub(super) fn not_counted<'v>(left_out: NotCounted) -> Value<'v> {
    let words = [(left_out.treatment, "treatment"), (left_out.freight, "freight")];
    joined(words.into_iter().filter(|(left_out, _)| *left_out).map(|(_, what)| what))
}

/// The processor that is the shortest way round for what must be treated.
fn processor<'a>(context: &Context<'a>, place: usize) -> Value<'a> {
    let study = context.study();
    let nearest = context.run.chains.and_then(|chains| *chains.nearest.get(place)?);
    nearest.map(|ix| study.site(study.processor(ix).site).label()).into()
}

/// Several words as one text; null where there are none.
pub(super) fn joined<'w, 'v>(words: impl Iterator<Item = &'w str>) -> Value<'v> {
    let text = words.collect::<Vec<_>>().join("; ");
    Some(text).filter(|text| !text.is_empty()).into()
}
