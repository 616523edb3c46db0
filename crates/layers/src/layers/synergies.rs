//! Lines from supply to demand.

use maillon_model::{Language, RuleWords, Score, Synergy};

use super::pair::*;
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::id::synergy_id;
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

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
    SYNERGY_ID,
    Column { name: "kind", kind: Kind::Text, unit: "", en: "Kind", fr: "Type",
        about: "`substitution`: one site's output becomes another's input." },
    SUPPLY_FLOW,
    DEMAND_FLOW,
    SUPPLY_SITE,
    DEMAND_SITE,
    Column { name: "supply_name", kind: Kind::Text, unit: "", en: "Giver", fr: "Fournisseur",
        about: "Name of the site that gives, or its id where it has none." },
    Column { name: "demand_name", kind: Kind::Text, unit: "", en: "Taker", fr: "Preneur",
        about: "Name of the site that takes, or its id where it has none." },
    SUPPLY_RESOURCE,
    DEMAND_RESOURCE,
    FAMILY,
    RULE,
    Column { name: "rule_says", kind: Kind::Text, unit: "", en: "Why", fr: "Pourquoi",
        about: "What the rule says, in the study's language." },
    Column { name: "rule_source", kind: Kind::Text, unit: "", en: "Source of the rule", fr: "Source de la règle",
        about: "Where the rule was published; null where nobody did." },
    TREATMENT,
    Column { name: "processor", kind: Kind::Text, unit: "", en: "Processor in reach", fr: "Traitement à portée",
        about: "Site of the processor by which the treatment is the shortest way round; null where none is needed, none is in \
                reach, or the giver or the taker does it. What its capacity is for: `chains`." },
    OPEN_CHECKS,
    DISTANCE_M,
    Column { name: "distance_method", kind: Kind::Text, unit: "", en: "Distance by", fr: "Mesure de la distance",
        about: "`geodesic`: along the WGS 84 ellipsoid, as the crow flies." },
    RADIUS_M,
    AMOUNT,
    UNIT,
    Column { name: "allocated", kind: Kind::Planned, unit: "see `unit`", en: "Allocated", fr: "Attribué",
        about: "What the plan moves per year, as the supply counts; 0 where others make better use of both flows; null \
                where the synergy takes no part, because an amount or a factor of the objective is not known. These do \
                add up." },
    REPLACED,
    REPLACED_UNIT,
    SCORE,
    SCORE_CRITERION,
    CONFIDENCE,
    CO2_KG_PER_YEAR,
    VALUE_EUR_PER_YEAR,
    BREAK_EVEN_CARBON_M,
    BREAK_EVEN_EUROS_M,
    NOT_COUNTED,
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
    Rows::of(own, move |i| row(context, i, &list.at(i), &synergies.values(i)))
}

fn row<'a>(context: &'a Context<'a>, place: usize, synergy: &Synergy, criteria: &[Option<Score>]) -> Row<'a> {
    let study = context.study();
    let (supply, demand) = (study.flow(synergy.supply), study.flow(synergy.demand));
    let (giver, taker) = (study.site(supply.site), study.site(demand.site));
    let synergies = &context.run.matches.synergies;
    let rule = synergies.rule(synergy.rule);
    let mut values = vec![synergy_id(study, synergy).into(), synergy.kind.name().into()];
    values.extend(ends(study, synergy));
    values.extend([giver.label().into(), taker.label().into()]);
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
    values.extend(worth(synergy, criteria));
    values.extend([synergy.rank_supply.into(), synergy.rank_demand.into()]);
    Row { geometry: Some(Geometry::Line(giver.position, taker.position)), values }
}

/// A rule's id, what it says, and its sources.
pub(super) fn of_rule(rule: &RuleWords, language: Language) -> [Value<'_>; 3] {
    let sources = joined(rule.sources.iter().map(|source| &**source));
    [Value::from(&*rule.id), Value::from(rule.label(language)), sources]
}

/// The processor that is the shortest way round for what must be treated.
fn processor<'a>(context: &Context<'a>, place: usize) -> Value<'a> {
    let study = context.study();
    let nearest = context.run.chains.and_then(|chains| *chains.nearest.get(place)?);
    nearest.map(|ix| study.site(study.processor(ix).site).label()).into()
}
